"""What the records of an old workbook (BIFF 5 and 8) say that a reader of grids does not.

Record types and layouts: [MS-XLS], Excel Binary File Format. Found are cells shown in percent,
cells that show an error, and how far the cells of a sheet reach.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from crest.domain.errors import RefusedInputError
from crest.imports.compound_file import CompoundFile
from crest.imports.sheet_scan import Place, SheetScan, is_percent_format
from crest.imports.table import Limits

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x002F, 0x0085, 0x041E, 0x00E0
_FORMULA, _NUMBER, _LABEL, _BOOLERR, _RK, _MULRK = 0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00BD
_CELLS = frozenset({_FORMULA, _NUMBER, _LABEL, _BOOLERR, _RK, 0x00FD, 0x00D6})
_BIFF8 = 0x0600
_PERCENT_FORMATS = (9, 10)
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_Record = tuple[int, bytes]


@dataclass(slots=True, kw_only=True)
class _Book:
    """What the first part of the stream says of all sheets."""

    wide: bool = True
    sheets: dict[str, int] = field(default_factory=dict)
    percent_formats: set[int] = field(default_factory=lambda: set(_PERCENT_FORMATS))
    styles: list[int] = field(default_factory=list)


def scan_xls(content: bytes, limits: Limits) -> dict[str, SheetScan]:
    """Return what the records of each sheet say by its name; a foreign stream is damaged."""
    file = CompoundFile(content)
    if any(name.startswith("_VBA_PROJECT") for name in file.names):
        raise RefusedInputError("macros")
    stream = file.stream("Workbook") or file.stream("Book")
    if not stream:
        raise RefusedInputError("other_kind")
    try:
        book = _globals(stream)
        styles = {n for n, form in enumerate(book.styles) if form in book.percent_formats}
        return {
            name: _sheet(_records(stream, begin), styles, limits)
            for name, begin in book.sheets.items()
        }
    except (struct.error, IndexError):
        raise RefusedInputError("damaged") from None


def _records(stream: bytes, place: int) -> Iterator[_Record]:
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        if kind == _EOF:
            return
        place += 4 + length


def _globals(stream: bytes) -> _Book:
    book = _Book()
    for kind, data in _records(stream, 0):
        if kind == _FILEPASS:
            raise RefusedInputError("encrypted")
        if kind == _BOF:
            book.wide = struct.unpack_from("<H", data)[0] >= _BIFF8
        elif kind == _BOUNDSHEET:
            name = _text(data[6:], length_bytes=1, wide=book.wide)
            book.sheets[name] = struct.unpack_from("<I", data)[0]
        elif kind == _FORMAT:
            code = _text(data[2:], length_bytes=2 if book.wide else 1, wide=book.wide)
            if is_percent_format(code):
                book.percent_formats.add(struct.unpack_from("<H", data)[0])
        elif kind == _XF:
            book.styles.append(struct.unpack_from("<H", data, 2)[0])
    return book


def _text(data: bytes, *, length_bytes: int, wide: bool) -> str:
    length = int.from_bytes(data[:length_bytes], "little")
    data = data[length_bytes:]
    if not wide:
        return data[:length].decode("cp1252", "replace")
    if data[0] & 1:
        return data[1 : 1 + 2 * length].decode("utf-16-le", "replace")
    return data[1 : 1 + length].decode("latin-1")


def _sheet(records: Iterator[_Record], styles: set[int], limits: Limits) -> SheetScan:
    percent: set[Place] = set()
    spoilt: dict[Place, str] = {}
    last_row = last_column = 0
    for kind, data in records:
        for row, column, style in _cells(kind, data):
            last_row, last_column = max(last_row, row), max(last_column, column)
            if style in styles:
                percent.add((row, column))
            if shown := _error(kind, data):
                spoilt[row, column] = shown
    if (last_row + 1) * (last_column + 1) > limits.cells or last_row >= limits.rows:
        raise RefusedInputError("too_many_rows", most=limits.rows)
    return SheetScan(percent=frozenset(percent), spoilt=spoilt)


def _cells(kind: int, data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield row, column and style of each cell of a record."""
    if kind in _CELLS:
        yield struct.unpack_from("<HHH", data)
    elif kind == _MULRK:
        row, first = struct.unpack_from("<HH", data)
        for column, place in enumerate(range(4, len(data) - 2, 6), start=first):
            yield row, column, struct.unpack_from("<H", data, place)[0]


def _error(kind: int, data: bytes) -> str | None:
    if kind == _BOOLERR:
        return _ERRORS.get(data[6], "#N/A") if data[7] else None
    if kind != _FORMULA:
        return None
    result = data[6:14]
    if result[6:8] == b"\xff\xff" and result[0] == 2:
        return _ERRORS.get(result[2], "#N/A")
    return None
