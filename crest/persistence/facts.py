"""Facts as they stand on rows: value, where it came from and on which day."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from crest.domain.facts import CATALOGUE, Facts, FactType, FactValue
from crest.domain.newest_facts import Recorded

_NUMBERS = {FactType.NUMBER, FactType.PERCENT, FactType.AMOUNT}
_MOST_TOLD = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FactOrigin:
    """Who said a fact (profile, list, answers), and when."""

    source: str
    on: date


def read_facts(stored: Mapping[str, Any]) -> dict[str, FactValue]:
    """Return the facts by key; unknown keys and values that do not fit are left out."""
    found = {key: _value(key, entry["value"]) for key, entry in stored.items()}
    return {key: value for key, value in found.items() if value is not None}


def read_origins(stored: Mapping[str, Any]) -> dict[str, FactOrigin]:
    """Return who said each fact, and when."""
    return {
        key: FactOrigin(source=entry["source"], on=date.fromisoformat(entry["on"]))
        for key, entry in stored.items()
        if key in CATALOGUE
    }


def read_recorded(stored: Mapping[str, Any]) -> dict[str, Recorded]:
    """Return the facts with who said each of them, and when."""
    origins = read_origins(stored)
    return {
        key: Recorded(value=value, source=origins[key].source, on=origins[key].on)
        for key, value in read_facts(stored).items()
    }


def merge_facts(stored: Mapping[str, Any], new: Facts, *, source: str, on: date) -> dict[str, Any]:
    """Return the stored facts with the new ones on top; an equal one keeps its origin."""
    day = on.isoformat()
    if not stored:
        return {
            key: {"value": write_fact(value), "source": source, "on": day}
            for key, value in new.items()
        }
    merged = dict(stored)
    for key, value in new.items():
        written = write_fact(value)
        if key not in stored or stored[key]["value"] != written:
            merged[key] = {"value": written, "source": source, "on": day}
    return merged


def facts_texts(
    columns: Mapping[str, Sequence[FactValue | None]], count: int, *, source: str, on: date
) -> list[str]:
    """Return the JSON that is stored of each of many entries where nothing stood before.

    It is that of `merge_facts`. `columns` hold a value or None for each of the `count` entries. A
    long list says the same few numbers again and again, and each is written once.
    """
    if not columns:
        return ["{}"] * count
    parts = [_texts(key, found, source, on) for key, found in columns.items()]
    return ["{" + ", ".join(filter(None, row)) + "}" for row in zip(*parts, strict=True)]


def write_fact(value: FactValue) -> str | list[str]:
    """Return the value as it is stored: text, a number as text, or a list of texts."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return list(value) if isinstance(value, tuple) else value


def _value(key: str, written: object) -> FactValue | None:
    definition = CATALOGUE.get(key)
    if definition is None:
        return None
    if definition.type is FactType.LIST:
        return tuple(str(part) for part in written) if isinstance(written, list) else None
    if definition.type not in _NUMBERS or _is_band(definition.type, written):
        return str(written)
    try:
        return Decimal(str(written))
    except InvalidOperation:
        return None


def _is_band(type_: FactType, written: object) -> bool:
    return type_ is FactType.AMOUNT and isinstance(written, str) and "-" in written


class _Told(dict[str, str]):
    """The texts of one fact that one source told on one day, by the number as it is written.

    Two numbers may be equal and be written differently (1 and 1.0).
    """

    def __init__(self, key: str, source: str, on: date) -> None:
        super().__init__()
        self.frame = (key, source, on)

    def __missing__(self, number: str) -> str:
        text = _entry_text(Decimal(number), *self.frame)
        if len(self) < _MOST_TOLD:
            self[number] = text
        return text


_told_by = lru_cache(maxsize=2 * len(CATALOGUE))(_Told)


def _texts(
    key: str, found: Sequence[FactValue | None], source: str, on: date
) -> Sequence[str | None]:
    """Return the text of each fact of one key, None for none."""
    told = _told_by(key, source, on)
    if set(map(type, found)) == {Decimal}:
        return [*map(told.__getitem__, map(str, found))]
    return [value if value is None else _text(told, value) for value in found]


def _text(told: _Told, value: FactValue) -> str:
    return told[str(value)] if type(value) is Decimal else _entry_text(value, *told.frame)


def _entry_text(value: FactValue, key: str, source: str, on: date) -> str:
    entry = {"value": write_fact(value), "source": source, "on": on.isoformat()}
    return json.dumps({key: entry})[1:-1]
