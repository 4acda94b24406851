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
from crest.imports.table import HEADER_ROWS, FileKind, Limits, TableRow, find_header, known_headings
from crest.imports.workbook_sheets import read_sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file as read: what it is, which sheet was taken, its header row and the rows below."""

    head: dict[str, Any]
    rows: Iterable[TableRow]


def main() -> int:
    """Read the request, limit this process, and write the table or the refusal."""
    request = json.load(sys.stdin)
    limits = Limits(**request["limits"])
    _limit(limits)
    answer(Path(request["path"]), request["sheet"], frozenset(request["words"]), limits)
    return 0


def answer(
    path: Path, sheet: str | None, words: frozenset[str], limits: Limits, out: TextIO | None = None
) -> None:
    """Write what the file holds as JSON lines; a refusal is a line too."""
    stream = out or sys.stdout
    try:
        found = _find(path, sheet, words, limits)
        _line(stream, found.head)
        for row in found.rows:
            _line(stream, [row.number, *row.cells])
        _line(stream, {"end": True})
    except RefusedInputError as refused:
        _line(stream, {"refused": refused.reason, "params": refused.params})
    except MemoryError:
        _line(stream, {"refused": "too_large", "params": {}})


def _find(path: Path, sheet: str | None, words: frozenset[str], limits: Limits) -> Found:
    if is_workbook(path, limits):
        return _in_workbook(path, sheet, words, limits)
    text = read_delimited(path, limits)
    top = _top(text.rows)
    kind = FileKind.TSV if text.delimiter == "\t" else FileKind.CSV
    head = {"kind": kind, "sheet": "", "sheets": [], "encoding": text.encoding}
    return _below(head | {"delimiter": text.delimiter}, top, text.rows, words)


def _in_workbook(path: Path, sheet: str | None, words: frozenset[str], limits: Limits) -> Found:
    first: Found | None = None
    names = []
    for found in read_sheets(path, limits, named=sheet):
        names.append(found.name)
        head = {"kind": FileKind.XLSX, "sheet": found.name, "sheets": names}
        rows = iter(found.rows)
        below = _below(head, _top(rows), rows, words)
        if below.head["known"]:
            return below
        first = first or below
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


def _below(
    head: dict[str, Any], top: list[TableRow], rest: Iterator[TableRow], words: frozenset[str]
) -> Found:
    header = find_header(top, words) or (top[0] if top else None)
    if header is None:
        raise RefusedInputError("empty_file")
    known = known_headings(header, words)
    place = {"header_row": header.number, "header": header.cells, "known": known}
    below = (row for row in chain(top, rest) if row.number > header.number)
    return Found(head=head | place, rows=below)


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
