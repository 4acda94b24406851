"""Inviting suppliers, and the page of each invitation."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission, allows
from crest.services import invitations as service
from crest.services.invitation_mails import InvitationTools
from crest.services.invitations import MadeInvitation
from crest.web.account.proving import fault_at
from crest.web.context import library, now, runtime, session, settings
from crest.web.faults import Fault, faults_of
from crest.web.forms import KeyForm, read
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.invitations.forms import DueForm, InviteForm
from crest.web.invitations.words import label_of, look_of, shown_link
from crest.web.mail_texts import write_mail
from crest.web.paging import PAGE_SIZE, Paging, page_number

blueprint = Blueprint("invitations", __name__)
blueprint.add_app_template_filter(label_of, "invitation_label")
blueprint.add_app_template_filter(look_of, "invitation_look")
_FIELDS = {"bad_email": "email", "due_out_of_range": "due_on", "too_long": "message"}


@blueprint.get("/invitations")
@requires(Permission.INVITATION_READ)
def index() -> ResponseReturnValue:
    """List whom the company asked, and how far each is."""
    number = page_number(request.args.get("page"))
    found = service.board(
        session(),
        actor(),
        library=library(),
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
        now=now(),
    )
    paging = Paging(number=number, total=found.total)
    return render_template("invitations/index.html", found=found, paging=paging)


@blueprint.get("/suppliers/<uuid:supplier_id>/invite")
@requires(Permission.INVITATION_MANAGE)
def create(supplier_id: UUID) -> ResponseReturnValue:
    """Show the form that asks a supplier, with what is known filled in."""
    page = service.invite_page(session(), actor(), supplier_id, library=library(), now=now())
    form = InviteForm()
    form.offer(page)
    form.prefill(page, today=now().date())
    return render_template("invitations/invite.html", page=page, form=form)


@blueprint.post("/suppliers/<uuid:supplier_id>/invite")
@requires(Permission.INVITATION_MANAGE)
def add(supplier_id: UUID) -> ResponseReturnValue:
    """Ask the supplier and show the link this once, or show what is to be mended."""
    form = read(InviteForm)
    if not form.validate() or form.due_on.data is None:
        return _form_again(supplier_id, form, faults_of(form))
    wanted = form.wanted(supplier_id, form.due_on.data)
    key = form.key.data or ""
    try:
        made = service.invite(session(), actor(), wanted, key=key, tools=_tools(), now=now())
    except RefusedInputError as error:
        return _form_again(supplier_id, form, fault_at(_FIELDS.get(error.reason, ""), error))
    return _made(made)


@blueprint.get("/invitations/<uuid:invitation_id>")
@requires(Permission.INVITATION_READ)
def show(invitation_id: UUID) -> ResponseReturnValue:
    """Show how far an invitation is, and what can be done."""
    return _page(invitation_id, DueForm())


@blueprint.post("/invitations/<uuid:invitation_id>/renew")
@requires(Permission.INVITATION_MANAGE)
def renew(invitation_id: UUID) -> ResponseReturnValue:
    """Make a new link, send it, and show it this once."""
    key = read(KeyForm).key.data or ""
    made = service.renew(session(), actor(), invitation_id, key=key, tools=_tools(), now=now())
    return _made(made)


@blueprint.post("/invitations/<uuid:invitation_id>/extend")
@requires(Permission.INVITATION_MANAGE)
def extend(invitation_id: UUID) -> ResponseReturnValue:
    """Give more time, or show what is to be mended."""
    form = read(DueForm)
    if not form.validate() or form.due_on.data is None:
        return _page(invitation_id, form, faults_of(form)), 422
    due, key = form.due_on.data, form.key.data or ""
    try:
        service.extend(session(), actor(), invitation_id, due_on=due, key=key, now=now())
    except RefusedInputError as error:
        return _page(invitation_id, form, fault_at(_FIELDS.get(error.reason, ""), error)), 422
    flash(_("The new last day is kept. The same link works until then."), "success")
    return redirect(url_for("invitations.show", invitation_id=invitation_id), code=303)


@blueprint.post("/invitations/<uuid:invitation_id>/stop")
@requires(Permission.INVITATION_MANAGE)
def stop(invitation_id: UUID) -> ResponseReturnValue:
    """Stop asking."""
    key = read(KeyForm).key.data or ""
    service.stop(session(), actor(), invitation_id, key=key, now=now())
    flash(_("The link opens nothing any more."), "success")
    return redirect(url_for("invitations.show", invitation_id=invitation_id), code=303)


def _tools() -> InvitationTools:
    return InvitationTools(
        library=runtime().library, write=write_mail, secret=settings().secret_key
    )


def _made(made: MadeInvitation) -> ResponseReturnValue:
    if made.link is None:
        flash(_("This link was made already and is shown only once. Make a new one if needed."))
        return redirect(url_for("invitations.show", invitation_id=made.id), code=303)
    line = service.get_invitation(session(), actor(), made.id, library=library(), now=now())
    shown = shown_link(line, made.link)
    return render_template("invitations/made.html", line=line, shown=shown)


def _form_again(
    supplier_id: UUID, form: InviteForm, faults: Sequence[Fault]
) -> ResponseReturnValue:
    page = service.invite_page(session(), actor(), supplier_id, library=library(), now=now())
    form.offer(page)
    return render_template("invitations/invite.html", page=page, form=form, faults=faults), 422


def _page(invitation_id: UUID, form: DueForm, faults: Sequence[Fault] = ()) -> str:
    line = service.get_invitation(session(), actor(), invitation_id, library=library(), now=now())
    may_manage = allows(actor(), Permission.INVITATION_MANAGE)
    return render_template(
        "invitations/show.html", line=line, form=form, may_manage=may_manage, faults=faults
    )
