"""300 entries changed by name and 60 near misses: what is proposed, and how surely."""

import csv
import random
from collections import Counter
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import pytest

from crest.domain.supplier_match import TOP_SCORE, Kind, Party, Proposal
from crest.matching.find import find_matches
from tests.matching.changes import CHANGES, shortened

HERE = Path(__file__).parent
CHANGED, SITES = 300, 24


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _party(key: str, row: dict[str, str], prefix: str = "") -> Party:
    named = {name: row[prefix + name] for name in ("country", "name", "address")}
    return Party(key=key, **named)


def _numbered(party: Party, sign: str) -> Party:
    name = f"{party.name} {sign}"
    return Party(key=party.key, name=name, country=party.country, address=party.address)


def _world() -> tuple[list[Party], list[Party], dict[str, str]]:
    """Return suppliers held, changed entries of some of them, and by which change each came."""
    chance = random.Random(7)  # noqa: S311  # slips of the pen, no secret
    held = [_party(str(number), row) for number, row in enumerate(_rows("published.csv"))]
    changed, how = [], {}
    for party, (name, change) in zip(held[: CHANGED - SITES], cycle(CHANGES.items()), strict=False):
        address = shortened(party.address or "")
        told = change(party.name, chance)
        changed.append(Party(key=party.key, name=told, country=party.country, address=address))
        how[party.key] = name
    for place in range(CHANGED - SITES, CHANGED):
        held[place], as_listed = _numbered(held[place], "Plant 2"), _numbered(held[place], "#2")
        changed.append(as_listed)
        how[as_listed.key] = "site number"
    return held, changed, how


def _same(proposals: Sequence[Proposal]) -> list[Proposal]:
    return [one for one in proposals if one.kind is Kind.SAME and not one.inside]


def test_changed_entries_are_found_and_the_surest_are_never_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    held, changed, how = _world()

    matches = find_matches(held, changed)

    found = _same(matches.proposals)
    top = [one for one in found if one.score >= TOP_SCORE]
    right = {one.left for one in found if one.left == one.right}
    surely = {one.left for one in top if one.left == one.right}
    precision = sum(one.left == one.right for one in top) / len(top)
    missed = Counter(how[party.key] for party in changed if party.key not in right)
    with capsys.disabled():
        print(f"\nmatching: precision at the top {precision:.3f} of {len(top)}")  # noqa: T201
        print(f"recall {len(right) / CHANGED:.3f}, at the top {len(surely) / CHANGED:.3f}")  # noqa: T201
        print(f"missed by change: {dict(missed)}")  # noqa: T201
    assert len(changed) == CHANGED
    assert precision == 1.0
    assert len(right) / CHANGED >= 0.9
    assert matches.exact == {}


def test_near_misses_are_never_proposed_as_surely_one(capsys: pytest.CaptureFixture[str]) -> None:
    rows = _rows("near_misses.csv")

    seen = {
        number: find_matches([_party("held", row, "held_")], [_party("row", row)])
        for number, row in enumerate(rows)
    }

    top = [
        rows[number]["name"]
        for number, matches in seen.items()
        for one in _same(matches.proposals)
        if one.score >= TOP_SCORE
    ]
    merged_sites = [
        rows[number]["name"]
        for number, matches in seen.items()
        if rows[number]["truth"] == "site" and _same(matches.proposals)
    ]
    asked = sum(bool(_same(matches.proposals)) for matches in seen.values())
    with capsys.disabled():
        print(f"\nnear misses: {len(rows)}, surely one: {len(top)}, asked below the top: {asked}")  # noqa: T201
        print(f"sites proposed as one: {merged_sites}")  # noqa: T201
    assert len(rows) == 60
    assert top == []
    assert merged_sites == []
    assert all(matches.exact == {} for matches in seen.values())
