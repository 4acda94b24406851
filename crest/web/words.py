"""Dates, numbers, countries and sectors as words in the reader's locale."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal
from flask_babel import format_date, format_datetime, get_locale
from flask_babel import gettext as _

from crest.web.context import library

_NOTHING = "\u2013"


def since(written: str) -> str:
    """Return a start in words, no finer than it is written: a year, a month or a day."""
    if len(written) == len("1997"):
        return written
    if len(written) == len("1997-03"):
        return str(format_date(date.fromisoformat(f"{written}-01"), "MMM y"))
    return day(date.fromisoformat(written))


def day(value: date | datetime | None) -> str:
    """Return a day as 21 Nov 2026; nothing is a dash."""
    return _NOTHING if value is None else str(format_date(value, "d MMM y"))


def day_of_year(written: str) -> str:
    """Return a day of the year (MM-DD) as 31 December; the 29 February is the month's last day."""
    if written == "02-29":
        return str(_("Last day of February"))
    return str(format_date(date.fromisoformat(f"2028-{written}"), "d MMMM"))


def moment(value: datetime) -> str:
    """Return a time as 21 Nov 2026, 09:30, by the world clock."""
    return str(format_datetime(value, "d MMM y, HH:mm", rebase=False))


def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """Return a number in the reader's locale, rounded half away from zero; nothing is a dash."""
    if value is None:
        return _NOTHING
    exact = Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    fraction = "######" if decimals is None else "0" * decimals
    pattern = f"#,##0.{fraction}" if fraction else "#,##0"
    return str(format_decimal(exact, format=pattern, locale=get_locale()))


def percent(value: Decimal | int | None) -> str:
    """Return a percentage (0-100) with at most one decimal; nothing is a dash."""
    if value is None:
        return _NOTHING
    exact = Decimal(value).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return str(_("%(number)s%%", number=number(exact.normalize())))


def country_name(code: str | None) -> str:
    """Return the name of a country in the reader's language; nothing is a dash."""
    if not code:
        return _NOTHING
    special = {"EU": str(_("European Union")), "INT": str(_("International"))}
    country = library().reference.countries.get(code)
    if code in special or country is None:
        return special.get(code, code)
    names = country.names
    language = str(get_locale()).partition("_")[0]
    return names.get(language) or names.get("en", code)


def province_name(text: str | None) -> str:
    """Return a province by its name, also where its ISO code was entered; nothing is a dash."""
    return library().reference.provinces.get(text, text) if text else _NOTHING


def sector_name(code: str | None) -> str:
    """Return the title of a sector with its code; nothing is a dash."""
    if not code:
        return _NOTHING
    sector = library().reference.sectors.get(code)
    return code if sector is None else f"{sector.title} ({code})"


def value_list(values: Mapping[str, Decimal]) -> str:
    """Return named numbers in one line: Tier 1: 20, Tier 2: 50."""
    return ", ".join(f"{name}: {number(value)}" for name, value in values.items())
