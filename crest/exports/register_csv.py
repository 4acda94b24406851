"""The register as CSV: the same cells as its sheet, without looks, formulas and other sheets.

The codes of the columns are the heading, numbers come with a point, days as in ISO 8601. A text
that a spreadsheet could take for a formula begins with an apostrophe, and so does one that would
look as if it had been given one: who reads the file takes off one apostrophe and has the text.
"""

import csv
import io
from typing import BinaryIO

from crest.exports.register_book import REGISTER, Cell, RegisterBook
from crest.exports.register_columns import register_columns
from crest.exports.workbook import looks_like_formula

CSV_TYPE = "text/csv"
_MARK = "\ufeff"


def write_register_csv(register: RegisterBook, stream: BinaryIO) -> None:
    """Write the rows of the register, those of the first priorities first."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    text.write(_MARK)
    writer = csv.writer(text)
    writer.writerow([column.code for column in register_columns(register.method, rows=0)])
    for line in register.sheets[REGISTER].read():
        writer.writerow([_shown(cell) for cell in line.cells])
    text.detach()


def _shown(cell: Cell) -> Cell:
    if isinstance(cell, str) and looks_like_formula(cell.lstrip("'")):
        return f"'{cell}"
    return cell
