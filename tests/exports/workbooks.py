"""Workbooks as strangers send them, with every text as it is."""

import io
from collections.abc import Sequence

from xlsxwriter import Workbook


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook of one sheet with these rows of text."""
    stream = io.BytesIO()
    with Workbook(stream) as book:
        sheet = book.add_worksheet("Suppliers")
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return stream.getvalue()
