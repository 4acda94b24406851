"""Answers as plain text, for pages and exports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import AnswerType, Question
from crest.domain.typed_values import number_text


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWords:
    """Words for what an answer says beside a value, in the reader's language."""

    dont_know: str = "Don't know"
    declined: str = "Declined to answer"
    planned: str = "Planned"
    planned_by: str = "Planned by %(day)s"
    not_applicable: str = "Not applicable"
    not_applicable_for: str = "Not applicable: %(reason)s"
    file_attached: str = "File attached"


ENGLISH = AnswerWords()


def render_value(question: Question, answer: Answer, words: AnswerWords = ENGLISH) -> str:
    """Return the answer as plain text for pages and exports; a blank is empty."""
    match answer.state:
        case AnswerState.ANSWERED:
            return _answered(question, answer.value, words)
        case AnswerState.PLANNED:
            return _planned(answer.planned_by, words)
        case AnswerState.NOT_APPLICABLE:
            label = _reason_label(question, answer.reason)
            return words.not_applicable_for % {"reason": label} if label else words.not_applicable
        case AnswerState.DONT_KNOW:
            return words.dont_know
        case _:
            return words.declined if answer.state is AnswerState.DECLINED else ""


def _answered(question: Question, value: AnswerValue | None, words: AnswerWords) -> str:
    if question.type is AnswerType.FILE:
        return words.file_attached if value is None else str(value)
    return _RENDERERS.get(question.type, _render_plain)(question, value)


def _planned(day: date | None, words: AnswerWords) -> str:
    return words.planned_by % {"day": day} if day else words.planned


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
    AnswerType.TABLE: _render_table,
}
