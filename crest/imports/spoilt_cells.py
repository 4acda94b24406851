"""Cells without a value that are not empty: what they show takes the place of their text."""

from collections.abc import Iterable, Iterator, Mapping

from crest.imports.sheet_scan import Place
from crest.imports.table import SPOILT, TableRow


def marked(
    rows: Iterable[TableRow], spoilt: Mapping[Place, str], columns: frozenset[int]
) -> Iterator[TableRow]:
    """Yield the rows, with SPOILT and what is shown as the text of each spoilt cell.

    Spoilt cells outside of `columns` stay empty.
    """
    by_row: dict[int, dict[int, str]] = {}
    for (index, column), shown in spoilt.items():
        if column in columns:
            by_row.setdefault(index + 1, {})[column] = SPOILT + shown
    for row in rows:
        marks = by_row.get(row.number)
        yield row if marks is None else _with(row, marks)


def _with(row: TableRow, marks: Mapping[int, str]) -> TableRow:
    width = max(len(row.cells), *(column + 1 for column in marks))
    cells = tuple(marks.get(column, row.cell(column)) for column in range(width))
    return TableRow(number=row.number, cells=cells)
