"""Taking a role that was offered: with a new account, or with the one the address has."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from crest.adapters.passwords import Passwords
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.names import clean_text
from crest.domain.passwords import check_password
from crest.domain.permissions import ADMINISTRATORS, Role
from crest.domain.trail import Act, by_person
from crest.persistence import memberships, people, sessions, user_invitations
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.user_invitations import OpenInvitation


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedRole:
    """An offer, and whether its address has an account already."""

    invitation: OpenInvitation
    has_account: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """The name and the password of a new account; both empty where there is one."""

    name: str
    password: str = field(repr=False)


def read_offer(session: DatabaseSession, token: str, *, now: datetime) -> OfferedRole:
    """Return the offer of this token, or raise NotFoundError once taken or over."""
    with reading(session):
        return _find(session, token, now=now)


def accept(
    session: DatabaseSession,
    token: str,
    acceptance: Acceptance,
    *,
    passwords: Passwords,
    now: datetime,
) -> None:
    """Take the role, once; a new account gets the name and the password chosen."""
    offered = read_offer(session, token, now=now)
    hashed = ""
    if not offered.has_account:
        hashed = _hash(offered, acceptance, passwords)
    with writing(session):
        again = _find(session, token, now=now)
        if again.has_account != offered.has_account:
            raise NotFoundError
        # The token goes first: of many who send it at once, one goes on.
        if not user_invitations.claim(session, token, now=now):
            raise NotFoundError
        user_id = _account_of(session, again, acceptance, hashed=hashed, now=now)
        _join(session, again.invitation, user_id)
        offer = again.invitation.offer
        person = by_person(user_id, role=offer.role.value, in_chain=offer.tenant_id)
        told = {"role": offer.role, "is_new": not again.has_account}
        record(session, person, Act.USER_JOIN, of=user_id, told=told, now=now)


def _find(session: DatabaseSession, token: str, *, now: datetime) -> OfferedRole:
    invitation = user_invitations.find(session, token, now=now)
    if invitation is None or not _stands(session, invitation):
        raise NotFoundError
    credentials = people.find_credentials(session, invitation.offer.email)
    if credentials is not None and credentials.disabled:
        raise NotFoundError  # what the operator closed, no invitation opens
    return OfferedRole(invitation=invitation, has_account=credentials is not None)


def _stands(session: DatabaseSession, invitation: OpenInvitation) -> bool:
    """Return whether whoever made the offer might still make it."""
    offer = invitation.offer
    role = memberships.find_role(session, offer.invited_by, tenant_id=offer.tenant_id)
    if role is not None:
        return role is ADMINISTRATORS.get(invitation.tenant_kind)
    # A first administrator is offered by the federation, while there is none.
    has_none = memberships.count_role(session, Role.ADM, tenant_id=offer.tenant_id) == 0
    roles = {kept.role for kept in people.list_memberships(session, offer.invited_by)}
    return offer.role is Role.ADM and has_none and Role.FADM in roles


def _hash(offered: OfferedRole, acceptance: Acceptance, passwords: Passwords) -> str:
    name = clean_text(acceptance.name)
    if not name:
        raise RefusedInputError("name_missing")
    check_password(acceptance.password, email=offered.invitation.offer.email, name=name)
    return passwords.hash(acceptance.password)


def _account_of(
    session: DatabaseSession,
    offered: OfferedRole,
    acceptance: Acceptance,
    *,
    hashed: str,
    now: datetime,
) -> UUID:
    offer = offered.invitation.offer
    credentials = people.find_credentials(session, offer.email)
    if credentials is not None:
        return credentials.user_id
    return people.add_user(
        session,
        email=offer.email,
        name=clean_text(acceptance.name),
        language=offer.language,
        password_hash=hashed,
        now=now,
    )


def _join(session: DatabaseSession, invitation: OpenInvitation, user_id: UUID) -> None:
    offer = invitation.offer
    people.add_membership(
        session,
        user_id,
        tenant_id=offer.tenant_id,
        role=offer.role,
        workplace_ids=offer.workplace_ids,
    )
    # The door asks whether the new role needs a second factor.
    sessions.remove_of_user(session, user_id)
