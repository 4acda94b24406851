"""Filters of the templates: codes as words, dates and numbers in the reader's locale."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal
from flask import Flask
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from crest.domain.errors import CrestError
from crest.web import labels, refusals
from crest.web.context import library
from crest.web.forms import fresh_key
from crest.web.frame import current_frame

_NOTHING = "\u2013"

_LABELS: Mapping[str, Mapping[str, str]] = {
    "risk_label": labels.RISK,
    "status_label": labels.STATUS,
    "state_label": labels.STATE,
    "assurance_label": labels.ASSURANCE,
    "factor_label": labels.FACTOR,
    "group_label": labels.GROUP,
    "theme_label": labels.THEME,
    "fact_label": labels.FACT,
    "option_label": labels.OPTION,
    "instrument_kind_label": labels.INSTRUMENT_KIND,
    "instrument_status_label": labels.INSTRUMENT_STATUS,
    "force_label": labels.FORCE,
    "binds_label": labels.BINDS,
    "weight_class_label": labels.WEIGHT_CLASS,
    "role_label": labels.ROLE,
    "subject_kind_label": labels.SUBJECT_KIND,
    "fact_source_label": labels.FACT_SOURCE,
}


class LabelFilter:
    """A filter that gives the word for a code; a code without a word is shown as it is."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __call__(self, code: str) -> str:
        """Return the translated word."""
        return str(self._words.get(str(code), code))


def day(value: date | datetime | None) -> str:
    """Return a day as 21 Nov 2026; nothing is a dash."""
    return _NOTHING if value is None else str(format_date(value, "d MMM y"))


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


def sector_name(code: str | None) -> str:
    """Return the title of a sector with its code; nothing is a dash."""
    if not code:
        return _NOTHING
    sector = library().reference.sectors.get(code)
    return code if sector is None else f"{sector.title} ({code})"


def refusal(error: CrestError | str) -> str:
    """Return the sentence for a refusal, or for the reason of one."""
    return refusals.sentence(error)


def shown_value(field: object) -> str:
    """Return what stands in a form field: what was typed, else its value."""
    as_typed = getattr(field, "_value", None)
    value = as_typed() if callable(as_typed) else getattr(field, "data", None)
    return "" if value is None else str(value)


def register_filters(app: Flask) -> None:
    """Give the templates their filters, form functions and the frame of the page."""
    app.jinja_env.filters.update({name: LabelFilter(words) for name, words in _LABELS.items()})
    for function in (day, number, percent, country_name, sector_name, refusal):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(fresh_key=fresh_key, shown_value=shown_value)
    app.context_processor(lambda: {"frame": current_frame()})
