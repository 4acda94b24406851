"""A questionnaire as a workbook to fill without a line, with the answers so far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any, BinaryIO

from xlsxwriter.worksheet import Worksheet

from crest.domain.answer_copy import (
    ANSWER,
    CODE,
    CURRENCY,
    NOTE,
    OF,
    PLANNED_BY,
    QUESTIONS,
    REASON,
    STATE,
    VERSION,
    CopyMark,
    offered_states,
)
from crest.domain.answers import Answer, AnswerState, Money
from crest.domain.bank import AnswerType, Question, Questionnaire
from crest.exports.copy_conditions import Wording, asked_words
from crest.exports.copy_cover import write_cover
from crest.exports.copy_tables import write_tables
from crest.exports.workbook import (
    LINE,
    MUTED,
    Book,
    CellValue,
    Column,
    Look,
    Translate,
    absolute,
    print_as_list,
    put,
    write_heads,
)
from crest.i18n import N_, answer_words

LISTS = "Lists"
_EXACT_DIGITS = 15
_LINE_HEIGHT, _MOST_HEIGHT = 15, 405
_FIRST_DATE = date(1901, 1, 1)
_HOW: Mapping[AnswerType, str] = {
    AnswerType.SINGLE: N_("Choose one from the list in the cell:"),
    AnswerType.MULTI: N_("Write the numbers of all that apply, with commas between, as in 1, 3:"),
    AnswerType.NUMBER: N_("A number, for example 250."),
    AnswerType.MONEY: N_("An amount, and its currency beside it: USD or KHR."),
    AnswerType.PERCENT: N_("A percentage from 0 to 100."),
    AnswerType.DATE: N_("A day, written as 2026-11-21."),
    AnswerType.TEXT: N_("A text in your own words."),
    AnswerType.FILE: N_("A file: attach it on the page of the question."),
    AnswerType.TABLE: N_("A list: fill the sheet %(sheet)s."),
}


@dataclass(frozen=True, kw_only=True)
class AnswerCopy:
    """What a workbook is made of.

    The questionnaire is spoken in its language and cut to what the subject is asked, `whole` is
    not cut; `assessment`
    and `subject` are empty for a copy of the questionnaire alone; `declines` are the questions
    that may be declined now; `names` says sectors and countries by code.
    """

    questionnaire: Questionnaire
    whole: Questionnaire
    made_at: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)
    assessment: str = ""
    subject: str = ""
    declines: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    demonstration: bool = False

    def answer(self, code: str) -> Answer:
        """Return the answer so far; a blank one where there is none."""
        return self.answers.get(code) or Answer(code=code, state=AnswerState.BLANK)

    def mark(self, code: str) -> CopyMark:
        """Return what the row of a question says it is."""
        of = self.questionnaire
        return CopyMark(bank=of.id, version=of.version, assessment=self.assessment, code=code)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A question as its row: what it says, what stands in it, the list of its answer."""

    question: Question
    answer: Answer
    texts: Mapping[str, str]


def write_copy(stream: BinaryIO, copy: AnswerCopy, *, translate: Translate) -> None:
    """Write the workbook: how to fill it, the questions, a sheet for each list, the options."""
    title = f"{copy.questionnaire.title} {copy.subject}".strip()
    with Book(stream, created=copy.made_at, title=title) as book:
        write_cover(book, copy, translate)
        _write_questions(book, copy, translate)
        write_tables(book, copy, translate)
        _write_lists(book, copy, translate)


def _columns() -> tuple[Column[_Line], ...]:
    def said(code: str, label: str, width: int, *, look: Look = Look.PLAIN) -> Column[_Line]:
        # the value of every cell is put by `_cells`, which knows the question
        return Column(
            code=code,
            label=label,
            value=lambda line: line.texts.get(code, ""),
            width=width,
            wrap=True,
            look=look,
        )

    editable = Look.EDITABLE
    return (
        said(CODE, N_("Code"), 10),
        said("section", N_("Section"), 18),
        said("question", N_("Question"), 42),
        said("help", N_("Help"), 34),
        said("asked", N_("When it is asked"), 30),
        said("how", N_("How to answer"), 40),
        said(ANSWER, N_("Your answer"), 34, look=editable),
        said(CURRENCY, N_("Currency"), 10, look=editable),
        said(STATE, N_("Instead of an answer"), 20, look=editable),
        said(PLANNED_BY, N_("Planned by (day)"), 13, look=editable),
        said(REASON, N_("Why it does not apply"), 28, look=editable),
        said(NOTE, N_("Note"), 28, look=editable),
        Column(code=OF, label="", value=lambda line: line.texts[OF], hidden=True),
        Column(code=VERSION, label="", value=lambda line: line.answer.version, hidden=True),
    )


def _write_questions(book: Book, copy: AnswerCopy, translate: Translate) -> None:
    sheet, columns = book.sheet(QUESTIONS), _columns()
    lists = _list_ranges(copy)
    write_heads(book, sheet, columns, translate)
    codes = [column.code for column in columns]
    rows = 1
    for rows, line in enumerate(_lines(copy, translate), start=2):
        sheet.set_row(rows, _height(columns, line))
        filled = _filled(line.question, line.answer, translate, copy)
        for index, code in enumerate(codes):
            value = filled.get(code, columns[index].value(line))
            put(book, sheet, rows, index, value, **_look(line.question, code, value, copy))
        _offer(sheet, rows, codes, line.question, lists)
    _finish(sheet, len(columns), rows, title=copy.questionnaire.title)


def _height(columns: Sequence[Column[_Line]], line: _Line) -> float:
    """Return the height that the longest text of a row needs, each of its lines for itself."""
    lines = [
        sum(max(1, ceil(len(part) / column.width)) for part in str(text).split("\n"))
        for column in columns
        if column.wrap and (text := column.value(line))
    ]
    return min(_LINE_HEIGHT * max(lines) + _LINE_HEIGHT / 3, _MOST_HEIGHT)


def _finish(sheet: Worksheet, columns: int, last: int, *, title: str) -> None:
    sheet.autofilter(1, 0, last, columns - 1)
    sheet.freeze_panes(2, 1)
    print_as_list(sheet, title=title)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{absolute(last, columns - 1)}"})
    protect(sheet)


def protect(sheet: Worksheet) -> None:
    """Lock all but the cells to fill, without a password; widths and filters stay free."""
    allowed = ("format_columns", "format_rows", "autofilter", "sort")
    sheet.protect("", dict.fromkeys(allowed, True))


def _lines(copy: AnswerCopy, translate: Translate) -> Iterator[_Line]:
    wording = Wording(
        of=copy.questionnaire, whole=copy.whole, names=copy.names, translate=translate
    )
    for code, question in copy.questionnaire.questions.items():
        texts = {
            CODE: code,
            "section": copy.questionnaire.section_of[code].title,
            "question": question.text,
            "help": question.help,
            "asked": asked_words(question, wording),
            "how": _how(question, translate),
            OF: copy.mark(code).text(),
        }
        yield _Line(question=question, answer=copy.answer(code), texts=texts)


def _how(question: Question, translate: Translate) -> str:
    words = translate(_HOW[question.type]) % {"sheet": question.code}
    options = [f"{place}. {one.label}" for place, one in enumerate(question.options, start=1)]
    return "\n".join([words, *options])


def _filled(
    question: Question, answer: Answer, translate: Translate, copy: AnswerCopy
) -> dict[str, CellValue]:
    """Return the cells that people fill, as they stand so far."""
    words = state_words(copy.questionnaire.language)
    reasons = {known.code: known.label for known in question.na_reasons}
    planned = answer.planned_by
    return {
        ANSWER: _answer_cell(question, answer, translate, copy),
        CURRENCY: _currency(question, answer),
        STATE: words.get(answer.state, ""),
        PLANNED_BY: None if planned is None else day_cell(planned),
        REASON: reasons.get(answer.reason or "", answer.reason or ""),
        NOTE: answer.note,
    }


def state_words(language: str) -> dict[AnswerState, str]:
    """Return what stands instead of an answer, in the words of a language."""
    words = answer_words(language)
    return {
        AnswerState.DONT_KNOW: words.dont_know,
        AnswerState.PLANNED: words.planned,
        AnswerState.NOT_APPLICABLE: words.not_applicable,
        AnswerState.DECLINED: words.declined,
    }


def _currency(question: Question, answer: Answer) -> str:
    if question.type is not AnswerType.MONEY:
        return ""
    given = answer.value.currency if isinstance(answer.value, Money) else ""
    return given or question.unit or ""


def _answer_cell(
    question: Question, answer: Answer, translate: Translate, copy: AnswerCopy
) -> CellValue:
    if question.type is AnswerType.TABLE:
        return translate(N_("See the sheet %(sheet)s.")) % {"sheet": question.code}
    if answer.state is not AnswerState.ANSWERED:
        return ""
    if question.type is AnswerType.FILE:
        return answer_words(copy.questionnaire.language).file_attached
    return _value_cell(question, answer.value)


def _value_cell(question: Question, value: object) -> CellValue:
    if isinstance(value, Money):
        return number_cell(value.amount)
    if isinstance(value, Decimal):
        return number_cell(value)
    if isinstance(value, date):
        return day_cell(value)
    if question.options:
        codes = value if isinstance(value, tuple) else (str(value),)
        labels = {option.code: option.label for option in question.options}
        return "\n".join(labels.get(str(code), str(code)) for code in codes)
    return str(value)


def number_cell(value: Decimal) -> CellValue:
    """Return a number as a cell holds it exactly: as a number, else as text."""
    exact = len(value.normalize().as_tuple().digits) <= _EXACT_DIGITS
    return value if exact and Decimal(repr(float(value))) == value else format(value, "f")


def day_cell(day: date) -> CellValue:
    """Return a day; before 1901 as text, because spreadsheets count those days differently."""
    return day if day >= _FIRST_DATE else day.isoformat()


def _look(question: Question, code: str, value: CellValue, copy: AnswerCopy) -> dict[str, Any]:
    look: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "align": "left", "indent": 1}
    look["text_wrap"] = True
    if code in {"help", "asked", "section"}:
        look["font_color"] = MUTED
    if is_open(question, code, may_decline=question.code in copy.declines):
        look |= {"bg_color": "#FFFBEA", "locked": False}
    if isinstance(value, date):
        look["num_format"] = "yyyy-mm-dd"
    elif code in {REASON, NOTE, STATE, CURRENCY} or question.type is AnswerType.TEXT:
        look["num_format"] = "@"
    return look


def is_open(question: Question, code: str, *, may_decline: bool) -> bool:
    """Return whether people fill this cell of the question."""
    states = offered_states(question, may_decline=may_decline)
    opened = {
        ANSWER: question.type not in {AnswerType.FILE, AnswerType.TABLE},
        CURRENCY: question.type is AnswerType.MONEY,
        STATE: bool(states),
        PLANNED_BY: AnswerState.PLANNED in states,
        REASON: AnswerState.NOT_APPLICABLE in states,
        NOTE: True,
    }
    return opened.get(code, False)


def _offer(
    sheet: Worksheet,
    row: int,
    codes: Sequence[str],
    question: Question,
    lists: Mapping[tuple[str, str], str],
) -> None:
    for code in (ANSWER, STATE, REASON):
        place = lists.get((question.code, code))
        if place is not None:
            # A warning and no bar: codes and labels of the other language are taken too.
            rule = {"validate": "list", "source": place, "error_type": "warning"}
            sheet.data_validation(row, codes.index(code), row, codes.index(code), rule)


def _list_entries(copy: AnswerCopy) -> Iterator[tuple[tuple[str, str], Sequence[str]]]:
    words = state_words(copy.questionnaire.language)
    for code, question in copy.questionnaire.questions.items():
        if question.type is AnswerType.SINGLE:
            yield (code, ANSWER), [option.label for option in question.options]
        states = offered_states(question, may_decline=code in copy.declines)
        if states:
            yield (code, STATE), [words[state] for state in states]
        if question.na_reasons and AnswerState.NOT_APPLICABLE in states:
            yield (code, REASON), [reason.label for reason in question.na_reasons]


def _list_ranges(copy: AnswerCopy) -> dict[tuple[str, str], str]:
    """Return where the list of each cell stands; the same texts stand once."""
    ranges: dict[tuple[str, str], str] = {}
    for text, keys, first in _stacked(copy):
        last = first + len(text) - 1
        for key in keys:
            ranges[key] = f"={LISTS}!{absolute(first, 0)}:{absolute(last, 0)}"
    return ranges


def _stacked(
    copy: AnswerCopy,
) -> Iterator[tuple[tuple[str, ...], Sequence[tuple[str, str]], int]]:
    together: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for key, texts in _list_entries(copy):
        together.setdefault(tuple(texts), []).append(key)
    row = 0
    for texts, keys in together.items():
        yield texts, keys, row
        row += len(texts)


def _write_lists(book: Book, copy: AnswerCopy, translate: Translate) -> None:
    del translate  # options stand in the language of the questionnaire already
    sheet = book.sheet(LISTS)
    for texts, _keys, first in _stacked(copy):
        for step, text in enumerate(texts):
            put(book, sheet, first + step, 0, text)
    sheet.hide()
    protect(sheet)
