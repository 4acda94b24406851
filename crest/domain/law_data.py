"""Dated data beside the laws: wages that fines are counted in, ratifications, bodies of referral.

A figure that is not known on a day is None, never an older one. What a source leaves open stays
open: `Ternary.UNKNOWN`, never no.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crest.domain.instruments import Confidence, Source
from crest.domain.reference import Edition
from crest.domain.scores import Ternary


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseWage:
    """The base daily wage that fines are multiples of, from its first day until the next one.

    `since` is the start as the source gives it; `valid_to` is the last day, None while it holds.
    """

    amount: Decimal
    currency: str
    valid_from: date
    valid_to: date | None
    since: str
    confidence: Confidence
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumWage:
    """The lowest monthly wage of a sector in one calendar year."""

    sector: str
    year: int
    amount: Decimal
    currency: str
    confidence: Confidence
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FineRange:
    """A fine in days of the base daily wage: who sets it, and for a breach of which articles."""

    minimum: Decimal
    maximum: Decimal
    imposed_by: str
    articles: str
    confidence: Confidence
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratification:
    """What is known of one convention (C029) in one country (ISO2).

    `since` is a year, a month or a day as the source gives it, or empty; `note` says what a
    source left open.
    """

    convention: str
    country: str
    state: Ternary
    since: str
    confidence: Confidence | None
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralBody:
    """Somebody to turn to; a telephone number is here only where a source of high confidence is."""

    code: str
    name: str
    use: str
    kind: str
    telephone: str
    telephone_seen: str
    confidence: Confidence
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LawData:
    """All dated data beside the laws; `sources` by code, `editions` by table."""

    base_wages: tuple[BaseWage, ...] = ()
    minimum_wages: tuple[MinimumWage, ...] = ()
    fines: tuple[FineRange, ...] = ()
    ratifications: tuple[Ratification, ...] = ()
    referral_bodies: tuple[ReferralBody, ...] = ()
    sources: Mapping[str, Source]
    editions: Mapping[str, Edition]

    def base_daily_wage(self, as_of: date) -> BaseWage | None:
        """Return the base daily wage on that day, or None where none is known."""
        return next((one for one in self.base_wages if _holds(one, as_of)), None)

    def minimum_wage(self, sector: str, as_of: date) -> MinimumWage | None:
        """Return the minimum wage of the sector in the year of that day, or None if not known."""
        fitting = (one for one in self.minimum_wages if one.sector == sector)
        return next((one for one in fitting if one.year == as_of.year), None)

    def ratified(self, convention: str, country: str) -> Ratification:
        """Return what is known; a pair that no source speaks about is unknown."""
        unknown = Ratification(
            convention=convention,
            country=country,
            state=Ternary.UNKNOWN,
            since="",
            confidence=None,
            sources=(),
        )
        found = (
            one
            for one in self.ratifications
            if (one.convention, one.country) == (convention, country)
        )
        return next(found, unknown)

    def sources_of(self, codes: Iterable[str]) -> tuple[Source, ...]:
        """Return the sources of these codes, in their order."""
        return tuple(self.sources[code] for code in codes if code in self.sources)


def _holds(wage: BaseWage, day: date) -> bool:
    return wage.valid_from <= day and (wage.valid_to is None or day <= wage.valid_to)
