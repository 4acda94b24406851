"""The child process that reads a file of a stranger: `python -m crest.imports.reading`.

It takes one JSON object on standard input and writes JSON lines: a head (or a refusal), then one
line per row. Memory, time and output are limited before the first byte of the file is read.
"""

import json
import resource
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from crest.domain.errors import RefusedInputError
from crest.imports.delimited import read_delimited
from crest.imports.file_kind import is_workbook
from crest.imports.headings import read_headings
from crest.imports.spoilt_cells import marked, spoilt_cells
from crest.imports.table import HEADER_ROWS, FileKind, Limits, TableRow, find_header, known_headings
from crest.imports.workbook_sheets import Sheet, read_sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which file is wanted, which sheet of it, and the headings that are understood.

    With `understood_only`, cells in columns that mean nothing to a supplier list come as empty.
    `checked` are headings of columns whose spoilt cells are told from empty ones.
    """

    path: Path
    sheet: str | None
    words: frozenset[str]
    understood_only: bool = False
    checked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file as read: what it is, which sheet was taken, its header row and the rows below."""

    head: dict[str, Any]
    rows: Iterable[TableRow]


def main() -> int:
    """Read the request, limit this process, and write the table or the refusal."""
    sent = json.load(sys.stdin)
    limits = Limits(**sent["limits"])
    _limit(limits)
    request = Request(
        path=Path(sent["path"]),
        sheet=sent["sheet"],
        words=frozenset(sent["words"]),
        understood_only=sent["understood_only"],
        checked=frozenset(sent["checked"]),
    )
    answer(request, limits, sys.stdout)
    return 0


def answer(request: Request, limits: Limits, stream: TextIO) -> None:
    """Write what the file holds as JSON lines; a refusal is a line too."""
    try:
        found = _find(request, limits)
        _line(stream, found.head)
        for row in found.rows:
            _line(stream, [row.number, *row.cells])
        _line(stream, {"end": True})
    except RefusedInputError as refused:
        _line(stream, {"refused": refused.reason, "params": refused.params})
    except MemoryError:
        _line(stream, {"refused": "too_large", "params": {}})


def _find(request: Request, limits: Limits) -> Found:
    if is_workbook(request.path, limits):
        return _in_workbook(request, limits)
    text = read_delimited(request.path, limits)
    top = _top(text.rows)
    header = _header(top, request)
    head = {
        "kind": FileKind.TSV if text.delimiter == "\t" else FileKind.CSV,
        "sheet": "",
        "sheets": [],
        "encoding": text.encoding,
        "delimiter": text.delimiter,
        **_place(header, request),
    }
    columns = _wanted(header, request)
    rows = (_only(row, columns) for row in chain(top, text.rows) if row.number > header.number)
    return Found(head=head, rows=rows)


def _in_workbook(request: Request, limits: Limits) -> Found:
    first: Found | None = None
    names = []
    for sheet in read_sheets(request.path, limits, named=request.sheet):
        names.append(sheet.name)
        found = _in_sheet(sheet, request)
        found.head["sheets"] = names
        if found.head["known"]:
            return found
        first = first or found
    if first is None:
        raise RefusedInputError("empty_file")
    return first


def _top(rows: Iterator[TableRow]) -> list[TableRow]:
    # The header is looked for by row number, so a row past the tenth ends the search.
    top = []
    for row in rows:
        top.append(row)
        if row.number >= HEADER_ROWS:
            break
    return top


def _in_sheet(sheet: Sheet, request: Request) -> Found:
    header = _header(_top(sheet.rows()), request)
    head = {"kind": FileKind.XLSX, "sheet": sheet.name, **_place(header, request)}
    below = (row for row in sheet.rows(_wanted(header, request)) if row.number > header.number)
    return Found(head=head, rows=_checked(below, sheet, header, request))


def _checked(
    rows: Iterable[TableRow], sheet: Sheet, header: TableRow, request: Request
) -> Iterable[TableRow]:
    columns = frozenset(i for i, head in enumerate(header.cells) if head in request.checked)
    if not columns:
        return rows
    return marked(rows, spoilt_cells(request.path, sheet=sheet.name, columns=columns))


def _header(top: list[TableRow], request: Request) -> TableRow:
    header = find_header(top, request.words) or (top[0] if top else None)
    if header is None:
        raise RefusedInputError("empty_file")
    return header


def _place(header: TableRow, request: Request) -> dict[str, Any]:
    known = known_headings(header, request.words)
    return {"header_row": header.number, "header": header.cells, "known": known}


def _wanted(header: TableRow, request: Request) -> frozenset[int] | None:
    if not request.understood_only:
        return None
    # Most columns of a wide list mean nothing here: their cells need not cross the pipe.
    meanings = read_headings(header.cells)
    return frozenset(meaning.index for meaning in meanings.columns.values())


def _only(row: TableRow, columns: frozenset[int] | None) -> TableRow:
    if columns is None:
        return row
    cells = (cell if place in columns else "" for place, cell in enumerate(row.cells))
    return TableRow(number=row.number, cells=tuple(cells))


def _line(stream: TextIO, value: object) -> None:
    stream.write(json.dumps(value, default=str))
    stream.write("\n")


def _limit(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000_000, 2_000_000_000))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
