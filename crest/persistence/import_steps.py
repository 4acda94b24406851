"""What one import did to each supplier, kept so that it can be put back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from crest.persistence.imports import HeldSupplier
from crest.persistence.models import (
    ImportMadeRow,
    ImportStepRow,
    Row,
    SupplierBandRow,
    SupplierRow,
    SupplierTwinRow,
)
from crest.persistence.session import DatabaseSession
from crest.persistence.supplier_values import pack, unpack

_AT_ONCE = 5_000
_FIRST_VERSION = 1
# What is kept of a supplier without anybody's doing; it goes with it.
_OWN = {"supplier_band", "supplier_twin"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What an import did to a supplier: `before` is None where it created it."""

    supplier_id: UUID
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCounts:
    """How many suppliers an import created and how many it changed, while that can be undone."""

    created: int
    changed: int


def keep(
    session: DatabaseSession,
    import_id: UUID,
    *,
    tenant_id: UUID,
    created: Sequence[UUID],
    changed: Mapping[UUID, tuple[HeldSupplier, Mapping[str, Any]]],
    now: datetime,
) -> None:
    """Keep what an import created, and of each change what stood before and what it wrote.

    Runs in the transaction that takes the list in, after everything is written.
    """
    frame = {"import_id": import_id, "tenant_id": tenant_id, "made_at": now}
    for part, first in enumerate(range(0, len(created), _AT_ONCE)):
        ids = [one.hex for one in created[first : first + _AT_ONCE]]
        session.execute(insert(ImportMadeRow), {**frame, "part": part, "supplier_ids": ids})
    rows: list[dict[str, Any]] = []
    versions = _versions(session, changed, tenant_id=tenant_id)
    for supplier_id, (held, values) in changed.items():
        step = {"supplier_id": supplier_id, "version": versions[supplier_id]}
        rows.append({**frame, **step, **_told(held, values)})
    for first in range(0, len(rows), _AT_ONCE):
        session.execute(insert(ImportStepRow), rows[first : first + _AT_ONCE])


def count_steps(session: DatabaseSession, import_id: UUID, *, tenant_id: UUID) -> StepCounts:
    """Return what an import did that can still be undone."""
    changed = select(func.count()).select_from(ImportStepRow)
    mine = (ImportStepRow.import_id == import_id, ImportStepRow.tenant_id == tenant_id)
    return StepCounts(
        created=sum(map(len, _created(session, import_id, tenant_id=tenant_id))),
        changed=session.scalar(changed.where(*mine)) or 0,
    )


def list_steps(session: DatabaseSession, import_id: UUID, *, tenant_id: UUID) -> list[Step]:
    """Return what an import did, by supplier."""
    query = select(ImportStepRow).where(
        ImportStepRow.import_id == import_id, ImportStepRow.tenant_id == tenant_id
    )
    changed = [
        Step(
            supplier_id=row.supplier_id,
            before=unpack(row.before or {}),
            after=unpack(row.after),
            version=row.version,
        )
        for row in session.scalars(query)
    ]
    created = [
        Step(supplier_id=UUID(hex=one), before=None, after={}, version=_FIRST_VERSION)
        for part in _created(session, import_id, tenant_id=tenant_id)
        for one in part
    ]
    return sorted([*created, *changed], key=lambda step: step.supplier_id)


def drop_steps(session: DatabaseSession, import_id: UUID, *, tenant_id: UUID) -> None:
    """Forget what an import did: it is undone, and that is done once."""
    for row in (ImportMadeRow, ImportStepRow):
        mine = (row.import_id == import_id, row.tenant_id == tenant_id)
        session.execute(delete(row).where(*mine))


def lock_suppliers(
    session: DatabaseSession, ids: Collection[UUID], *, tenant_id: UUID
) -> dict[UUID, SupplierRow]:
    """Return suppliers of this member's, archived ones too, locked in one order."""
    query = (
        select(SupplierRow)
        .where(SupplierRow.tenant_id == tenant_id, SupplierRow.id.in_(ids))
        .order_by(SupplierRow.id)
        .with_for_update()
    )
    return {row.id: row for row in session.scalars(query)}


def used_since(session: DatabaseSession, ids: Collection[UUID], *, tenant_id: UUID) -> set[UUID]:
    """Return those suppliers to which anything points that people made: answers, tags, ties."""
    found: set[UUID] = set()
    for table in Row.metadata.sorted_tables:
        if table.name in _OWN:
            continue
        for column in table.columns:
            if any(key.column is SupplierRow.__table__.c.id for key in column.foreign_keys):
                query = select(column).where(column.in_(ids), table.c.tenant_id == tenant_id)
                found.update(session.scalars(query))
    return found


def remove_suppliers(session: DatabaseSession, ids: Collection[UUID], *, tenant_id: UUID) -> None:
    """Delete suppliers of this member's to which nothing points but their own figures."""
    for row, column in (
        (SupplierBandRow, SupplierBandRow.supplier_id),
        (SupplierTwinRow, SupplierTwinRow.left_id),
        (SupplierTwinRow, SupplierTwinRow.right_id),
        (SupplierRow, SupplierRow.id),
    ):
        session.execute(
            delete(row)
            .where(row.tenant_id == tenant_id, column.in_(ids))
            .execution_options(synchronize_session=False)
        )


def _created(session: DatabaseSession, import_id: UUID, *, tenant_id: UUID) -> Sequence[list[str]]:
    """Return the ids of the suppliers that an import created, as they are stored."""
    return session.scalars(
        select(ImportMadeRow.supplier_ids)
        .where(ImportMadeRow.import_id == import_id, ImportMadeRow.tenant_id == tenant_id)
        .order_by(ImportMadeRow.part)
    ).all()


def _versions(
    session: DatabaseSession, ids: Collection[UUID], *, tenant_id: UUID
) -> dict[UUID, int]:
    wanted, found = list(ids), {}
    for first in range(0, len(wanted), _AT_ONCE):
        query = select(SupplierRow.id, SupplierRow.version).where(
            SupplierRow.tenant_id == tenant_id,
            SupplierRow.id.in_(wanted[first : first + _AT_ONCE]),
        )
        found.update({row[0]: row[1] for row in session.execute(query)})
    return found


def _told(held: HeldSupplier, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stood before and what was written, facts each by its own name."""
    columns = {name: value for name, value in values.items() if name in held.values}
    before = {name: held.values[name] for name in columns}
    after = dict(columns)
    for key, entry in values.get("facts", {}).items():
        if held.facts.get(key) != entry:
            before[f"facts.{key}"], after[f"facts.{key}"] = held.facts.get(key), entry
    if held.archived:
        # The list brought it back: undoing puts it among the archived ones again.
        before["archived"], after["archived"] = True, False
    return {"before": pack(before), "after": pack(after)}
