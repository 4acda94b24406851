"""Cells of a list as values: texts, numbers and shares, each in the one unit that is kept."""

import re
from decimal import ROUND_HALF_UP, Decimal

from crest.domain.errors import RefusedInputError
from crest.domain.names import ascii_digits, clean_text, normalise
from crest.imports.faults import CellFaultError

NOTHING = frozenset(
    {"n/a", "n.a.", "-", "--", "---", "\u2013", "—", "none", "null", "nil", "#n/a", "not available"}
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TIER = re.compile(r"(?:tier\s*)?(\d{1,2})")
_SHOWN = 60
# No text that is longer says that there is nothing.
LONGEST_NOTHING = max(map(len, NOTHING))
# A number that every rule of reading takes as it stands.
SHORT_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
_MOST_NUMBER = Decimal(9_000_000_000_000)
_CENTS = Decimal("0.01")
_MICROS = Decimal("0.000001")


def is_nothing(text: str) -> bool:
    """Return whether the cell says that there is no value."""
    return not text or (len(text) <= LONGEST_NOTHING and text.casefold() in NOTHING)


def one_line(text: str, *, most: int) -> str:
    """Return the text on one line; control characters and over-long texts are refused."""
    try:
        # Most cells hold nothing but printable signs, which need no second look.
        is_plain = text.isprintable() and "  " not in text
        cleaned = text.strip() if is_plain else " ".join(clean_text(text).split())
    except RefusedInputError as refused:
        raise CellFaultError("bad_character", **_character(refused)) from None
    if len(cleaned) > most:
        raise CellFaultError("too_long", length=len(cleaned), most=most)
    return cleaned


def number(text: str) -> Decimal:
    """Return the number, at most six decimals; signs of thousands as English or European."""
    if SHORT_NUMBER.fullmatch(text):
        return Decimal(text)
    plain = ascii_digits(text).replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _EUROPEAN.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    if not _PLAIN.fullmatch(plain) or Decimal(plain) > _MOST_NUMBER:
        raise CellFaultError("not_a_number", value=shown(text))
    return Decimal(plain).quantize(_MICROS, ROUND_HALF_UP).normalize()


def count(text: str) -> Decimal:
    """Return a head count: a whole number."""
    found = number(text)
    if found != found.to_integral_value():
        raise CellFaultError("not_whole", value=shown(text))
    return found.to_integral_value()


def amount(text: str) -> Decimal:
    """Return an amount of money with two decimals at most."""
    if SHORT_NUMBER.fullmatch(text):
        return Decimal(text)
    return number(text).quantize(_CENTS, ROUND_HALF_UP).normalize()


def percent(text: str, *, declared: bool) -> Decimal:
    """Return a share in percent (0-100); a unit is taken from heading or cell, never guessed."""
    signed = text.rstrip().endswith("%")
    if not (signed or declared):
        raise CellFaultError("unit_unknown", value=shown(text))
    found = number(text.rstrip().removesuffix("%"))
    if found > 100:
        raise CellFaultError("out_of_range", value=shown(text), least=0, most=100)
    return found


def tier(text: str) -> int:
    """Return the tier of a supplier, from 1."""
    found = _TIER.fullmatch(normalise(text))
    if found is None:
        raise CellFaultError("not_a_number", value=shown(text))
    if int(found[1]) < 1:
        raise CellFaultError("out_of_range", value=shown(text), least=1, most=99)
    return int(found[1])


def email(text: str) -> str:
    """Return an e-mail address."""
    found = one_line(text, most=254)
    if not _EMAIL.fullmatch(found):
        raise CellFaultError("bad_email", value=shown(text))
    return found


def currency(text: str) -> str:
    """Return the three letters of a currency (ISO 4217)."""
    found = text.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", found):
        raise CellFaultError("bad_currency", value=shown(text))
    return found


def shown(text: str) -> str:
    """Return the text of a cell as a message repeats it: short, on one line, printable."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]} ..."


def _character(refused: RefusedInputError) -> dict[str, object]:
    return {"character": refused.params.get("character", "")}
