"""Queries of one person's signed-in browsers."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from crest.persistence.models import SessionRow, TenantRow
from crest.persistence.session import DatabaseSession
from crest.persistence.sessions import IDLE, digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A browser in which the person is signed in; `id` names it and opens nothing."""

    id: str
    tenant_name: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime
    is_this: bool


def list_open(
    session: DatabaseSession, user_id: UUID, *, token: str, now: datetime
) -> tuple[OpenSession, ...]:
    """Return the person's open sessions, the newest used first."""
    rows = session.execute(
        select(
            SessionRow.token_digest,
            SessionRow.created_at,
            SessionRow.seen_at,
            SessionRow.expires_at,
            TenantRow.name,
        )
        .join_from(SessionRow, TenantRow, TenantRow.id == SessionRow.tenant_id)
        .where(
            SessionRow.user_id == user_id,
            SessionRow.expires_at > now,
            SessionRow.seen_at > now - IDLE,
        )
        .order_by(SessionRow.seen_at.desc(), SessionRow.created_at.desc())
    )
    return tuple(
        OpenSession(
            id=_name_of(row.token_digest),
            tenant_name=row.name,
            created_at=row.created_at,
            seen_at=row.seen_at,
            ends_at=min(row.expires_at, row.seen_at + IDLE),
            is_this=row.token_digest == digest_of(token),
        )
        for row in rows
    )


def remove_one(session: DatabaseSession, user_id: UUID, *, session_id: str) -> bool:
    """End the person's session of this name; returns whether there was one."""
    digests = session.scalars(select(SessionRow.token_digest).where(SessionRow.user_id == user_id))
    for digest in digests.all():
        if _name_of(digest) == session_id:
            session.execute(delete(SessionRow).where(SessionRow.token_digest == digest))
            return True
    return False


def remove_others(session: DatabaseSession, user_id: UUID, *, token: str) -> None:
    """End all sessions of the person but that of the token."""
    session.execute(
        delete(SessionRow).where(
            SessionRow.user_id == user_id, SessionRow.token_digest != digest_of(token)
        )
    )


def remove_in_tenant(session: DatabaseSession, user_id: UUID, *, tenant_id: UUID) -> None:
    """End the sessions in which the person acts for a tenant."""
    session.execute(
        delete(SessionRow).where(SessionRow.user_id == user_id, SessionRow.tenant_id == tenant_id)
    )


def _name_of(digest: str) -> str:
    return hashlib.sha256(digest.encode()).hexdigest()[:32]
