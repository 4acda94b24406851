"""Translators' files: PO and workbooks as texts by key, with the row of each."""

import io
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from babel.core import UnknownLocaleError
from babel.messages.pofile import PoFileError, read_po
from python_calamine import CalamineError, CalamineWorkbook

from crest.domain.errors import RefusedInputError
from crest.domain.translation_units import GivenUnit

_HEADS = ["key", "source", "said"]
_BELOW_HEADS = 3
_DAMAGE = (BadZipFile, ParseError, CalamineError, KeyError, OSError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatorsFile:
    """What a file says it translates, and its texts."""

    title: str
    units: tuple[GivenUnit, ...]


def read_po_file(content: bytes) -> TranslatorsFile:
    """Return the texts of a PO file; another file is refused as damaged or foreign."""
    try:
        catalogue = read_po(io.BytesIO(content), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, UnknownLocaleError, ValueError) as error:
        raise RefusedInputError("damaged") from error
    messages = [one for one in catalogue if one.id]
    if not messages or any(one.context is None for one in messages):
        raise RefusedInputError("foreign_file")
    units = tuple(
        GivenUnit(
            row=one.lineno or 0, key=one.context or "", source=str(one.id), said=str(one.string)
        )
        for one in messages
    )
    return TranslatorsFile(title=str(catalogue.project), units=units)


def read_xlsx_file(content: bytes) -> TranslatorsFile:
    """Return the texts of a workbook; another file is refused as damaged or foreign."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except _DAMAGE as error:
        raise RefusedInputError("damaged") from error
    if not rows or [str(cell) for cell in rows[0][:3]] != _HEADS:
        raise RefusedInputError("foreign_file")
    units = tuple(
        GivenUnit(row=number, key=str(row[0]), source=str(row[1]), said=str(row[2]))
        for number, row in enumerate(rows[2:], start=_BELOW_HEADS)
        if any(str(cell) for cell in row[:3])
    )
    return TranslatorsFile(title=book.sheet_names[0], units=units)
