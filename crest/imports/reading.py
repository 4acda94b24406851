"""The child process that reads a file of a stranger: `python -m crest.imports.reading`.

It takes one JSON object on standard input and writes JSON lines: a head (or a refusal), then the
rows. Memory, time and output are limited before the first byte of the file is read. Four tasks:
`table` gives one sheet whole, with its header by known words; `survey` gives the first rows of all
sheets; `pick` gives the columns that a mapping names, a batch of rows a line; `copy` gives all
sheets of a questionnaire that people filled.
"""

import gc
import json
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from crest.domain.errors import RefusedInputError
from crest.imports.copy_sheets import copy_sheets
from crest.imports.delimited import Delimited, Writing, read_delimited
from crest.imports.file_kind import workbook_kind
from crest.imports.header_rows import header_at
from crest.imports.list_mapping import ListMapping, fitted, mapping_from, plain_mapping
from crest.imports.picked_cells import Picked, picked_of_rows, picked_of_sheet
from crest.imports.spoilt_cells import marked
from crest.imports.table import (
    HEADER_ROWS,
    FileKind,
    Limits,
    TableRow,
    find_header,
    known_headings,
    number_text,
)
from crest.imports.workbook_sheets import Sheet, as_text, read_sheets

_SHOWN_ROWS = 60
_SHOWN_CELL = 300
_MOST_SHEETS = 40
_BATCH = 500
_MOST_NUMBERS = 5_000
_ENCODER = json.JSONEncoder(ensure_ascii=False, default=as_text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Which file is wanted, which sheet of it, and the headings that are understood.

    `checked` are headings of columns whose spoilt cells are told from empty ones.
    """

    path: Path
    sheet: str | None = None
    words: frozenset[str] = frozenset()
    checked: frozenset[str] = frozenset()
    writing: Writing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file as read: what it is, which sheet was taken, its header row and the rows below."""

    head: dict[str, Any]
    rows: Iterable[TableRow]


def main() -> int:
    """Read the request, limit this process, and write the table or the refusal."""
    # This process is short, and nothing that it makes refers back to itself.
    gc.disable()
    sent = json.load(sys.stdin)
    limits = Limits(**sent["limits"])
    _limit(limits)
    answer(lines_for(sent, limits), sys.stdout)
    return 0


def lines_for(sent: dict[str, Any], limits: Limits) -> Iterator[object]:
    """Return the lines that answer a request as it was sent; a refusal is raised among them."""
    request = Request(
        path=Path(sent["path"]),
        sheet=sent.get("sheet"),
        words=frozenset(sent.get("words", ())),
        checked=frozenset(sent.get("checked", ())),
        writing=Writing(encoding=sent.get("encoding"), delimiter=sent.get("delimiter")),
    )
    if sent["task"] == "survey":
        return survey(request, limits)
    if sent["task"] == "pick":
        return pick(request, mapping_from(sent["mapping"]), limits)
    if sent["task"] == "copy":
        return copy_sheets(request.path, limits)
    return table(request, limits)


def answer(lines: Iterable[object], stream: TextIO) -> None:
    """Write what the file holds as JSON lines; a refusal is a line too. Texts are JSON already."""
    try:
        for line in lines:
            stream.write(line if isinstance(line, str) else _ENCODER.encode(line))
            stream.write("\n")
        stream.write('{"end": true}\n')
    except RefusedInputError as refused:
        stream.write(json.dumps({"refused": refused.reason, "params": refused.params}) + "\n")
    except MemoryError:
        stream.write('{"refused": "too_large", "params": {}}\n')


def table(request: Request, limits: Limits) -> Iterator[object]:
    """Yield the head of one sheet and its rows below the header, one a line."""
    found = _find(request, limits)
    yield found.head
    for row in found.rows:
        yield [row.number, *row.cells]


def survey(request: Request, limits: Limits) -> Iterator[object]:
    """Yield the kind of the file and, for each sheet that holds something, its first rows."""
    kind = workbook_kind(request.path, limits)
    if kind is None:
        text = read_delimited(request.path, limits, request.writing)
        top = list(islice(text.rows, _SHOWN_ROWS))
        yield {**_text_head(text), "sheets": [_shown_sheet("", top, rows=0, hidden=False)]}
        return
    sheets = [
        _shown_sheet(
            sheet.name,
            islice(sheet.rows(), _SHOWN_ROWS),
            rows=sheet.grid.total_height,
            hidden=sheet.hidden,
        )
        for sheet in islice(read_sheets(request.path, kind, limits, named=None), _MOST_SHEETS)
    ]
    yield {"kind": kind, "sheets": sheets}


def pick(request: Request, mapping: ListMapping, limits: Limits) -> Iterator[object]:
    """Yield the mapping as it fits this file, then the cells of its used columns in batches."""
    kind = workbook_kind(request.path, limits)
    if kind is None:
        writing = Writing(encoding=mapping.encoding, delimiter=mapping.delimiter)
        text = read_delimited(request.path, limits, writing)
        top = list(islice(text.rows, HEADER_ROWS))
        fit = _fit(mapping, top)
        rows = picked_of_rows(chain(top, text.rows), _used(fit), below=fit.data_begin - 1)
        yield {**_text_head(text), "mapping": plain_mapping(fit)}
    else:
        sheets = read_sheets(request.path, kind, limits, named=mapping.sheet)
        sheet = next(sheets, None)
        if sheet is None:
            raise RefusedInputError("empty_file")
        fit = _fit(mapping, list(islice(sheet.rows(), HEADER_ROWS)))
        rows = picked_of_sheet(sheet, _used(fit), below=fit.data_begin - 1)
        yield {"kind": kind, "mapping": plain_mapping(fit)}
    yield from _batches(rows)


def _fit(mapping: ListMapping, top: list[TableRow]) -> ListMapping:
    return fitted(mapping, header_at(top, mapping.header_rows).headings)


def _used(mapping: ListMapping) -> tuple[int, ...]:
    return tuple(use.index for use in mapping.used)


class _Numbers(dict[float, str]):
    """The texts of numbers, of which most columns repeat a few."""

    def __missing__(self, number: float) -> str:
        text = number_text(repr(number))
        # Nought equals minus nought, which is written otherwise.
        if number and len(self) < _MOST_NUMBERS:
            self[number] = text
        return text


def _batches(rows: Iterator[Picked]) -> Iterator[str]:
    # Column by column, because most columns repeat a few texts, which are then read once.
    numbers = _Numbers()
    while batch := list(islice(rows, _BATCH)):
        columns = zip(*(cells for _, cells in batch), strict=True)
        written = [_written(column, numbers) for column in columns]
        yield f"[{', '.join([_ENCODER.encode([number for number, _ in batch]), *written])}]"


def _written(cells: Sequence[Any], numbers: _Numbers) -> str:
    """Return the cells of a column as JSON; at once where no sign of them needs care."""
    if set(map(type, cells)) == {float}:
        cells = [*map(numbers.__getitem__, cells)]
    try:
        whole = '", "'.join(cells)
    except TypeError:
        return _ENCODER.encode(cells)
    quotes = 2 * (len(cells) - 1)
    if whole.isprintable() and "\\" not in whole and whole.count('"') == quotes:
        return f'["{whole}"]'
    return _ENCODER.encode(cells)


def _text_head(text: Delimited) -> dict[str, Any]:
    kind = FileKind.TSV if text.delimiter == "\t" else FileKind.CSV
    return {"kind": kind, "encoding": text.encoding, "delimiter": text.delimiter}


def _shown_sheet(name: str, top: Iterable[TableRow], *, rows: int, hidden: bool) -> dict[str, Any]:
    shown = [[row.number, *(cell[:_SHOWN_CELL] for cell in row.cells)] for row in top]
    return {"name": name, "rows": rows, "hidden": hidden, "top": shown}


def _find(request: Request, limits: Limits) -> Found:
    kind = workbook_kind(request.path, limits)
    if kind is not None:
        return _in_workbook(request, kind, limits)
    text = read_delimited(request.path, limits)
    top = _top(text.rows)
    header = _header(top, request)
    head = {**_text_head(text), "sheet": "", "sheets": [], **_place(header, request)}
    rows = (row for row in chain(top, text.rows) if row.number > header.number)
    return Found(head=head, rows=rows)


def _in_workbook(request: Request, kind: FileKind, limits: Limits) -> Found:
    first: Found | None = None
    names = []
    for sheet in read_sheets(request.path, kind, limits, named=request.sheet):
        names.append(sheet.name)
        found = _in_sheet(sheet, kind, request)
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


def _in_sheet(sheet: Sheet, kind: FileKind, request: Request) -> Found:
    header = _header(_top(sheet.rows()), request)
    head = {"kind": kind, "sheet": sheet.name, **_place(header, request)}
    below = (row for row in sheet.rows() if row.number > header.number)
    columns = frozenset(i for i, head in enumerate(header.cells) if head in request.checked)
    return Found(head=head, rows=marked(below, sheet.spoilt, columns))


def _header(top: list[TableRow], request: Request) -> TableRow:
    header = find_header(top, request.words) or (top[0] if top else None)
    if header is None:
        raise RefusedInputError("empty_file")
    return header


def _place(header: TableRow, request: Request) -> dict[str, Any]:
    known = known_headings(header, request.words)
    return {"header_row": header.number, "header": header.cells, "known": known}


def _limit(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000_000, 2_000_000_000))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
