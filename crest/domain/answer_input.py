"""Answers as people type and tick them: read into typed answers, or refused with a reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from crest.domain.answer_text import render_value
from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import AnswerType, Question
from crest.domain.conditions import holds
from crest.domain.errors import RefusedInputError
from crest.domain.facts import Facts
from crest.domain.given import standing
from crest.domain.names import clean_text
from crest.domain.typed_values import (
    read_amount,
    read_count,
    read_currency,
    read_date,
    read_number,
    read_percent,
)

__all__ = ["RawAnswer", "parse_answer", "render_value"]

MAX_TEXT = 4_000
MAX_NOTE = 2_000
MAX_ROWS = 50
MAX_CELL = 500

# A number counted in one of these units is a count of people, so it is whole.
_COUNTED = frozenset({"workers", "people", "children", "persons"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswer:
    """One question as posted: every part is text, nothing is checked yet."""

    code: str
    values: tuple[str, ...] = ()
    state: str = ""
    reason: str = ""
    note: str = ""
    planned_by: str = ""
    currency: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def parse_answer(question: Question, raw: RawAnswer, *, facts: Facts) -> Answer:
    """Return the answer as typed values; raise RefusedInputError where it cannot be taken.

    A state that is given speaks before any value; no state and no value is a blank.
    """
    try:
        note = _text(raw.note, limit=MAX_NOTE)
        return replace(_answer(question, raw, facts=facts), note=note)
    except RefusedInputError as error:
        params = {key: value for key, value in error.params.items() if key != "reason"}
        raise RefusedInputError(error.reason, **{"code": question.code, **params}) from error


def _answer(question: Question, raw: RawAnswer, *, facts: Facts) -> Answer:
    state = _state(raw.state)
    match state:
        case AnswerState.ANSWERED:
            return _answered(question, raw)
        case AnswerState.PLANNED:
            return _planned(question, raw)
        case AnswerState.NOT_APPLICABLE:
            return _not_applicable(question, raw)
        case AnswerState.DECLINED:
            return _declined(question, facts=facts)
        case _:
            allowed = state is AnswerState.BLANK or question.allow.dont_know
            _check_allowed(state, allowed=allowed)
            return Answer(code=question.code, state=state)


def _state(text: str) -> AnswerState:
    if not text:
        return AnswerState.ANSWERED
    try:
        return AnswerState(text)
    except ValueError as error:
        raise RefusedInputError("state_not_allowed", state=text) from error


def _check_allowed(state: AnswerState, *, allowed: bool) -> None:
    if not allowed:
        raise RefusedInputError("state_not_allowed", state=state.value)


def _planned(question: Question, raw: RawAnswer) -> Answer:
    allowed = question.allow.planned and not question.is_stop
    _check_allowed(AnswerState.PLANNED, allowed=allowed)
    if not raw.planned_by.strip():
        raise RefusedInputError("planned_date_missing")
    day = read_date(raw.planned_by)
    return Answer(code=question.code, state=AnswerState.PLANNED, planned_by=day)


def _not_applicable(question: Question, raw: RawAnswer) -> Answer:
    allowed = question.allow.not_applicable and not question.is_stop
    _check_allowed(AnswerState.NOT_APPLICABLE, allowed=allowed)
    reason = _text(raw.reason, limit=MAX_NOTE)
    if not reason:
        raise RefusedInputError("reason_missing")
    if question.na_reasons and reason not in {known.code for known in question.na_reasons}:
        raise RefusedInputError("unknown_option", option=reason)
    return Answer(code=question.code, state=AnswerState.NOT_APPLICABLE, reason=reason)


def _declined(question: Question, *, facts: Facts) -> Answer:
    if question.decline is None or holds(question.decline, facts) is not True:
        raise RefusedInputError("decline_not_open")
    return Answer(code=question.code, state=AnswerState.DECLINED)


def _answered(question: Question, raw: RawAnswer) -> Answer:
    if question.type is AnswerType.FILE:
        # The file itself is the answer: only the state says that there is one.
        state = AnswerState.ANSWERED if raw.state else AnswerState.BLANK
        return Answer(code=question.code, state=state)
    value = _READERS[question.type](question, raw)
    if value is None:
        return Answer(code=question.code, state=AnswerState.BLANK)
    return Answer(code=question.code, state=AnswerState.ANSWERED, value=value)


def _only(raw: RawAnswer, *, refused_as: str) -> str:
    """Return the one value that is not empty, or nothing; several are refused."""
    values = tuple(value for value in raw.values if value.strip())
    if len(values) > 1:
        raise RefusedInputError(refused_as)
    return values[0] if values else ""


def _text(text: str, *, limit: int) -> str:
    kept = clean_text(text)
    if len(kept) > limit:
        raise RefusedInputError("too_long", limit=limit, length=len(kept))
    return kept


def _read_options(question: Question, raw: RawAnswer) -> tuple[str, ...]:
    codes = {value.strip() for value in raw.values} - {""}
    unknown = sorted(codes - {option.code for option in question.options})
    if unknown:
        raise RefusedInputError("unknown_option", option=unknown[0])
    chosen = tuple(option for option in question.options if option.code in codes)
    return tuple(option.code for option in standing(chosen))


def _read_single(question: Question, raw: RawAnswer) -> AnswerValue | None:
    _only(raw, refused_as="unknown_option")
    codes = _read_options(question, raw)
    return codes[0] if codes else None


def _read_multi(question: Question, raw: RawAnswer) -> AnswerValue | None:
    return _read_options(question, raw) or None


def _read_number(question: Question, raw: RawAnswer) -> AnswerValue | None:
    text = _only(raw, refused_as="not_a_number")
    if not text:
        return None
    return read_count(text) if _is_count(question) else read_number(text)


def _is_count(question: Question) -> bool:
    named = question.fact or ""
    return question.unit in _COUNTED or named.startswith("workforce.") or named == "tier"


def _read_percent(_: Question, raw: RawAnswer) -> AnswerValue | None:
    text = _only(raw, refused_as="not_a_number")
    return read_percent(text) if text else None


def _read_money(question: Question, raw: RawAnswer) -> AnswerValue | None:
    text = _only(raw, refused_as="not_a_number")
    if not text:
        return None
    currency = read_currency(raw.currency.strip() or question.unit or "")
    return Money(amount=read_amount(text), currency=currency)


def _read_date(_: Question, raw: RawAnswer) -> AnswerValue | None:
    text = _only(raw, refused_as="not_a_date")
    return read_date(text) if text else None


def _read_text(_: Question, raw: RawAnswer) -> AnswerValue | None:
    return _text(_only(raw, refused_as="several_texts"), limit=MAX_TEXT) or None


def _read_table(question: Question, raw: RawAnswer) -> AnswerValue | None:
    filled = [row for row in raw.rows if any(cell.strip() for cell in row)]
    if len(filled) > MAX_ROWS:
        raise RefusedInputError("too_many_rows", limit=MAX_ROWS, rows=len(filled))
    return tuple(_row(question, row, number=place) for place, row in enumerate(filled, 1)) or None


def _row(question: Question, row: tuple[str, ...], *, number: int) -> tuple[str, ...]:
    width = len(question.columns)
    if any(cell.strip() for cell in row[width:]):
        raise RefusedInputError("too_many_cells", row=number, limit=width)
    padded = row + ("",) * (width - len(row))
    cells = []
    for column, cell in zip(question.columns, padded, strict=False):
        try:
            cells.append(_cell(column.type, cell))
        except RefusedInputError as error:
            told = {name: value for name, value in error.params.items() if name != "reason"}
            place = {"row": number, "column": column.code}
            raise RefusedInputError(error.reason, **told, **place) from error
    return tuple(cells)


def _cell(type_: AnswerType, cell: str) -> str:
    kept = _text(cell, limit=MAX_CELL)
    reader = _CELL_READERS.get(type_)
    return reader(kept) if kept and reader else kept


_READERS: Mapping[AnswerType, Callable[[Question, RawAnswer], AnswerValue | None]] = {
    AnswerType.SINGLE: _read_single,
    AnswerType.MULTI: _read_multi,
    AnswerType.NUMBER: _read_number,
    AnswerType.MONEY: _read_money,
    AnswerType.PERCENT: _read_percent,
    AnswerType.DATE: _read_date,
    AnswerType.TEXT: _read_text,
    AnswerType.TABLE: _read_table,
}
_CELL_READERS: Mapping[AnswerType, Callable[[str], str]] = {
    AnswerType.NUMBER: lambda cell: f"{read_number(cell):f}",
    AnswerType.PERCENT: lambda cell: f"{read_percent(cell):f}",
    AnswerType.MONEY: lambda cell: f"{read_amount(cell):f}",
    AnswerType.DATE: lambda cell: read_date(cell).isoformat(),
}
