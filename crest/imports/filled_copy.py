"""A questionnaire that comes back filled in: its rows by the codes of columns, sheet by sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crest.domain.answer_copy import ANSWER, CODE, FILLED, OF, VERSION, mark_of
from crest.domain.errors import RefusedInputError
from crest.imports.filled_register import cell_name
from crest.imports.table import HEADER_ROWS, Limits, TableRow
from crest.imports.workbook_reader import read_all_sheets

_LIMITS = Limits(
    file_bytes=10_000_000,
    unpacked_bytes=60_000_000,
    entries=500,
    rows=5_000,
    columns=200,
    cells=500_000,
    memory_bytes=700_000_000,
    seconds=60,
)
_NEEDED = (CODE, OF, VERSION, ANSWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLine:
    """One row of questions: where it stands, and its cells by the code of the column."""

    sheet: str
    row: int
    cells: Mapping[str, str]
    places: Mapping[str, int]

    def cell(self, column: str) -> str:
        """Return the text of a cell with the marks before it; empty where the column is gone."""
        return self.cells.get(column, "")

    def cell_name(self, column: str) -> str:
        """Return the cell as a spreadsheet calls it; that of the code where the column is gone."""
        return cell_name(self.row, self.places.get(column, self.places[CODE]))


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyTable:
    """The sheet of a list: which question it says it answers, its columns, its rows."""

    sheet: str
    of: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]

    @property
    def code(self) -> str:
        """Return the code of the question; empty where the sheet says none."""
        mark = mark_of(self.of)
        return "" if mark is None else mark.code


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledCopy:
    """A workbook as read: its rows of questions, and its lists by the code of their question."""

    lines: tuple[CopyLine, ...]
    tables: Mapping[str, CopyTable]


def read_copy(path: Path) -> FilledCopy:
    """Return what a filled questionnaire holds; a file that is none is refused."""
    lines: list[CopyLine] = []
    tables: dict[str, CopyTable] = {}
    has_questions = False
    for name, rows in read_all_sheets(path, limits=_LIMITS).items():
        head = _head(rows)
        if head is None:
            continue
        if all(code in head.cells for code in _NEEDED):
            has_questions = True
            lines += _lines(name, head, rows)
        else:
            table = _table(name, head, rows)
            tables[table.code] = table
    if not has_questions:
        raise RefusedInputError("copy_head_missing")
    return FilledCopy(lines=tuple(lines), tables=tables)


def _head(rows: Sequence[TableRow]) -> TableRow | None:
    top = (row for row in rows if row.number <= HEADER_ROWS)
    return next((row for row in top if OF in row.cells), None)


def _lines(sheet: str, head: TableRow, rows: Sequence[TableRow]) -> list[CopyLine]:
    places: dict[str, int] = {}
    for place, code in enumerate(head.cells):
        if code in places and code in (*_NEEDED, *FILLED):
            cell = cell_name(head.number, place)
            raise RefusedInputError("copy_column_twice", sheet=sheet, cell=cell, column=code)
        if code:
            places.setdefault(code, place)
    found = []
    for row in rows:
        cells = {code: text for code, place in places.items() if (text := row.cell(place))}
        line = CopyLine(sheet=sheet, row=row.number, cells=cells, places=places)
        if row.number > head.number and _is_ours(line):
            found.append(line)
    return found


def _is_ours(line: CopyLine) -> bool:
    """Return whether the row is more than the labels below the codes, or a row of one's own."""
    if line.cell(OF):
        return True
    # The labels stand in the first row below the codes, and have no mark.
    is_below = line.row > 2
    return is_below and any(line.cell(code) for code in (CODE, *FILLED))


def _table(sheet: str, head: TableRow, rows: Sequence[TableRow]) -> CopyTable:
    at = head.cells.index(OF)
    below = [row for row in rows if row.number > head.number]
    marks = [text for row in below if (text := row.cell(at))]
    columns = tuple("" if place == at else code for place, code in enumerate(head.cells))
    # The row of labels has no mark and stands right below the codes.
    filled = [row for row in below if row.number > head.number + 1 or row.cell(at)]
    return CopyTable(sheet=sheet, of=marks[0] if marks else "", columns=columns, rows=tuple(filled))
