"""Lists as CSV: one row a line, every cell text that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from crest.exports.workbook import looks_like_formula

MEDIA_TYPE = "text/csv; charset=utf-8"
# Without it, spreadsheets read other alphabets as signs of no meaning.
_MARK = "\ufeff"


def write_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the list as bytes; a text that looks like a formula begins with an apostrophe.

    So does one that would look as if it had been given one: whoever reads takes off one.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(heads)
    writer.writerows([_cell(one) for one in row] for row in rows)
    return (_MARK + text.getvalue()).encode()


def _cell(value: str) -> str:
    return f"'{value}" if looks_like_formula(value.lstrip("'")) else value
