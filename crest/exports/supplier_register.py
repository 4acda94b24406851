"""The supplier risk register as a workbook, sheet by sheet."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from xlsxwriter.worksheet import Worksheet

from crest.domain.errors import RefusedInputError
from crest.domain.method import RiskBand
from crest.exports.register_answers import ANSWER_COLUMNS
from crest.exports.register_book import FULL_ROWS, RegisterBook, RegisterEntry
from crest.exports.register_columns import LIVE_RANK_ROWS, register_columns
from crest.exports.register_lists import FINDING_COLUMNS, LAW_COLUMNS
from crest.exports.register_method import DICTIONARY, METHOD, write_dictionary, write_method
from crest.exports.register_summary import SUMMARY, SummarySheet
from crest.exports.register_words import ADVICE, BAND, BAND_COLOURS, DECISION, DEMONSTRATION
from crest.exports.workbook import (
    MOST_ROWS,
    Book,
    Column,
    Translate,
    print_as_list,
    write_table,
)
from crest.i18n import N_

TITLE = N_("Supplier risk register")
REGISTER, LAWS, FINDINGS, ANSWERS = "Register", "Laws", "Findings", "Answers"


def write_register(register: RegisterBook, stream: BinaryIO, *, translate: Translate = str) -> None:
    """Write the register; a sheet that would pass a million rows is refused before writing."""
    _check_rows(register)
    columns = register_columns(
        register.method,
        rows=len(register.entries),
        base_url=register.base_url,
        translate=translate,
    )
    with Book(stream, created=register.made_at, title=translate(TITLE)) as book:
        SummarySheet(book, book.sheet(SUMMARY), register, translate).write()
        _register(book, book.sheet(REGISTER), register, columns, translate)
        described: list[tuple[str, Sequence[Column[Any]]]] = [(REGISTER, columns)]
        if len(register.entries) <= FULL_ROWS:
            described += [(LAWS, LAW_COLUMNS), (FINDINGS, FINDING_COLUMNS)]
            _list(book, book.sheet(LAWS), LAW_COLUMNS, register.laws, register, translate)
            findings = book.sheet(FINDINGS)
            _list(book, findings, FINDING_COLUMNS, register.findings, register, translate)
        if register.answers is not None:
            described.append((ANSWERS, ANSWER_COLUMNS))
            answers = book.sheet(ANSWERS)
            _list(book, answers, ANSWER_COLUMNS, register.answers, register, translate)
        rank = translate(_rank_words(register))
        write_method(book, book.sheet(METHOD), register, rank=rank, translate=translate)
        write_dictionary(book, book.sheet(DICTIONARY), described, translate=translate)


def _check_rows(register: RegisterBook) -> None:
    sheets = {
        REGISTER: len(register.entries),
        LAWS: len(register.laws),
        FINDINGS: len(register.findings),
        ANSWERS: len(register.answers or ()),
    }
    for sheet, rows in sheets.items():
        if rows + 2 > MOST_ROWS:
            raise RefusedInputError("sheet_too_long", sheet=sheet, rows=rows, most=MOST_ROWS)


def _register(
    book: Book,
    sheet: Worksheet,
    register: RegisterBook,
    columns: Sequence[Column[RegisterEntry]],
    translate: Translate,
) -> None:
    last = write_table(book, sheet, columns, register.entries, translate=translate)
    places = {column.code: place for place, column in enumerate(columns)}
    band, decision = places["band"], places["decision"]
    for one in RiskBand:
        ground, ink = BAND_COLOURS[one]
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": f'"{translate(BAND[one])}"',
            "format": book.workbook.add_format({"bg_color": ground, "font_color": ink}),
        }
        sheet.conditional_format(2, band, max(last - 1, 2), band, rule)
    choices = [translate(word) for word in DECISION.values()]
    sheet.data_validation(
        2,
        decision,
        max(last - 1, 2),
        decision,
        {
            "validate": "list",
            "source": choices,
            "error_title": translate(N_("Decision")),
            "error_message": translate(N_("Choose one of the list, or leave it empty.")),
        },
    )
    print_as_list(sheet, title=_footer(register, translate), wide=True)


def _list(
    book: Book,
    sheet: Worksheet,
    columns: Sequence[Column[Any]],
    rows: Sequence[object],
    register: RegisterBook,
    translate: Translate,
) -> None:
    write_table(book, sheet, columns, rows, translate=translate)
    print_as_list(sheet, title=_footer(register, translate))


def _footer(register: RegisterBook, translate: Translate) -> str:
    parts = [register.company, f"{register.as_of:%Y-%m-%d}", translate(ADVICE)]
    return " - ".join([translate(DEMONSTRATION), *parts] if register.demonstration else parts)


def _rank_words(register: RegisterBook) -> str:
    if len(register.entries) <= LIVE_RANK_ROWS:
        return N_("The rank in the register is a live formula.")
    return N_(
        "The rank in the register is a value, as on the day made: a live one would take too long."
    )
