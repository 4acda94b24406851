"""Texts on their way to a translator and back: what came back and can be taken, and what cannot."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crest.domain.names import can_be_kept

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One text to translate: its key, the original, the translation (may be empty), its state."""

    key: str
    source: str
    said: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUnit:
    """One text as a file gives it; `row` is its row or line there."""

    row: int
    key: str
    source: str
    said: str


class UnitFault(StrEnum):
    """Why a text cannot be taken."""

    UNKNOWN = "unknown"
    TWICE = "twice"
    SOURCE = "source"
    PLACEHOLDER = "placeholder"
    PERCENT = "percent"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRefusal:
    """A text that cannot be taken; `detail` names what is missing or too much."""

    row: int
    key: str
    fault: UnitFault
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a file changes: new texts by key, how many are the same or left empty, and refusals."""

    changed: dict[str, str]
    same: int
    empty: int
    refusals: tuple[UnitRefusal, ...]


def placeholders(text: str) -> list[str]:
    """Return what stands for a value in a text, sorted."""
    return sorted(_PLACEHOLDER.findall(text))


def is_filled(text: str) -> bool:
    """Return whether values can be put into a text: no percent sign stands in it alone."""
    return "%" not in _PLACEHOLDER.sub("", text)


def take(units: Sequence[Unit], given: Iterable[GivenUnit], *, filled: bool = False) -> Taken:
    """Return what the given texts change; one that was left empty changes nothing.

    `filled` are texts that pages put values into: a percent sign of their own is written %%.
    """
    known = {unit.key: unit for unit in units}
    seen: dict[str, str] = {}
    refusals, empty = [], 0
    for one in given:
        refusal = _refusal(one, known.get(one.key), is_twice=one.key in seen)
        if refusal is None and filled and not is_filled(one.said):
            refusal = UnitRefusal(row=one.row, key=one.key, fault=UnitFault.PERCENT)
        if refusal is not None:
            refusals.append(refusal)
        elif not one.said:
            empty += 1
        else:
            seen[one.key] = one.said
    changed = {key: said for key, said in seen.items() if said != known[key].said}
    return Taken(
        changed=changed, same=len(seen) - len(changed), empty=empty, refusals=tuple(refusals)
    )


def _refusal(one: GivenUnit, unit: Unit | None, *, is_twice: bool) -> UnitRefusal | None:
    found = _fault(one, unit, is_twice=is_twice)
    if found is None:
        return None
    return UnitRefusal(row=one.row, key=one.key, fault=found[0], detail=found[1])


def _fault(one: GivenUnit, unit: Unit | None, *, is_twice: bool) -> tuple[UnitFault, str] | None:
    if unit is None:
        return UnitFault.UNKNOWN, ""
    if is_twice:
        return UnitFault.TWICE, ""
    if one.source != unit.source:
        return UnitFault.SOURCE, ""
    return _fault_of_text(one)


def _fault_of_text(one: GivenUnit) -> tuple[UnitFault, str] | None:
    signs = [sign for sign in one.said if not can_be_kept(sign)]
    if signs:
        return UnitFault.CHARACTER, f"U+{ord(signs[0]):04X}"
    wanted, found = placeholders(one.source), placeholders(one.said)
    if one.said and wanted != found:
        return UnitFault.PLACEHOLDER, ", ".join(sorted(set(wanted) ^ set(found))) or wanted[0]
    return None
