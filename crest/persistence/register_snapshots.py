"""Registers as they were made: what each row showed, kept so that later ones can be compared."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crest.domain.method import RiskBand
from crest.domain.register_change import EarlierRow
from crest.persistence.models import RegisterSnapshotRow
from crest.persistence.session import DatabaseSession

_LEVEL = 6
_AT_A_TIME = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """A row as it was made: its figures, the editable cells as texts, prints of the others."""

    code: str
    name: str
    residual: Decimal
    band: RiskBand
    filled: Mapping[str, str]
    prints: str

    def earlier(self) -> EarlierRow:
        """Return the row as a later register is compared with it."""
        return EarlierRow(code=self.code, name=self.name, residual=self.residual, band=self.band)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A register as it was made; `columns` are those that the prints of a row speak of.

    The rows are gone through once: as many as `suppliers`, in their order.
    """

    id: UUID
    tenant_id: UUID
    selection: str
    versions: Mapping[str, str]
    columns: tuple[str, ...]
    suppliers: int
    rows: Iterable[KeptRow]
    made_at: datetime


def add(session: DatabaseSession, snapshot: Snapshot, *, tenant_id: UUID) -> bool:
    """Keep a register; return whether it is new (one made again after a stop is kept once)."""
    if session.get(RegisterSnapshotRow, snapshot.id) is not None:
        return False
    row = RegisterSnapshotRow(
        id=snapshot.id,
        tenant_id=tenant_id,
        selection=snapshot.selection,
        versions=dict(snapshot.versions),
        columns=list(snapshot.columns),
        suppliers=snapshot.suppliers,
        packed=_packed(snapshot.rows),
        made_at=snapshot.made_at,
    )
    session.add(row)
    session.flush()
    return True


def find_previous(
    session: DatabaseSession, *, tenant_id: UUID, selection: str, other_than: UUID
) -> Snapshot | None:
    """Return the newest register of a tenant's selection, leaving one out; None without one."""
    row = session.scalars(
        select(RegisterSnapshotRow)
        .where(
            RegisterSnapshotRow.tenant_id == tenant_id,
            RegisterSnapshotRow.selection == selection,
            RegisterSnapshotRow.id != other_than,
        )
        .order_by(RegisterSnapshotRow.made_at.desc(), RegisterSnapshotRow.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else _read(row)


def find(session: DatabaseSession, snapshot_id: UUID, *, tenant_id: UUID) -> Snapshot | None:
    """Return a register that this tenant made, or None."""
    row = session.scalars(
        select(RegisterSnapshotRow).where(
            RegisterSnapshotRow.id == snapshot_id, RegisterSnapshotRow.tenant_id == tenant_id
        )
    ).one_or_none()
    return None if row is None else _read(row)


def _packed(rows: Iterable[KeptRow]) -> bytes:
    """Return the rows packed, a line each, so that they can be read one after the other."""
    packer = zlib.compressobj(_LEVEL)
    parts = [packer.compress(_line(row)) for row in rows]
    return b"".join((*parts, packer.flush()))


def _line(row: KeptRow) -> bytes:
    kept = [row.code, row.name, str(row.residual), row.band.value, dict(row.filled), row.prints]
    return json.dumps(kept, ensure_ascii=False).encode() + b"\n"


def _read(row: RegisterSnapshotRow) -> Snapshot:
    return Snapshot(
        id=row.id,
        tenant_id=row.tenant_id,
        selection=row.selection,
        versions=row.versions,
        columns=tuple(row.columns),
        suppliers=row.suppliers,
        rows=_unpacked(row.packed),
        made_at=row.made_at,
    )


def _unpacked(packed: bytes) -> Iterator[KeptRow]:
    for code, name, residual, band, filled, prints in _entries(packed):
        yield KeptRow(
            code=code,
            name=name,
            residual=Decimal(residual),
            band=RiskBand(band),
            filled=filled,
            prints=prints,
        )


def _entries(packed: bytes) -> Iterator[list[Any]]:
    opener, rest = zlib.decompressobj(), b""
    if zlib.decompressobj().decompress(packed, 2) in {b"[[", b"[]"}:
        # Registers of earlier releases were packed as one list.
        yield from json.loads(zlib.decompress(packed))
        return
    for start in range(0, len(packed), _AT_A_TIME):
        lines = (rest + opener.decompress(packed[start : start + _AT_A_TIME])).split(b"\n")
        rest = lines.pop()
        yield from map(json.loads, lines)
