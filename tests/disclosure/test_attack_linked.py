"""The attack on families that stand on the same answers, whichever release tells them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from crest.disclosure.linked import Never, Reading, are_safe_together
from crest.disclosure.release import Protected, protect_all
from crest.disclosure.suppression import Effort
from crest.disclosure.tables import Contribution, Dimension, Family
from crest.domain.disclosure import LIMITS, Unit
from crest.services import aggregates_links
from crest.services.aggregates_links import Group, unsafe_together
from tests.disclosure.attack import Published, SideBySide
from tests.library import shipped_library
from tests.soak.running import SEED, say, scaled

LEAST = LIMITS[Unit.COMPANIES].least
QUICK = Effort(rounds=1, seconds=8)
_NARROW = LEAST - 1e-6
Stands = Sequence[tuple[str, ...]]


def told(name: str, members: Stands, at: int, hides: set[str] | None = None) -> Reading:
    """Return a family over the outcome at a place of what members stand for.

    Where outcomes to hide are named, they are hidden and nothing else is, safe or not.
    """
    of = Family(
        name=name,
        dimensions=(
            Dimension(name="sector", values=tuple(sorted({one[0] for one in members}))),
            Dimension(name="outcome", values=tuple(sorted({one[at] for one in members}))),
        ),
        cubes=(("sector", "outcome"),),
        limit=LIMITS[Unit.COMPANIES],
        outcome="outcome",
    )
    rows = [Contribution(member=f"m{n}", at=(one[0], one[at])) for n, one in enumerate(members)]
    found = protect_all(of, rows, before=None, effort=QUICK)
    if hides is not None:
        mask = np.array([key[1] not in hides for key in found.table.cells])
        found = replace(found, told=mask)
    return Reading(found=found, rows=rows)


def earlier(one: Reading) -> Reading:
    assert isinstance(one.found, Protected)
    return Reading(found=one.found.as_before, rows=one.rows)


def published(one: Reading) -> Published:
    table = one.table
    cells = zip(table.cells, table.values.tolist(), one.found.told, strict=True)
    return Published(
        dimensions=[part.values for part in table.family.dimensions],
        figures={key: value if is_told else None for key, value, is_told in cells},
    )


def many(counts: Mapping[tuple[str, ...], int]) -> Stands:
    return [stands for stands, count in counts.items() for _ in range(count)]


# what each outcome of the first allows of the others
_RECODED: Never = {(0, 1): {("met", "less"), ("met", "unknown"), ("short", "best")}}
_BOUNDED: Never = {
    (0, 1): {("p", "b1")},
    (0, 2): {("q", "c1"), ("r", "c1"), ("t", "c1")},
}


def test_three_families_can_tell_what_no_two_of_them_do() -> None:
    """One bounds a hidden cell from above, one from below."""
    members = many(
        {
            ("s0", "p", "b2", "c1"): 6,
            ("s0", "p", "b2", "c2"): 2,
            ("s0", "q", "b2", "c2"): 2,
            ("s0", "r", "b1", "c2"): 10,
            ("s0", "t", "b1", "c2"): 20,
        }
    )
    hiding, above, below = (
        told("hiding", members, 1, {"p", "q", "r"}),
        told("above", members, 2, set()),
        told("below", members, 3, set()),
    )
    files = [published(one) for one in (hiding, above, below)]

    widths = [
        SideBySide(files, {"s0": 40}, never).width(0, "s0", "p")
        for never in (*({places: pairs} for places, pairs in _BOUNDED.items()), _BOUNDED)
    ]

    assert widths[:2] == pytest.approx([10, 14])
    assert widths[2] == pytest.approx(4)
    assert are_safe_together((hiding, above), never={(0, 1): _BOUNDED[0, 1]}, seed=1)
    assert are_safe_together((hiding, below), never={(0, 1): _BOUNDED[0, 2]}, seed=1)
    assert not are_safe_together((hiding, above, below), never=_BOUNDED, seed=1)


_THEN = many(
    {
        (sector, *outcome): count
        for sector in ("s0", "s1")
        for outcome, count in ((("met", "best"), 8), (("short", "less"), 7))
    }
)
# one does another thing since: too few for the coarse family to be told anew
_SINCE = [("s1", "short", "unknown") if n == 15 else one for n, one in enumerate(_THEN)]


def _beside_an_earlier_one() -> tuple[Reading, Reading]:
    """Return a family from an earlier release, and one told now without a look at it."""
    return told("duty", _THEN, 1, set()), told("question", _SINCE, 2, {"best", "unknown"})


def test_what_waits_from_an_earlier_release_narrows_what_is_told_now() -> None:
    was, now = _beside_an_earlier_one()
    files, sizes = [published(was), published(now)], {"s0": 15, "s1": 15}

    alone = SideBySide(files, sizes, {}, changed=LEAST - 1).width(1, "s0", "unknown")
    beside = SideBySide(files, sizes, _RECODED, changed=LEAST - 1).width(1, "s0", "unknown")

    assert alone >= LEAST
    assert beside < LEAST
    assert are_safe_together((earlier(was), now), never={}, seed=1)
    assert not are_safe_together((earlier(was), now), never=_RECODED, seed=1)


def test_what_is_told_now_waits_beside_what_was_told_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    was, now = _beside_an_earlier_one()
    group = Group(names=("duty", "question"), never=_RECODED)
    monkeypatch.setattr(aggregates_links, "linked_groups", lambda _names, _library: (group,))

    def withheld(now_told: dict[str, Reading], before: dict[str, Reading]) -> Mapping[str, str]:
        return unsafe_together(now_told, before, shipped_library(), seed=1, processes=1)

    assert withheld({"question": now}, {"duty": earlier(was)}) == {"question": "duty"}
    assert withheld({"question": now}, {}) == {}
    assert withheld({"duty": was}, {"question": earlier(now)}) == {"duty": "question"}
    anew = told("duty", _SINCE, 1, set())
    assert withheld({"duty": anew, "question": now}, {}) == {"question": "duty"}


def _linked(number: int) -> Stands:
    """Return members of a question and of the duty that stands on it, over eight sectors."""
    dice = np.random.default_rng(SEED + number)
    count = 60 + (number * 37) % 141
    sectors = dice.choice(8, size=count, p=dice.dirichlet(np.full(8, 1.2)))
    replies = dice.choice(["best", "less", "unknown"], size=count, p=dice.dirichlet(np.full(3, 2)))
    return [
        (f"s{sector}", "met" if reply == "best" else "short", str(reply))
        for sector, reply in zip(sectors, replies, strict=True)
    ]


def _broken(readings: tuple[Reading, Reading], members: Stands) -> int:
    """Return how many cells of large groups a stranger and two members narrow too far."""
    sizes = Counter(one[0] for one in members)
    files = [published(one) for one in readings]
    found = 0
    for own in (None, members[0], members[-1]):
        attack = SideBySide(files, sizes, _RECODED, own=own)
        for file, one in enumerate(files):
            for (sector, outcome), value in one.figures.items():
                whole = len(members) if sector is None else sizes[sector]
                if value is None and outcome is not None and whole > LEAST:
                    found += attack.width(file, sector, outcome) < _NARROW
    return found


def _side_by_side(numbers: Sequence[int]) -> tuple[int, int, int]:
    """Return how many cells are broken by what is told: careless, and by ours; and what waits."""
    careless = broken = waits = 0
    for number in numbers:
        members = _linked(number)
        duty, question = told("duty", members, 1), told("question", members, 2)
        gaps = _broken((duty, question), members)
        careless += gaps
        if are_safe_together((duty, question), never=_RECODED, seed=1):
            broken += gaps
        else:
            waits += 1
    return careless, broken, waits


def test_families_side_by_side_give_no_cell_away() -> None:
    careless, broken, waits = _side_by_side(range(2))

    assert careless > 0
    assert waits > 0
    assert broken == 0


@pytest.mark.soak
def test_many_pairs_of_families_give_no_cell_away() -> None:
    total = scaled(200, least=10)

    careless, broken, waits = _side_by_side(range(total))

    say(
        f"{total} pairs of linked families: {careless} cells under the limit where both are told "
        f"unseen, {broken} where read together; {waits} times the finer one waits"
    )
    assert careless > 0
    assert broken == 0
