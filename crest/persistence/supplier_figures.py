"""Kept figures of a member's suppliers that fit a filter, for pictures and rankings."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from crest.domain.method import RiskBand
from crest.domain.pictures import BandChange, PictureRow, place_of
from crest.domain.register import Reply
from crest.domain.scores import ObligationStatus
from crest.domain.sharpening import read_pairs
from crest.persistence.models import SupplierBandRow, SupplierRow
from crest.persistence.session import DatabaseSession
from crest.persistence.supplier_filters import SupplierFilter, wanted_rows

_COLUMNS = (
    "id",
    "code",
    "name",
    "country",
    "sector",
    "standing",
    "inherent",
    "supported",
    "residual",
    "band",
    "laws",
)


def list_figures(
    session: DatabaseSession, *, tenant_id: UUID, wanted: SupplierFilter
) -> tuple[PictureRow, ...]:
    """Return the suppliers that fit the filter and whose figures are computed, in its order."""
    columns = [getattr(SupplierRow, name) for name in _COLUMNS]
    query = wanted_rows(session, *columns, tenant_id=tenant_id, wanted=wanted, in_order=True)
    found = session.execute(query.where(SupplierRow.standing.is_not(None)))
    read: dict[str | None, Mapping[str, ObligationStatus]] = {}
    return tuple(_row(row, read) for row in found)


def list_changes(
    session: DatabaseSession, *, tenant_id: UUID, wanted: SupplierFilter
) -> tuple[BandChange, ...]:
    """Return where the suppliers that fit the filter stood, and since when."""
    ids = wanted_rows(session, SupplierRow.id, tenant_id=tenant_id, wanted=wanted)
    found = session.execute(
        select(
            SupplierBandRow.supplier_id,
            SupplierBandRow.since,
            SupplierBandRow.standing,
            SupplierBandRow.band,
        ).where(SupplierBandRow.tenant_id == tenant_id, SupplierBandRow.supplier_id.in_(ids))
    )
    return tuple(
        BandChange(
            supplier_id=row[0], since=row[1], place=place_of(Reply(row[2]), RiskBand(row[3]))
        )
        for row in found
    )


def count_gaps(
    session: DatabaseSession, *, tenant_id: UUID, wanted: SupplierFilter
) -> tuple[tuple[Mapping[str, str], int], ...]:
    """Return what is left open, by factor, and at how many suppliers it is just that."""
    query = wanted_rows(session, SupplierRow.gaps, func.count(), tenant_id=tenant_id, wanted=wanted)
    found = session.execute(query.where(SupplierRow.gaps != "").group_by(SupplierRow.gaps))
    return tuple((read_pairs(row[0]), row[1]) for row in found)


def _row(row: Any, read: dict[str | None, Mapping[str, ObligationStatus]]) -> PictureRow:
    if row.laws not in read:
        read[row.laws] = {
            law: ObligationStatus(status) for law, status in read_pairs(row.laws).items()
        }
    return PictureRow(
        id=row.id,
        code=row.code,
        name=row.name,
        country=row.country or "",
        sector=row.sector or "",
        reply=Reply(row.standing),
        inherent=row.inherent,
        supported=row.supported,
        residual=row.residual,
        band=RiskBand(row.band),
        laws=read[row.laws],
    )
