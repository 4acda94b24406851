"""Cells of a filled questionnaire as posted answers: labels in any language, codes, numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crest.domain.answer_copy import ANSWER, CURRENCY, FILLED, NOTE, PLANNED_BY, REASON, STATE
from crest.domain.answer_input import RawAnswer
from crest.domain.answers import AnswerState
from crest.domain.bank import AnswerType, Option, Question, Reason
from crest.domain.names import ascii_digits, normalise
from crest.i18n import answer_words
from crest.imports.cell_values import shown
from crest.imports.faults import CellFaultError
from crest.imports.filled_copy import CopyLine, CopyTable
from crest.imports.table import ERROR, FORMULA, MERGED

_NUMBERED = re.compile(r"\d{1,2}[.)]?")
_STATES = ("dont_know", "planned", "not_applicable", "declined")
_TRUTH = {"TRUE": "true", "FALSE": "false"}


@dataclass(frozen=True, kw_only=True)
class QuestionWords:
    """One question in every language that its questionnaire has; the first is the written one."""

    spoken: Sequence[Question]
    languages: Sequence[str]
    options: Mapping[str, str] = field(init=False)
    reasons: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", _by_word([one.options for one in self.spoken]))
        object.__setattr__(self, "reasons", _by_word([one.na_reasons for one in self.spoken]))

    @property
    def question(self) -> Question:
        """Return the question as it was written."""
        return self.spoken[0]


def read_line(line: CopyLine, words: QuestionWords, table: CopyTable | None) -> RawAnswer:
    """Return the cells of a row as they would have been posted; CellFaultError names the column.

    `table` is the sheet of a question that is answered by a list.
    """
    cells = {column: _plain(line, column) for column in FILLED}
    question = words.question
    state = _state(cells[STATE], words.languages)
    is_given = bool(cells[ANSWER]) and question.type not in {AnswerType.FILE, AnswerType.TABLE}
    _check_alone(cells, state, is_given=is_given)
    values = _values(question, cells[ANSWER], words) if is_given else ()
    return RawAnswer(
        code=question.code,
        values=values,
        state=state or _file_state(question, cells[ANSWER], words),
        reason=_reason(cells[REASON], words),
        note=cells[NOTE],
        planned_by=cells[PLANNED_BY],
        currency=cells[CURRENCY],
        rows=() if table is None or state else table_rows(table, question),
    )


def table_rows(table: CopyTable, question: Question) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a list in the order of the question's columns."""
    places = [_place(table, column.code) for column in question.columns]
    rows = []
    for row in table.rows:
        for place in places:
            _check(row.cell(place), ANSWER)
        rows.append(tuple(row.cell(place) for place in places))
    return tuple(rows)


def _place(table: CopyTable, code: str) -> int:
    if code not in table.columns:
        raise CellFaultError("copy_table_missing", column=ANSWER)
    return table.columns.index(code)


def _plain(line: CopyLine, column: str) -> str:
    text = line.cell(column)
    _check(text, column)
    return text


def _check(text: str, column: str) -> None:
    if text.startswith(MERGED):
        raise CellFaultError("copy_merged", column=column)
    if text.startswith(FORMULA):
        raise CellFaultError("copy_formula", column=column)
    if text.startswith(ERROR):
        raise CellFaultError("cell_error", column=column, value=shown(text.removeprefix(ERROR)))


def _check_alone(cells: Mapping[str, str], state: str, *, is_given: bool) -> None:
    if is_given and state:
        raise CellFaultError("copy_answer_and_state", column=STATE, value=shown(cells[STATE]))
    if cells[PLANNED_BY] and state != AnswerState.PLANNED:
        raise CellFaultError("copy_day_alone", column=PLANNED_BY)
    if cells[REASON] and state != AnswerState.NOT_APPLICABLE:
        raise CellFaultError("copy_reason_alone", column=REASON)


def _state(text: str, languages: Sequence[str]) -> str:
    if not text:
        return ""
    folded = normalise(text)
    if folded in _STATES:
        return folded
    for language in languages:
        words = answer_words(language)
        for state in _STATES:
            if folded == normalise(getattr(words, state)):
                return state
    raise CellFaultError("copy_state_unknown", column=STATE, value=shown(text))


def _file_state(question: Question, text: str, words: QuestionWords) -> str:
    """Return the state of a question for a file, whose cell says whether there is one."""
    if question.type is not AnswerType.FILE or not text:
        return ""
    known = {normalise(answer_words(language).file_attached) for language in words.languages}
    if normalise(text) not in known:
        raise CellFaultError("copy_file_here", column=ANSWER)
    return AnswerState.ANSWERED.value


def _reason(text: str, words: QuestionWords) -> str:
    return words.reasons.get(normalise(text), text) if words.reasons else text


def _values(question: Question, text: str, words: QuestionWords) -> tuple[str, ...]:
    if not question.options:
        return (text,)
    codes = tuple(_codes(text, words))
    if question.type is AnswerType.SINGLE and len(set(codes)) > 1:
        raise CellFaultError("copy_options_many", column=ANSWER)
    return codes


def _codes(text: str, words: QuestionWords) -> Iterator[str]:
    """Yield the options that a cell names: one a line, or several with ; or , between.

    A label may hold such a sign itself, so that the whole is looked at before its parts.
    """
    found = _code(text, words)
    if found is not None:
        yield found
        return
    for sign in ("\n", ";", ",", "\u17d4"):
        parts = [part for part in text.split(sign) if part.strip()]
        if len(parts) > 1:
            for part in parts:
                yield from _codes(part, words)
            return
    raise CellFaultError("unknown_option", column=ANSWER, value=shown(text.strip()))


def _code(text: str, words: QuestionWords) -> str | None:
    folded = normalise(_TRUTH.get(text, text))
    if folded in words.options:
        return words.options[folded]
    number = ascii_digits(text).strip()
    if _NUMBERED.fullmatch(number):
        place = int(number.rstrip(".)"))
        options = words.question.options
        return options[place - 1].code if 1 <= place <= len(options) else None
    _, _, label = text.partition(". ")
    return words.options.get(normalise(label)) if label else None


def _by_word(spoken: Sequence[Sequence[Option | Reason]]) -> dict[str, str]:
    """Return codes by themselves and by their labels, folded; the first that has a word keeps it.

    The codes and the written language come before the others.
    """
    found = {normalise(one.code): one.code for one in spoken[0]}
    for group in spoken:
        for one in group:
            found.setdefault(normalise(one.label), one.code)
    return found
