"""The answer of a question that earns most, as somebody would give it who has all in place."""

from decimal import Decimal

from crest.domain.answers import AnswerValue, Money
from crest.domain.bank import AnswerType, Band, Option, Question

_CODE_LENGTH = 3
_CURRENCY = "USD"


def best_value(question: Question) -> AnswerValue | None:
    """Return the value of most credit that fires no trigger; None where no value earns credit.

    Of equals the first. A list of measures is answered with all of them.
    """
    if question.bands:
        return _in_best_band(question)
    options = [one for one in question.options if one.credit and not one.trigger]
    if not options:
        return None
    best = max(options, key=lambda one: one.credit or Decimal(0))
    if question.type is AnswerType.SINGLE:
        return best.code
    return (best.code,) if best.exclusive else tuple(one.code for one in options if _adds(one))


def _adds(option: Option) -> bool:
    return not option.exclusive and option.cap is None


def _in_best_band(question: Question) -> AnswerValue | None:
    bands = [band for band in question.bands if band.credit and not band.trigger]
    if not bands or question.type is AnswerType.DATE:
        return None
    number = _inside(max(bands, key=lambda band: band.credit))
    if question.type is not AnswerType.MONEY:
        return number
    unit = question.unit or ""
    return Money(amount=number, currency=unit if len(unit) == _CODE_LENGTH else _CURRENCY)


def _inside(band: Band) -> Decimal:
    """Return a number of the band: its start, else nothing, else one less than its end."""
    if band.start is not None:
        return band.start
    if band.below is None or band.below > 0:
        return Decimal(0)
    return band.below - 1
