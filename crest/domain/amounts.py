"""Amounts that are known exactly or as a band, and what a comparison with a line says of them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from crest.domain.facts import FactValue

_BAND = re.compile(r"([0-9]+(?:\.[0-9]+)?)-([0-9]+(?:\.[0-9]+)?)?")


@dataclass(frozen=True, slots=True)
class Span:
    """From the least to the most that an amount can be; both the same where it is exact."""

    low: Decimal
    high: Decimal


def span_of(value: FactValue) -> Span | None:
    """Return the amount of a fact: a number, or a band as text; None where it is neither.

    A band is written `1000-4999`, or `5000-` where nobody knows its upper end.
    """
    if isinstance(value, Decimal):
        return Span(value, value)
    found = _BAND.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    low, high = Decimal(found[1]), Decimal(found[2] or "Infinity")
    return Span(low, high) if low <= high else None
