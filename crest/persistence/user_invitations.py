"""Queries of roles that were offered to an address and not yet taken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy import Row as ResultRow

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Role, TenantKind
from crest.persistence.models import TenantRow, UserInvitationRow, UserRow
from crest.persistence.session import DatabaseSession
from crest.persistence.sessions import digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Which role, where, to whom."""

    tenant_id: UUID
    email: str
    name: str
    language: str
    role: Role
    workplace_ids: tuple[UUID, ...]
    invited_by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvitation:
    """An offer that can still be taken, and who made it."""

    id: UUID
    offer: Offer
    tenant_name: str
    tenant_kind: TenantKind
    inviter_name: str
    inviter_email: str
    expires_at: datetime


def add(
    session: DatabaseSession, token: str, offer: Offer, *, now: datetime, until: datetime
) -> UUID:
    """Store an offer by the digest of its token; an earlier one to the address is withdrawn."""
    _forget(session, offer, now=now)
    row = UserInvitationRow(
        id=uuid4(),
        tenant_id=offer.tenant_id,
        token_digest=digest_of(token),
        email=offer.email,
        name=offer.name,
        language=offer.language,
        role=offer.role.value,
        workplace_ids=[str(one) for one in offer.workplace_ids],
        invited_by=offer.invited_by,
        created_at=now,
        expires_at=until,
        used_at=None,
    )
    session.add(row)
    session.flush()
    return row.id


def list_open(
    session: DatabaseSession, *, tenant_id: UUID, now: datetime
) -> tuple[OpenInvitation, ...]:
    """Return the offers of a tenant that can still be taken, by address."""
    query = (
        _invitations(now=now)
        .where(UserInvitationRow.tenant_id == tenant_id)
        .order_by(UserInvitationRow.email)
    )
    return tuple(_read(row) for row in session.execute(query))


def find(session: DatabaseSession, token: str, *, now: datetime) -> OpenInvitation | None:
    """Return the offer of this token; None once taken, withdrawn or over."""
    query = _invitations(now=now).where(UserInvitationRow.token_digest == digest_of(token))
    row = session.execute(query).one_or_none()
    return None if row is None else _read(row)


def claim(session: DatabaseSession, token: str, *, now: datetime) -> bool:
    """Take the offer; returns whether this was its one use."""
    taken = session.scalars(
        update(UserInvitationRow)
        .where(UserInvitationRow.token_digest == digest_of(token), *_still_open(now))
        .values(used_at=now)
        .returning(UserInvitationRow.id)
    )
    return taken.one_or_none() is not None


def withdraw(session: DatabaseSession, invitation_id: UUID, *, tenant_id: UUID) -> str:
    """Take an offer of the tenant's back and return its address, or raise NotFoundError."""
    gone = session.scalars(
        delete(UserInvitationRow)
        .where(
            UserInvitationRow.id == invitation_id,
            UserInvitationRow.tenant_id == tenant_id,
            UserInvitationRow.used_at.is_(None),
        )
        .returning(UserInvitationRow.email)
    )
    email = gone.one_or_none()
    if email is None:
        raise NotFoundError
    return email


def _forget(session: DatabaseSession, offer: Offer, *, now: datetime) -> None:
    session.execute(
        delete(UserInvitationRow).where(
            (
                (UserInvitationRow.tenant_id == offer.tenant_id)
                & (UserInvitationRow.email == offer.email)
            )
            | (UserInvitationRow.expires_at <= now)
        )
    )


def _invitations(*, now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            UserInvitationRow,
            TenantRow.name.label("tenant_name"),
            TenantRow.kind.label("tenant_kind"),
            UserRow.name.label("inviter_name"),
            UserRow.email.label("inviter_email"),
        )
        .join_from(UserInvitationRow, TenantRow, TenantRow.id == UserInvitationRow.tenant_id)
        .join(UserRow, UserRow.id == UserInvitationRow.invited_by)
        .where(*_still_open(now))
        # A row that was read before is read again: another browser may have taken it.
        .execution_options(populate_existing=True)
    )


def _still_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return UserInvitationRow.used_at.is_(None), UserInvitationRow.expires_at > now


def _read(row: ResultRow[*tuple[Any, ...]]) -> OpenInvitation:
    kept: UserInvitationRow = row.UserInvitationRow
    offer = Offer(
        tenant_id=kept.tenant_id,
        email=kept.email,
        name=kept.name,
        language=kept.language,
        role=Role(kept.role),
        workplace_ids=tuple(UUID(text) for text in kept.workplace_ids),
        invited_by=kept.invited_by,
    )
    return OpenInvitation(
        id=kept.id,
        offer=offer,
        tenant_name=row.tenant_name,
        tenant_kind=TenantKind(row.tenant_kind),
        inviter_name=row.inviter_name,
        inviter_email=row.inviter_email,
        expires_at=kept.expires_at,
    )
