"""What an answer gives: the value that conditions, bands and facts read from it."""

from datetime import date
from decimal import Decimal

from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import AnswerType, Option, Question
from crest.domain.facts import FactValue

_NUMBERS = frozenset({AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.MONEY})
_CURRENCY_LETTERS = 3


def chosen(question: Question, answer: Answer) -> tuple[Option, ...]:
    """Return the options chosen, in the question's order; words that are no option are ignored."""
    codes = _codes(answer.value)
    return tuple(option for option in question.options if option.code in codes)


def standing(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Return the options that stand: an exclusive one is dropped where it meets others.

    Where only exclusive options met, all stand: there is no other to drop them for.
    """
    plain = tuple(option for option in options if not option.exclusive)
    return plain or options


def given(question: Question, answer: Answer) -> FactValue | None:
    """Return the value as conditions read it; None where nothing of use was given.

    Option code (single), option codes (multi), number (number, percent, money), ISO day (date),
    text. A file or table offers no value.
    """
    if answer.state is not AnswerState.ANSWERED:
        return None
    if question.type in _NUMBERS:
        return _number(question, answer.value)
    if question.type in {AnswerType.SINGLE, AnswerType.MULTI}:
        return _options(question, answer)
    return _words(question, answer.value)


def is_given(question: Question, answer: Answer) -> bool:
    """Return whether the answer says something; nothing chosen and unreadable values do not."""
    if question.type in {AnswerType.FILE, AnswerType.TABLE}:
        return answer.state is AnswerState.ANSWERED
    return given(question, answer) is not None


def _codes(value: AnswerValue | None) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value})
    if isinstance(value, tuple):
        return frozenset(code for code in value if isinstance(code, str))
    return frozenset()


def _options(question: Question, answer: Answer) -> FactValue | None:
    codes = tuple(option.code for option in standing(chosen(question, answer)))
    if question.type is AnswerType.MULTI:
        return codes or None
    return codes[0] if len(codes) == 1 else None


def _number(question: Question, value: AnswerValue | None) -> Decimal | None:
    # An amount in another currency than the bands is converted before it comes here, or it is
    # no answer yet.
    if isinstance(value, Money):
        unit = question.unit or ""
        foreign = len(unit) == _CURRENCY_LETTERS and unit != value.currency
        return None if foreign else value.amount
    return value if isinstance(value, Decimal) else None


def _words(question: Question, value: AnswerValue | None) -> str | None:
    if question.type is AnswerType.DATE:
        return value.isoformat() if isinstance(value, date) else None
    if question.type is AnswerType.TEXT and isinstance(value, str):
        return value.strip() or None
    return None
