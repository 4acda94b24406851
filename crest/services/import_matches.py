"""Which suppliers the rows of a list mean: found by signs, named by people, or asked about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from crest.domain.supplier_match import (
    Party,
    Proposal,
    Verdict,
    exact_matches,
    registrations,
)
from crest.imports.supplier_list import Run, SupplierCandidate, runs_of
from crest.persistence.imports import HeldSupplier
from crest.persistence.supplier_pairs import pair_of
from crest.persistence.suppliers import match_key

# The columns of a party in its order, but for key, name and code; the first stands before the code.
_COMPARED = (
    "name_local",
    "registration_number",
    "country",
    "province",
    "address",
    "contact_phone",
    "contact_email",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """A person's word that a row is a supplier held (`supplier_id`) or another row of the list."""

    supplier_id: UUID | None = None
    row: int | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """Which candidates mean a supplier held, by row; which must not; and what is to be asked."""

    found: Mapping[int, HeldSupplier]
    clashes: Mapping[int, HeldSupplier]
    proposals: tuple[Proposal, ...] = ()
    # rows that only add to the one found: they mean one that was merged into it, or are one with
    # a row that means it
    merged: frozenset[int] = frozenset()


def find_held(
    held: Sequence[HeldSupplier],
    candidates: Sequence[SupplierCandidate],
    *,
    gone: Mapping[UUID, UUID] | None = None,
    asks: bool = True,
) -> Found:
    """Return the suppliers that the candidates mean: by code, by number, by name and place.

    With the same name, country and address, the first such row means the first such supplier,
    unless their registration numbers differ. `gone` are suppliers merged into others: who means
    one of them means the other. Without `asks` no proposals are looked for.
    """
    merged = {str(one): str(kept) for one, kept in (gone or {}).items()}
    by_id = {str(supplier.id): supplier for supplier in held}
    theirs = [party_of_held(supplier) for supplier in held]
    placed = _placed(held, candidates)
    # Where nobody is held and nothing is asked, there is nothing to compare.
    ours = parties_of(candidates) if held or asks else []
    proposals: tuple[Proposal, ...] = ()
    if asks:
        # Web processes show what was found and never look, so they do without the comparison.
        from crest.matching.find import find_matches  # noqa: PLC0415

        matches = find_matches(theirs, ours, placed={str(row) for row in placed})
        exact, clashes, proposals = matches.exact, matches.clashes, matches.proposals
    else:
        signs = exact_matches(theirs, [one for one in ours if int(one.key) not in placed])
        exact, clashes = signs.found, signs.clashes
    keys = {row: str(supplier.id) for row, supplier in placed.items()}
    keys |= {int(row): key for row, key in exact.items()}
    return Found(
        found={row: by_id[merged.get(key, key)] for row, key in keys.items()},
        clashes={int(row): by_id[key] for row, key in clashes.items()},
        proposals=tuple(one for one in proposals if one.right not in merged),
        merged=frozenset(row for row, key in keys.items() if key in merged),
    )


def with_choices(
    found: Found, held: Sequence[HeldSupplier], same: Mapping[int, Same]
) -> tuple[Found, dict[int, Same]]:
    """Return what was found with the suppliers that people named, and the words about rows.

    A word about a supplier that is gone is left out. Where another row means the supplier by its
    own signs, the row of the word only adds to it.
    """
    by_id = {supplier.id: supplier for supplier in held}
    taken = {supplier.id for supplier in found.found.values()}
    named, adding = dict(found.found), set(found.merged)
    for row, word in same.items():
        supplier = by_id.get(word.supplier_id) if word.supplier_id else None
        if supplier is not None and row not in named:
            named[row] = supplier
            if supplier.id in taken:
                adding.add(row)
    rows = {row: word for row, word in same.items() if word.row is not None}
    return replace(found, found=named, merged=frozenset(adding)), rows


def remembered_choices(
    found: Found,
    held: Sequence[HeldSupplier],
    candidates: Sequence[SupplierCandidate],
    verdicts: Mapping[tuple[str, str], Verdict],
) -> tuple[Found, dict[int, Same]]:
    """Return what is still to be asked, and the words that people gave for the same pairs before.

    Pairs are known by what both entries say, so that a list sent again asks nothing again.
    """
    if not verdicts:
        return found, {}
    rows = {one.key: one for one in parties_of(candidates)}
    theirs = {str(one.id): party_of_held(one) for one in held}
    asked, same = [], {}
    for one in found.proposals:
        right = (rows if one.inside else theirs)[one.right]
        said = verdicts.get(pair_of(rows[one.left], right))
        if said is Verdict.SAME:
            same[int(one.left)] = (
                Same(row=int(one.right)) if one.inside else Same(supplier_id=UUID(one.right))
            )
        elif said is not Verdict.DIFFERENT:
            asked.append(one)
    return replace(found, proposals=tuple(asked)), same


def party_of(candidate: SupplierCandidate) -> Party:
    """Return a candidate as it is compared; its key is its row."""
    return _party(str(candidate.row), candidate.name, candidate.code, candidate.values)


def parties_of(candidates: Iterable[SupplierCandidate]) -> list[Party]:
    """Return candidates as they are compared, each as `party_of` returns it."""
    return [party for run in runs_of(candidates) for party in _parties(run)]


def party_of_held(supplier: HeldSupplier) -> Party:
    """Return a supplier held as it is compared; its key is its id."""
    values = supplier.values
    return _party(str(supplier.id), values["name"], supplier.code, values)


def party_of_new(created: Mapping[str, Any]) -> Party:
    """Return a supplier that is to be created as it is compared; its key is its code."""
    return _party(created["code"], created["name"], created["code"], created)


def _parties(run: Run) -> Iterator[Party]:
    rows, codes, names, *_ = zip(*run.candidates, strict=True)
    local, *others = (run.picked(run.listed.values.get(name)) for name in _COMPARED)
    return map(Party._make, zip(map(str, rows), names, local, codes, *others, strict=True))


def _party(key: str, name: str, code: str | None, values: Mapping[str, Any]) -> Party:
    local, *others = map(values.get, _COMPARED)
    return Party(key, name, local, code, *others)


def _placed(
    held: Sequence[HeldSupplier], candidates: Sequence[SupplierCandidate]
) -> dict[int, HeldSupplier]:
    if not held:
        return {}
    coded = {candidate.code.casefold() for candidate in candidates if candidate.code}
    by_key: dict[str, list[HeldSupplier]] = defaultdict(list)
    for supplier in held:
        if supplier.code.casefold() not in coded:
            by_key[supplier.match_key].append(supplier)
    found = {}
    for candidate in candidates:
        waiting = None if candidate.code else by_key.get(key_of(candidate))
        same = next((one for one in waiting or () if _may_be(candidate, one)), None)
        if same is not None and waiting is not None:
            waiting.remove(same)
            found[candidate.row] = same
    return found


def _may_be(candidate: SupplierCandidate, supplier: HeldSupplier) -> bool:
    if not candidate.values.get("registration_number"):
        return True
    return registrations(party_of(candidate), party_of_held(supplier)) is not False


def key_of(candidate: SupplierCandidate) -> str:
    """Return a candidate's name, country and address as suppliers are found again by them."""
    return match_key(candidate.name, _text(candidate, "country"), _text(candidate, "address"))


def _text(candidate: SupplierCandidate, column: str) -> str | None:
    value = candidate.values.get(column)
    return None if value is None else str(value)
