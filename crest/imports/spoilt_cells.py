"""Cells without a value that are not empty: errors, and formulas whose result is not stored.

A reader of grids gives both as empty, so that a cell that nobody emptied would look emptied. They
are found in the XML of the sheet, in the columns that matter alone.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path

from crest.domain.errors import RefusedInputError
from crest.imports.sheet_scan import Place, column_number, sheet_parts
from crest.imports.table import SPOILT, TableRow

_CHUNK = 1 << 20
_LONGEST_ROW = 64 << 20
_ROW_END = re.compile(rb"</(?:\w+:)?row\s*>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c\s*>)", re.DOTALL)
_NAME = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ERROR = re.compile(rb"(?:^|\s)t=[\"']e[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")


def spoilt_cells(path: Path, *, sheet: str, columns: frozenset[int]) -> dict[Place, str]:
    """Return what the spoilt cells of these columns show, by (row, column) from 0.

    An error gives its name such as #REF!, a formula without a result nothing. A sheet in which
    their places cannot be told is refused as damaged.
    """
    with zipfile.ZipFile(path) as archive:
        part = sheet_parts(archive).get(sheet, "")
        if part not in archive.NameToInfo:
            raise RefusedInputError("damaged")
        found = (_spoilt(*cell) for rows in _rows(archive, part) for cell in _CELL.findall(rows))
        return {place: shown for place, shown in filter(None, found) if place[1] in columns}


def marked(rows: Iterable[TableRow], spoilt: Mapping[Place, str]) -> Iterator[TableRow]:
    """Yield the rows, with SPOILT and what is shown as the text of each spoilt cell."""
    by_row: dict[int, dict[int, str]] = {}
    for (index, column), shown in spoilt.items():
        by_row.setdefault(index + 1, {})[column] = SPOILT + shown
    for row in rows:
        marks = by_row.get(row.number)
        yield row if marks is None else _with(row, marks)


def _with(row: TableRow, marks: Mapping[int, str]) -> TableRow:
    width = max(len(row.cells), *(column + 1 for column in marks))
    cells = tuple(marks.get(column, row.cell(column)) for column in range(width))
    return TableRow(number=row.number, cells=cells)


def _spoilt(attributes: bytes, body: bytes) -> tuple[Place, str] | None:
    error, value = _ERROR.search(attributes), _VALUE.search(body)
    if not error and (value or not _FORMULA.search(body)):
        return None
    name = _NAME.search(attributes)
    if name is None:
        raise RefusedInputError("damaged")
    shown = unescape(value[1].decode(errors="replace")).strip() if value else ""
    return (int(name[2]) - 1, column_number(name[1]) - 1), shown


def _rows(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield the XML in blocks of whole rows."""
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            block = rest + chunk
            cut = max((end.end() for end in _ROW_END.finditer(block)), default=0)
            rest, block = block[cut:], block[:cut]
            if len(rest) > _LONGEST_ROW:
                raise RefusedInputError("damaged")
            yield block
