"""Fitting a response file to its bank: values typed by their questions, strangers refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from crest.domain.answers import Answer, AnswerValue, Money, Response
from crest.domain.bank import AnswerType, Question, Questionnaire
from crest.domain.errors import RefusedInputError


def fitted(response: Response, questionnaire: Questionnaire) -> Response:
    """Return the response with values typed by the questions.

    RefusedInputError names the path of an unknown question or option, or of a value of the wrong
    type. Recorded triggers may name questions of other banks.
    """
    answers = {
        code: _fitted_answer(answer, _question(code, questionnaire))
        for code, answer in response.answers.items()
    }
    return replace(response, answers=answers)


def _question(code: str, questionnaire: Questionnaire) -> Question:
    question = questionnaire.questions.get(code)
    if question is None:
        raise RefusedInputError("unknown_question", path=f"answers.{code}")
    return question


def _fitted_answer(answer: Answer, question: Question) -> Answer:
    if answer.found is not None and not _names_answer(answer.found, question):
        raise RefusedInputError("unknown_option", path=f"answers.{answer.code}.found")
    if answer.value is None:
        return answer
    value = _FIT[question.type](answer.value, question)
    if value is None:
        raise RefusedInputError("value_does_not_fit", path=f"answers.{answer.code}.value")
    return replace(answer, value=value)


def _names_answer(found: str, question: Question) -> bool:
    if not question.bands:
        return question.option(found) is not None
    try:
        return Decimal(found).is_finite()
    except InvalidOperation:
        return False


def _single(value: AnswerValue, question: Question) -> AnswerValue | None:
    return value if isinstance(value, str) and question.option(value) else None


def _multi(value: AnswerValue, question: Question) -> AnswerValue | None:
    codes = (value,) if isinstance(value, str) else value
    known = {option.code for option in question.options}
    if not isinstance(codes, tuple) or not known.issuperset(codes):
        return None
    return tuple(option.code for option in question.options if option.code in codes)


def _number(value: AnswerValue, _question: Question) -> AnswerValue | None:
    return value if isinstance(value, Decimal) else None


def _percent(value: AnswerValue, _question: Question) -> AnswerValue | None:
    return value if isinstance(value, Decimal) and value <= 100 else None


def _money(value: AnswerValue, _question: Question) -> AnswerValue | None:
    return value if isinstance(value, Decimal | Money) else None


def _date(value: AnswerValue, _question: Question) -> AnswerValue | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _text(value: AnswerValue, _question: Question) -> AnswerValue | None:
    return value if isinstance(value, str) else None


def _table(value: AnswerValue, _question: Question) -> AnswerValue | None:
    is_rows = isinstance(value, tuple) and all(isinstance(row, tuple) for row in value)
    return value if is_rows else None


_FIT: Mapping[AnswerType, Callable[[AnswerValue, Question], AnswerValue | None]] = {
    AnswerType.SINGLE: _single,
    AnswerType.MULTI: _multi,
    AnswerType.NUMBER: _number,
    AnswerType.PERCENT: _percent,
    AnswerType.MONEY: _money,
    AnswerType.DATE: _date,
    AnswerType.TEXT: _text,
    AnswerType.FILE: _text,
    AnswerType.TABLE: _table,
}
