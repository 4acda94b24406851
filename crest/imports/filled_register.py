"""A register that comes back filled in: its rows by column codes, whatever was done around them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crest.domain.errors import RefusedInputError
from crest.domain.names import clean_text
from crest.domain.register_edits import EDITABLE, REGISTER_ID, SUPPLIER_CODE, plain
from crest.imports.cell_values import one_line, shown
from crest.imports.faults import CellFaultError
from crest.imports.table import SPOILT, FileKind, Limits, Table, TableRow, trimmed
from crest.imports.workbook_reader import read_table

SHEET = "Register"
# A register of 100,000 suppliers has more cells than a supplier list may.
_LIMITS = Limits(file_bytes=100_000_000, cells=20_000_000, memory_bytes=2_000_000_000, seconds=300)
_NEEDED = (SUPPLIER_CODE, REGISTER_ID)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_MOST_OWNER, _MOST_NOTE = 200, 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow:
    """One supplier's row: of which register it is, and its cells by the index of the column."""

    number: int
    register_id: str
    code: str
    row: TableRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRegister:
    """The sheet as read: where each code stands, what the columns are called, the rows.

    `own_rows` counts rows that somebody added without a supplier.
    """

    columns: Mapping[str, int]
    labels: Mapping[int, str]
    rows: tuple[FilledRow, ...]
    own_rows: int


def read_filled(path: Path) -> FilledRegister:
    """Return the sheet Register of a workbook, or a register as CSV; what is neither is refused."""
    words = (*EDITABLE, *_NEEDED)
    table = read_table(path, words=words, sheet=SHEET, limits=_LIMITS, checked=EDITABLE)
    if table.kind not in {FileKind.CSV, FileKind.TSV, FileKind.XLSX}:
        raise RefusedInputError("register_no_workbook")
    columns = _columns(table)
    rows = list(table.rows)
    labels: dict[int, str] = {}
    if rows and rows[0].number == table.header_row + 1 and not _is_ours(rows[0], columns):
        # The row below the codes says what the columns are called, in the reader's language.
        labels = {index: text for index, text in enumerate(rows.pop(0).cells) if text}
    found = [row for row in rows if _is_ours(row, columns) or _is_filled(row, columns)]
    return FilledRegister(
        columns=columns,
        labels=labels,
        rows=tuple(_row(row, columns) for row in found),
        own_rows=len(rows) - len(found),
    )


def cell_name(row: int, index: int) -> str:
    """Return the name of a cell as a spreadsheet shows it; the index of the column from 0."""
    letters, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def read_cell(column: str, text: str, decisions: Mapping[str, str]) -> str:
    """Return what a person wrote as it is kept; CellFaultError where it cannot be.

    `decisions` gives the code of a decision by its words in any language, folded.
    """
    if text.startswith(SPOILT):
        # Nobody emptied this cell: what stood there is not known, so nothing is changed.
        error = shown(text.removeprefix(SPOILT))
        raise CellFaultError("cell_error" if error else "formula_without_value", value=error)
    written = trimmed(text).replace("\r\n", "\n").replace("\r", "\n")
    if written in _ERRORS:
        raise CellFaultError("cell_error", value=written)
    if not written:
        return ""
    if column == "next_review":
        return _day(written)
    if column == "decision":
        return _decision(written, decisions)
    return one_line(written, most=_MOST_OWNER) if column == "owner" else _note(written)


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise CellFaultError("not_a_day", value=shown(text))
    return day.isoformat()


def _decision(text: str, decisions: Mapping[str, str]) -> str:
    found = decisions.get(plain(text).casefold())
    if found is None:
        raise CellFaultError("decision_unknown", value=shown(text))
    return found


def _note(text: str) -> str:
    try:
        kept = clean_text(text)
    except RefusedInputError as refused:
        raise CellFaultError(
            "bad_character", character=refused.params.get("character", "")
        ) from None
    if len(kept) > _MOST_NOTE:
        raise CellFaultError("too_long", length=len(kept), most=_MOST_NOTE)
    return kept


def _columns(table: Table) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, code in enumerate(table.header):
        if code and code in found:
            cell = cell_name(table.header_row, index)
            raise RefusedInputError("register_column_twice", sheet=SHEET, cell=cell, column=code)
        if code:
            found[code] = index
    for code in _NEEDED:
        if code not in found:
            cell = cell_name(table.header_row, 0)
            raise RefusedInputError("register_column_missing", sheet=SHEET, cell=cell, column=code)
    return found


def _is_ours(row: TableRow, columns: Mapping[str, int]) -> bool:
    """Return whether the row names a register, as each row of ours does."""
    return _looks_like_id(row.cell(columns[REGISTER_ID]))


def _looks_like_id(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4


def _is_filled(row: TableRow, columns: Mapping[str, int]) -> bool:
    filled = (row.cell(columns[code]) for code in (*_NEEDED, *EDITABLE) if code in columns)
    return any(filled)


def _row(row: TableRow, columns: Mapping[str, int]) -> FilledRow:
    for code in _NEEDED:
        if not row.cell(columns[code]):
            cell = cell_name(row.number, columns[code])
            raise RefusedInputError("register_row_unnamed", sheet=SHEET, cell=cell)
    return FilledRow(
        number=row.number,
        register_id=row.cell(columns[REGISTER_ID]),
        code=row.cell(columns[SUPPLIER_CODE]),
        row=row,
    )
