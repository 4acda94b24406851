"""A part of the supplier list that something is done with: chosen rows, or all that fit a filter.

Whoever changes suppliers in bulk first shows `selected_suppliers`, and passes the count that the
person saw on to `confirmed_ids` inside the writing transaction.
"""

from dataclasses import dataclass, field
from uuid import UUID

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Actor, Permission, require
from crest.persistence import suppliers
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.suppliers import SupplierFilter

_NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Suppliers by id, or, with `wanted`, all that fit the filter, whatever ids there are."""

    ids: frozenset[UUID] = field(default_factory=frozenset)
    wanted: SupplierFilter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedSuppliers:
    """How many suppliers a selection holds, and the names of the first of them by code."""

    count: int
    names: tuple[str, ...]

    @property
    def others(self) -> int:
        """Return how many there are beside those named."""
        return self.count - len(self.names)


def selected_suppliers(
    session: DatabaseSession, actor: Actor, selection: Selection
) -> SelectedSuppliers:
    """Return what a page shows of a selection before anything is done with it."""
    require(actor, Permission.SUPPLIER_READ)
    with reading(session):
        ids = selected_ids(session, selection, tenant_id=actor.tenant_id)
        names = suppliers.list_names(session, ids[:_NAMED], tenant_id=actor.tenant_id)
    return SelectedSuppliers(count=len(ids), names=names)


def selected_ids(
    session: DatabaseSession, selection: Selection, *, tenant_id: UUID
) -> tuple[UUID, ...]:
    """Return the ids of the member's suppliers that are selected; foreign ones are left out."""
    if selection.wanted is not None:
        return suppliers.list_ids(session, tenant_id=tenant_id, wanted=selection.wanted)
    return suppliers.list_own(session, selection.ids, tenant_id=tenant_id)


def confirmed_ids(
    session: DatabaseSession, selection: Selection, *, tenant_id: UUID, count: int
) -> tuple[UUID, ...]:
    """Return the ids of a selection of which the person saw how many there are.

    Refused with the new count where there are others now, or none.
    """
    ids = selected_ids(session, selection, tenant_id=tenant_id)
    if not ids:
        raise RefusedInputError("nothing_selected")
    if len(ids) != count:
        raise RefusedInputError("selection_changed", count=len(ids))
    return ids
