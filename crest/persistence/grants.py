"""Leave that one tenant gives another to read a result, and who then looked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy import Row as ResultRow

from crest.domain.errors import NotFoundError
from crest.domain.permissions import TenantKind
from crest.domain.sharing import Leave, SharedFields
from crest.persistence.models import (
    AccessLogRow,
    DataGrantRow,
    ResultLinkRow,
    TenantRow,
    UserRow,
)
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Leave):
    """Which assessment whose tenant lets whom read, why and until when."""

    id: UUID
    tenant_id: UUID
    tenant_name: str
    assessment_id: UUID
    purpose: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One look at shared data: who, at which assessment, when.

    Under a link nobody is known by `name`; `link_purpose` then says what the link was for.
    """

    at: datetime
    name: str | None
    link_purpose: str | None
    assessment_id: UUID


def find_federation(session: DatabaseSession, *, tenant_id: UUID) -> UUID:
    """Return the federation that a tenant shares with; NotFoundError where there is none."""
    query = select(TenantRow.id).where(
        TenantRow.kind == TenantKind.FEDERATION.value, TenantRow.id != tenant_id
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def add(
    session: DatabaseSession,
    wanted: Grant,
    *,
    to_tenant_id: UUID,
    given_by: UUID,
) -> None:
    """Store a grant."""
    session.add(
        DataGrantRow(
            id=wanted.id,
            tenant_id=wanted.tenant_id,
            to_tenant_id=to_tenant_id,
            assessment_id=wanted.assessment_id,
            fields=SharedFields.FIGURES.value,
            purpose=wanted.purpose,
            given_by=given_by,
            created_at=wanted.created_at,
            ends_at=wanted.ends_at,
            revoked_at=None,
        )
    )
    session.flush()


def revoke(session: DatabaseSession, grant_id: UUID, *, tenant_id: UUID, now: datetime) -> None:
    """End a grant of the tenant's now, or raise NotFoundError; ending it twice is ending it."""
    row = session.scalars(
        select(DataGrantRow)
        .where(DataGrantRow.id == grant_id, DataGrantRow.tenant_id == tenant_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError
    row.revoked_at = row.revoked_at or now


def list_given(session: DatabaseSession, *, tenant_id: UUID) -> tuple[Grant, ...]:
    """Return all grants of a tenant, ended ones too, the newest first."""
    return _read(session, DataGrantRow.tenant_id == tenant_id)


def list_live(session: DatabaseSession, *, to_tenant_id: UUID, now: datetime) -> tuple[Grant, ...]:
    """Return the grants that open something for a tenant now, the newest first."""
    return _read(session, DataGrantRow.to_tenant_id == to_tenant_id, *_live(now))


def get_live(
    session: DatabaseSession, grant_id: UUID, *, to_tenant_id: UUID, now: datetime
) -> Grant:
    """Return a grant that opens something for a tenant now, or raise NotFoundError."""
    mine = (DataGrantRow.id == grant_id, DataGrantRow.to_tenant_id == to_tenant_id)
    found = _read(session, *mine, *_live(now))
    if not found:
        raise NotFoundError
    return found[0]


def log_view(session: DatabaseSession, grant: Grant, *, user_id: UUID, now: datetime) -> None:
    """Write down that somebody looks at what a grant opens."""
    session.add(
        AccessLogRow(
            id=uuid4(),
            tenant_id=grant.tenant_id,
            grant_id=grant.id,
            user_id=user_id,
            act="score.read",
            object_id=str(grant.assessment_id),
            at=now,
        )
    )


def list_views(
    session: DatabaseSession, *, tenant_id: UUID, limit: int, offset: int = 0
) -> tuple[tuple[View, ...], int]:
    """Return a page of who looked at a tenant's shared data, newest first, and how many looks."""
    # What a supplier submitted to this tenant is read here as well, and is no data of its own.
    is_given = or_(AccessLogRow.grant_id.is_not(None), AccessLogRow.link_id.is_not(None))
    mine = and_(AccessLogRow.tenant_id == tenant_id, is_given)
    total = session.scalar(select(func.count()).select_from(AccessLogRow).where(mine)) or 0
    query = (
        select(AccessLogRow.at, UserRow.name, ResultLinkRow.purpose, AccessLogRow.object_id)
        .outerjoin(UserRow, UserRow.id == AccessLogRow.user_id)
        .outerjoin(ResultLinkRow, ResultLinkRow.id == AccessLogRow.link_id)
        .where(mine)
        .order_by(AccessLogRow.at.desc(), AccessLogRow.id)
        .limit(limit)
        .offset(offset)
    )
    views = (
        View(
            at=row.at,
            name=row.name,
            link_purpose=row.purpose,
            assessment_id=UUID(row.object_id),
        )
        for row in session.execute(query)
    )
    return tuple(views), total


def _live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return DataGrantRow.revoked_at.is_(None), DataGrantRow.ends_at > now


def _read(session: DatabaseSession, *conditions: ColumnElement[bool]) -> tuple[Grant, ...]:
    query: Select[*tuple[Any, ...]] = (
        select(DataGrantRow, TenantRow.name)
        .join(TenantRow, TenantRow.id == DataGrantRow.tenant_id)
        .where(*conditions)
        .order_by(DataGrantRow.created_at.desc(), DataGrantRow.id)
    )
    return tuple(_grant(row) for row in session.execute(query))


def _grant(row: ResultRow[*tuple[Any, ...]]) -> Grant:
    kept: DataGrantRow = row[0]
    return Grant(
        id=kept.id,
        tenant_id=kept.tenant_id,
        tenant_name=row[1],
        assessment_id=kept.assessment_id,
        purpose=kept.purpose,
        created_at=kept.created_at,
        ends_at=kept.ends_at,
        revoked_at=kept.revoked_at,
    )
