"""Suppliers made one: what moves to the one that stays, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, func, or_, select, update
from sqlalchemy.orm import aliased

from crest.domain.errors import NotFoundError
from crest.persistence.models import (
    AssessmentRow,
    InvitationRow,
    SupplierMergeRow,
    SupplierRow,
    SupplierTaggedRow,
)
from crest.persistence.session import DatabaseSession

# Rows that speak of a supplier and go with it; scores, evidence and findings hang on assessments.
_MOVING: Mapping[str, Any] = {"assessment": AssessmentRow, "invitation": InvitationRow}
TAGS, PARENTS, CHILDREN = "tags", "parents", "children"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeLine:
    """A merge as a list shows it; `kept` and `gone` are the names of the two."""

    id: UUID
    kept_id: UUID
    kept: str
    gone: str
    gone_code: str
    merged_at: datetime


def get_both(
    session: DatabaseSession, ids: Sequence[UUID], *, tenant_id: UUID, lock: bool = True
) -> tuple[SupplierRow, SupplierRow]:
    """Return two different suppliers of this member's, or raise NotFoundError.

    `lock` queues the writers, always in one order.
    """
    query = (
        select(SupplierRow)
        .where(
            SupplierRow.tenant_id == tenant_id,
            SupplierRow.id.in_(ids),
            SupplierRow.archived_at.is_(None),
        )
        .order_by(SupplierRow.id)
    )
    rows = session.scalars(query.with_for_update() if lock else query)
    found = {row.id: row for row in rows}
    if len(found) != len(ids) or len(ids) != 2:
        raise NotFoundError
    return found[ids[0]], found[ids[1]]


def count_moving(session: DatabaseSession, supplier_id: UUID, *, tenant_id: UUID) -> dict[str, int]:
    """Return by table how many rows would move with a supplier; tags stand under their name."""
    return {
        name: session.scalar(
            select(func.count())
            .select_from(row)
            .where(row.tenant_id == tenant_id, row.supplier_id == supplier_id)
        )
        or 0
        for name, row in {**_MOVING, TAGS: SupplierTaggedRow}.items()
    }


def move(
    session: DatabaseSession,
    moved: Mapping[str, Any] | None,
    *,
    tenant_id: UUID,
    ways: Mapping[str, UUID],
) -> dict[str, list[str]]:
    """Move what speaks of a supplier; `ways` says from whom and to whom. Return the ids by table.

    `moved` takes only rows of these ids, None all.
    """
    done = {}
    for name, row in _MOVING.items():
        wanted = [row.tenant_id == tenant_id, row.supplier_id == ways["from"]]
        if moved is not None:
            wanted.append(row.id.in_([UUID(one) for one in moved[name]]))
        ids = session.scalars(select(row.id).where(*wanted)).all()
        session.execute(
            update(row)
            .where(row.tenant_id == tenant_id, row.id.in_(ids))
            .values(supplier_id=ways["to"])
            .execution_options(synchronize_session=False)
        )
        done[name] = [str(one) for one in ids]
    return done


def tags_of(session: DatabaseSession, supplier_id: UUID, *, tenant_id: UUID) -> set[UUID]:
    """Return the tags that a supplier bears."""
    query = select(SupplierTaggedRow.tag_id).where(
        SupplierTaggedRow.tenant_id == tenant_id, SupplierTaggedRow.supplier_id == supplier_id
    )
    return set(session.scalars(query))


def move_tags(
    session: DatabaseSession, tags: Sequence[UUID], *, tenant_id: UUID, ways: Mapping[str, UUID]
) -> int:
    """Move tags from one supplier to another that does not bear them; return how many moved."""
    moved = session.execute(
        update(SupplierTaggedRow)
        .where(
            SupplierTaggedRow.tenant_id == tenant_id,
            SupplierTaggedRow.supplier_id == ways["from"],
            SupplierTaggedRow.tag_id.in_(tags),
        )
        .values(supplier_id=ways["to"])
        .execution_options(synchronize_session=False)
    )
    return moved.rowcount if isinstance(moved, CursorResult) else 0


def add(session: DatabaseSession, *, tenant_id: UUID, **values: Any) -> None:
    """Store a merge of this member's that is not undone."""
    session.add(SupplierMergeRow(tenant_id=tenant_id, undone_by=None, undone_at=None, **values))
    session.flush()


def get(session: DatabaseSession, merge_id: UUID, *, tenant_id: UUID) -> SupplierMergeRow:
    """Return a merge of this member's, locked, or raise NotFoundError."""
    query = select(SupplierMergeRow).where(
        SupplierMergeRow.id == merge_id, SupplierMergeRow.tenant_id == tenant_id
    )
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def get_merged(session: DatabaseSession, supplier_id: UUID, *, tenant_id: UUID) -> SupplierRow:
    """Return a supplier of this member's, archived or not, locked."""
    query = select(SupplierRow).where(
        SupplierRow.id == supplier_id, SupplierRow.tenant_id == tenant_id
    )
    return session.scalars(query.with_for_update()).one()


def list_open(
    session: DatabaseSession, *, tenant_id: UUID, supplier_id: UUID | None = None
) -> tuple[MergeLine, ...]:
    """Return the merges of a member, or into one supplier, that are not undone, newest first."""
    kept, gone = aliased(SupplierRow), aliased(SupplierRow)
    query = (
        select(
            SupplierMergeRow.id,
            SupplierMergeRow.kept_id,
            kept.name.label("kept"),
            gone.name.label("gone"),
            gone.code.label("gone_code"),
            SupplierMergeRow.merged_at,
        )
        .join(kept, kept.id == SupplierMergeRow.kept_id)
        .join(gone, gone.id == SupplierMergeRow.gone_id)
        .where(SupplierMergeRow.tenant_id == tenant_id, SupplierMergeRow.undone_at.is_(None))
        .order_by(SupplierMergeRow.merged_at.desc(), SupplierMergeRow.id)
    )
    if supplier_id is not None:
        query = query.where(SupplierMergeRow.kept_id == supplier_id)
    return tuple(MergeLine(**row) for row in session.execute(query).mappings())


def kept_by_gone(session: DatabaseSession, *, tenant_id: UUID) -> dict[UUID, UUID]:
    """Return for each supplier that was merged into another the one that speaks for it now."""
    rows = session.execute(
        select(SupplierMergeRow.gone_id, SupplierMergeRow.kept_id).where(
            SupplierMergeRow.tenant_id == tenant_id, SupplierMergeRow.undone_at.is_(None)
        )
    )
    direct = {row[0]: row[1] for row in rows}
    return {gone: _last(direct, gone) for gone in direct}


def has_merges(session: DatabaseSession, ids: Sequence[UUID], *, tenant_id: UUID) -> set[UUID]:
    """Return those of the suppliers that ever took part in a merge."""
    rows = session.execute(
        select(SupplierMergeRow.gone_id, SupplierMergeRow.kept_id).where(
            SupplierMergeRow.tenant_id == tenant_id,
            or_(SupplierMergeRow.gone_id.in_(ids), SupplierMergeRow.kept_id.in_(ids)),
        )
    )
    return {one for row in rows for one in row}


def _last(direct: Mapping[UUID, UUID], gone: UUID) -> UUID:
    kept = direct[gone]
    return _last(direct, kept) if kept in direct else kept
