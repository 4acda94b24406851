"""Money in another currency, by the average rate of a financial year that the company has set.

No law of the library says how to convert: the rate stands beside the result with its year, its
source and the day on which it was set. A missing rate leaves the result open.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from crest.domain.amounts import Span
from crest.domain.facts import Facts

SOURCE = "rates.source"

_KEY = re.compile(r"rate\.([A-Z]{3})\.([A-Z]{3})\.([0-9]{4})")
# Enough that a product of any amount and any rate that can be typed is exact.
_DIGITS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How much of `target` one unit of `source_currency` was worth on average in the year."""

    source_currency: str
    target: str
    year: int
    value: Decimal
    read_in: str | None = None
    set_on: date | None = None


def rate_key(source_currency: str, target: str, year: int) -> str:
    """Return the key of the fact that holds this rate."""
    return f"rate.{source_currency}.{target}.{year}"


def rates_of(facts: Facts, set_on: Mapping[str, date]) -> tuple[Rate, ...]:
    """Return the rates among the facts, in the order of their keys, with source and day."""
    read_in = facts.get(SOURCE)
    return tuple(
        Rate(
            source_currency=found[1],
            target=found[2],
            year=int(found[3]),
            value=value,
            read_in=read_in if isinstance(read_in, str) else None,
            set_on=set_on.get(key),
        )
        for key, value in sorted(facts.items())
        if (found := _KEY.fullmatch(key)) and isinstance(value, Decimal)
    )


def convert(amount: Span, rate: Decimal) -> Span:
    """Return the amount at this rate, exactly: nothing is rounded before it meets a line."""
    with localcontext() as context:
        context.prec = _DIGITS
        return Span(amount.low * rate, amount.high * rate)
