"""What a supplier list would change: each candidate matched with the supplier it means."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from crest.imports.supplier_list import SupplierCandidate
from crest.persistence.facts import merge_facts
from crest.persistence.imports import HeldSupplier
from crest.persistence.suppliers import match_key

_GIVEN_CODE = re.compile(r"S-(\d{4,9})")


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """The suppliers to create, the columns to change by supplier, and how many stay as they are."""

    created: tuple[Mapping[str, Any], ...]
    updated: Mapping[UUID, Mapping[str, Any]]
    unchanged: int


def plan_import(
    held: Sequence[HeldSupplier], candidates: Sequence[SupplierCandidate], *, on: date
) -> ImportPlan:
    """Return what the candidates change; the same list again changes nothing.

    A candidate with a code means the supplier of that code. One without means the supplier of the
    same name, country and address: of several such rows the first means the first supplier.
    """
    found = _match(held, candidates)
    codes = _free_codes(held, candidates)
    created: list[Mapping[str, Any]] = []
    updated: dict[UUID, Mapping[str, Any]] = {}
    unchanged = 0
    for candidate in candidates:
        supplier = found.get(candidate.row)
        if supplier is None:
            created.append(_new(candidate, candidate.code or next(codes), on=on))
        elif change := _change(supplier, candidate, on=on):
            updated[supplier.id] = change
        else:
            unchanged += 1
    return ImportPlan(created=tuple(created), updated=updated, unchanged=unchanged)


def _match(
    held: Sequence[HeldSupplier], candidates: Sequence[SupplierCandidate]
) -> dict[int, HeldSupplier]:
    by_code = {supplier.code.casefold(): supplier for supplier in held}
    found = {
        candidate.row: supplier
        for candidate in candidates
        if candidate.code and (supplier := by_code.get(candidate.code.casefold()))
    }
    claimed = {supplier.id for supplier in found.values()}
    by_key: dict[str, list[HeldSupplier]] = defaultdict(list)
    for supplier in held:
        if supplier.id not in claimed:
            by_key[supplier.match_key].append(supplier)
    for candidate in candidates:
        waiting = None if candidate.code else by_key.get(_key(candidate))
        if waiting:
            found[candidate.row] = waiting.pop(0)
    return found


def _free_codes(
    held: Iterable[HeldSupplier], candidates: Iterable[SupplierCandidate]
) -> Iterator[str]:
    taken = [supplier.code for supplier in held]
    taken += [candidate.code for candidate in candidates if candidate.code]
    numbers = [int(given[1]) for code in taken if (given := _GIVEN_CODE.fullmatch(code))]
    return _codes_after(max(numbers, default=0))


def _codes_after(last: int) -> Iterator[str]:
    while True:
        last += 1
        yield f"S-{last:04}"


def _key(candidate: SupplierCandidate) -> str:
    return match_key(candidate.name, _text(candidate, "country"), _text(candidate, "address"))


def _text(candidate: SupplierCandidate, column: str) -> str | None:
    value = candidate.values.get(column)
    return None if value is None else str(value)


def _new(candidate: SupplierCandidate, code: str, *, on: date) -> dict[str, Any]:
    facts = merge_facts({}, candidate.facts, source="list", on=on)
    frame = {"code": code, "name": candidate.name, "match_key": _key(candidate), "facts": facts}
    return {**candidate.values, **frame}


def _change(
    supplier: HeldSupplier, candidate: SupplierCandidate, *, on: date
) -> dict[str, Any] | None:
    given = {**candidate.values, "name": candidate.name}
    change: dict[str, Any] = {
        column: value for column, value in given.items() if supplier.values[column] != value
    }
    facts = merge_facts(supplier.facts, candidate.facts, source="list", on=on)
    if facts != supplier.facts:
        change["facts"] = facts
    if change.keys() & {"name", "country", "address"}:
        after = {**supplier.values, **given}
        change["match_key"] = match_key(after["name"], after["country"], after["address"])
    if supplier.archived and not change:
        # The list holds the supplier again, so that it is one of the member's suppliers again.
        change["name"] = candidate.name
    return change or None
