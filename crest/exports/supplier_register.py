"""The supplier risk register as a workbook, sheet by sheet."""

import io
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from xlsxwriter.worksheet import Worksheet

from crest.domain.errors import RefusedInputError
from crest.domain.method import RiskBand
from crest.exports.register_answers import ANSWER_COLUMNS
from crest.exports.register_book import ANSWERS, FINDINGS, LAWS, REGISTER, RegisterBook
from crest.exports.register_columns import LIVE_RANK_ROWS, RegisterColumn, register_columns
from crest.exports.register_lists import FINDING_COLUMNS, LAW_COLUMNS
from crest.exports.register_method import DICTIONARY, METHOD, write_dictionary, write_method
from crest.exports.register_summary import SUMMARY, SummarySheet
from crest.exports.register_words import ADVICE, BAND, BAND_COLOURS, DECISION, DEMONSTRATION
from crest.exports.sheet_shell import LongSheet, fill_shell, write_sample
from crest.exports.workbook import MOST_ROWS, Book, Column, Translate, print_as_list
from crest.i18n import N_

RowWriter = Callable[[Book, Worksheet, LongSheet, Translate], None]
TITLE = N_("Supplier risk register")
_LISTS: tuple[tuple[str, Sequence[Column[Any]]], ...] = (
    (LAWS, LAW_COLUMNS),
    (FINDINGS, FINDING_COLUMNS),
    (ANSWERS, ANSWER_COLUMNS),
)


def write_register(register: RegisterBook, stream: BinaryIO, *, translate: Translate = str) -> None:
    """Write the register; a sheet that would pass a million rows is refused before writing."""
    for sheet, lines in register.sheets.items():
        check_rows(sheet, lines.count)
    shell = io.BytesIO()
    with Book(shell, created=register.made_at, title=translate(TITLE)) as book:
        long = write_sheets(book, register, write_sample, translate)
    shell.seek(0)
    fill_shell(shell, stream, dict(enumerate(long, start=2)))


def check_rows(sheet: str, rows: int) -> None:
    """Refuse a sheet that a spreadsheet cannot hold, with its name and its number of rows."""
    if rows + 2 > MOST_ROWS:
        raise RefusedInputError("sheet_too_long", sheet=sheet, rows=rows, most=MOST_ROWS)


def write_sheets(
    book: Book, register: RegisterBook, write_rows: RowWriter, translate: Translate
) -> list[LongSheet]:
    """Write all sheets, the long ones by `write_rows`; return those, from the second on."""
    SummarySheet(book, book.sheet(SUMMARY), register, translate).write()
    columns = register_columns(
        register.method, rows=register.suppliers, base_url=register.base_url, translate=translate
    )
    long = [LongSheet(name=REGISTER, columns=columns, lines=register.sheets[REGISTER])]
    long += [
        LongSheet(name=name, columns=of_list, lines=register.sheets[name])
        for name, of_list in _LISTS
        if name in register.sheets
    ]
    for one in long:
        sheet = book.sheet(one.name)
        write_rows(book, sheet, one, translate)
        print_as_list(sheet, title=_footer(register, translate), wide=one.name == REGISTER)
        if one.name == REGISTER:
            _add_rules(book, sheet, columns, one.last, translate)
    rank = translate(_rank_words(register))
    write_method(book, book.sheet(METHOD), register, rank=rank, translate=translate)
    described = [(one.name, one.columns) for one in long]
    write_dictionary(book, book.sheet(DICTIONARY), described, translate=translate)
    return long


def _add_rules(
    book: Book,
    sheet: Worksheet,
    columns: Sequence[RegisterColumn],
    last: int,
    translate: Translate,
) -> None:
    places = {column.code: place for place, column in enumerate(columns)}
    band, decision, end = places["band"], places["decision"], max(last, 2)
    for one in RiskBand:
        ground, ink = BAND_COLOURS[one]
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": f'"{translate(BAND[one])}"',
            "format": book.workbook.add_format({"bg_color": ground, "font_color": ink}),
        }
        sheet.conditional_format(2, band, end, band, rule)
    choices = {
        "validate": "list",
        "source": [translate(word) for word in DECISION.values()],
        "error_title": translate(N_("Decision")),
        "error_message": translate(N_("Choose one of the list, or leave it empty.")),
    }
    sheet.data_validation(2, decision, end, decision, choices)


def _footer(register: RegisterBook, translate: Translate) -> str:
    parts = [register.company, f"{register.as_of:%Y-%m-%d}", translate(ADVICE)]
    return " - ".join([translate(DEMONSTRATION), *parts] if register.demonstration else parts)


def _rank_words(register: RegisterBook) -> str:
    if register.suppliers <= LIVE_RANK_ROWS:
        return N_("The rank in the register is a live formula.")
    return N_(
        "The rank in the register is a value, as on the day made: a live one would take too long."
    )
