"""The answer of a question that earns most, as somebody would give it who has all in place."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import AnswerType, Band, Question
from crest.domain.crediting import credit_of

_NO_CURRENCY = "USD"


def best_value(question: Question, as_of: date) -> AnswerValue | None:
    """Return an answer of the highest credit that fires nothing; None where there is none.

    Of equals the first; a list of measures is answered with all of them.
    """
    offers = list(_banded(question, as_of) if question.bands else _optional(question))
    return max(offers, key=lambda value: credit_of_value(question, value, as_of), default=None)


def credit_of_value(question: Question, value: AnswerValue, as_of: date) -> Decimal:
    """Return the credit (0-1) that the question gives this value."""
    answer = Answer(code=question.code, state=AnswerState.ANSWERED, value=value)
    return credit_of(question, answer, as_of)


def value_in_band(question: Question, band: Band, as_of: date) -> AnswerValue:
    """Return an answer of this question that lies in the band."""
    measure = _inside(band)
    if question.type is AnswerType.DATE:
        days = int(measure.to_integral_value(rounding=ROUND_CEILING))
        return as_of - timedelta(days=days)
    if question.type is AnswerType.MONEY:
        return Money(amount=measure, currency=question.unit or _NO_CURRENCY)
    return measure


def _optional(question: Question) -> Iterator[AnswerValue]:
    harmless = [option for option in question.options if not option.trigger]
    if question.type is AnswerType.SINGLE:
        yield from (option.code for option in harmless)
        return
    plain = [option.code for option in harmless if not option.exclusive and option.cap is None]
    if plain:
        yield tuple(plain)
    yield from ((option.code,) for option in harmless)


def _banded(question: Question, as_of: date) -> Iterator[AnswerValue]:
    for band in question.bands:
        if not band.trigger:
            yield value_in_band(question, band, as_of)


def _inside(band: Band) -> Decimal:
    """Return a value of the band: where it begins, or one below where it ends."""
    if band.start is not None:
        return band.start
    return Decimal(0) if band.below is None else band.below - 1
