"""Users: list, invite, change, close."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Permission, Role, TenantKind, allows, grantable_roles
from crest.services import erasure
from crest.services import user_accounts as service
from crest.services.outbox import list_unsent
from crest.services.user_accounts import Invitation, NamedWorkplace
from crest.web.account.proving import fault_at
from crest.web.context import now, session
from crest.web.errors import refusal_of
from crest.web.faults import Fault, faults_of
from crest.web.guards import requires
from crest.web.identity import actor
from crest.web.mail_texts import write_mail
from crest.web.users.forms import EraseForm, FirstAdministratorForm, InviteForm, RoleForm

F = TypeVar("F", bound=RoleForm)

blueprint = Blueprint("users", __name__)
# The field that a refusal is about; none where it is about the page.
_FIELDS = {
    "bad_email": "email",
    "already_member": "email",
    "own_elevation": "email",
    "bad_character": "name",
    "own_role": "",
    "site_without_workplaces": "workplaces-0",
    "workplaces_without_site": "workplaces-0",
}


@blueprint.get("/users")
@requires(Permission.USER_READ)
def index() -> ResponseReturnValue:
    """List the users, the roles offered, and members without an administrator."""
    team = service.read_team(session(), actor(), now=now())
    sites = {site.id: site.name for site in _sites()}
    unsent = list_unsent(session(), actor()).total if team.may_manage else 0
    return render_template(
        "users/index.html",
        team=team,
        sites=sites,
        me=actor(),
        unsent=unsent,
        may_read_trail=allows(actor(), Permission.TRAIL_READ),
        may_copy=allows(actor(), Permission.COMPANY_COPY),
    )


@blueprint.get("/users/invite")
@requires(Permission.USER_MANAGE)
def invite() -> ResponseReturnValue:
    """Show the form of an invitation."""
    return _invite_page(_offering(InviteForm()))


@blueprint.post("/users/invite")
@requires(Permission.USER_MANAGE)
def send() -> ResponseReturnValue:
    """Send an invitation; the answer is the same whether the address has an account."""
    form = _offering(InviteForm(request.form))
    if not form.validate():
        return _invite_page(form, faults_of(form)), 422
    try:
        _invite(form.invitation())
    except RefusedInputError as error:
        return _invite_page(form, _fault(error)), 422
    return _sent(form.email.data or "")


@blueprint.get("/users/first-administrator")
@requires(Permission.USER_MANAGE)
def first() -> ResponseReturnValue:
    """Show the form for the first administrator of a member."""
    return _first_page(FirstAdministratorForm(member=request.args.get("member", "")))


@blueprint.post("/users/first-administrator")
@requires(Permission.USER_MANAGE)
def send_first() -> ResponseReturnValue:
    """Invite the first administrator of a member that has none."""
    form = FirstAdministratorForm(request.form)
    if not form.validate():
        return _first_page(form, faults_of(form)), 422
    try:
        _invite(form.invitation())
    except RefusedInputError as error:
        return _first_page(form, _fault(error)), 422
    return _sent(form.email.data or "")


@blueprint.get("/users/<uuid:user_id>")
@requires(Permission.USER_MANAGE)
def edit(user_id: UUID) -> ResponseReturnValue:
    """Show a user's role, and what can be done."""
    user = service.read_user(session(), actor(), user_id)
    chosen = [str(one) for one in user.workplace_ids]
    return _edit_page(_offering(RoleForm(role=user.role.value, workplaces=chosen)), user_id)


@blueprint.post("/users/<uuid:user_id>")
@requires(Permission.USER_MANAGE)
def save(user_id: UUID) -> ResponseReturnValue:
    """Give a user another role."""
    user = service.read_user(session(), actor(), user_id)
    form = _offering(RoleForm(request.form))
    if not form.validate():
        return _edit_page(form, user_id, faults_of(form)), 422
    try:
        service.change_role(
            session(), actor(), user_id, form.plan(), key=form.key.data or "", now=now()
        )
    except RefusedInputError as error:
        return _edit_page(form, user_id, _fault(error)), 422
    flash(_("The role of %(name)s is changed.", name=user.name), "success")
    return redirect(url_for("users.index"), code=303)


@blueprint.post("/users/<uuid:user_id>/close")
@requires(Permission.USER_MANAGE)
def close(user_id: UUID) -> ResponseReturnValue:
    """Take a user's role here away."""
    user = service.read_user(session(), actor(), user_id)
    try:
        service.close_user(session(), actor(), user_id, key=request.form.get("key", ""), now=now())
    except RefusedInputError as error:
        form = _offering(RoleForm(role=user.role.value))
        fault = Fault(id="", text=refusal_of(error).text)
        return _edit_page(form, user_id, [fault]), 422
    flash(_("%(name)s no longer has access here.", name=user.name), "success")
    return redirect(url_for("users.index"), code=303)


@blueprint.post("/users/<uuid:user_id>/erase")
@requires(Permission.USER_MANAGE)
def erase(user_id: UUID) -> ResponseReturnValue:
    """Close a user's account and erase name and address, once the address is typed."""
    form = EraseForm(request.form)
    key, named = form.key.data or "", form.named.data or ""
    try:
        erasure.erase_user(session(), actor(), user_id, named, key=key, now=now())
    except RefusedInputError as error:
        user = service.read_user(session(), actor(), user_id)
        faults = fault_at("named" if error.reason == "other_address" else "", error)
        form.named.errors = [fault.text for fault in faults if fault.id]
        roles = _offering(RoleForm(role=user.role.value))
        return _edit_page(roles, user_id, faults, erasing=form), 422
    flash(_("The account is closed. Name and address are erased."), "success")
    return redirect(url_for("users.index"), code=303)


@blueprint.post("/users/invitations/<uuid:invitation_id>/withdraw")
@requires(Permission.USER_MANAGE)
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Take an offered role back."""
    service.withdraw(session(), actor(), invitation_id, key=request.form.get("key", ""), now=now())
    flash(_("The invitation is withdrawn; its link opens nothing any more."), "success")
    return redirect(url_for("users.index"), code=303)


def _invite(invitation: Invitation) -> None:
    service.invite(session(), actor(), invitation, write=write_mail, now=now())


def _sent(email: str) -> ResponseReturnValue:
    flash(
        _("An invitation is on its way to %(email)s. It works once, within 24 hours.", email=email),
        "success",
    )
    return redirect(url_for("users.index"), code=303)


def _fault(error: RefusedInputError) -> list[Fault]:
    return fault_at(_FIELDS.get(error.reason, "role-0"), error)


def _sites() -> tuple[NamedWorkplace, ...]:
    return service.list_sites(session(), actor())


def _offering(form: F) -> F:
    given = grantable_roles(actor().tenant_kind)
    form.offer([role for role in Role if role in given], _sites())
    return form


def _invite_page(form: InviteForm, faults: Sequence[Fault] = ()) -> str:
    form.offer_languages()
    return render_template("users/invite.html", form=form, faults=faults)


def _first_page(form: FirstAdministratorForm, faults: Sequence[Fault] = ()) -> str:
    orphans = service.read_team(session(), actor(), now=now()).orphans
    form.offer_languages()
    form.member.choices = [(str(orphan.id), orphan.name) for orphan in orphans]
    is_federation = actor().tenant_kind is TenantKind.FEDERATION
    return render_template(
        "users/first.html",
        form=form,
        # Without a member to choose there is no form whose fields could be mended.
        faults=faults if orphans else (),
        orphans=orphans,
        is_federation=is_federation,
    )


def _edit_page(
    form: RoleForm,
    user_id: UUID,
    faults: Sequence[Fault] = (),
    *,
    erasing: EraseForm | None = None,
) -> str:
    return render_template(
        "users/edit.html",
        form=form,
        erasing=erasing or EraseForm(),
        faults=faults,
        user=service.read_user(session(), actor(), user_id),
        is_me=user_id == actor().user_id,
    )
