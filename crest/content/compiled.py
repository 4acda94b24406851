"""The compiled form of content: domain objects as plain JSON tables, quick to read back.

Every value of an object graph has one place in one list, in the order of the parts below; objects
are kept column by column and refer to values by place. Only the kinds of value and the classes
listed here can be written or read.
"""

import json
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import accumulate, repeat
from types import ModuleType
from typing import Any

from crest.content import terms
from crest.domain import (
    answers,
    bank,
    conditions,
    instruments,
    law_data,
    method,
    protocol_frame,
    reference,
    scores,
)

_CONSTANTS = (None, True, False)

# A value before the places are known: the part it stands in, and where in that part.
_Ref = tuple[str, int]


class OutdatedFormError(Exception):
    """The compiled text is not of the present form; the source must be read again."""


def _classes(*modules: ModuleType) -> dict[str, type]:
    return {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, type) and thing.__module__ == module.__name__
    }


_CLASSES: Mapping[str, type[Any]] = _classes(
    answers,
    bank,
    conditions,
    instruments,
    law_data,
    method,
    protocol_frame,
    reference,
    scores,
    terms,
)


def pack(thing: object) -> str:
    """Return the object graph as JSON."""
    packer = _Packer()
    root = packer.ref(thing)
    return json.dumps(packer.tables(root), ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> object:
    """Return the packed object graph, or raise OutdatedFormError."""
    try:
        tables = json.loads(text)
        return _values(tables)[tables["root"]]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise OutdatedFormError from error


@cache
def _names(kind: str) -> list[str]:
    return [part.name for part in fields(_CLASSES[kind])]


class _Packer:
    """Collects every value once, each part in the order of first use."""

    _LEAVES = ("constants", "texts", "wholes", "decimals", "dates", "words")

    def __init__(self) -> None:
        self._parts: dict[str, dict[Hashable, int]] = {name: {} for name in self._LEAVES}
        self._objects: dict[str, dict[Hashable, int]] = {}
        self._tuples: dict[Hashable, int] = {}
        self._mappings: dict[Hashable, int] = {}
        for constant in _CONSTANTS:
            self._in("constants", repr(constant))

    def ref(self, thing: object) -> _Ref:
        if is_dataclass(thing) and not isinstance(thing, type):
            kind = type(thing).__name__
            row = tuple(self.ref(getattr(thing, name)) for name in _names(kind))
            known = self._objects.setdefault(kind, {})
            return (kind, known.setdefault(row, len(known)))
        if isinstance(thing, tuple):
            items = tuple(self.ref(item) for item in thing)
            return ("tuples", self._tuples.setdefault(items, len(self._tuples)))
        if isinstance(thing, Mapping):
            pairs = tuple((self.ref(key), self.ref(value)) for key, value in thing.items())
            return ("mappings", self._mappings.setdefault(pairs, len(self._mappings)))
        return self._leaf(thing)

    def _leaf(self, thing: object) -> _Ref:
        key: Hashable
        # The order matters: a word is a text too, and True is a number.
        match thing:
            case None | bool():
                part, key = "constants", repr(thing)
            case StrEnum():
                part, key = "words", (type(thing).__name__, thing.value)
            case str():
                part, key = "texts", thing
            case int():
                part, key = "wholes", thing
            case Decimal():
                part, key = "decimals", str(thing)
            case date():
                part, key = "dates", thing.isoformat()
            case _:
                words = f"content never holds a {type(thing).__name__}"
                raise TypeError(words)
        return self._in(part, key)

    def _in(self, part: str, key: Hashable) -> _Ref:
        known = self._parts[part]
        return (part, known.setdefault(key, len(known)))

    def tables(self, root: _Ref) -> dict[str, object]:
        sizes = {name: len(known) for name, known in (self._parts | self._objects).items()}
        sizes |= {"tuples": len(self._tuples), "mappings": len(self._mappings)}
        starts = dict(zip(sizes, accumulate(sizes.values(), initial=0), strict=False))

        def place(ref: Any) -> int:
            return starts[ref[0]] + int(ref[1])

        return {
            **{name: list(self._parts[name]) for name in self._LEAVES if name != "constants"},
            "objects": [
                [kind, _names(kind), len(rows), _columns(rows, place)]
                for kind, rows in self._objects.items()
            ],
            "tuples": [[place(item) for item in items] for items in _iterables(self._tuples)],
            "mappings": [
                [[place(key) for key, _ in pairs], [place(value) for _, value in pairs]]
                for pairs in _iterables(self._mappings)
            ],
            "root": place(root),
        }


def _iterables(known: Mapping[Hashable, int]) -> Iterable[tuple[Any, ...]]:
    return [key for key in known if isinstance(key, tuple)]


def _columns(rows: Mapping[Hashable, int], place: Callable[[Any], int]) -> list[int | list[int]]:
    columns = []
    for column in zip(*_iterables(rows), strict=True):
        places = [place(ref) for ref in column]
        # One number stands for a column that is the same in every row.
        columns.append(places[0] if len(set(places)) == 1 else places)
    return columns


def _values(tables: Mapping[str, Any]) -> Sequence[Any]:
    values: list[Any] = [*_CONSTANTS, *tables["texts"], *tables["wholes"]]
    values += map(Decimal, tables["decimals"])
    values += map(date.fromisoformat, tables["dates"])
    values += [_CLASSES[kind](word) for kind, word in tables["words"]]
    empty = [_empty(kind, names, count) for kind, names, count, _ in tables["objects"]]
    for objects in empty:
        values += objects
    get = values.__getitem__
    for items in tables["tuples"]:
        values.append(tuple(map(get, items)))
    for keys, held in tables["mappings"]:
        values.append(dict(zip(map(get, keys), map(get, held), strict=True)))
    for objects, (kind, names, _, columns) in zip(empty, tables["objects"], strict=True):
        for name, column in zip(names, columns, strict=True):
            held = repeat(get(column)) if isinstance(column, int) else map(get, column)
            deque(map(_setter(kind, name), objects, held), maxlen=0)
    return values


def _empty(kind: str, names: list[str], count: int) -> list[Any]:
    if names != _names(kind):
        raise OutdatedFormError
    return [object.__new__(_CLASSES[kind]) for _ in range(count)]


@cache
def _setter(kind: str, name: str) -> Callable[[Any, Any], None]:
    # The objects are frozen: their slots are filled below the guard, once, before anyone sees them.
    slot = vars(_CLASSES[kind]).get(name)
    if hasattr(slot, "__set__"):
        filled: Callable[[Any, Any], None] = slot.__set__
        return filled
    return lambda thing, value: object.__setattr__(thing, name, value)
