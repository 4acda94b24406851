"""The attack: it breaks cubes that only hide small cells, and none of the released ones."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

import numpy as np
import pytest

from crest.disclosure import systems
from crest.disclosure.release import Protected, protect_all
from crest.disclosure.suppression import Effort
from crest.disclosure.tables import Contribution, Family, fill
from crest.domain.disclosure import LIMITS, Unit
from tests.disclosure.attack import Attack, Key, Published
from tests.disclosure.populations import family, members, moved, published
from tests.soak.running import SEED, say, scaled

LEAST = LIMITS[Unit.COMPANIES].least
QUICK = Effort(rounds=4, seconds=8)
NARROW = 1e-6
FEW = 12
OPENED = 6

CROSSED = (("sector", "region"),)
LINKED = (("sector", "region"), ("sector", "size"), ("region", "size"))
WHOLE = (("sector", "region", "size"),)
# shapes up to 8 x 5 x 3, one table, linked tables and the whole cross
SHAPES: Sequence[tuple[tuple[int, ...], tuple[tuple[str, ...], ...]]] = (
    ((8, 5), CROSSED),
    ((6, 4), CROSSED),
    ((5, 4, 3), LINKED),
    ((4, 3, 2), WHOLE),
    ((8, 5, 3), LINKED),
)


def population(number: int) -> tuple[Family, list[Contribution]]:
    shape, cubes = SHAPES[number % len(SHAPES)]
    count = 60 + (number * 37) % 141
    return family(shape, cubes), members(count, shape, SEED + number)


def hidden_cells(found: Protected) -> list[Key]:
    return [key for key, value in found.figures.items() if value is None]


def too_narrow(attack: Attack, cells: Sequence[Key], *, file: int = -1) -> list[Key]:
    """Return the cells narrowed below the limit; whole numbers are tried where cells are few."""
    found = attack.narrower(cells, LEAST - NARROW, file=file)
    if len(cells) < FEW:
        whole = (key for key in cells if key not in found)
        found += [key for key in whole if attack.width(key, file=file, whole=True) < LEAST - NARROW]
    return found


def owners(rows: Sequence[Contribution], seed: int, count: int) -> Iterator[tuple[str, ...]]:
    """Yield points of members, those alone in their cell first: they know the most."""
    points = [row.at for row in rows]
    dice = np.random.default_rng(seed)
    order = sorted(set(points), key=lambda point: (points.count(point), float(dice.random())))
    yield from islice(order, count)


def broken_by_anybody(found: Protected, rows: Sequence[Contribution], seed: int) -> int:
    """Return how many hidden cells are narrowed too far by a stranger or by some members."""
    file, cells = published(found), hidden_cells(found)
    broken = len(too_narrow(Attack([file]), cells))
    for point in owners(rows, seed, 2):
        broken += len(too_narrow(Attack([file], own=[(0, point)]), cells))
    return broken


def steps_told(before: Protected, now: Protected) -> int:
    """Return how many cells are told in both with a step that is below the limit."""
    was, values = before.figures, now.figures
    pairs = [(was[key], value) for key, value in values.items() if key in was]
    return sum(
        one is not None and other is not None and 0 < abs(one - other) < LEAST
        for one, other in pairs
    )


def broken_across(before: Protected, now: Protected) -> int:
    """Return how many cells of two releases are narrowed by reading one against the other.

    The reader is granted of every cell that moved by less than the limit that it did so, and of
    every cell that was hidden and is told that it moved by the limit, and which way.
    """
    was = dict(zip(before.table.cells, before.table.values.tolist(), strict=True))
    values = dict(zip(now.table.cells, now.table.values.tolist(), strict=True))
    near = [(key, LEAST - 1) for key, value in values.items() if abs(value - was[key]) < LEAST]
    opened = [key for key in hidden_cells(before) if now.figures[key] is not None]
    ways = {key: 1 if was[key] > values[key] else -1 for key in opened}
    beyond = [(key, way, values[key] + way * LEAST) for key, way in ways.items()]
    attack = Attack([published(before), published(now)], near=near, beyond=beyond)
    narrow = too_narrow(attack, hidden_cells(now))
    narrow += too_narrow(attack, hidden_cells(before), file=0)
    return len(narrow) + steps_told(before, now)


def test_the_attack_breaks_cubes_that_hide_small_cells_alone() -> None:
    recovered = hidden = 0
    for number in range(8):
        shape = ((8, 5), (6, 4))[number % 2]
        table = fill(family(shape, CROSSED), members(160 + 5 * number, shape, SEED + number))
        shown = {
            key: None if 0 < value < LEAST else int(value)
            for key, value in zip(table.cells, table.values, strict=True)
        }
        dimensions = [one.values for one in table.family.dimensions]
        attack = Attack([Published(dimensions=dimensions, figures=shown)], marks=(1, LEAST - 1))
        secrets = [key for key, value in shown.items() if value is None]
        hidden += len(secrets)
        recovered += sum(attack.width(key) < NARROW for key in secrets)
    say(f"threshold alone: {recovered} of {hidden} hidden cells recovered to the last company")

    assert recovered / hidden >= 0.5


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_no_released_cell_is_narrowed_below_the_limit(number: int) -> None:
    of, rows = population(number)

    found = protect_all(of, rows, before=None, effort=QUICK)

    assert found.report.is_safe
    assert hidden_cells(found)
    assert broken_by_anybody(found, rows, SEED) == 0


@pytest.mark.parametrize("number", [1, 3])
def test_no_cell_is_narrowed_by_reading_a_release_against_the_last(number: int) -> None:
    of, rows = population(number)
    before = protect_all(of, rows, before=None, effort=QUICK)
    shape = [len(one.values) for one in of.dimensions]
    later = moved(rows, 9, shape, SEED + 1)

    now = protect_all(of, later, before=before.as_before, effort=QUICK)

    assert now.report.is_safe
    assert broken_across(before, now) == 0


def test_releases_that_do_not_know_each_other_give_steps_away() -> None:
    """Each is safe alone; side by side they say what one or two members did."""
    alone = together = 0
    for number in (1, 6, 11):
        of, rows = population(number)
        later = moved(rows, 9, [len(one.values) for one in of.dimensions], SEED + 1)
        before = protect_all(of, rows, before=None, effort=QUICK)
        alone += steps_told(before, protect_all(of, later, before=None, effort=QUICK))
        together += steps_told(
            before, protect_all(of, later, before=before.as_before, effort=QUICK)
        )
    say(f"steps below the limit: {alone} told by releases that stand alone, {together} by ours")

    assert alone > 5
    assert together == 0


def test_that_a_cell_is_told_at_last_says_how_far_it_was_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever knows the rule knows that it moved by the limit; with that granted nothing breaks."""
    of, rows = population(OPENED)
    later = moved(rows, len(rows) // 2, [len(one.values) for one in of.dimensions], SEED + 1)
    before = protect_all(of, rows, before=None, effort=QUICK)

    ours = protect_all(of, later, before=before.as_before, effort=QUICK)
    monkeypatch.setattr(systems, "_moved", lambda *_: ())
    careless = protect_all(of, later, before=before.as_before, effort=QUICK)

    assert broken_across(before, careless) > 0
    assert broken_across(before, ours) == 0


def test_outcomes_stay_hidden_from_who_knows_every_member_that_took_part() -> None:
    shape = (4, 3, 2, 4)
    cubes = (("sector", "outcome"), ("region", "outcome"), ("size", "outcome"))
    of = family(shape, cubes, outcome="outcome")
    rows = members(90, shape, SEED)
    classes: dict[tuple[str, ...], int] = {}
    for point in fill(of, rows).points:
        classes[point[:3]] = sum(row.at[:3] == point[:3] for row in rows)

    found = protect_all(of, rows, before=None, effort=QUICK)

    sizes = [one.values for one in of.dimensions]
    empty = {
        (a, b, c): classes.get((a, b, c), 0) for a in sizes[0] for b in sizes[1] for c in sizes[2]
    }
    file = Published(dimensions=sizes, figures=found.figures, known_classes=empty)
    secrets = [key for key in hidden_cells(found) if key[3] is not None]
    group = {key: sum(n for name, n in empty.items() if _in(name, key)) for key in secrets}
    large = [key for key in secrets if group[key] >= LEAST]
    assert found.report.is_safe
    assert large
    for own in (None, *owners(rows, SEED, 4)):
        attack = Attack([file], own=() if own is None else [(0, own)])
        assert too_narrow(attack, large) == []


def _in(name: tuple[str, ...], key: Key) -> bool:
    return all(want in {None, had} for want, had in zip(key[:3], name, strict=True))


def attacked(number: int) -> Counter[str]:
    """Return what became of one population, every fifth with a second release."""
    of, rows = population(number)
    found = protect_all(of, rows, before=None, effort=QUICK)
    tally = Counter(
        hidden=len(hidden_cells(found)),
        broken=broken_by_anybody(found, rows, SEED + number),
        refused=not found.report.is_safe,
    )
    if number % 5 == 1:
        shape = [len(one.values) for one in of.dimensions]
        later = moved(rows, 6 + number % 20, shape, SEED - number)
        now = protect_all(of, later, before=found.as_before, effort=QUICK)
        tally["pairs"] += 1
        tally["refused"] += not now.report.is_safe
        tally["broken"] += broken_across(found, now) if now.report.is_safe else 0
    return tally


@pytest.mark.soak
def test_a_thousand_populations_give_no_cell_away() -> None:
    total = scaled(1000, least=10)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        tally = sum(pool.map(attacked, range(total), chunksize=5), Counter[str]())
    say(
        f"{total} populations, {tally['pairs']} with a second release: {tally['hidden']} hidden "
        f"cells, {tally['broken']} under the limit, {tally['refused']} releases refused"
    )

    assert tally["broken"] == 0
    assert tally["refused"] <= total // 20


@pytest.mark.soak
@pytest.mark.parametrize("count", [60, 100, 160, 200])
def test_what_is_hidden_stands_beside_the_least(count: int) -> None:
    for shape, cubes in (((8, 5), CROSSED), ((8, 5, 3), LINKED)):
        of, rows = family(shape, cubes), members(count, shape, SEED)
        report = protect_all(of, rows, before=None, effort=Effort(rounds=8, seconds=120)).report
        end = "proven the least" if report.proven else f"gap {report.gap:.0%}"
        say(
            f"{count} members on {' x '.join(map(str, shape))}: {report.cells} cells, hidden "
            f"{report.small} small and {report.besides} besides; value hidden "
            f"{report.value_hidden}, by the threshold alone {report.value_small}; {end}"
        )

        assert report.is_safe
        assert report.bound <= report.cost
