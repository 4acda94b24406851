"""Facts as people type them: read into values, or refused with the place and the reason."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from crest.domain.errors import RefusedInputError
from crest.domain.facts import CATALOGUE, FactType, FactValue
from crest.domain.names import ascii_digits, clean_text
from crest.domain.reference import Reference
from crest.domain.years import is_day_of_year

FORMS = ("company", "partnership", "sole_owner", "association", "public")
CHANNELS = ("direct", "licensed_agency", "sub_agents", "unlicensed_broker", "unknown")
ACTIVITIES = ("manufacturing", "retail", "trade", "service", "other")
YES_NO = ("yes", "no")

_PARTS_OF_WORKFORCE = (
    "workforce.women",
    "workforce.migrants",
    "workforce.agency",
    "workforce.under_18",
)
_WORDS: Mapping[str, Collection[str]] = {"form": FORMS, "activity": ACTIVITIES}
_PERCENT = frozenset(key for key, fact in CATALOGUE.items() if fact.type is FactType.PERCENT)
_WHOLE = ("workforce.", "staff.")
_MOST = Decimal(10) ** 15
_MOST_SIGNS = 40
_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFact:
    """What was typed or ticked for one fact; `none` says openly that there is none."""

    texts: tuple[str, ...] = ()
    none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FactFault:
    """A fact that cannot be read: its key, the reason, and the words it is about."""

    key: str
    reason: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFacts:
    """The facts read (None where left unknown), and what could not be read."""

    values: Mapping[str, FactValue | None]
    faults: tuple[FactFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLists:
    """What the codes of facts are looked up in."""

    reference: Reference
    instruments: Collection[str]


def read_raw(raw: Mapping[str, RawFact], lists: FactLists) -> ReadFacts:
    """Return the facts typed and every fault among them; empty stays unknown, never zero."""
    values: dict[str, FactValue | None] = {}
    faults: list[FactFault] = []
    for key, typed in raw.items():
        try:
            values[key] = _read(key, typed, lists)
        except RefusedInputError as error:
            value = str(error.params.get("value", error.params.get("character", "")))
            faults.append(FactFault(key=key, reason=error.reason, value=value))
    faults.extend(_above_total(values))
    return ReadFacts(values=values, faults=tuple(faults))


def _read(key: str, typed: RawFact, lists: FactLists) -> FactValue | None:
    texts = tuple(text for text in map(clean_text, typed.texts) if text)
    if CATALOGUE[key].type is FactType.LIST:
        return _list(key, texts, typed, lists)
    return _single(key, texts[0], lists) if texts else None


def _list(
    key: str, texts: Sequence[str], typed: RawFact, lists: FactLists
) -> tuple[str, ...] | None:
    if typed.none and texts:
        raise RefusedInputError("none_and_some")
    if typed.none:
        return ()
    if not texts:
        return None
    if CATALOGUE[key].places:
        found = [_country(part, lists, key=key) for text in texts for part in _parts(text)]
    elif key in {"goods", "inputs"}:
        found = [part.casefold() for text in texts for part in _parts(text)]
    else:
        allowed = CHANNELS if key == "recruitment.channels" else tuple(lists.instruments)
        found = [_one_of(text, allowed) for text in texts]
    return tuple(dict.fromkeys(found)) or None


def _single(key: str, text: str, lists: FactLists) -> FactValue:
    match CATALOGUE[key].type:
        case FactType.NUMBER | FactType.PERCENT:
            return _rate(text) if key.startswith("rate.") else _number(key, text)
        case FactType.AMOUNT:
            return _amount(key, text)
        case FactType.DAY_OF_YEAR:
            return _day_of_year(text)
        case FactType.YES_NO:
            return _one_of(text, YES_NO)
        case _:
            return _code(key, text, lists)


def _code(key: str, text: str, lists: FactLists) -> str:
    if CATALOGUE[key].places:
        return _country(text, lists, key=key)
    if key == "sector":
        return sector_code(text, lists.reference)
    if key in _WORDS:
        return _one_of(text, _WORDS[key])
    if key == "currency":
        return _currency(text)
    if len(text) > _LONGEST:
        raise RefusedInputError("too_long", value=str(_LONGEST))
    return text


def _currency(text: str) -> str:
    code = text.upper()
    if not re.fullmatch("[A-Z]{3}", code):
        raise RefusedInputError("not_a_currency", value=text[:80])
    return code


def _day_of_year(text: str) -> str:
    plain = ascii_digits(text)
    if not is_day_of_year(plain):
        raise RefusedInputError("not_a_day_of_year", value=text[:80])
    return plain


def _rate(text: str) -> Decimal:
    rate = _number("rate", text)
    if rate == 0:
        raise RefusedInputError("number_out_of_range", value=text[:80])
    return rate


def _amount(key: str, text: str) -> FactValue:
    """Return a number, or a band as its normal text: "1000-4999", "5000-" where open above."""
    ends = [part.strip() for part in re.split("[-\u2013]", text)]
    if len(ends) == 1:
        return _number(key, text)
    if len(ends) > 2 or not ends[0]:
        raise RefusedInputError("not_an_amount", value=text[:80])
    low = _number(key, ends[0])
    high = _number(key, ends[1]) if ends[1] else None
    if high is not None and high < low:
        raise RefusedInputError("not_an_amount", value=text[:80])
    return f"{low:f}-{'' if high is None else format(high, 'f')}"


def sector_code(text: str, reference: Reference) -> str:
    """Return the ISIC code of what was typed: a code, a title, or a title with its code."""
    wanted = clean_text(text)
    in_brackets = re.search(r"\((\d{2,4})\)$", wanted)
    code = in_brackets.group(1) if in_brackets else ascii_digits(wanted)
    if code in reference.sectors and code.isdigit():
        return code
    folded = wanted.casefold()
    for sector in reference.sectors.values():
        if sector.code.isdigit() and sector.title.casefold() == folded:
            return sector.code
    raise RefusedInputError("unknown_sector", value=wanted[:80])


def _country(text: str, lists: FactLists, *, key: str) -> str:
    if CATALOGUE[key].type is FactType.LIST and text.casefold() in {"eu", "european union"}:
        return "EU"
    found = lists.reference.find_country(text)
    if found is None:
        raise RefusedInputError("unknown_country", value=text[:80])
    return found


def _number(key: str, text: str) -> Decimal:
    plain = ascii_digits(text).replace(",", "").replace(" ", "").replace("\u00a0", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise RefusedInputError("not_a_number", value=text[:80]) from None
    # 1E-99999999 is a short text and a number of a hundred million digits.
    if len(plain) > _MOST_SIGNS or "e" in plain.casefold():
        raise RefusedInputError("number_out_of_range", value=text[:80])
    whole = key.startswith(_WHOLE) or key == "tier"
    if not number.is_finite() or number < 0 or number >= _MOST:
        raise RefusedInputError("number_out_of_range", value=text[:80])
    if key in _PERCENT and number > 100:
        raise RefusedInputError("number_out_of_range", value=text[:80])
    if whole and number != number.to_integral_value():
        raise RefusedInputError("not_whole", value=text[:80])
    return number


def _one_of(text: str, allowed: Collection[str]) -> str:
    if text not in allowed:
        raise RefusedInputError("unknown_option", value=text[:80])
    return text


def _parts(text: str) -> list[str]:
    return [part for part in map(str.strip, re.split(r"[,;\n]", text)) if part]


def _above_total(values: Mapping[str, FactValue | None]) -> list[FactFault]:
    total = values.get("workforce.total")
    if not isinstance(total, Decimal):
        return []
    return [
        FactFault(key=key, reason="part_above_total", value=format(total, "f"))
        for key in _PARTS_OF_WORKFORCE
        if isinstance(part := values.get(key), Decimal) and part > total
    ]
