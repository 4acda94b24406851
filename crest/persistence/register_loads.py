"""Registers that came back: what was read, what stands now, and what is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from crest.domain.errors import NotFoundError
from crest.persistence.models import RegisterLoadRow, SupplierRow
from crest.persistence.session import DatabaseSession

PREVIEWED, COMMITTED = "previewed", "committed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCells:
    """The editable cells of a supplier as they stand, as texts by column."""

    id: UUID
    code: str
    name: str
    cells: Mapping[str, str]


def list_cells(
    session: DatabaseSession, *, tenant_id: UUID, lock: bool = False
) -> dict[str, HeldCells]:
    """Return the editable cells of a member's suppliers that are not archived, by code."""
    query = (
        select(
            SupplierRow.id,
            SupplierRow.code,
            SupplierRow.name,
            SupplierRow.next_review,
            SupplierRow.owner,
            SupplierRow.decision,
            SupplierRow.note,
        )
        .where(SupplierRow.tenant_id == tenant_id, SupplierRow.archived_at.is_(None))
        .order_by(SupplierRow.id)
    )
    found = session.execute(query.with_for_update(key_share=True) if lock else query)
    return {row.code: _held(row) for row in found}


def write_cells(
    session: DatabaseSession,
    changes: Mapping[UUID, Mapping[str, str]],
    *,
    tenant_id: UUID,
    now: datetime,
) -> None:
    """Write the cells given for each supplier of a member; an empty text takes a cell away."""
    for supplier_id, cells in changes.items():
        session.execute(
            update(SupplierRow)
            .where(SupplierRow.id == supplier_id, SupplierRow.tenant_id == tenant_id)
            .values(**_stored(cells), version=SupplierRow.version + 1, updated_at=now)
            .execution_options(synchronize_session=False)
        )


def add_load(session: DatabaseSession, *, tenant_id: UUID, **values: Any) -> UUID:
    """Store what was read of a register that came back, as previewed, and return its id."""
    row = RegisterLoadRow(
        id=uuid4(),
        tenant_id=tenant_id,
        state=PREVIEWED,
        outcome={},
        committed_at=None,
        **values,
    )
    session.add(row)
    session.flush()
    return row.id


def get_load(
    session: DatabaseSession, load_id: UUID, *, tenant_id: UUID, lock: bool = False
) -> RegisterLoadRow:
    """Return a register that came back to this member, or raise NotFoundError."""
    query = select(RegisterLoadRow).where(
        RegisterLoadRow.id == load_id, RegisterLoadRow.tenant_id == tenant_id
    )
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def _held(row: Any) -> HeldCells:
    return HeldCells(
        id=row.id,
        code=row.code,
        name=row.name,
        cells={
            "next_review": row.next_review.isoformat() if row.next_review else "",
            "owner": row.owner or "",
            "decision": row.decision or "",
            "note": row.note or "",
        },
    )


def _stored(cells: Mapping[str, str]) -> dict[str, Any]:
    return {
        column: (date.fromisoformat(text) if column == "next_review" else text) if text else None
        for column, text in cells.items()
    }
