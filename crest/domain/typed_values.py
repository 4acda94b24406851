"""Numbers, amounts and dates as typed in any script, read into exact values or refused."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crest.domain.errors import RefusedInputError
from crest.domain.names import normalise

MAX_LENGTH = 40
MAX_NUMBER = Decimal(10) ** 15
FIRST_YEAR = 1900

_CENT = Decimal("0.01")
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[ ,]\d{3})+)(?:\.\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")


def read_number(text: str) -> Decimal:
    """Return a number of 0 or more, digits of any script, thousands by comma or space."""
    plain = _plain(text)
    if not _NUMBER.fullmatch(plain):
        raise RefusedInputError("not_a_number")
    value = Decimal(plain.replace(",", "").replace(" ", ""))
    if not 0 <= value < MAX_NUMBER:
        raise RefusedInputError("out_of_range", least=0)
    return value.copy_abs()


def read_count(text: str) -> Decimal:
    """Return a whole number of 0 or more."""
    value = read_number(text)
    if value != value.to_integral_value():
        raise RefusedInputError("out_of_range", whole=True)
    return value.to_integral_value()


def read_percent(text: str) -> Decimal:
    """Return a percentage from 0 to 100, with or without its sign."""
    value = read_number(_plain(text).removesuffix("%").rstrip())
    if value > 100:
        raise RefusedInputError("out_of_range", least=0, most=100)
    return value


def read_amount(text: str) -> Decimal:
    """Return an amount of money of 0 or more, half cents rounded up to two decimals."""
    return read_number(text).quantize(_CENT, ROUND_HALF_UP)


def read_currency(text: str) -> str:
    """Return the code of a currency: three letters (ISO 4217)."""
    code = text.strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise RefusedInputError("not_a_currency")
    return code


def read_date(text: str) -> date:
    """Return a day written YYYY-MM-DD, from the year 1900 on."""
    plain = _plain(text)
    try:
        day = date.fromisoformat(plain) if _DATE.fullmatch(plain) else None
    except ValueError:
        day = None
    if day is None:
        raise RefusedInputError("not_a_date")
    if day.year < FIRST_YEAR:
        raise RefusedInputError("out_of_range", least=FIRST_YEAR)
    return day


def number_text(value: object) -> str:
    """Return a number with commas between thousands; anything else as it is written."""
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)


def _plain(text: str) -> str:
    if len(text) > MAX_LENGTH:
        raise RefusedInputError("too_long", limit=MAX_LENGTH, length=len(text))
    return normalise(text)
