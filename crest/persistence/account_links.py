"""Queries of one-use tokens; a row holds the digest of the token, never the token."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update

from crest.persistence.models import AccountLinkRow, UserRow
from crest.persistence.people import normalise_email
from crest.persistence.session import DatabaseSession
from crest.persistence.sessions import digest_of


class Purpose(StrEnum):
    """What a token is for."""

    PASSWORD = "password"  # noqa: S105  # a purpose, no secret
    SECOND_STEP = "second_step"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkHolder:
    """Whose token it is."""

    user_id: UUID
    email: str
    name: str
    language: str


def add(
    session: DatabaseSession,
    token: str,
    *,
    user_id: UUID,
    purpose: Purpose,
    now: datetime,
    until: datetime,
) -> None:
    """Store a token by its digest; those that are over are forgotten."""
    session.execute(delete(AccountLinkRow).where(AccountLinkRow.expires_at <= now))
    session.add(
        AccountLinkRow(
            token_digest=digest_of(token),
            user_id=user_id,
            purpose=purpose.value,
            created_at=now,
            expires_at=until,
            used_at=None,
        )
    )
    session.flush()


def find(
    session: DatabaseSession, token: str, *, purpose: Purpose, now: datetime
) -> LinkHolder | None:
    """Return whose token it is; None once used or over, and for a closed account."""
    row = session.execute(
        select(UserRow.id, UserRow.email, UserRow.name, UserRow.language)
        .join_from(AccountLinkRow, UserRow, UserRow.id == AccountLinkRow.user_id)
        .where(*_open(token, purpose=purpose, now=now), UserRow.disabled_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    return LinkHolder(user_id=row.id, email=row.email, name=row.name, language=row.language)


def find_account(session: DatabaseSession, email: str) -> LinkHolder | None:
    """Return who has the open account of an address, if anybody has."""
    row = session.execute(
        select(UserRow.id, UserRow.email, UserRow.name, UserRow.language).where(
            UserRow.email == normalise_email(email), UserRow.disabled_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        return None
    return LinkHolder(user_id=row.id, email=row.email, name=row.name, language=row.language)


def claim(session: DatabaseSession, token: str, *, purpose: Purpose, now: datetime) -> bool:
    """Use the token; returns whether this was its one use."""
    # The condition stands in the statement that writes: of many at once one finds it unused.
    used = session.scalars(
        update(AccountLinkRow)
        .where(*_open(token, purpose=purpose, now=now))
        .values(used_at=now)
        .returning(AccountLinkRow.user_id)
    )
    return used.one_or_none() is not None


def void(session: DatabaseSession, user_id: UUID, *, purpose: Purpose, now: datetime) -> None:
    """Let no other token of the user's for this purpose open anything."""
    session.execute(
        update(AccountLinkRow)
        .where(
            AccountLinkRow.user_id == user_id,
            AccountLinkRow.purpose == purpose.value,
            AccountLinkRow.used_at.is_(None),
        )
        .values(used_at=now)
    )


def _open(token: str, *, purpose: Purpose, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        AccountLinkRow.token_digest == digest_of(token),
        AccountLinkRow.purpose == purpose.value,
        AccountLinkRow.used_at.is_(None),
        AccountLinkRow.expires_at > now,
    )
