"""Released figures as a workbook: one line for each cell, and a sheet that says how to read it."""

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from crest.domain.told import COLUMNS, HIDDEN, FigureRow
from crest.exports.workbook import BRAND_SOFT, Book, Translate, print_as_list, put
from crest.i18n import N_

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLE, _ABOUT = N_("Figures about all members"), N_("How to read it")
_NOTES = (
    N_("Each line counts members: those of the sector, region, size and outcome that it names."),
    N_("A star (*) stands for all."),
    N_("A cell that is hidden says so and has no number. It may be none, few, or protect others."),
    N_(
        "Beside a hidden cell stands what the last release that told it said (last_told), as of"
        " which day (last_told_on). It says nothing of the number today."
    ),
    N_("Every number comes from a released cube. No answer of one company can be read from it."),
)
_WIDTHS = (9, 12, 10, 26, 26, 22, 12, 30, 20, 12, 12, 14)


def write_figures(
    stream: BinaryIO, rows: Iterable[FigureRow], *, translate: Translate, created: datetime
) -> int:
    """Write the lines and return how many there are; the columns have the names of the CSV."""
    written = 0
    with Book(stream, created=created, title=translate(_TITLE)) as book:
        about = book.sheet(translate(_ABOUT)[:31])
        for line, note in enumerate(_NOTES):
            put(book, about, line, 0, translate(note), text_wrap=True)
        about.set_column(0, 0, 90)
        sheet = book.sheet(translate(_TITLE)[:31])
        for index, name in enumerate(COLUMNS):
            put(book, sheet, 0, index, name, bold=True, bg_color=BRAND_SOFT)
        for written, row in enumerate(rows, start=1):
            for index, text in enumerate(row.heads):
                put(book, sheet, written, index, text, num_format="@")
            for index, told in enumerate(_counts(row), start=len(row.heads)):
                put(book, sheet, written, index, told)
        for index, width in enumerate(_WIDTHS):
            sheet.set_column(index, index, width)
        sheet.freeze_panes(1, 0)
        print_as_list(sheet, title=translate(_TITLE))
    return written


def _counts(row: FigureRow) -> tuple[int | str, ...]:
    told = HIDDEN if row.members is None else row.members
    last = row.last
    return (told,) if last is None else (told, last.members, last.as_of.isoformat())
