"""Sharing results with the federation: given, ended, looked at, and who looked."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import shares as service
from crest.services.shares import AssessmentLine, WantedShare
from crest.web.account.proving import fault_at
from crest.web.context import library, now, session
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read, uuid_of
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.paging import PAGE_SIZE, Paging, page_number
from crest.web.record_fields import KeptText, Needed, text
from crest.web.words import day

blueprint = Blueprint("shares", __name__)
FIELDS = {"purpose_missing": "purpose", "share_too_long": "until"}


class ShareForm(KeyForm):
    """What is shared, why, and until when."""

    assessment = SelectField(
        _l("Which result"),
        validators=[Needed(_l("Choose a result."))],
        validate_choice=False,
    )
    purpose = text(_l("What it is shared for"), KeptText(300), Needed(_l("Say what for.")))
    until = DateField(_l("Last day"), validators=[InputRequired(_l("Choose a day."))])


@blueprint.get("/shares")
@requires(Permission.GRANT_READ)
def index() -> ResponseReturnValue:
    """Show what is shared, and who looked."""
    return _page(ShareForm())


@blueprint.post("/shares")
@requires(Permission.GRANT_MANAGE)
def give() -> ResponseReturnValue:
    """Share a result, or show what is to be mended."""
    form = read(ShareForm)
    if not form.validate() or form.until.data is None:
        return _page(form, faults_of(form)), 422
    wanted = WantedShare(
        assessment_id=uuid_of(form.assessment.data),
        purpose=form.purpose.data or "",
        until=form.until.data,
    )
    try:
        service.give(session(), actor(), wanted, key=form.key.data or "", now=now())
    except RefusedInputError as error:
        return _page(form, fault_at(FIELDS.get(error.reason, ""), error)), 422
    flash(_("The result is shared. Every look at it will stand on this page."), "success")
    return redirect(url_for("shares.index"), code=303)


@blueprint.post("/shares/<uuid:grant_id>/end")
@requires(Permission.GRANT_MANAGE)
def end(grant_id: UUID) -> ResponseReturnValue:
    """End a share at once."""
    service.revoke(session(), actor(), grant_id, key=read(KeyForm).key.data or "", now=now())
    flash(_("The result is not shared any more."), "success")
    return redirect(url_for("shares.index"), code=303)


@blueprint.get("/federation/shared")
@requires(Permission.SHARED_READ)
def shared() -> ResponseReturnValue:
    """List what members share with the federation now."""
    found = service.list_shared(session(), actor(), now=now())
    return render_template("shares/shared.html", found=found)


@blueprint.get("/federation/shared/<uuid:grant_id>")
@requires(Permission.SHARED_READ)
def show(grant_id: UUID) -> ResponseReturnValue:
    """Show a shared result; the look is written down for the member."""
    found = service.shared_result(session(), actor(), grant_id, library=library(), now=now())
    return render_template("shares/show.html", found=found)


def _page(form: ShareForm, faults: Sequence[Fault] = ()) -> str:
    number = page_number(request.args.get("page"))
    offset = (number - 1) * PAGE_SIZE
    page = service.shares_page(session(), actor(), limit=PAGE_SIZE, offset=offset, now=now())
    form.assessment.choices = [
        ("", _("Choose")),
        *((str(line.head.id), named(line)) for line in page.offered),
    ]
    return render_template(
        "shares/index.html",
        page=page,
        form=form,
        # Where nothing can be shared there is no form, and the page says so.
        faults=faults if page.offered else (),
        paging=Paging(number=number, total=page.looked),
    )


def named(line: AssessmentLine) -> str:
    """Return a result in a list of results: whose, by which questionnaire, of which day."""
    head = line.head
    title = library().questionnaire(head.bank, head.bank_version).title
    return f"{line.subject_name}: {title}, {day(head.submitted_at)}"
