"""All sheets of a workbook that people filled, with marks where a cell is more than its text.

It runs in the child process of `reading`.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from crest.domain.errors import RefusedInputError
from crest.imports.file_kind import workbook_kind
from crest.imports.sheet_scan import Place, column_number, sheet_parts
from crest.imports.table import ERROR, FORMULA, MERGED, FileKind, Limits, TableRow
from crest.imports.workbook_sheets import Sheet, read_sheets

_MOST_SHEETS, _MOST_MERGED = 40, 1_000
# A formula is what a cell begins with, whatever prefix the tags carry.
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)(?<!/)>\s*<(?:\w+:)?f[\s/>]")
_NAME = re.compile(rb"(?:^|\s)r=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
Range = tuple[Place, Place]


def copy_sheets(path: Path, limits: Limits) -> Iterator[object]:
    """Yield the name of each sheet that holds something, then its rows.

    A cell with a formula begins with FORMULA, one of several made one with MERGED, one that shows
    an error with ERROR. What is no workbook of the usual kind is refused.
    """
    if workbook_kind(path, limits) is not FileKind.XLSX:
        raise RefusedInputError("copy_no_workbook")
    for count, sheet in enumerate(read_sheets(path, FileKind.XLSX, limits, named=None)):
        if count == _MOST_SHEETS:
            raise RefusedInputError("copy_many_sheets", most=_MOST_SHEETS)
        yield {"sheet": sheet.name}
        for row in _marked(sheet, _formulas(path, sheet.name)):
            yield [row.number, *row.cells]


def _marked(sheet: Sheet, formulas: frozenset[Place]) -> Iterator[TableRow]:
    merged = [(first, last) for first, last in sheet.grid.merged_cell_ranges or []]
    if len(merged) > _MOST_MERGED:
        raise RefusedInputError("copy_merged", sheet=sheet.name, most=_MOST_MERGED)
    for row in sheet.rows():
        across = [one for one in merged if one[0][0] < row.number <= one[1][0] + 1]
        cells = (
            _mark((row.number - 1, place), sheet, formulas, across) + text
            for place, text in enumerate(row.cells)
        )
        yield TableRow(number=row.number, cells=tuple(cells))


def _mark(place: Place, sheet: Sheet, formulas: frozenset[Place], across: Sequence[Range]) -> str:
    if any(first[1] <= place[1] <= last[1] for first, last in across):
        return MERGED
    if place in formulas:
        return FORMULA
    return ERROR + sheet.spoilt[place] if place in sheet.spoilt else ""


def _formulas(path: Path, name: str) -> frozenset[Place]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read(sheet_parts(archive)[name])
    found = (_NAME.search(attributes) for attributes in _CELL.findall(text))
    # A cell that does not say where it stands follows the one before; no spreadsheet writes such.
    places = [one for one in found if one is not None]
    return frozenset((int(one[2]) - 1, column_number(one[1]) - 1) for one in places)
