"""Rows that were read and left out: each has a reason of a closed list, none is lost in silence."""

from collections.abc import Collection, Iterator
from pathlib import Path

from crest.content.documents import read_document
from crest.content.faults import Document, Fault
from crest.content.schemas.not_carried import NotCarriedModel, NotCarriedRow, Why
from crest.content.validation import validated
from crest.domain.errors import DamagedContentError

FILE = "not-carried.yaml"

_SAME = frozenset({Why.DUPLICATE_OF, Why.MERGED_INTO})


def read_not_carried(folder: Path) -> tuple[NotCarriedRow, ...]:
    """Return the rows left out of this folder, none without the file; or DamagedContentError."""
    document = _document(folder)
    return () if document is None else tuple(validated(document, NotCarriedModel).rows)


def faults_of_not_carried(folder: Path, *, carried: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong in the file, beside the ids that the instruments carry."""
    try:
        document, rows = _document(folder), read_not_carried(folder)
    except DamagedContentError as error:
        yield from (fault for fault in error.faults if isinstance(fault, Fault))
        return
    if document is None:
        return
    seen: set[str] = set()
    for index, row in enumerate(rows):
        place = ("rows", index)
        if row.id in carried:
            message = f"{row.id} is carried by an instrument; remove the line"
            yield document.fault((*place, "id"), message)
        if row.id in seen:
            yield document.fault((*place, "id"), f"{row.id} stands twice; keep one line")
        seen.add(row.id)
        yield from _of(document, row, place, carried)


def _of(
    document: Document, row: NotCarriedRow, place: tuple[str, int], carried: Collection[str]
) -> Iterator[Fault]:
    if row.why in _SAME and row.of is None:
        message = f"{row.id} is {row.why.value} nothing; name the row in of"
        yield document.fault((*place, "why"), message)
    elif row.of is not None and row.of not in carried:
        message = f"{row.of} is carried by no instrument; name one that is"
        yield document.fault((*place, "of"), message)


def _document(folder: Path) -> Document | None:
    path = folder / FILE
    return read_document(path, file=FILE) if path.exists() else None
