"""The suppliers of a list in pictures, and what would sharpen their figures first."""

from dataclasses import dataclass
from datetime import date

from crest.content.library import Library
from crest.domain.permissions import Actor, Permission, require
from crest.domain.pictures import (
    HeatMap,
    LawBar,
    Month,
    PictureRow,
    RiskMatrix,
    heat_map,
    law_bars,
    months,
    risk_matrix,
)
from crest.domain.sharpening import Sharpening, ranked
from crest.persistence import supplier_figures, suppliers
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.suppliers import SupplierFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierPictures:
    """The suppliers that fit a filter in pictures; `waiting` are those without figures yet."""

    rows: tuple[PictureRow, ...]
    waiting: int
    matrix: RiskMatrix
    heat: HeatMap
    months: tuple[Month, ...]
    laws: tuple[LawBar, ...]
    sharpening: tuple[Sharpening, ...]

    @property
    def total(self) -> int:
        """Return how many suppliers fit the filter."""
        return len(self.rows) + self.waiting


def supplier_pictures(
    session: DatabaseSession,
    actor: Actor,
    wanted: SupplierFilter,
    *,
    library: Library,
    as_of: date,
) -> SupplierPictures:
    """Return the member's suppliers that fit the filter in pictures."""
    require(actor, Permission.SUPPLIER_READ)
    tenant_id = actor.tenant_id
    with reading(session):
        total = suppliers.count(session, tenant_id=tenant_id, wanted=wanted)
        rows = supplier_figures.list_figures(session, tenant_id=tenant_id, wanted=wanted)
        changes = supplier_figures.list_changes(session, tenant_id=tenant_id, wanted=wanted)
        found = supplier_figures.count_gaps(session, tenant_id=tenant_id, wanted=wanted)
    return SupplierPictures(
        rows=rows,
        waiting=total - len(rows),
        matrix=risk_matrix(rows, library.method()),
        heat=heat_map(rows),
        months=months(changes, until=as_of),
        laws=law_bars(rows),
        sharpening=ranked(found),
    )


def what_sharpens(
    session: DatabaseSession, actor: Actor, wanted: SupplierFilter | None = None
) -> tuple[Sharpening, ...]:
    """Return which missing facts leave most of the risk open, over the suppliers of the filter."""
    require(actor, Permission.SUPPLIER_READ)
    with reading(session):
        found = supplier_figures.count_gaps(
            session, tenant_id=actor.tenant_id, wanted=wanted or SupplierFilter()
        )
    return ranked(found)
