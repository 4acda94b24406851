"""Taking supplier lists in: the suppliers held, bulk writes, and the record of each import."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select, update

from crest.domain.errors import NotFoundError
from crest.persistence.bulk import insert_columns
from crest.persistence.models import ImportRow, SupplierRow
from crest.persistence.session import DatabaseSession

LISTED_COLUMNS = (
    "name",
    "name_local",
    "country",
    "province",
    "address",
    "sector",
    "sector_text",
    "goods",
    "tier",
    "registration_number",
    "contact_name",
    "contact_email",
    "contact_phone",
    "spend",
    "spend_currency",
    "leverage",
)
# What is read and written with them: lists add to the note, and never take from it.
READ_COLUMNS = (*LISTED_COLUMNS, "note")
ADDED_COLUMNS = (*READ_COLUMNS, "code", "match_key", "facts")
_SUPPLIERS = SupplierRow.metadata.tables[SupplierRow.__tablename__]
_AT_ONCE = 5_000
_ID_BYTES = 16
# What RFC 9562 says of an id made by chance: six of its bits tell that it is one.
_BY_CHANCE = ~(0xF000 << 64 | 0xC000 << 48)
_VERSION_4 = 0x4000 << 64 | 0x8000 << 48
COMMITTED = "committed"


class InColumns(Protocol):
    """New suppliers that are written column by column."""

    def __len__(self) -> int:
        """Return how many there are."""

    def columns(self, part: slice) -> Mapping[str, Sequence[Any]]:
        """Return some of them: code, match key, text of facts, and the columns that are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSupplier:
    """A supplier as it stands before an import; `values` by column, `facts` as stored."""

    id: UUID
    code: str
    match_key: str
    archived: bool
    values: Mapping[str, Any]
    facts: Mapping[str, Any]


def list_held(session: DatabaseSession, *, tenant_id: UUID) -> tuple[HeldSupplier, ...]:
    """Return all suppliers of a member, archived ones last, by code; one statement."""
    columns = [getattr(SupplierRow, name) for name in READ_COLUMNS]
    found = session.execute(
        select(
            SupplierRow.id,
            SupplierRow.code,
            SupplierRow.match_key,
            SupplierRow.archived_at,
            SupplierRow.facts,
            *columns,
        )
        .where(SupplierRow.tenant_id == tenant_id)
        .order_by(SupplierRow.archived_at.is_not(None), SupplierRow.code)
    )
    return tuple(
        HeldSupplier(
            id=row[0],
            code=row[1],
            match_key=row[2],
            archived=row[3] is not None,
            facts=row[4],
            values=dict(zip(READ_COLUMNS, row[5:], strict=True)),
        )
        for row in found
    )


def hold_suppliers(session: DatabaseSession, *, tenant_id: UUID) -> None:
    """Queue the writers of a member's suppliers until the transaction ends, in one order."""
    query = (
        select(SupplierRow.id)
        .where(SupplierRow.tenant_id == tenant_id)
        .order_by(SupplierRow.id)
        .with_for_update(key_share=True)
    )
    session.scalars(query).all()


def add_suppliers(
    session: DatabaseSession,
    suppliers: InColumns | Sequence[Mapping[str, Any]],
    *,
    tenant_id: UUID,
    now: datetime,
) -> list[UUID]:
    """Store new suppliers of a member and return their ids.

    Where they come one by one, each names code, match key, facts and columns.
    """
    ids = _new_ids(len(suppliers))
    frame = {"tenant_id": tenant_id, "version": 1, "created_at": now, "updated_at": now}
    for first in range(0, len(suppliers), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        found: Mapping[str, Sequence[Any]]
        if isinstance(suppliers, Sequence):
            found = columns_of(suppliers[part], ADDED_COLUMNS)
        else:
            found = suppliers.columns(part)
        columns = {**found, "id": ids[part]}
        insert_columns(session, _SUPPLIERS, columns, frame=frame, written={"facts"})
    return ids


def columns_of(rows: Sequence[Mapping[str, Any]], names: Iterable[str]) -> dict[str, Sequence[Any]]:
    """Return columns of rows, None where a row does not name them; facts as they are stored."""
    found: dict[str, Sequence[Any]] = {name: [one.get(name) for one in rows] for name in names}
    if "facts" in found:
        found["facts"] = [*map(json.dumps, found["facts"])]
    return found


def _new_ids(count: int) -> list[UUID]:
    """Return ids as `uuid4` makes them, in their order: so the index of them grows at its end."""
    chance = os.urandom(_ID_BYTES * count)
    parts = [chance[at : at + _ID_BYTES] for at in range(0, len(chance), _ID_BYTES)]
    return [UUID(int=int.from_bytes(part) & _BY_CHANCE | _VERSION_4) for part in sorted(parts)]


def change_suppliers(
    session: DatabaseSession, changes: Mapping[UUID, Mapping[str, Any]], *, now: datetime
) -> None:
    """Write the columns given for each supplier; the caller holds these ids from `list_held`."""
    for supplier_id, values in changes.items():
        session.execute(
            update(SupplierRow)
            .where(SupplierRow.id == supplier_id)
            .values(**values, version=SupplierRow.version + 1, updated_at=now, archived_at=None)
            .execution_options(synchronize_session=False)
        )


def add_import(session: DatabaseSession, **values: Any) -> None:
    """Store the record of a list that is taken in; its file is kept no longer."""
    session.add(ImportRow(state=COMMITTED, stored_name="", **values))
    session.flush()


def get_import(
    session: DatabaseSession, import_id: UUID, *, tenant_id: UUID, lock: bool = False
) -> ImportRow:
    """Return the record of an import of this member's, or raise NotFoundError."""
    query = select(ImportRow).where(ImportRow.id == import_id, ImportRow.tenant_id == tenant_id)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError
    return row
