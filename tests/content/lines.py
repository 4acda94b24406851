"""What a test of which law applies is tried with: its line, one below, one above, a gap."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crest.domain.facts import FactValue
from tests.domain.factories import d

DAY = date(2026, 11, 21)
Facts = Mapping[str, FactValue]
BOUND, REACHED, PREVIEWED = "binds", "reaches", "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """A law (or the obligation of one), what it asks, and facts that meet every part of it.

    `steps` has, for the deciding fact, each value with its outcome; `without` names the facts
    that alone leave it open when they are missing.
    """

    law: str
    line: str
    facts: Facts
    key: str
    steps: tuple[tuple[FactValue, str], ...]
    without: Mapping[str, tuple[str, ...]]
    side: str = BOUND
    obligation: str | None = None
    on: date = DAY


def at_least(line: int) -> tuple[tuple[FactValue, str], ...]:
    """Return one below, the line itself, and one above, where the text says at least."""
    return ((d(line - 1), "no"), (d(line), "yes"), (d(line + 1), "yes"))


def above(line: int) -> tuple[tuple[FactValue, str], ...]:
    """Return one below, the line itself, and one above, where the text says more than."""
    return ((d(line - 1), "no"), (d(line), "no"), (d(line + 1), "yes"))


def below(line: int, at: str = "no") -> tuple[tuple[FactValue, str], ...]:
    """Return one below, the line itself, and one above, where the text says less than."""
    return ((d(line - 1), "yes"), (d(line), at), (d(line + 1), "no"))


def named(wanted: str, other: str = "KH") -> tuple[tuple[FactValue, str], ...]:
    """Return a list with the country, one without it, and none."""
    return (((wanted, other), "yes"), ((other,), "no"), ((), "no"))


SAID: tuple[tuple[FactValue, str], ...] = (("yes", "yes"), ("no", "no"))
BOOKS: Facts = {"year_end": "12-31"}


def books(currency: str, **sums: int) -> Facts:
    """Return the figures of 2025 in one currency; keys have `_` for the dot."""
    figures = {f"{key.replace('_', '.')}.2025": d(value) for key, value in sums.items()}
    return {**BOOKS, "currency": currency, **figures}


MONEY = {"currency": ("currency",), "year_end": ("year_end",)}
