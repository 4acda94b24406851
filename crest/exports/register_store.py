"""The rows of a register that is being made, in a file of their own instead of in memory.

Rows come in by supplier in any order, as the workbook will say them; once all are in, they are
placed by priority and read back one after the other. Ten rows and a hundred thousand need the
same memory.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from crest.domain.method import Method, RiskBand
from crest.domain.register_change import EarlierRow, change_of
from crest.domain.register_edits import cell_text, prints
from crest.exports.register_answers import ANSWER_COLUMNS
from crest.exports.register_book import (
    ANSWERS,
    FINDINGS,
    LAWS,
    REGISTER,
    AnswerEntry,
    Cell,
    FindingEntry,
    LawEntry,
    Line,
    RegisterEntry,
    SheetLines,
)
from crest.exports.register_columns import register_columns
from crest.exports.register_lists import FINDING_COLUMNS, LAW_COLUMNS
from crest.exports.register_prints import filled_of, is_printed
from crest.exports.workbook import CellValue, Column, Translate, values_of

T = TypeVar("T")

_OWN = ("code", "name", "country", "sector", "band", "reply", "residual", "priority", "leverage")
_MORE = ("triggers_open", "bank", "bank_version", "explained_at", "move", "filled", "prints")
_FIELDS = (*_OWN, *_MORE)
_PLACED = {"rank": "place.rank", "tie_order": "place.tie"}
# Little stays in memory and nothing must outlive a stop: a register that broke off is made anew.
_SET_UP = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000;
PRAGMA temp_store = FILE;
CREATE TABLE earlier (code PRIMARY KEY, name, residual, band, exact);
CREATE TABLE line (sheet, supplier, cells);
CREATE TABLE place (rank INTEGER PRIMARY KEY, at INTEGER, tie INTEGER);
"""
_PLACE = """
INSERT INTO place (rank, at, tie) SELECT
  row_number() OVER (ORDER BY priority DESC, leverage DESC, code), rowid,
  row_number() OVER (ORDER BY leverage DESC, code) FROM row
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierLines:
    """What one supplier brings to the sheets of a register."""

    entry: RegisterEntry
    laws: Sequence[LawEntry] = ()
    findings: Sequence[FindingEntry] = ()
    answers: Sequence[AnswerEntry] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
    """A row as it is kept for later: its figures, what was filled in, prints of the rest."""

    code: str
    name: str
    residual: Decimal
    band: RiskBand
    filled: dict[str, str]
    prints: str


class RegisterStore:
    """The rows of one register; `path` names a file that does not exist yet."""

    def __init__(self, path: Path, method: Method, translate: Translate) -> None:
        self.rows = sqlite3.connect(path, isolation_level=None)
        self.columns = register_columns(method, rows=0)
        self.translate = translate
        self.rows.executescript(_SET_UP)
        cells = ", ".join(f"c{number}" for number in range(len(self.columns)))
        self.rows.execute(f"CREATE TABLE row (code PRIMARY KEY, {', '.join(_FIELDS[1:])}, {cells})")
        self._is_later = False
        marks = ", ".join("?" * (len(_FIELDS) + len(self.columns)))
        self._insert = f"INSERT INTO row VALUES ({marks})"  # noqa: S608 - marks alone

    def close(self) -> None:
        """Give up the file."""
        self.rows.close()

    def remember(self, earlier: Iterable[EarlierRow]) -> None:
        """Take the rows of the register before, so that each row can say how it moved."""
        self._is_later = True
        self.rows.executemany(
            "INSERT INTO earlier VALUES (?, ?, ?, ?, ?)",
            (
                (one.code, one.name, float(one.residual), one.band.value, str(one.residual))
                for one in earlier
            ),
        )

    def add(self, lines: SupplierLines) -> None:
        """Keep what one supplier brings."""
        entry = self._compared(lines.entry)
        values = values_of(self.columns, entry, self.translate)
        self.rows.execute(self._insert, (*_fields(entry), self._prints(values), *_kept(values)))
        code = entry.row.supplier_code
        self._add_lines(LAWS, LAW_COLUMNS, lines.laws, code)
        self._add_lines(FINDINGS, FINDING_COLUMNS, lines.findings, code)
        self._add_lines(ANSWERS, ANSWER_COLUMNS, lines.answers, code)

    def place(self) -> None:
        """Place the rows by priority; of equals the larger share of sales first, then the code."""
        self.rows.execute(_PLACE)
        self.rows.execute("CREATE INDEX line_place ON line (sheet, supplier)")

    def sheet(self, name: str) -> SheetLines:
        """Return the rows of a sheet, those of the first priorities first."""
        if name == REGISTER:
            return SheetLines(count=self._count("SELECT count(*) FROM row"), read=self._register)
        query = "SELECT count(*) FROM line WHERE sheet = ?"
        return SheetLines(count=self._count(query, name), read=partial(self._lines, name))

    def banks(self) -> list[tuple[str, str]]:
        """Return the banks that rows stand on, each with its version."""
        query = "SELECT DISTINCT bank, bank_version FROM row WHERE bank IS NOT NULL ORDER BY 1, 2"
        return [(bank, version) for bank, version in self.rows.execute(query)]

    def printed_columns(self) -> tuple[str, ...]:
        """Return the codes of the columns that the prints of a row speak of, in their order."""
        return tuple(column.code for column in self.columns if is_printed(column))

    def stored(self) -> Iterator[StoredRow]:
        """Yield each row as it is kept for later, by priority."""
        printed = self.printed_columns()
        places = {code: printed.index(code) for code in _PLACED}
        query = (
            "SELECT row.code, name, residual, band, filled, prints, place.rank, place.tie "
            "FROM place JOIN row ON row.rowid = place.at ORDER BY place.rank"
        )
        for code, name, residual, band, filled, kept, rank, tie in self.rows.execute(query):
            signs = _printed_at(kept, places["rank"], rank)
            yield StoredRow(
                code=code,
                name=name,
                residual=Decimal(str(residual)),
                band=RiskBand(band),
                filled=json.loads(filled),
                prints=_printed_at(signs, places["tie_order"], tie),
            )

    def _compared(self, entry: RegisterEntry) -> RegisterEntry:
        if not self._is_later:
            return entry
        query = "SELECT name, exact, band FROM earlier WHERE code = ?"
        code = entry.row.supplier_code
        found = self.rows.execute(query, (code,)).fetchone()
        before = None
        if found:
            name, residual, band = found
            before = EarlierRow(
                code=code, name=name, residual=Decimal(residual), band=RiskBand(band)
            )
        change = change_of(entry.row, before)
        return replace(entry, row=replace(entry.row, change=change.residual), change=change)

    def _prints(self, values: Sequence[CellValue]) -> str:
        pairs = zip(self.columns, values, strict=True)
        return prints(cell_text(value) for column, value in pairs if is_printed(column))

    def _add_lines(
        self, sheet: str, columns: Sequence[Column[T]], entries: Iterable[T], code: str
    ) -> None:
        self.rows.executemany(
            "INSERT INTO line VALUES (?, ?, ?)",
            (
                (sheet, code, json.dumps(_kept(values_of(columns, entry, self.translate))))
                for entry in entries
            ),
        )

    def _register(self) -> Iterator[Line]:
        cells = ", ".join(
            _PLACED.get(column.code, f"c{number}") for number, column in enumerate(self.columns)
        )
        query = (
            f"SELECT explained_at, {cells} FROM place "  # noqa: S608 - names of ours alone
            "JOIN row ON row.rowid = place.at ORDER BY place.rank"
        )
        for explained_at, *values in self.rows.execute(query):
            yield Line(tuple(values), explained_at)

    def _lines(self, sheet: str) -> Iterator[Line]:
        query = (
            "SELECT line.cells FROM place JOIN row ON row.rowid = place.at "
            "JOIN line ON line.sheet = ? AND line.supplier = row.code "
            "ORDER BY place.rank, line.rowid"
        )
        for (cells,) in self.rows.execute(query, (sheet,)):
            yield Line(tuple(json.loads(cells)))

    def _count(self, query: str, *values: str) -> int:
        return int(self.rows.execute(query, values).fetchone()[0])


def _fields(entry: RegisterEntry) -> tuple[Any, ...]:
    """Return what is asked of a row by name, in the order of the table, but for the prints."""
    row = entry.row
    return (
        row.supplier_code,
        row.name,
        row.country,
        row.sector,
        row.band.value,
        row.reply.value,
        float(row.residual),
        float(row.priority_key),
        float(row.leverage or 0),
        row.triggers_open,
        row.bank,
        row.bank_version or "",
        entry.explained_at,
        entry.change.move.value if entry.change else None,
        json.dumps(filled_of(entry)),
    )


def _kept(values: Iterable[CellValue]) -> list[Cell]:
    return [_cell(value) for value in values]


def _cell(value: CellValue) -> Cell:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if value != "" else None


def _printed_at(signs: str, place: int, value: int) -> str:
    one = prints([cell_text(value)])
    return signs[: place * len(one)] + one + signs[(place + 1) * len(one) :]
