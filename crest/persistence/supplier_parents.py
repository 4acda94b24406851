"""Which suppliers of a member supply which others."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, or_, select

from crest.persistence.models import SupplierParentRow, SupplierRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class TiedSupplier:
    """A supplier as its neighbours in the chain name it."""

    id: UUID
    code: str
    name: str
    tier: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """The suppliers that a supplier supplies, and those that supply it, by name."""

    parents: tuple[TiedSupplier, ...]
    children: tuple[TiedSupplier, ...]


def list_parents(session: DatabaseSession, *, tenant_id: UUID) -> dict[UUID, set[UUID]]:
    """Return whom each supplier of a member supplies."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    query = select(SupplierParentRow.supplier_id, SupplierParentRow.parent_id)
    for row in session.execute(query.where(SupplierParentRow.tenant_id == tenant_id)):
        found[row[0]].add(row[1])
    return found


def ties_of(session: DatabaseSession, supplier_id: UUID, *, tenant_id: UUID) -> Ties:
    """Return the neighbours of a supplier in the chain, archived ones left out."""
    far, near = SupplierParentRow.supplier_id, SupplierParentRow.parent_id
    return Ties(
        parents=_named(session, select(near).where(far == supplier_id), tenant_id),
        children=_named(session, select(far).where(near == supplier_id), tenant_id),
    )


def add(
    session: DatabaseSession,
    supplier_ids: Collection[UUID],
    parent_id: UUID,
    *,
    tenant_id: UUID,
    added_by: UUID,
    now: datetime,
) -> None:
    """Say of suppliers of this member's that they supply the parent; those known stay."""
    known = set(
        session.scalars(
            select(SupplierParentRow.supplier_id).where(
                SupplierParentRow.tenant_id == tenant_id, SupplierParentRow.parent_id == parent_id
            )
        )
    )
    frame = {"parent_id": parent_id, "tenant_id": tenant_id, "added_by": added_by, "added_at": now}
    rows = [{"supplier_id": one, **frame} for one in supplier_ids if one not in known]
    if rows:
        session.execute(insert(SupplierParentRow), rows)


def remove(
    session: DatabaseSession, supplier_id: UUID, parent_id: UUID, *, tenant_id: UUID
) -> None:
    """Say that a supplier does not supply the parent."""
    session.execute(
        delete(SupplierParentRow).where(
            SupplierParentRow.tenant_id == tenant_id,
            SupplierParentRow.supplier_id == supplier_id,
            SupplierParentRow.parent_id == parent_id,
        )
    )


def remove_all(session: DatabaseSession, supplier_id: UUID, *, tenant_id: UUID) -> None:
    """Forget all ties of a supplier."""
    ends = (SupplierParentRow.supplier_id, SupplierParentRow.parent_id)
    session.execute(
        delete(SupplierParentRow).where(
            SupplierParentRow.tenant_id == tenant_id, or_(*(end == supplier_id for end in ends))
        )
    )


def list_tied(
    session: DatabaseSession, ids: Collection[UUID], *, tenant_id: UUID
) -> tuple[TiedSupplier, ...]:
    """Return suppliers of a member as their neighbours name them, by name."""
    return _named(session, ids, tenant_id)


def _named(session: DatabaseSession, ids: object, tenant_id: UUID) -> tuple[TiedSupplier, ...]:
    found = session.execute(
        select(SupplierRow.id, SupplierRow.code, SupplierRow.name, SupplierRow.tier)
        .where(
            SupplierRow.tenant_id == tenant_id,
            SupplierRow.archived_at.is_(None),
            SupplierRow.id.in_(ids),  # type: ignore[arg-type]
        )
        .order_by(SupplierRow.name, SupplierRow.code)
    )
    return tuple(TiedSupplier(**row) for row in found.mappings())


def list_all(session: DatabaseSession, *, tenant_id: UUID) -> tuple[TiedSupplier, ...]:
    """Return all suppliers of a member as their neighbours name them, by name."""
    return _named(
        session, select(SupplierRow.id).where(SupplierRow.tenant_id == tenant_id), tenant_id
    )


def find_code(session: DatabaseSession, code: str, *, tenant_id: UUID) -> TiedSupplier | None:
    """Return the supplier of a member that bears the code, or None."""
    wanted = select(SupplierRow.id).where(
        SupplierRow.tenant_id == tenant_id, SupplierRow.code == code
    )
    return next(iter(_named(session, wanted, tenant_id)), None)
