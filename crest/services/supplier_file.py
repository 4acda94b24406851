"""The list of suppliers as a file, of all or of those that fit a filter."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from uuid import UUID

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Actor, Permission, require
from crest.exports.supplier_list import ListedSupplier, write_list_book, write_list_csv
from crest.persistence import imports, supplier_parents
from crest.persistence.facts import read_facts
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.suppliers import SupplierFilter, list_ids

# A page makes these at once; whoever has more filters the list, or takes the text file.
MOST_IN_BOOK, MOST_IN_TEXT = 2_000, 20_000


class FileKind(StrEnum):
    """As what the list is handed out."""

    BOOK = "xlsx"
    TEXT = "csv"


_MOST: Mapping[FileKind, int] = {FileKind.BOOK: MOST_IN_BOOK, FileKind.TEXT: MOST_IN_TEXT}


def supplier_file(
    session: DatabaseSession,
    actor: Actor,
    wanted: SupplierFilter,
    *,
    kind: FileKind,
    now: datetime,
) -> bytes:
    """Return the member's suppliers that fit the filter as a file, by code.

    Refused where they are more than a page makes at once.
    """
    require(actor, Permission.REGISTER_EXPORT)
    with reading(session):
        ids = list_ids(session, tenant_id=actor.tenant_id, wanted=wanted)
        if len(ids) > _MOST[kind]:
            raise RefusedInputError("list_too_long", count=len(ids), limit=_MOST[kind])
        rows = _rows(session, actor, frozenset(ids))
    if kind is FileKind.TEXT:
        return write_list_csv(rows)
    stream = BytesIO()
    write_list_book(stream, rows, created=now)
    return stream.getvalue()


def _rows(session: DatabaseSession, actor: Actor, ids: frozenset[UUID]) -> list[ListedSupplier]:
    held = imports.list_held(session, tenant_id=actor.tenant_id)
    codes = {supplier.id: supplier.code for supplier in held}
    parents = supplier_parents.list_parents(session, tenant_id=actor.tenant_id)
    return [
        ListedSupplier(
            values={**supplier.values, "code": supplier.code},
            facts=read_facts(supplier.facts),
            supplies=tuple(sorted(codes[one] for one in parents.get(supplier.id, ()))),
        )
        for supplier in held
        if supplier.id in ids
    ]
