"""Who supplies whom: a supplier's suppliers, told by a person, circles refused."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Actor, Permission, require
from crest.domain.supplier_ties import way_back
from crest.domain.trail import Act, by
from crest.persistence import standings, supplier_parents, suppliers
from crest.persistence.import_steps import lock_suppliers
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.supplier_parents import TiedSupplier, Ties
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed

_TIE, _UNTIE = "supplier.tie", "supplier.untie"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPage:
    """A supplier, its neighbours in the chain, and the others that it may supply."""

    supplier: TiedSupplier
    ties: Ties
    others: tuple[TiedSupplier, ...]


def chain_page(session: DatabaseSession, actor: Actor, supplier_id: UUID) -> ChainPage:
    """Return who supplies a supplier of the member's and whom it supplies."""
    require(actor, Permission.SUPPLIER_EDIT)
    tenant_id = actor.tenant_id
    with reading(session):
        row = suppliers.get(session, supplier_id, tenant_id=tenant_id)
        ties = supplier_parents.ties_of(session, supplier_id, tenant_id=tenant_id)
        everyone = supplier_parents.list_all(session, tenant_id=tenant_id)
    near = {supplier_id, *(one.id for one in ties.parents)}
    return ChainPage(
        supplier=TiedSupplier(id=row.id, code=row.code, name=row.name, tier=row.tier),
        ties=ties,
        others=tuple(one for one in everyone if one.id not in near),
    )


def ties_of(session: DatabaseSession, actor: Actor, supplier_id: UUID) -> Ties:
    """Return the neighbours of a supplier of the member's in the chain."""
    require(actor, Permission.SUPPLIER_READ)
    with reading(session):
        suppliers.get(session, supplier_id, tenant_id=actor.tenant_id)
        return supplier_parents.ties_of(session, supplier_id, tenant_id=actor.tenant_id)


def tie(
    session: DatabaseSession,
    actor: Actor,
    supplier_id: UUID,
    *,
    parent_code: str,
    key: str,
    now: datetime,
) -> None:
    """Say that a supplier supplies another one, by its code; a circle is refused with its way."""
    require(actor, Permission.SUPPLIER_EDIT)
    act = f"{_TIE}:{supplier_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        parent = parent_of_code(session, actor, parent_code)
        suppliers.get(session, supplier_id, tenant_id=actor.tenant_id)
        add_parent(session, actor, [supplier_id], parent, now=now)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"parent": parent.id}
        record(session, by(actor), Act.SUPPLIER_TIE, of=supplier_id, told=told, now=now)


def untie(
    session: DatabaseSession,
    actor: Actor,
    supplier_id: UUID,
    parent_id: UUID,
    *,
    key: str,
    now: datetime,
) -> None:
    """Say that a supplier does not supply the other one; its tier stays as it is."""
    require(actor, Permission.SUPPLIER_EDIT)
    act = f"{_UNTIE}:{supplier_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return
        suppliers.get(session, supplier_id, tenant_id=actor.tenant_id)
        supplier_parents.remove(session, supplier_id, parent_id, tenant_id=actor.tenant_id)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"parent": parent_id}
        record(session, by(actor), Act.SUPPLIER_UNTIE, of=supplier_id, told=told, now=now)


def parent_of_code(session: DatabaseSession, actor: Actor, code: str) -> TiedSupplier:
    """Return the member's supplier of a code, or refuse with the code.

    Not a service of its own: others call it in their transaction.
    """
    found = supplier_parents.find_code(session, code.strip(), tenant_id=actor.tenant_id)
    if found is None:
        raise RefusedInputError("no_such_code", code=code.strip())
    return found


def add_parent(
    session: DatabaseSession,
    actor: Actor,
    ids: Collection[UUID],
    parent: TiedSupplier,
    *,
    now: datetime,
) -> None:
    """Say that suppliers supply the parent, in the caller's transaction; circles are refused.

    One without a tier gets the tier after the parent's.
    """
    tenant_id = actor.tenant_id
    # Two people who each add half of a circle wait for each other here.
    standings.hold(session, sorted({*ids, parent.id}), tenant_id=tenant_id)
    graph = supplier_parents.list_parents(session, tenant_id=tenant_id)
    for supplier_id in ids:
        way = way_back(graph, supplier=supplier_id, parent=parent.id)
        if way:
            raise RefusedInputError("chain_circle", way=_told(session, actor, way))
    supplier_parents.add(
        session, sorted(ids), parent.id, tenant_id=tenant_id, added_by=actor.user_id, now=now
    )
    if parent.tier is not None:
        for row in lock_suppliers(session, ids, tenant_id=tenant_id).values():
            if row.tier is None:
                row.tier, row.updated_at = parent.tier + 1, now
                row.version += 1
        session.flush()
        standings.mark_due(session, sorted(ids), tenant_id=tenant_id)


def _told(session: DatabaseSession, actor: Actor, way: Collection[UUID]) -> str:
    found = supplier_parents.list_tied(session, way, tenant_id=actor.tenant_id)
    names = {one.id: one.name for one in found}
    return " → ".join(names[one] for one in way if one in names)
