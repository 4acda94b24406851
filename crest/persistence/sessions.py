"""Queries of signed-in browsers; a row holds the digest of the token, never the token."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import Row as ResultRow

from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence.models import (
    MembershipRow,
    SessionRow,
    TenantRow,
    UserRow,
)
from crest.persistence.reference_packs import last_stamp
from crest.persistence.session import DatabaseSession

IDLE = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who sits at this browser, for which tenant, and when it was last seen.

    `ends_at` is when the link is over that the person came by, None with an account.
    `packs_stamp` is that of the reference data chosen, None where it was not read along; `space`
    names the supplier's own space that the person came from to answer, empty for all others.
    """

    actor: Actor
    tenant_name: str
    membership_count: int
    seen_at: datetime
    packs_stamp: str | None = None
    ends_at: datetime | None = None
    space: str = ""


def digest_of(token: str) -> str:
    """Return what is stored in place of the token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(session: DatabaseSession, token: str, *, now: datetime) -> SignedIn | None:
    """Return who holds the token; None once expired, idle, disabled or without membership."""
    held = {"digest": digest_of(token), "now": now, "idle": now - IDLE, "ahead": now + IDLE}
    row = session.execute(_SIGNED_IN, held).one_or_none()
    return None if row is None else _read(row)


def add(
    session: DatabaseSession,
    token: str,
    *,
    user_id: UUID,
    tenant_id: UUID,
    now: datetime,
    until: datetime,
) -> None:
    """Store a session under the digest of its token."""
    session.add(
        SessionRow(
            token_digest=digest_of(token),
            user_id=user_id,
            tenant_id=tenant_id,
            created_at=now,
            seen_at=now,
            expires_at=until,
        )
    )


def touch(session: DatabaseSession, token: str, *, now: datetime) -> None:
    """Write down that the browser was seen."""
    session.execute(_update(token).values(seen_at=now))


def move(session: DatabaseSession, token: str, *, tenant_id: UUID) -> None:
    """Let the session speak for another tenant."""
    session.execute(_update(token).values(tenant_id=tenant_id))


def seat(
    session: DatabaseSession, token: str, *, tenant_id: UUID, assessment_id: UUID | None
) -> None:
    """Let the session answer what a buyer asked of a supplier; None leads back to the space."""
    moved = _update(token).values(tenant_id=tenant_id, assessment_id=assessment_id)
    session.execute(moved)


def remove(session: DatabaseSession, token: str) -> UUID | None:
    """Forget the session of this token and return whose it was, if there was one."""
    held = delete(SessionRow).where(SessionRow.token_digest == digest_of(token))
    return session.scalars(held.returning(SessionRow.user_id)).one_or_none()


def remove_of_user(session: DatabaseSession, user_id: UUID) -> None:
    """Forget all sessions of a user."""
    session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))


def remove_expired(session: DatabaseSession, *, now: datetime) -> None:
    """Forget sessions that no longer open anything."""
    over = (SessionRow.expires_at <= now) | (SessionRow.seen_at <= now - IDLE)
    session.execute(delete(SessionRow).where(over))


def _update(token: str) -> Any:
    return update(SessionRow).where(SessionRow.token_digest == digest_of(token))


def _signed_in() -> Select[*tuple[Any, ...]]:
    held, user, tenant, member = (
        cast("Table", row.__table__).c for row in (SessionRow, UserRow, TenantRow, MembershipRow)
    )
    others = cast("Table", MembershipRow.__table__).alias()
    memberships = (
        select(func.count()).select_from(others).where(others.c.user_id == user.id)
    ).scalar_subquery()
    return select(
        user.id.label("user_id"),
        user.email,
        user.name,
        user.language,
        tenant.id.label("tenant_id"),
        tenant.kind,
        tenant.name.label("tenant_name"),
        member.role,
        member.workplace_ids,
        held.seen_at,
        memberships.label("membership_count"),
        # read along, so that no page asks for it by a statement of its own
        last_stamp().label("packs"),
    ).where(
        held.token_digest == bindparam("digest"),
        # whoever sits at what a buyer asked acts there, and for nobody else meanwhile
        held.assessment_id.is_(None),
        held.expires_at > bindparam("now"),
        held.seen_at > bindparam("idle"),
        # what a clock far ahead began would outlive its hours once the clock is right
        held.seen_at < bindparam("ahead"),
        user.id == held.user_id,
        user.disabled_at.is_(None),
        tenant.id == held.tenant_id,
        member.user_id == user.id,
        member.tenant_id == tenant.id,
        _may_enter(tenant, member),
    )


def _may_enter(tenant: Any, member: Any) -> ColumnElement[bool]:
    """Return what the rule of `may_enter` says of a member suspended, leaving or gone."""
    fetches = and_(tenant.leaving_at.is_not(None), member.role == Role.ADM.value)
    return and_(tenant.left_at.is_(None), or_(tenant.suspended_at.is_(None), fetches))


# Built once: a statement costs more to build than to send, and every request sends this one.
_SIGNED_IN = _signed_in()


def _read(row: ResultRow[*tuple[Any, ...]]) -> SignedIn:
    actor = Actor(
        user_id=row.user_id,
        tenant_id=row.tenant_id,
        tenant_kind=TenantKind(row.kind),
        role=Role(row.role),
        email=row.email,
        name=row.name,
        language=row.language,
        workplace_ids=frozenset(UUID(text) for text in row.workplace_ids),
    )
    return SignedIn(
        actor=actor,
        tenant_name=row.tenant_name,
        membership_count=row.membership_count,
        seen_at=row.seen_at,
        packs_stamp=row.packs or "",
    )
