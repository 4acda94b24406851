"""The cells of chosen columns, row by row: all that a list needs of a large file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from crest.imports.sheet_scan import Place
from crest.imports.table import SPOILT, TableRow
from crest.imports.workbook_sheets import CellValue, Sheet, as_text

# The number of a row, and the cells of the chosen columns in their order.
Picked = tuple[int, Sequence[CellValue]]


def picked_of_rows(
    rows: Iterator[TableRow], columns: tuple[int, ...], *, below: int
) -> Iterator[Picked]:
    """Yield the cells of these columns in the rows below a row of a text file."""
    for row in rows:
        if row.number > below:
            width = len(row.cells)
            yield row.number, [row.cells[at] if at < width else "" for at in columns]


def picked_of_sheet(sheet: Sheet, columns: tuple[int, ...], *, below: int) -> Iterator[Picked]:
    """Yield the cells of these columns in the rows below a row of a sheet.

    A cell shown in percent comes as text with its sign, a spoilt one begins with SPOILT, and one
    merged over several rows gives its value to all of them, as the sheet shows it.
    """
    pick = _picker(sheet, columns)
    special = _Special(sheet=sheet, ends=_merged_down(sheet))
    found = special.columns
    unusual = [(at, column) for at, column in enumerate(columns) if column in found]
    for number, cells in sheet.numbered():
        if number <= below:
            continue
        picked = pick(cells)
        if unusual:
            picked = list(picked)
            for at, column in unusual:
                picked[at] = special.text((number - 1, column), picked[at])
        yield number, picked


def _picker(
    sheet: Sheet, columns: tuple[int, ...]
) -> Callable[[Sequence[CellValue]], Sequence[CellValue]]:
    width, before = sheet.grid.width, sheet.before
    places = [column - before for column in columns]
    if len(places) > 1 and min(places) >= 0 and max(places) < width:
        return itemgetter(*places)
    return lambda cells: [cells[at] if 0 <= at < width else "" for at in places]


@dataclass(kw_only=True)
class _Special:
    """Cells that say more than their value; `ends` gives where a cell merged downwards ends."""

    sheet: Sheet
    ends: Mapping[Place, int]
    held: dict[int, tuple[int, str]] = field(default_factory=dict)

    @property
    def columns(self) -> frozenset[int]:
        """Return the columns in which there is any such cell."""
        places = (self.sheet.percent, self.sheet.spoilt, self.ends)
        return frozenset(column for group in places for _, column in group)

    def text(self, place: Place, cell: CellValue) -> str:
        """Return the text of a cell in such a column; rows are asked for from the top."""
        row, column = place
        if place in self.sheet.spoilt:
            return SPOILT + self.sheet.spoilt[place]
        text = as_text(cell, percent=place in self.sheet.percent)
        if place in self.ends:
            self.held[column] = (self.ends[place], text)
        elif not text and column in self.held:
            end, above = self.held[column]
            return above if row <= end else ""
        return text


def _merged_down(sheet: Sheet) -> dict[Place, int]:
    ranges = sheet.grid.merged_cell_ranges or []
    return {first: last[0] for first, last in ranges if last[0] > first[0]}
