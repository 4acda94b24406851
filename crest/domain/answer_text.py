"""Answers as plain text, for pages and exports."""

from collections.abc import Callable, Mapping
from datetime import date

from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import AnswerType, Question
from crest.domain.typed_values import number_text

_PLAIN_STATES: Mapping[AnswerState, str] = {
    AnswerState.BLANK: "",
    AnswerState.DONT_KNOW: "Don't know",
    AnswerState.DECLINED: "Declined to answer",
}


def render_value(question: Question, answer: Answer) -> str:
    """Return the answer as plain English text for pages and exports; a blank is empty."""
    match answer.state:
        case AnswerState.ANSWERED:
            return _RENDERERS.get(question.type, _render_plain)(question, answer.value)
        case AnswerState.PLANNED:
            return f"Planned by {answer.planned_by}" if answer.planned_by else "Planned"
        case AnswerState.NOT_APPLICABLE:
            label = _reason_label(question, answer.reason)
            return f"Not applicable: {label}" if label else "Not applicable"
        case _:
            return _PLAIN_STATES[answer.state]


def _render_single(question: Question, value: AnswerValue | None) -> str:
    option = question.option(str(value))
    return str(value) if option is None else option.label


def _render_multi(question: Question, value: AnswerValue | None) -> str:
    codes = value if isinstance(value, tuple) else ()
    return "; ".join(_render_single(question, str(code)) for code in codes)


def _render_number(_: Question, value: AnswerValue | None) -> str:
    return number_text(value)


def _render_percent(_: Question, value: AnswerValue | None) -> str:
    return f"{number_text(value)}%"


def _render_money(_: Question, value: AnswerValue | None) -> str:
    if isinstance(value, Money):
        return f"{number_text(value.amount)} {value.currency}"
    return number_text(value)


def _render_file(_: Question, value: AnswerValue | None) -> str:
    return "File attached" if value is None else str(value)


def _render_table(_: Question, value: AnswerValue | None) -> str:
    rows = value if isinstance(value, tuple) else ()
    return "\n".join(" | ".join(row) for row in rows)


def _render_plain(_: Question, value: AnswerValue | None) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _reason_label(question: Question, reason: str | None) -> str:
    labels = {known.code: known.label for known in question.na_reasons}
    return labels.get(reason or "", reason or "")


_RENDERERS: Mapping[AnswerType, Callable[[Question, AnswerValue | None], str]] = {
    AnswerType.SINGLE: _render_single,
    AnswerType.MULTI: _render_multi,
    AnswerType.NUMBER: _render_number,
    AnswerType.MONEY: _render_money,
    AnswerType.PERCENT: _render_percent,
    AnswerType.FILE: _render_file,
    AnswerType.TABLE: _render_table,
}
