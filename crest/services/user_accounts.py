"""The users of a company or of the federation, as its administrator manages them."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError, TooManyTriesError
from crest.domain.mail_text import MailKind, MailWriter
from crest.domain.names import clean_text
from crest.domain.permissions import (
    ADMINISTRATORS,
    Actor,
    Permission,
    Role,
    TenantKind,
    allows,
    grantable_roles,
    require,
)
from crest.domain.trail import Act, by
from crest.persistence import (
    memberships,
    own_sessions,
    sessions,
    throttle,
    user_invitations,
    workplaces,
)
from crest.persistence.memberships import NamedTenant, TenantUser
from crest.persistence.people import normalise_email
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.throttle import Door
from crest.persistence.trail import record
from crest.persistence.user_invitations import Offer, OpenInvitation
from crest.persistence.write_keys import remember, replayed
from crest.services.account_mails import Recipient, tell

INVITATION_LASTS = timedelta(hours=24)
_INVITE = "user.invite"
_CHANGE = "user.change"
_CLOSE = "user.close"
_WITHDRAW = "user.withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedWorkplace:
    """A workplace by its name."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The users of a tenant, the roles offered, and members that nobody administers yet."""

    users: tuple[TenantUser, ...]
    invitations: tuple[OpenInvitation, ...]
    orphans: tuple[NamedTenant, ...]
    may_manage: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePlan:
    """A role, and the workplaces of a site manager."""

    role: Role
    workplace_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A role offered to an address; `member_id` names the member of a first administrator.

    `language` is that of the mail and of the account; empty for that of whoever invites.
    """

    email: str
    name: str
    plan: RolePlan
    key: str
    member_id: UUID | None = None
    language: str = ""


def read_team(session: DatabaseSession, actor: Actor, *, now: datetime) -> Team:
    """Return the users of the person's tenant and what is open."""
    require(actor, Permission.USER_READ)
    may_manage = allows(actor, Permission.USER_MANAGE)
    with reading(session):
        return Team(
            users=memberships.list_users(session, tenant_id=actor.tenant_id),
            invitations=user_invitations.list_open(session, tenant_id=actor.tenant_id, now=now),
            orphans=_orphans(session, actor) if may_manage else (),
            may_manage=may_manage,
        )


def read_user(session: DatabaseSession, actor: Actor, user_id: UUID) -> TenantUser:
    """Return a user of the person's tenant, or raise NotFoundError."""
    require(actor, Permission.USER_MANAGE)
    with reading(session):
        return memberships.get_user(session, user_id, tenant_id=actor.tenant_id)


def list_sites(session: DatabaseSession, actor: Actor) -> tuple[NamedWorkplace, ...]:
    """Return the workplaces that a site manager may be given."""
    require(actor, Permission.USER_READ)
    with reading(session):
        rows = workplaces.list_all(session, tenant_id=actor.tenant_id)
    return tuple(NamedWorkplace(id=row.id, name=row.name) for row in rows)


def invite(
    session: DatabaseSession,
    actor: Actor,
    invitation: Invitation,
    *,
    write: MailWriter,
    now: datetime,
) -> None:
    """Queue a mail that offers a role; the same happens whether the address has an account."""
    require(actor, Permission.USER_MANAGE)
    wait = 0
    with writing(session):
        if replayed(session, actor.tenant_id, invitation.key, _INVITE) is not None:
            return
        tenant = _tenant_of(session, actor, invitation)
        offer = _offer(session, actor, invitation, tenant_id=tenant.id)
        wait = _count(session, offer, now=now)
        if not wait:
            name = tenant.name
            invited = _send(session, actor, offer, tenant_name=name, write=write, now=now)
            remember(session, actor.tenant_id, invitation.key, _INVITE, {}, now)
            told = {"tenant": tenant.id, "plan": invitation.plan}
            invites = by(actor, in_chain=tenant.id)
            record(session, invites, Act.USER_INVITE, of=invited, told=told, now=now)
    if wait:
        raise TooManyTriesError(seconds=wait)


def withdraw(
    session: DatabaseSession, actor: Actor, invitation_id: UUID, *, key: str, now: datetime
) -> None:
    """Take an offer back, or raise NotFoundError."""
    require(actor, Permission.USER_MANAGE)
    act = f"{_WITHDRAW}:{invitation_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is None:
            user_invitations.withdraw(session, invitation_id, tenant_id=actor.tenant_id)
            remember(session, actor.tenant_id, key, act, {}, now)
            record(session, by(actor), Act.USER_WITHDRAW, of=invitation_id, told={}, now=now)


def change_role(  # who, what, and under which key
    session: DatabaseSession,
    actor: Actor,
    user_id: UUID,
    plan: RolePlan,
    *,
    key: str,
    now: datetime,
) -> None:
    """Give a user another role; never oneself, and the last administrator keeps the role."""
    require(actor, Permission.USER_MANAGE)
    act = f"{_CHANGE}:{user_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        user = _locked(session, actor, user_id)
        if user_id == actor.user_id:
            raise RefusedInputError("own_role")
        _check_plan(session, plan, kind=actor.tenant_kind, tenant_id=actor.tenant_id)
        if plan.role is not user.role:
            _check_not_last(session, actor, user)
        memberships.change_role(
            session,
            user_id,
            tenant_id=actor.tenant_id,
            role=plan.role,
            workplace_ids=plan.workplace_ids,
        )
        # The door asks whether the new role needs a second factor; nobody switches around it.
        sessions.remove_of_user(session, user_id)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"before": user.role, "plan": plan}
        record(session, by(actor), Act.USER_CHANGE_ROLE, of=user_id, told=told, now=now)


def close_user(
    session: DatabaseSession, actor: Actor, user_id: UUID, *, key: str, now: datetime
) -> None:
    """Take a user's role in this tenant away; the last administrator stays."""
    require(actor, Permission.USER_MANAGE)
    act = f"{_CLOSE}:{user_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        user = _locked(session, actor, user_id)
        _check_not_last(session, actor, user)
        memberships.remove(session, user_id, tenant_id=actor.tenant_id)
        own_sessions.remove_in_tenant(session, user_id, tenant_id=actor.tenant_id)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"before": user.role}
        record(session, by(actor), Act.USER_CLOSE, of=user_id, told=told, now=now)


def _locked(session: DatabaseSession, actor: Actor, user_id: UUID) -> TenantUser:
    """Return the user, while changes of this tenant's users by others wait."""
    memberships.lock_tenant(session, actor.tenant_id)
    # The administrator may have lost the role since the page was opened.
    role = memberships.find_role(session, actor.user_id, tenant_id=actor.tenant_id)
    if role is not ADMINISTRATORS.get(actor.tenant_kind):
        raise NotAllowedError(permission=Permission.USER_MANAGE.value)
    user = memberships.get_user(session, user_id, tenant_id=actor.tenant_id)
    if user.role not in grantable_roles(actor.tenant_kind):
        raise RefusedInputError("role_of_operator")
    return user


def _check_not_last(session: DatabaseSession, actor: Actor, user: TenantUser) -> None:
    role = ADMINISTRATORS[actor.tenant_kind]
    if user.role is not role or user.disabled:
        return
    if memberships.count_role(session, role, tenant_id=actor.tenant_id) <= 1:
        raise RefusedInputError("last_administrator")


def _check_plan(
    session: DatabaseSession, plan: RolePlan, *, kind: TenantKind, tenant_id: UUID
) -> None:
    if plan.role not in grantable_roles(kind):
        raise RefusedInputError("role_of_other_tenant", role=plan.role.value)
    if plan.role is not Role.SITE:
        if plan.workplace_ids:
            raise RefusedInputError("workplaces_without_site")
        return
    if not plan.workplace_ids:
        raise RefusedInputError("site_without_workplaces")
    own = {row.id for row in workplaces.list_all(session, tenant_id=tenant_id)}
    if not own.issuperset(plan.workplace_ids):
        raise NotFoundError


def _tenant_of(session: DatabaseSession, actor: Actor, invitation: Invitation) -> NamedTenant:
    """Return where the role is offered: at home, or at a member that nobody administers."""
    if invitation.member_id is None:
        return memberships.lock_tenant(session, actor.tenant_id)
    for orphan in _orphans(session, actor):
        if orphan.id == invitation.member_id:
            return memberships.lock_tenant(session, orphan.id)
    raise NotFoundError


def _orphans(session: DatabaseSession, actor: Actor) -> tuple[NamedTenant, ...]:
    if actor.tenant_kind is not TenantKind.FEDERATION:
        return ()
    return memberships.list_members_without(session, Role.ADM)


def _offer(
    session: DatabaseSession, actor: Actor, invitation: Invitation, *, tenant_id: UUID
) -> Offer:
    email = normalise_email(invitation.email)
    is_elsewhere = tenant_id != actor.tenant_id
    kind = TenantKind.MEMBER if is_elsewhere else actor.tenant_kind
    if is_elsewhere and email == normalise_email(actor.email):
        raise RefusedInputError("own_elevation")
    if is_elsewhere and invitation.plan.role is not Role.ADM:
        raise RefusedInputError("role_of_other_tenant", role=invitation.plan.role.value)
    _check_plan(session, invitation.plan, kind=kind, tenant_id=tenant_id)
    _check_new(memberships.list_users(session, tenant_id=tenant_id), email)
    return Offer(
        tenant_id=tenant_id,
        email=email,
        name=clean_text(invitation.name),
        language=invitation.language or actor.language,
        role=invitation.plan.role,
        workplace_ids=invitation.plan.workplace_ids,
        invited_by=actor.user_id,
    )


def _check_new(users: Iterable[TenantUser], email: str) -> None:
    if any(user.email == email for user in users):
        raise RefusedInputError("already_member")


def _count(session: DatabaseSession, offer: Offer, *, now: datetime) -> int:
    digest = hashlib.sha256(offer.email.encode()).hexdigest()[:32]
    doors = (
        Door(
            name="invite address",
            who=f"{digest}@{offer.tenant_id}",
            tries=5,
            window=timedelta(days=1),
        ),
        Door(name="invite", who=str(offer.tenant_id), tries=60, window=timedelta(hours=1)),
    )
    wait = throttle.seconds_to_wait(session, doors, now=now)
    if not wait:
        throttle.count_try(session, doors, now=now)
    return wait


def _send(
    session: DatabaseSession,
    actor: Actor,
    offer: Offer,
    *,
    tenant_name: str,
    write: MailWriter,
    now: datetime,
) -> UUID:
    token = secrets.token_urlsafe(32)
    invited = user_invitations.add(session, token, offer, now=now, until=now + INVITATION_LASTS)
    # On the account of whoever invites: a member without users has nobody to see a failed mail.
    recipient = Recipient(
        tenant_id=actor.tenant_id, email=offer.email, name=offer.name, language=offer.language
    )
    tell(
        session,
        recipient,
        MailKind.INVITATION,
        write=write,
        now=now,
        token=token,
        tenant=tenant_name,
        role=offer.role.value,
        inviter=actor.name,
        inviter_email=actor.email,
    )
    return invited
