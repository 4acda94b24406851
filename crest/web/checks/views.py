"""Checking one answer, reading what was found, and replying to a contradiction."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from crest.domain.answer_checks import LEVELS, MOST_NOTE, MOST_REPLY, MOST_SOURCE, GivenCheck
from crest.domain.answers import Assurance
from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import answer_checks as service
from crest.services.answer_checks import Reply, WantedCheck
from crest.web.account.proving import fault_at, fault_in
from crest.web.certifying.naming import signing_tools
from crest.web.context import library, now, session
from crest.web.faults import Fault, faults_of
from crest.web.filters import LabelFilter
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.record_fields import KeptText, Needed

blueprint = Blueprint("checks", __name__)
LEVEL: Mapping[str, str] = {
    Assurance.DOCUMENTED: _l("It was shown: a paper, a call or a visit shows it"),
    Assurance.VERIFIED: _l("It was verified: checked on site or by somebody outside"),
    Assurance.CONTRADICTED: _l("Something else is true"),
}
SHORT: Mapping[str, str] = {
    Assurance.DOCUMENTED: _l("Shown"),
    Assurance.VERIFIED: _l("Verified"),
    Assurance.CONTRADICTED: _l("Contradicted"),
}
blueprint.add_app_template_filter(LabelFilter(SHORT), "check_label")
_FIELDS = {
    "check_level": "level-0",
    "check_note_missing": "note",
    "check_source_missing": "source",
    "check_found_missing": "found",
    "check_found_same": "found",
}


class CheckForm(KeyForm):
    """What was found, and how somebody knows."""

    level = StringField(_l("What was found?"))
    found = StringField(_l("What is true instead"))
    note = TextAreaField(_l("What was seen or heard"), validators=[KeptText(MOST_NOTE)])
    source = StringField(_l("How do you know it?"), validators=[KeptText(MOST_SOURCE)])


class ReplyForm(KeyForm):
    """A reply to a contradiction."""

    reply = TextAreaField(
        _l("Your reply"), validators=[KeptText(MOST_REPLY), Needed(_l("Write your reply."))]
    )


@blueprint.get("/assessments/<uuid:assessment_id>/checks")
@requires(Permission.ASSESSMENT_READ)
def index(assessment_id: UUID) -> ResponseReturnValue:
    """Show what was found about the answers of an assessment."""
    return _page(assessment_id, None, CheckForm())


@blueprint.get("/assessments/<uuid:assessment_id>/checks/<code:code>")
@requires(Permission.ASSESSMENT_READ)
def show(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Show what was found about one answer, and where more is written."""
    return _page(assessment_id, code, CheckForm())


@blueprint.post("/assessments/<uuid:assessment_id>/checks/<code:code>")
@requires(Permission.SUPPLIER_ASSESSMENT_REVIEW)
def add(assessment_id: UUID, code: str) -> ResponseReturnValue:
    """Write what was found about one answer, or say what is to be mended."""
    form = read(CheckForm)
    if not form.validate():
        return _page(assessment_id, code, form, faults_of(form)), 422
    given = GivenCheck(
        level=next((one for one in LEVELS if one.value == form.level.data), Assurance.STATED),
        option=form.found.data or None,
        note=form.note.data or "",
        source=form.source.data or "",
    )
    wanted = WantedCheck(assessment_id=assessment_id, code=code, given=given)
    key = form.key.data or ""
    try:
        service.record_check(session(), actor(), wanted, key=key, tools=signing_tools(), now=now())
    except RefusedInputError as error:
        faults = fault_in(form, _FIELDS.get(error.reason, ""), error)
        return _page(assessment_id, code, form, faults), 422
    flash(_("What you found is written down."), "success")
    return redirect(url_for("checks.show", assessment_id=assessment_id, code=code), code=303)


@blueprint.post("/assessments/<uuid:assessment_id>/checks/<uuid:check_id>/reply")
@requires(Permission.SUPPLIER_ASSESSMENT_ANSWER)
def reply(assessment_id: UUID, check_id: UUID) -> ResponseReturnValue:
    """Write a reply to a contradiction, or say what is to be mended."""
    form = read(ReplyForm)
    if not form.validate():
        faults = [Fault(id="", text=one.text) for one in faults_of(form)]
        return _page(assessment_id, None, CheckForm(), faults), 422
    wanted = Reply(assessment_id=assessment_id, check_id=check_id, text=form.reply.data or "")
    key = form.key.data or ""
    try:
        service.reply(session(), actor(), wanted, key=key, library=library(), now=now())
    except RefusedInputError as error:
        return _page(assessment_id, None, CheckForm(), fault_at("", error)), 422
    flash(_("Your reply stands beside what was found."), "success")
    return redirect(url_for("checks.index", assessment_id=assessment_id), code=303)


def _page(
    assessment_id: UUID, code: str | None, form: CheckForm, faults: Sequence[Fault] = ()
) -> str:
    page = service.checks_page(
        session(), actor(), assessment_id, code=code, library=library(), now=now()
    )
    return render_template(
        "checks/show.html", page=page, form=form, levels=LEVEL.items(), faults=faults
    )
