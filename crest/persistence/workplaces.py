"""Workplaces of one member; a site manager reaches the named ones alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select

from crest.domain.errors import NotFoundError
from crest.persistence.models import AssessmentRow, WorkplaceRow
from crest.persistence.session import DatabaseSession

Sites = frozenset[UUID] | None


def list_all(
    session: DatabaseSession, *, tenant_id: UUID, sites: Sites = None
) -> tuple[WorkplaceRow, ...]:
    """Return the workplaces by code; `sites` keeps to the named ones."""
    query = select(WorkplaceRow).where(*_own(tenant_id, sites)).order_by(WorkplaceRow.code)
    return tuple(session.scalars(query))


def count(session: DatabaseSession, *, tenant_id: UUID, sites: Sites = None) -> int:
    """Return how many workplaces there are within reach."""
    query = select(func.count()).select_from(WorkplaceRow).where(*_own(tenant_id, sites))
    return session.scalar(query) or 0


def get(
    session: DatabaseSession,
    workplace_id: UUID,
    *,
    tenant_id: UUID,
    sites: Sites = None,
    lock: bool = False,
) -> WorkplaceRow:
    """Return a workplace within reach, or raise NotFoundError; `lock` queues the writers."""
    query = select(WorkplaceRow).where(WorkplaceRow.id == workplace_id, *_own(tenant_id, sites))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def has_code(session: DatabaseSession, code: str, *, tenant_id: UUID) -> bool:
    """Return whether a workplace of this member's bears the code."""
    query = select(WorkplaceRow.id).where(
        WorkplaceRow.tenant_id == tenant_id, WorkplaceRow.code == code
    )
    return session.scalar(query) is not None


def add(
    session: DatabaseSession, values: Mapping[str, Any], *, tenant_id: UUID, now: datetime
) -> WorkplaceRow:
    """Store a workplace of this member's and return its row."""
    row = WorkplaceRow(id=uuid4(), tenant_id=tenant_id, version=1, created_at=now, **values)
    session.add(row)
    session.flush()
    return row


def newest_states(session: DatabaseSession, *, tenant_id: UUID) -> Mapping[UUID, tuple[UUID, str]]:
    """Return the newest assessment of each workplace and its state, by workplace."""
    ranked = (
        select(
            AssessmentRow.workplace_id,
            AssessmentRow.id,
            AssessmentRow.state,
            func.row_number()
            .over(
                partition_by=AssessmentRow.workplace_id,
                order_by=(AssessmentRow.created_at.desc(), AssessmentRow.id),
            )
            .label("place"),
        )
        .where(AssessmentRow.tenant_id == tenant_id, AssessmentRow.workplace_id.is_not(None))
        .subquery()
    )
    found = session.execute(
        select(ranked.c.workplace_id, ranked.c.id, ranked.c.state).where(ranked.c.place == 1)
    )
    return {workplace: (assessment, state) for workplace, assessment, state in found}


def _own(tenant_id: UUID, sites: Sites) -> tuple[ColumnElement[bool], ...]:
    own = WorkplaceRow.tenant_id == tenant_id
    return (own,) if sites is None else (own, WorkplaceRow.id.in_(sites))
