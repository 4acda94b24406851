"""What a supplier list would change: each candidate with the supplier it means, and its fate."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from crest.imports.supplier_list import SupplierCandidate
from crest.persistence.facts import merge_facts
from crest.persistence.imports import HeldSupplier
from crest.persistence.suppliers import match_key
from crest.services.import_matches import Found, Same
from crest.services.import_new import Made, NewSuppliers, noted, whole

_GIVEN_CODE = re.compile(r"S-(\d{4,9})")
_FRAME = frozenset({"code", "match_key", "facts"})


class FateKind(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Fate(NamedTuple):
    """What becomes of one row: `code` of its supplier, and each change as column, old and new.

    `joined` is the row of the same list that this one is one supplier with, by a person's word.
    """

    row: int
    kind: FateKind
    name: str
    code: str = ""
    supplier_id: UUID | None = None
    changes: tuple[tuple[str, str, str], ...] = ()
    joined: int | None = None


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """The suppliers to create, the columns to change by supplier, and the fate of each row."""

    created: NewSuppliers
    updated: Mapping[UUID, Mapping[str, Any]]
    fates: tuple[Fate, ...]

    def count(self, kind: FateKind) -> int:
        """Return how many rows have this fate."""
        return sum(1 for fate in self.fates if fate.kind is kind)

    @property
    def digest(self) -> str:
        """Return a text that differs where any row would change something else."""
        seal = hashlib.sha256()
        for fate in self.fates:
            seal.update(repr((fate.row, fate.kind.value, fate.code, fate.changes)).encode())
        return seal.hexdigest()


def plan_import(
    candidates: Sequence[SupplierCandidate],
    found: Found,
    *,
    codes: Iterator[str],
    same: Mapping[int, Same],
    on: date,
) -> ImportPlan:
    """Return what the candidates change; the same list again changes nothing.

    `same` are the rows of which a person said what they mean; clashing rows are left out.
    """
    planner = _Planner(found=found, codes=codes, on=on)
    for candidate in candidates:
        if candidate.row not in found.clashes:
            planner.place(candidate, same.get(candidate.row))
    created = NewSuppliers(planner.created, on)
    return ImportPlan(created=created, updated=planner.updated, fates=tuple(planner.fates))


def free_codes(
    held: Iterable[HeldSupplier], candidates: Iterable[SupplierCandidate]
) -> Iterator[str]:
    """Return codes of ours that nobody has, in order, after the highest one given."""
    taken = [supplier.code for supplier in held]
    taken += [candidate.code for candidate in candidates if candidate.code]
    numbers = [int(given[1]) for code in taken if (given := _GIVEN_CODE.fullmatch(code))]
    return _codes_after(max(numbers, default=0))


def _codes_after(last: int) -> Iterator[str]:
    while True:
        last += 1
        yield f"S-{last:04}"


@dataclass(kw_only=True)
class _Planner:
    """Gathers what the rows change, one after the other."""

    found: Found
    codes: Iterator[str]
    on: date
    created: list[Made] = field(default_factory=list)
    updated: dict[UUID, Mapping[str, Any]] = field(default_factory=dict)
    fates: list[Fate] = field(default_factory=list)
    # where each row went: a supplier held, or the place of a new one in `created`
    homes: dict[int, HeldSupplier | int] = field(default_factory=dict)
    spoken_for: set[UUID] = field(default_factory=set)

    def place(self, candidate: SupplierCandidate, word: Same | None) -> None:
        """Decide what becomes of one row."""
        supplier = self.found.found.get(candidate.row)
        home = None if word is None or word.row is None else self.homes.get(word.row)
        is_known = supplier is not None and supplier.id in self.spoken_for
        if supplier is not None and (is_known or candidate.row in self.found.merged):
            self._join_held(candidate, supplier, word)
        elif supplier is not None:
            self._update(candidate, supplier)
        elif home is None:
            self._create(candidate)
        elif isinstance(home, HeldSupplier):
            self._join_held(candidate, home, word)
        else:
            self._join_new(candidate, home, word)

    def _update(self, candidate: SupplierCandidate, supplier: HeldSupplier) -> None:
        change = _change(supplier, candidate, on=self.on)
        self.homes[candidate.row] = supplier
        self.spoken_for.add(supplier.id)
        if change:
            self.updated[supplier.id] = change
        self._tell(candidate, supplier, change or {})

    def _create(self, candidate: SupplierCandidate) -> None:
        code = candidate.code or next(self.codes)
        self.homes[candidate.row] = len(self.created)
        self.created.append((candidate, code))
        self.fates.append(Fate(candidate.row, FateKind.CREATED, candidate.name, code))

    def _join_held(
        self, candidate: SupplierCandidate, supplier: HeldSupplier, word: Same | None
    ) -> None:
        # Another row speaks for the supplier already: this one fills what that leaves empty.
        before = self.updated.get(supplier.id, {})
        known = {**supplier.values, **before}
        gaps: dict[str, Any] = {
            column: value for column, value in candidate.values.items() if known[column] is None
        }
        note = noted(known["note"], candidate)
        if note != known["note"]:
            gaps["note"] = note
        facts = before.get("facts", supplier.facts)
        merged = _added(facts, candidate, on=self.on)
        if merged != facts:
            gaps["facts"] = merged
        if "country" in gaps or "address" in gaps:
            after = {**known, **gaps}
            gaps["match_key"] = match_key(after["name"], after["country"], after["address"])
        self.homes[candidate.row] = supplier
        if gaps:
            self.updated[supplier.id] = {**before, **gaps}
        self._tell(candidate, supplier, gaps, joined=word.row if word else None)

    def _join_new(self, candidate: SupplierCandidate, home: int, word: Same | None) -> None:
        new = self.created[home] = whole(self.created[home], on=self.on)
        gaps = {
            column: value for column, value in candidate.values.items() if new.get(column) is None
        }
        note = noted(new.get("note"), candidate)
        if note != new.get("note"):
            gaps["note"] = str(note)
        facts = _added(new["facts"], candidate, on=self.on)
        adds = bool(gaps) or facts != new["facts"]
        new |= gaps | {"facts": facts}
        new["match_key"] = match_key(new["name"], new.get("country"), new.get("address"))
        self.homes[candidate.row] = home
        self.fates.append(
            Fate(
                row=candidate.row,
                kind=FateKind.UPDATED if adds else FateKind.UNCHANGED,
                name=candidate.name,
                code=new["code"],
                changes=tuple((column, "", str(value)) for column, value in gaps.items()),
                joined=word.row if word else None,
            )
        )

    def _tell(
        self,
        candidate: SupplierCandidate,
        supplier: HeldSupplier,
        change: Mapping[str, Any],
        *,
        joined: int | None = None,
    ) -> None:
        self.fates.append(
            Fate(
                row=candidate.row,
                kind=FateKind.UPDATED if change else FateKind.UNCHANGED,
                name=candidate.name,
                code=supplier.code,
                supplier_id=supplier.id,
                changes=_shown(supplier, change),
                joined=joined,
            )
        )


def _added(
    facts: Mapping[str, Any], candidate: SupplierCandidate, *, on: date
) -> Mapping[str, Any]:
    missing = {key: value for key, value in candidate.facts.items() if key not in facts}
    return merge_facts(facts, missing, source="list", on=on)


def _change(
    supplier: HeldSupplier, candidate: SupplierCandidate, *, on: date
) -> dict[str, Any] | None:
    given = {**candidate.values, "name": candidate.name}
    change: dict[str, Any] = {
        column: value for column, value in given.items() if supplier.values[column] != value
    }
    if change.get("sector_text") == supplier.values["sector"]:
        # A code alone is no wording of the sector: our own file brings it back so.
        change.pop("sector_text", None)
    note = noted(supplier.values["note"], candidate)
    if note != supplier.values["note"]:
        change["note"] = note
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


def _shown(supplier: HeldSupplier, change: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    told = [
        (column, _said(supplier.values[column]), _said(value))
        for column, value in change.items()
        if column not in _FRAME and supplier.values[column] != value
    ]
    facts = change.get("facts", supplier.facts)
    told += [
        (key, _said(supplier.facts.get(key, {}).get("value")), _said(entry["value"]))
        for key, entry in facts.items()
        if entry != supplier.facts.get(key)
    ]
    return tuple(told)


def _said(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value)
