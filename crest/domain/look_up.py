"""What is known of one fact for a test: as it stands, of a financial year, or in a currency."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crest.domain.amounts import Span, span_of
from crest.domain.exchange import convert, rate_key
from crest.domain.facts import CATALOGUE, SUMS_WITHOUT_YEAR, Facts, FactType, FactValue
from crest.domain.years import is_day_of_year, last_closed

CURRENCY, YEAR_END = "currency", "year_end"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known under the key, or the facts that are missing to know it."""

    key: str
    value: FactValue | Span | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The day that is asked about, and how many years before the last closed one."""

    as_of: date | None = None
    back: int = 0


def look_up(key: str, facts: Facts, when: When, *, currency: str | None) -> Known:
    """Return what the facts say under the key: an amount as a span, everything else as it is.

    A yearly fact is that of the last financial year closed before the day (or of one `back`
    years earlier); where no day is asked about, that of the newest year on record. A sum of
    money is turned into `currency` by the rate of the same year.
    """
    definition = CATALOGUE.get(key)
    if definition is None or definition.type is not FactType.AMOUNT:
        return _plain(key, facts)
    if not definition.yearly:
        return _amount(key, facts)
    found = _of_year(key, facts, when, currency=currency if definition.money else None)
    older = SUMS_WITHOUT_YEAR.get((key, currency or ""))
    if found.value is None and older in facts and when.back == 0:
        return _amount(older or key, facts)
    return found


def year_of(facts: Facts, when: When) -> int | None:
    """Return the financial year meant, or None where the day or the year's end is not known."""
    end = facts.get(YEAR_END)
    if when.as_of is None or not isinstance(end, str) or not is_day_of_year(end):
        return None
    return last_closed(end, as_of=when.as_of) - when.back


def _newest(key: str, facts: Facts) -> int | None:
    """Return the newest year that the yearly fact is on record for; None where it is for none."""
    years = [name[len(key) + 1 :] for name in facts if name.startswith(f"{key}.")]
    return max((int(year) for year in years if year.isdigit()), default=None)


def _plain(key: str, facts: Facts) -> Known:
    value = facts.get(key)
    return Known(key, value, () if value is not None else (key,))


def _amount(key: str, facts: Facts) -> Known:
    span = span_of(facts.get(key, ""))
    return Known(key, span, () if span is not None else (key,))


def _of_year(key: str, facts: Facts, when: When, *, currency: str | None) -> Known:
    year = year_of(facts, when) if when.as_of is not None else _newest(key, facts)
    if year is None:
        return Known(key, None, (YEAR_END,))
    found = _amount(f"{key}.{year}", facts)
    if currency is None:
        return found
    own = facts.get(CURRENCY)
    if own == currency:
        return found
    if not isinstance(own, str):
        return Known(found.key, None, (*found.missing, CURRENCY))
    return _at_rate(found, facts, rate_key(own, currency, year))


def _at_rate(found: Known, facts: Facts, key: str) -> Known:
    rate = facts.get(key)
    if not isinstance(rate, Decimal) or rate <= 0:
        return Known(found.key, None, (*found.missing, key))
    if not isinstance(found.value, Span):
        return found
    return Known(found.key, convert(found.value, rate))
