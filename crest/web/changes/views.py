"""Marking answers of a supplier to be changed, and the history of it for both sides."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired

from crest.domain.change_requests import MOST_NOTE, ChangeRequestState, Mark
from crest.domain.errors import RefusedInputError
from crest.domain.invitations import USUAL_DAYS
from crest.domain.names import showable
from crest.domain.permissions import Permission
from crest.services import change_requests as service
from crest.services.change_requests import WantedChanges
from crest.web.account.proving import fault_in
from crest.web.certifying.naming import signing_tools
from crest.web.context import library, now, session
from crest.web.faults import Fault, faults_of
from crest.web.filters import LabelFilter
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.record_fields import KeptText

blueprint = Blueprint("change_requests", __name__)
STATE: Mapping[str, str] = {
    ChangeRequestState.ASKED: _l("Asked, not submitted again yet"),
    ChangeRequestState.ANSWERED: _l("Submitted again"),
    ChangeRequestState.WITHDRAWN: _l("Withdrawn"),
}
blueprint.add_app_template_filter(LabelFilter(STATE), "change_request_label")
_MARK, _REASON = "mark", "reason:"
_FIELDS = {"due_out_of_range": "due_on"}


class AskForm(KeyForm):
    """By when, and what the buyer keeps for itself."""

    due_on = DateField(_l("Please change them by"), validators=[InputRequired(_l("Choose a day."))])
    note = TextAreaField(_l("Note for your own company"), validators=[KeptText(MOST_NOTE)])


@blueprint.get("/assessments/<uuid:assessment_id>/changes")
@requires(Permission.ASSESSMENT_READ)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """Show what was asked to be changed, and what was answered."""
    form = AskForm()
    form.due_on.data = _usual_day()
    return _page(assessment_id, form)


@blueprint.post("/assessments/<uuid:assessment_id>/changes")
@requires(Permission.SUPPLIER_ASSESSMENT_REVIEW)
def ask(assessment_id: UUID) -> ResponseReturnValue:
    """Ask for changes of the marked answers, or say what is to be mended."""
    form = read(AskForm)
    if not form.validate() or form.due_on.data is None:
        return _page(assessment_id, form, faults_of(form)), 422
    wanted = WantedChanges(
        assessment_id=assessment_id,
        marks=_marks(),
        due_on=form.due_on.data,
        note=form.note.data or "",
    )
    key = form.key.data or ""
    try:
        service.ask_changes(session(), actor(), wanted, key=key, tools=signing_tools(), now=now())
    except RefusedInputError as error:
        return _page(assessment_id, form, fault_in(form, _place_of(error), error)), 422
    flash(_("The supplier is asked. What it submitted before stays as it is."), "success")
    return redirect(url_for("change_requests.show", assessment_id=assessment_id), code=303)


@blueprint.post("/assessments/<uuid:assessment_id>/changes/withdraw")
@requires(Permission.SUPPLIER_ASSESSMENT_REVIEW)
def withdraw(assessment_id: UUID) -> ResponseReturnValue:
    """Ask for no changes any more."""
    key = read(KeyForm).key.data or ""
    service.withdraw(session(), actor(), assessment_id, key=key, library=library(), now=now())
    flash(_("No changes are asked for any more. What was submitted stands."), "success")
    return redirect(url_for("change_requests.show", assessment_id=assessment_id), code=303)


def _marks() -> tuple[Mark, ...]:
    """Return the ticked answers with their reasons."""
    return tuple(
        Mark(code=code, reason=request.form.get(f"{_REASON}{code}", ""))
        for code in request.form.getlist(_MARK)
    )


def _place_of(error: RefusedInputError) -> str:
    mark = error.params.get("mark")
    if error.reason == "mark_unknown":
        return ""  # no field of this page is to blame
    return f"reason-{mark}" if mark else _FIELDS.get(error.reason, "")


def _usual_day() -> date:
    return now().date() + timedelta(days=USUAL_DAYS)


def _page(assessment_id: UUID, form: AskForm, faults: Sequence[Fault] = ()) -> str:
    page = service.changes_page(session(), actor(), assessment_id, library=library())
    typed = {
        name.removeprefix(_REASON): showable(text)
        for name, text in request.form.items()
        if name.startswith(_REASON)
    }
    return render_template(
        "changes/show.html",
        page=page,
        form=form,
        marked=frozenset(request.form.getlist(_MARK)),
        typed=typed,
        faults=faults,
    )
