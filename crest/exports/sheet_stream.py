"""Rows of a table as the text that a sheet of a workbook consists of, one after the other.

The looks come from cells that XlsxWriter wrote into the same workbook, one for each look of each
column; what is written here says of a row exactly what XlsxWriter would have said of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name

from crest.exports.register_book import Cell, Line
from crest.exports.workbook import (
    Column,
    Kind,
    check_length,
    looks_like_formula,
    row_height,
)

FIRST_ROW = 3
# Rows that are joined to one text before they are packed.
_TOGETHER = 128
# Most columns say a few things again and again; no column keeps more than so many of them.
_KEPT_TAILS = 512
_PLAIN_HEIGHT = 15
_DAY_ZERO = date(1899, 12, 30).toordinal()
# Numbers of rows that no formula holds: where both stand in the same places, the row belongs.
_MARKS = (9_876_543, 8_765_431)
_CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]")
_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
_ORDINARY = re.compile("[^&<>\\x00-\\x1f\\ufffe\\uffff]*")

Tail = Callable[[Cell], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Which format of the workbook the cells of a column have: plain, quoted text, a link."""

    plain: str
    quoted: str
    linked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A cell that leads somewhere."""

    cell: str
    address: str


@dataclass(kw_only=True)
class SheetText:
    """Writes the rows of one sheet; `links` are those of the rows written so far."""

    sheet: str
    columns: Sequence[Column[Any]]
    looks: Mapping[int, Looks]
    links: list[Link] = field(default_factory=list)

    def chunks(self, lines: Iterable[Line]) -> Iterator[bytes]:
        """Yield the rows from the third on, some together; a text that fits no cell is refused."""
        cells = [self._cell(place, column) for place, column in enumerate(self.columns)]
        held: list[str] = []
        for number, line in enumerate(lines, start=FIRST_ROW):
            row = str(number)
            held.append(self._start(row, line))
            held.extend(
                cell(row, value, line.explained_at)
                for cell, value in zip(cells, line.cells, strict=True)
            )
            held.append("</row>")
            if number % _TOGETHER == 0:
                yield "".join(held).encode()
                held.clear()
        yield "".join(held).encode()

    def _start(self, row: str, line: Line) -> str:
        height = row_height(self.columns, line.cells)
        if height is None or height == _PLAIN_HEIGHT:
            return f'<row r="{row}">'
        return f'<row r="{row}" ht="{height}" customHeight="1">'

    def _cell(self, place: int, column: Column[Any]) -> Callable[[str, Cell, str], str]:
        letters, looks, link = xl_col_to_name(place), self.looks[place], column.link
        plain = _Cells(column, letters, looks.plain, looks.quoted, self.sheet)
        if link is None:
            return plain.write
        linked = _Cells(column, letters, looks.linked, looks.linked, self.sheet)

        def write(row: str, value: Cell, explained_at: str) -> str:
            if value is None or not explained_at:
                return plain.write(row, value, explained_at)
            self.links.append(Link(cell=f"{letters}{row}", address=link(explained_at)))
            return linked.write(row, value, explained_at)

        return write


class _Cells:
    """The cells of one column in one look."""

    def __init__(  # what is said of the column, where, and in which looks
        self, column: Column[Any], letters: str, look: str, quoted: str, sheet: str
    ) -> None:
        self.head = f'<c r="{letters}'
        self.letters = letters
        self.sheet = sheet
        self.look, self.quoted = f'" s="{look}"', f'" s="{quoted}"'
        self.tails: dict[Cell, str] = {}
        self.tail: Tail = {Kind.TEXT: self._text, Kind.DATE: self._day}.get(
            column.kind, self._number
        )
        self.formula = None if column.formula is None else _parts(column.formula)
        self.write = self._write if self.formula is None else self._write_formula

    def _write(self, row: str, value: Cell, _explained_at: str) -> str:
        tail = self.tails.get(value)
        if tail is None:
            if isinstance(value, str):
                check_length(value, sheet=self.sheet, cell=f"{self.letters}{row}")
            tail = self._kept(value, self.tail(value))
        return f"{self.head}{row}{tail}"

    def _write_formula(self, row: str, value: Cell, _explained_at: str) -> str:
        said = "" if value is None else escape(value) if isinstance(value, str) else value
        text = ' t="str"' if isinstance(value, str) and value else ""
        formula = row.join(self.formula or ())
        return f"{self.head}{row}{self.look}{text}><f>{formula}</f><v>{said}</v></c>"

    def _kept(self, value: Cell, tail: str) -> str:
        if len(self.tails) < _KEPT_TAILS:
            self.tails[value] = tail
        return tail

    def _text(self, value: Cell) -> str:
        if value is None or value == "":
            return f"{self.look}/>"
        text = str(value)
        look = self.quoted if looks_like_formula(text) else self.look
        shown = escaped(text)
        kept = ' xml:space="preserve"' if shown[0].isspace() or shown[-1].isspace() else ""
        return f'{look} t="inlineStr"><is><t{kept}>{shown}</t></is></c>'

    def _number(self, value: Cell) -> str:
        if value is None:
            return f"{self.look}/>"
        return f"{self.look}><v>{float(value):.16G}</v></c>"

    def _day(self, value: Cell) -> str:
        if value is None:
            return f"{self.look}/>"
        return f"{self.look}><v>{date.fromisoformat(str(value)).toordinal() - _DAY_ZERO}</v></c>"


def escaped(text: str) -> str:
    """Return a text as it stands in a cell; what no XML holds is written as spreadsheets do."""
    if _ORDINARY.fullmatch(text) and "_x" not in text:
        return text
    shown = _ESCAPED.sub(r"_x005F\1", text)
    shown = _CONTROL.sub(lambda found: f"_x{ord(found.group()):04X}_", shown)
    return escape(shown)


def _parts(formula: Callable[[int], str]) -> tuple[str, ...]:
    """Return the formula as the texts between which the number of its row stands."""
    one, other = (formula(mark).removeprefix("=").split(str(mark)) for mark in _MARKS)
    if one != other:
        words = "a formula must hold the number of its row as it is"
        raise ValueError(words)
    return tuple(escape(part) for part in one)
