"""Links to one result for somebody outside: given, shown once, ended."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission
from crest.services import result_links as service
from crest.services.shares import WantedShare
from crest.web.account.proving import fault_at
from crest.web.context import now, session, settings
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read, uuid_of
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.shares.views import FIELDS, ShareForm, named

blueprint = Blueprint("links", __name__)


@blueprint.get("/shares/links")
@requires(Permission.GRANT_READ)
def index() -> ResponseReturnValue:
    """Show the links of the company."""
    form = ShareForm()
    form.assessment.data = request.args.get("assessment", "")
    return _page(form)


@blueprint.post("/shares/links")
@requires(Permission.GRANT_MANAGE)
def give() -> ResponseReturnValue:
    """Make a link and show it this once, or show what is to be mended."""
    form = read(ShareForm)
    if not form.validate() or form.until.data is None:
        return _page(form, faults_of(form)), 422
    wanted = WantedShare(
        assessment_id=uuid_of(form.assessment.data),
        purpose=form.purpose.data or "",
        until=form.until.data,
    )
    try:
        token = service.give(session(), actor(), wanted, key=form.key.data or "", now=now())
    except RefusedInputError as error:
        return _page(form, fault_at(FIELDS.get(error.reason, ""), error)), 422
    return _given(token, wanted)


@blueprint.post("/shares/links/<uuid:link_id>/end")
@requires(Permission.GRANT_MANAGE)
def end(link_id: UUID) -> ResponseReturnValue:
    """End a link at once."""
    service.revoke(session(), actor(), link_id, key=read(KeyForm).key.data or "", now=now())
    flash(_("The link opens nothing any more."), "success")
    return redirect(url_for("links.index"), code=303)


def _given(token: str | None, wanted: WantedShare) -> ResponseReturnValue:
    if token is None:
        flash(_("This link was made already and is shown only once. End it and make another."))
        return redirect(url_for("links.index"), code=303)
    # The fixed address of the installation, never one that a request brought along.
    base = settings().base_url or request.url_root
    address = base.rstrip("/") + url_for("audit.linked", token=token)
    return render_template("shares/link_given.html", address=address, until=wanted.until)


def _page(form: ShareForm, faults: Sequence[Fault] = ()) -> str:
    page = service.links_page(session(), actor(), now=now())
    form.assessment.choices = [
        ("", _("Choose")),
        *((str(line.head.id), named(line)) for line in page.offered),
    ]
    return render_template(
        "shares/links.html", page=page, form=form, faults=faults if page.offered else ()
    )
