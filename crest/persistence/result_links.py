"""Links that open one result to somebody outside; a row holds the digest of the token alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select

from crest.domain.errors import NotFoundError
from crest.domain.sharing import Leave
from crest.persistence.models import AccessLogRow, ResultLinkRow
from crest.persistence.session import DatabaseSession
from crest.persistence.sessions import digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLink(Leave):
    """Which result whose tenant opened to whoever holds the link, why and until when."""

    id: UUID
    tenant_id: UUID
    assessment_id: UUID
    purpose: str
    created_at: datetime


def add(session: DatabaseSession, wanted: ResultLink, token: str, *, given_by: UUID) -> None:
    """Store a link under the digest of its token."""
    session.add(
        ResultLinkRow(
            id=wanted.id,
            tenant_id=wanted.tenant_id,
            assessment_id=wanted.assessment_id,
            token_digest=digest_of(token),
            purpose=wanted.purpose,
            given_by=given_by,
            created_at=wanted.created_at,
            ends_at=wanted.ends_at,
            revoked_at=None,
        )
    )
    session.flush()


def revoke(session: DatabaseSession, link_id: UUID, *, tenant_id: UUID, now: datetime) -> None:
    """End a link of the tenant's now, or raise NotFoundError; ending it twice is ending it."""
    row = session.scalars(
        select(ResultLinkRow)
        .where(ResultLinkRow.id == link_id, ResultLinkRow.tenant_id == tenant_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError
    row.revoked_at = row.revoked_at or now


def list_given(session: DatabaseSession, *, tenant_id: UUID) -> tuple[ResultLink, ...]:
    """Return all links of a tenant, ended ones too, the newest first."""
    return _read(session, ResultLinkRow.tenant_id == tenant_id)


def find_live(session: DatabaseSession, token: str, *, now: datetime) -> ResultLink | None:
    """Return the link of a token; None where it is unknown, ended or over."""
    found = _read(
        session,
        ResultLinkRow.token_digest == digest_of(token),
        ResultLinkRow.revoked_at.is_(None),
        ResultLinkRow.ends_at > now,
    )
    return found[0] if found else None


def log_view(session: DatabaseSession, link: ResultLink, *, now: datetime) -> None:
    """Write down that somebody who holds the link looks at its result."""
    session.add(
        AccessLogRow(
            id=uuid4(),
            tenant_id=link.tenant_id,
            link_id=link.id,
            act="score.read",
            object_id=str(link.assessment_id),
            at=now,
        )
    )


def _read(session: DatabaseSession, *conditions: ColumnElement[bool]) -> tuple[ResultLink, ...]:
    query = (
        select(ResultLinkRow)
        .where(*conditions)
        .order_by(ResultLinkRow.created_at.desc(), ResultLinkRow.id)
    )
    return tuple(
        ResultLink(
            id=row.id,
            tenant_id=row.tenant_id,
            assessment_id=row.assessment_id,
            purpose=row.purpose,
            created_at=row.created_at,
            ends_at=row.ends_at,
            revoked_at=row.revoked_at,
        )
        for row in session.scalars(query)
    )
