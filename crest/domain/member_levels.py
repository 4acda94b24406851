"""Scores of several places as one level between the lines of the method."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from crest.domain.method import StatusRules

NO_FIGURE = "no_figure"
# A score (0-100) and the workforce that it counts for; None is not known.
Weighed = tuple[Decimal | None, Decimal | None]


def mean_of(pairs: Sequence[Weighed]) -> Decimal | None:
    """Return the mean by workforce, or by count where a workforce is missing; None of nothing."""
    known = [(value, weight) for value, weight in pairs if value is not None]
    if not known:
        return None
    weights = [weight for _, weight in known if weight]
    if len(weights) < len(known):
        return sum((value for value, _ in known), Decimal(0)) / len(known)
    return sum((value * weight for value, weight in known if weight), Decimal(0)) / sum(weights)


def level_of(value: Decimal | None, rules: StatusRules) -> str:
    """Return the level of a score (0-100); a line belongs to the level above it."""
    if value is None:
        return NO_FIGURE
    passed = sum(value >= line for line in _lines(rules)[1:-1])
    return levels_of(rules)[passed]


def levels_of(rules: StatusRules) -> tuple[str, ...]:
    """Return the levels between the lines of the method, from the lowest."""
    return tuple(f"{low:f}-{high:f}" for low, high in pairwise(_lines(rules)))


def _lines(rules: StatusRules) -> tuple[Decimal, ...]:
    return (Decimal(0), rules.partly, rules.shown, rules.met, Decimal(100))
