"""The lists of a questionnaire that people fill: one sheet for each such question."""

from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from crest.domain.answer_copy import OF
from crest.domain.answer_input import MAX_ROWS
from crest.domain.bank import AnswerType, Question
from crest.exports.workbook import LINE, Book, Translate, print_as_list, put
from crest.i18n import N_

if TYPE_CHECKING:
    from crest.exports.answer_copy import AnswerCopy

_WIDTH = 26
_HINTS = {
    AnswerType.NUMBER: N_("a number"),
    AnswerType.MONEY: N_("an amount"),
    AnswerType.PERCENT: N_("a percentage"),
    AnswerType.DATE: N_("a day as 2026-11-21"),
}


def write_tables(book: Book, copy: "AnswerCopy", translate: Translate) -> None:
    """Write a sheet for each question that is answered by a list, with its rows so far."""
    for question in copy.questionnaire.questions.values():
        if question.type is AnswerType.TABLE:
            _write_table(book, copy, question, translate)


def _write_table(book: Book, copy: "AnswerCopy", question: Question, translate: Translate) -> None:
    sheet = book.sheet(question.code)
    value = copy.answer(question.code).value
    rows = value if isinstance(value, tuple) else ()
    mark = copy.mark(question.code).text()
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.set_column(1, len(question.columns), _WIDTH)
    _write_head(book, sheet, question, translate)
    for number in range(MAX_ROWS):
        cells = rows[number] if number < len(rows) else ()
        put(book, sheet, number + 2, 0, mark)
        for place in range(len(question.columns)):
            text = cells[place] if place < len(cells) else ""
            # Everything stays text here: a list is kept as it was written, to the last digit.
            put(book, sheet, number + 2, place + 1, text, **_CELL)
    sheet.freeze_panes(2, 1)
    print_as_list(sheet, title=question.code)
    sheet.ignore_errors({"number_stored_as_text": "A1:Z60"})
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_head(book: Book, sheet: Worksheet, question: Question, translate: Translate) -> None:
    sheet.set_row(0, None, None, {"hidden": True})
    put(book, sheet, 0, 0, OF)
    for place, column in enumerate(question.columns, start=1):
        put(book, sheet, 0, place, column.code)
    sheet.set_row(1, 48)
    for place, column in enumerate(question.columns, start=1):
        hint = _HINTS.get(column.type)
        label = f"{column.label} ({translate(hint)})" if hint else column.label
        put(book, sheet, 1, place, label, bold=True, text_wrap=True, bottom=1)


_CELL = {
    "bg_color": "#FFFBEA",
    "locked": False,
    "num_format": "@",
    "text_wrap": True,
    "bottom": 1,
    "bottom_color": LINE,
}
