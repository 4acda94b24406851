"""Rows of a supplier list to correct: their own columns, and beside them what is wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from crest.exports.workbook import (
    BRAND_SOFT,
    MOST_TEXT,
    Book,
    Translate,
    print_as_list,
    put,
    text_height,
)
from crest.i18n import N_

_SHEET, _TITLE = N_("Rows to correct"), N_("Rows of a supplier list to correct")
_ROW, _NOTE = N_("Row in your list"), N_("What to correct")
_NARROW, _WIDE, _MOST_CELL = 14, 70, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyRow:
    """One row as the list has it, and the sentences about it."""

    number: int
    cells: tuple[str, ...]
    note: str


def write_rows(
    stream: BinaryIO,
    headings: Sequence[str],
    rows: Iterable[FaultyRow],
    *,
    translate: Translate,
    created: datetime,
    title: str = _TITLE,
) -> int:
    """Write the rows under their own headings and return how many there are.

    `title` says of which list they are, as a marked text.

    Two columns of ours stand behind: the row's number in the list, and what to correct. Every
    cell is text, so that codes keep their zeros and nothing becomes a formula.
    """
    written = 0
    with Book(stream, created=created, title=translate(title)) as book:
        sheet = book.sheet(translate(_SHEET)[:31])
        width = len(headings)
        for index, heading in enumerate((*headings, translate(_ROW), translate(_NOTE))):
            look = {"bg_color": BRAND_SOFT} if index >= width else {}
            put(book, sheet, 0, index, heading, bold=True, **look)
        for written, row in enumerate(rows, start=1):
            note = row.note[:_MOST_CELL]
            sheet.set_row(written, text_height(note, _WIDE))
            for index in range(width):
                text = row.cells[index] if index < len(row.cells) else ""
                put(book, sheet, written, index, text[:MOST_TEXT], num_format="@")
            put(book, sheet, written, width, row.number)
            put(book, sheet, written, width + 1, note, text_wrap=True)
        sheet.set_column(0, width, _NARROW)
        sheet.set_column(width + 1, width + 1, _WIDE)
        sheet.freeze_panes(1, 0)
        print_as_list(sheet, title=translate(title))
    return written
