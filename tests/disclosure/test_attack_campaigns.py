"""Figures by campaign beside those of all members: who stands in a campaign is no secret."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from crest.disclosure.release import Protected, protect
from crest.disclosure.suppression import Effort
from crest.disclosure.systems import Before
from crest.disclosure.tables import Contribution, Dimension
from crest.disclosure.within import Audited, Within, protect_within
from crest.domain.disclosure import LIMITS, Unit
from tests.disclosure.attack import Attack, Key, Point, Published
from tests.disclosure.populations import family, members
from tests.soak.running import SEED, say

LEAST = LIMITS[Unit.COMPANIES].least
QUICK = Effort(rounds=1, seconds=4)
NARROW = 1e-6
SHAPE = (4, 3, 2, 4)
CUBES = (("sector", "outcome"), ("region", "outcome"), ("size", "outcome"))
BESIDE = ("sector", "region", "size")
CAMPAIGNS = ("c0", "c1", "none")
Stands = Mapping[str, str]
Figures = Mapping[Key, int | None]


def population(number: int) -> tuple[list[Contribution], Stands]:
    rows = members(70 + 17 * (number % 8), SHAPE, SEED + number)
    dice = np.random.default_rng(SEED + number)
    shares = ((0.5, 0.4, 0.1), (0.7, 0.25, 0.05), (0.35, 0.35, 0.3))[number % 3]
    return rows, {row.member: str(dice.choice(CAMPAIGNS, p=shares)) for row in rows}


def told(rows: Sequence[Contribution], before: Protected | None = None) -> Protected:
    laid_out = family(SHAPE, CUBES, outcome="outcome")
    last = None if before is None else before.as_before
    return protect(laid_out, rows, before=last, effort=QUICK)


def by_campaign(
    base: Protected,
    rows: Sequence[Contribution],
    stands: Stands,
    before: Sequence[Audited] | None = None,
) -> tuple[Audited, ...]:
    last = [None] * len(BESIDE) if before is None else [_before(one) for one in before]
    return protect_within(
        [
            Within(
                base=base,
                rows=rows,
                beside=beside,
                place=Dimension(name="campaign", values=CAMPAIGNS),
                stands=stands,
                before=then,
                effort=QUICK,
            )
            for beside, then in zip(BESIDE, last, strict=True)
        ]
    )


def _before(one: Audited) -> Before:
    return Before(table=one.table, told=one.told, low=one.low, high=one.high)


def published(
    base: Protected, rows: Sequence[Contribution], stands: Stands, shown: Figures
) -> Published:
    """Return what a reader holds: all cells of the base, the campaigns, and who stands where."""
    *places, outcome = base.table.family.dimensions
    figures: dict[Key, int | None] = {
        (*key[:-1], None, key[-1]): value for key, value in base.figures.items()
    }
    figures |= {(None, None, None, *key): value for key, value in shown.items() if key[0]}
    return Published(
        dimensions=[*(one.values for one in places), CAMPAIGNS, outcome.values],
        figures=figures,
        known_classes=Counter((*row.at[:-1], stands[row.member]) for row in rows),
    )


def threshold_alone(found: Audited) -> dict[Key, int | None]:
    """Return the campaigns as the careless tell them: each cell by itself."""
    return {
        key[1:]: int(value) if value > LEAST else None
        for key, value in zip(found.table.cells, found.table.values, strict=True)
        if key[0] is None and key[1] is not None
    }


def narrowed(file: Published, own: Sequence[Point] = ()) -> tuple[int, int]:
    """Return how many hidden cells a reader narrows too far by the campaigns, of how many.

    Too far is below the limit, and below what the family of all members leaves by itself.
    """
    told_alone = {key: value for key, value in file.figures.items() if key[-2] is None}
    knows = [(0, point) for point in own]
    alone = Attack([replace(file, figures=told_alone)], own=knows)
    beside = Attack([file], own=knows)
    cells = [key for key, value in file.figures.items() if value is None and key[-1] is not None]
    found = 0
    for key in cells:
        width = beside.width(key)
        found += width < min(LEAST, _rest(file, key)) - NARROW and width < alone.width(key) - NARROW
    return found, len(cells)


def _rest(file: Published, key: Key) -> int:
    """Return how many of a known group are left when one takes itself away."""
    known = file.known_classes or {}
    return -1 + sum(
        count
        for name, count in known.items()
        if all(want in {None, had} for want, had in zip(key[:-1], name, strict=True))
    )


def test_the_attack_breaks_campaigns_that_hide_small_cells_alone() -> None:
    recovered = hidden = 0
    for number in range(4):
        rows, stands = population(number)
        base = told(rows)
        careless = threshold_alone(by_campaign(base, rows, stands)[0])
        file = published(base, rows, stands, careless)
        recovered += narrowed(file)[0]
        hidden += sum(value is None for value in careless.values())
    say(f"campaigns, threshold alone: {recovered} cells narrowed too far, {hidden} hidden")

    assert recovered * 2 >= hidden > 0


@pytest.mark.parametrize("number", range(4))
def test_no_campaign_gives_a_cell_away(number: int) -> None:
    rows, stands = population(number)
    base = told(rows)

    tables = by_campaign(base, rows, stands)

    assert [one.faults for one in tables] == [(), (), ()]
    assert len({tuple(_of_campaigns(one).items()) for one in tables}) == 1
    file = published(base, rows, stands, _of_campaigns(tables[0]))
    rarest = min(rows, key=lambda row: (sum(row.at == one.at for one in rows), row.member))
    itself = (*rarest.at[:-1], stands[rarest.member], rarest.at[-1])
    assert narrowed(file)[0] == 0
    assert narrowed(file, own=[itself])[0] == 0


def test_campaigns_tell_more_than_how_many_stand_in_them() -> None:
    rows, stands = population(2)

    found = by_campaign(told(rows), rows, stands)[0]

    assert any(value for key, value in _of_campaigns(found).items() if key[1])


def _of_campaigns(found: Audited) -> dict[Key, int | None]:
    return {key: value for key, value in found.figures.items() if key[0] is not None}
