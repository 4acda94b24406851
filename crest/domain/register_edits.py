"""What a person wrote into a register: which cells, and whether somebody else was quicker."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from zlib import crc32

# The columns of the register that its reader fills, by code.
EDITABLE = ("next_review", "owner", "decision", "note")
# Those that are live formulas: a program that does not compute leaves them without a value.
LIVE = frozenset({"inherent", "hold", "residual", "band", "priority_key", "rank"})
REGISTER_ID, SUPPLIER_CODE = "register_id", "supplier_code"
# A spreadsheet may take a text that begins so for a formula, here or after it was saved as CSV.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "{", "|")
_UNSEEN = str.maketrans("", "", "\ufeff\u200b\u200c\u200d")
_MILLIONTH = Decimal("0.000001")
_PRINT_SIGNS = 6
_LONGEST_NUMBER = 30


class Verdict(StrEnum):
    """What is to be done with one cell."""

    UNTOUCHED = "untouched"
    CHANGE = "change"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellEdit:
    """One cell that differs from what the register held when it was made; all as kept texts."""

    code: str
    column: str
    exported: str
    written: str


def judge(edit: CellEdit, held: str) -> Verdict:
    """Return whether the cell is written, was changed by another meanwhile, or stands so."""
    if edit.written in {edit.exported, held}:
        return Verdict.UNTOUCHED
    return Verdict.CHANGE if held == edit.exported else Verdict.CONFLICT


def plain(text: str) -> str:
    """Return a text as cells are compared: unseen signs and differences of blanks left out."""
    return " ".join(text.translate(_UNSEEN).split())


def cell_text(value: str | float | Decimal | date | None) -> str:
    """Return a cell's value as it is compared, whichever program wrote it last.

    Numbers come in units of one with six decimals (45.1 % is 0.451), days as in ISO 8601.
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    text = plain(str(value))
    number = _number(text) if isinstance(value, str) else _rounded(Decimal(value))
    return text if number is None else format(number, "f")


def _number(text: str) -> Decimal | None:
    if not text or len(text) > _LONGEST_NUMBER:
        return None
    try:
        found = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        return None
    if not found.is_finite():
        return None
    return _rounded(found / 100 if text.endswith("%") else found)


def _rounded(exact: Decimal) -> Decimal | None:
    try:
        return exact.quantize(_MILLIONTH).normalize() + 0
    except InvalidOperation:
        return None


def prints(texts: Iterable[str]) -> str:
    """Return six signs for each text, by which a change of it shows; no seal against intent."""
    return "".join(
        b64encode(crc32(text.encode()).to_bytes(4, "big")).decode()[:_PRINT_SIGNS] for text in texts
    )


def print_at(kept: str, place: int) -> str:
    """Return the signs of the text at a place of those that `prints` put together."""
    return kept[place * _PRINT_SIGNS : (place + 1) * _PRINT_SIGNS]
