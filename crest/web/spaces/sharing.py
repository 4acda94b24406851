"""Submitted answers shared with another buyer: given, withdrawn, and read there."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.domain.sharing import SharedFields
from crest.services import space_sharing as service
from crest.services.space_sharing import WantedGrant
from crest.web.account.proving import fault_at
from crest.web.context import library, now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read, uuid_of
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.record_fields import KeptText, Needed, text
from crest.web.words import day

blueprint = Blueprint("sharing", __name__)
_ANSWERS = SharedFields.ANSWERS
_FIELDS = {"purpose_missing": "purpose", "share_too_long": "until", "no_such_buyer": "code"}
FIELDS = {
    SharedFields.FIGURES: _l("What the answers come to, and no answer itself"),
    SharedFields.ANSWERS: _l("What they come to, and every answer; no notes and no files"),
}


class GrantForm(KeyForm):
    """What is shared with whom, how much of it, why, and until when."""

    assessment = SelectField(
        _l("Which answers"), validators=[Needed(_l("Choose answers."))], validate_choice=False
    )
    buyer = SelectField(_l("With whom"), validate_choice=False)
    code = text(_l("Or the code that the buyer told you"))
    much = SelectField(_l("How much of it"), validate_choice=False)
    purpose = text(_l("What it is shared for"), KeptText(300), Needed(_l("Say what for.")))
    until = DateField(_l("Last day"), validators=[InputRequired(_l("Choose a day."))])


@blueprint.get("/space/shares")
@requires(Permission.SPACE_READ)
def index() -> ResponseReturnValue:
    """Show what is shared with whom, and who looked."""
    return _page(GrantForm())


@blueprint.post("/space/shares")
@requires(Permission.SPACE_MANAGE)
def give() -> ResponseReturnValue:
    """Share submitted answers, or show what is to be mended."""
    form = read(GrantForm)
    if not form.validate() or form.until.data is None:
        return _page(form, faults_of(form)), 422
    wanted = _wanted(form, form.until.data)
    try:
        service.share(session(), actor(), wanted, key=form.key.data or "", now=now())
    except RefusedInputError as error:
        return _page(form, fault_at(_FIELDS.get(error.reason, "buyer"), error)), 422
    flash(_("The answers are shared. Every look at them will stand on this page."), "success")
    return redirect(url_for("sharing.index"), code=303)


@blueprint.post("/space/shares/<uuid:grant_id>/withdraw")
@requires(Permission.SPACE_MANAGE)
def withdraw(grant_id: UUID) -> ResponseReturnValue:
    """End a share at once."""
    service.withdraw(session(), actor(), grant_id, key=read(KeyForm).key.data or "", now=now())
    flash(
        _("It opens nothing any more. What was read or printed before cannot be called back."),
        "success",
    )
    return redirect(url_for("sharing.index"), code=303)


@blueprint.get("/given")
@requires(Permission.GIVEN_READ)
def given() -> ResponseReturnValue:
    """List what suppliers let this company read now."""
    found = service.list_given(session(), actor(), now=now())
    return render_template(
        "spaces/given.html", found=found.grants, code=found.code, titles=_titles()
    )


@blueprint.get("/given/<uuid:grant_id>")
@requires(Permission.GIVEN_READ)
def show(grant_id: UUID) -> ResponseReturnValue:
    """Show answers that a supplier shares; the look is written down for it."""
    found = service.given_answers(session(), actor(), grant_id, library=library(), now=now())
    return render_template("spaces/given_answers.html", found=found)


def _wanted(form: GrantForm, until: date) -> WantedGrant:
    return WantedGrant(
        assessment_id=uuid_of(form.assessment.data),
        buyer_id=uuid_of(form.buyer.data) if form.buyer.data else None,
        code=form.code.data or "",
        # what is not chosen plainly opens the least
        fields=_ANSWERS if form.much.data == _ANSWERS.value else SharedFields.FIGURES,
        purpose=form.purpose.data or "",
        until=until,
    )


def _page(form: GrantForm, faults: Sequence[Fault] = ()) -> str:
    page = service.sharing_page(session(), actor(), now=now())
    titles = _titles()
    form.assessment.choices = [
        (
            str(one.assessment_id),
            f"{titles[one.bank, one.bank_version]}, {one.buyer}, {day(one.submitted_at)}",
        )
        for one in page.submitted
    ]
    form.much.choices = [(one.value, words) for one, words in FIELDS.items()]
    form.buyer.choices = [
        ("", _("A buyer that is not in this list")),
        *((str(buyer_id), name) for buyer_id, name in page.buyers),
    ]
    return render_template(
        "spaces/shares.html",
        page=page,
        form=form,
        titles=titles,
        words=FIELDS,
        faults=faults if page.submitted else (),
    )


def _titles() -> dict[tuple[str, str], str]:
    return {(one.id, one.version): one.title for one in library().questionnaires}
