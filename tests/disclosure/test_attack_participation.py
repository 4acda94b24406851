"""Who takes part, read beside results: their margins count just those that submitted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from crest.disclosure.linked import is_safe_together
from crest.disclosure.release import Protected, protect_all
from crest.disclosure.suppression import Effort
from crest.disclosure.tables import Contribution, Family
from crest.domain.disclosure import LIMITS, Unit
from crest.domain.participation import (
    BEGUN,
    NOT_BEGUN,
    NOT_STOPPED,
    NOT_SUBMITTED,
    PARTS,
    STAGES,
    SUBMITTED,
)
from tests.disclosure.attack import Attack, Key, Published
from tests.disclosure.populations import dimensions, family
from tests.soak.running import SEED, say, scaled

LEAST = LIMITS[Unit.COMPANIES].least
QUICK = Effort(rounds=2, seconds=6)
NARROW = 1e-6
SHAPE = (4, 3, 2)
CUBES = (("sector", "outcome"), ("region", "outcome"), ("size", "outcome"))
Place = tuple[str | None, ...]


def laid_out(*outcomes: str, known: tuple[str, ...] = ()) -> Family:
    places = family((*SHAPE, 1), CUBES)
    *where, outcome = places.dimensions
    stages = replace(outcome, values=outcomes)
    return replace(places, dimensions=(*where, stages), outcome="outcome", known=known)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Both families of a release: who submitted, and who of the others has begun."""

    taking_part: Protected
    begun: Protected

    @property
    def figures(self) -> dict[Key, int | None]:
        """Return what is told of each outcome, and of the whole of each group."""
        submitted = {k: v for k, v in self.taking_part.figures.items() if k[3] in {None, SUBMITTED}}
        return submitted | {k: v for k, v in self.begun.figures.items() if k[3] is not None}


def told(rows: Sequence[Contribution], before: Told | None = None) -> Told:
    """Return the families as they are told: those with a result are known, the others counted."""
    state = {True: SUBMITTED, False: NOT_SUBMITTED}
    every = [replace(r, at=(*r.at[:3], state[r.at[3] == SUBMITTED])) for r in rows]
    others = [row for row in rows if row.at[3] != SUBMITTED]
    of = laid_out(SUBMITTED, NOT_SUBMITTED, known=(SUBMITTED, NOT_SUBMITTED))
    was = None if before is None else before.taking_part.as_before
    then = None if before is None else before.begun.as_before
    return Told(
        taking_part=protect_all(of, every, before=was, effort=QUICK),
        begun=protect_all(laid_out(BEGUN, NOT_BEGUN), others, before=then, effort=QUICK),
    )


def members(count: int, seed: int) -> list[Contribution]:
    """Return members over skewed places, few of which have not begun, as a seed makes them."""
    dice = np.random.default_rng(seed)
    skew = [dice.dirichlet(np.full(size, 1.5)) for size in SHAPE]
    stages = dice.choice(STAGES, size=count, p=(0.06, 0.56, 0.38))
    return [
        Contribution(
            member=f"m{number}",
            at=(
                *(
                    one.values[dice.choice(len(one.values), p=chances)]
                    for one, chances in zip(dimensions(SHAPE), skew, strict=True)
                ),
                str(stage),
            ),
        )
        for number, stage in enumerate(stages)
    ]


def bands_beside(rows: Sequence[Contribution]) -> dict[Key, int]:
    """Return what the bands of the same release tell: how many stand in each group."""
    counted = [row.at for row in rows if row.at[3] == SUBMITTED]
    names = dimensions(SHAPE)
    groups: list[Place] = [(None, None, None)]
    for place, one in enumerate(names):
        groups += [tuple(value if at == place else None for at in range(3)) for value in one.values]
    sizes = {group: sum(_in(at, group) for at in counted) for group in groups}
    return {(*group, SUBMITTED): size for group, size in sizes.items() if size > LEAST}


def broken(
    figures: Mapping[Key, int | None], rows: Sequence[Contribution], *, knows_names: bool
) -> list[tuple[Key, float]]:
    """Return the hidden cells that a reader of both narrows below what they must keep."""
    beside: dict[Key, int | None] = dict(bands_beside(rows))
    classes = Counter(row.at[:3] for row in rows)
    if knows_names:
        took_part = Counter(row.at[:3] for row in rows if row.at[3] == SUBMITTED)
        beside |= {(*name, SUBMITTED): took_part[name] for name in classes}
    shown = {key: value for key, value in figures.items() if value is not None}
    values = [*(one.values for one in dimensions(SHAPE)), STAGES]
    empty: dict[tuple[str, ...], int] = {
        (a, b, c): classes[a, b, c] for a in values[0] for b in values[1] for c in values[2]
    }
    file = Published(dimensions=values, figures={**beside, **shown}, known_classes=empty)
    secret = hidden_cells(figures)
    unsaid = [row.at for row in rows if row.at[3] != SUBMITTED]
    needs = {key: min(LEAST, sum(_in(at, key[:3]) for at in unsaid) - 1) for key in secret}
    attacks = [Attack([file]), *(Attack([file], own=[(0, at)]) for at in _lonely(unsaid))]
    return [
        (key, width)
        for attack in attacks
        for key in secret
        if (width := attack.width(key)) < needs[key] - NARROW
    ]


def hidden_cells(figures: Mapping[Key, int | None]) -> list[Key]:
    return [key for key, value in figures.items() if value is None and key[3] in {BEGUN, NOT_BEGUN}]


def _lonely(points: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """Return two points of members that stand most alone: they know the most."""
    return sorted(set(points), key=lambda one: (points.count(one), one))[:2]


def _in(at: Sequence[str], group: Sequence[str | None]) -> bool:
    return all(want in {None, had} for want, had in zip(group, at, strict=False))


def _exact(found: Sequence[tuple[Key, float]]) -> int:
    return len({key for key, width in found if width < NARROW})


def test_who_has_not_begun_is_read_off_where_submitted_counts_as_a_secret() -> None:
    """Careless: one family hides `submitted` to protect a few, and the bands tell just that."""
    recovered = hidden = 0
    for seed in range(3):
        rows = members(130 + 10 * seed, SEED + seed)
        found = protect_all(laid_out(*STAGES), rows, before=None, effort=QUICK)
        assert found.report.is_safe
        recovered += _exact(broken(found.figures, rows, knows_names=False))
        hidden += len(hidden_cells(found.figures))
    say(f"careless: {recovered} of {hidden} hidden cells recovered to the last member")

    assert recovered / hidden >= 0.5


@pytest.mark.parametrize("seed", range(3))
def test_no_cell_is_read_off_beside_the_results(seed: int) -> None:
    rows = members(130 + 10 * seed, SEED + seed)

    found = told(rows)

    assert found.taking_part.report.is_safe
    assert found.begun.report.is_safe
    assert found.figures[None, None, None, SUBMITTED] == sum(r.at[3] == SUBMITTED for r in rows)
    assert len(hidden_cells(found.figures)) > 3
    assert broken(found.figures, rows, knows_names=False) == []
    assert broken(found.figures, rows, knows_names=True) == []


@pytest.mark.soak
def test_many_populations_give_no_cell_of_participation_away() -> None:
    total = scaled(100, least=10)
    hidden = gone = 0
    for number in range(total):
        rows = members(60 + (number * 37) % 141, SEED + 50 + number)
        found = told(rows)
        assert found.taking_part.report.is_safe
        shown = found.figures if found.begun.report.is_safe else found.taking_part.figures
        hidden += len(hidden_cells(shown))
        gone += len(broken(shown, rows, knows_names=True))
    say(f"participation: {gone} of {hidden} hidden cells narrowed in {total} populations")

    assert hidden > total
    assert gone == 0


def test_who_submits_later_is_told_whether_or_not_the_others_can_be() -> None:
    rows = members(140, SEED)
    silent = [row for row in rows if row.at[3] != SUBMITTED][:12]
    later = [replace(r, at=(*r.at[:3], SUBMITTED)) if r in silent else r for r in rows]

    now = told(later, before=told(rows))

    assert now.taking_part.report.is_safe
    shown = now.figures if now.begun.report.is_safe else now.taking_part.figures
    assert broken(shown, later, knows_names=True) == []
    assert now.figures[None, None, None, SUBMITTED] == 12 + sum(
        row.at[3] == SUBMITTED for row in rows
    )


def stopped(counts: Mapping[str, int]) -> tuple[Family, list[Contribution]]:
    values = (*PARTS, NOT_STOPPED)
    of = replace(family((1,), (("outcome",),)), name="stopped", cubes=(("outcome",),))
    outcome = replace(of.dimensions[0], name="outcome", values=values)
    parts = [part for part, count in counts.items() for _ in range(count)]
    rows = [Contribution(member=f"m{n}", at=(part,)) for n, part in enumerate(parts)]
    return replace(of, dimensions=(outcome,), outcome="outcome"), rows


def test_where_members_stopped_is_held_against_who_has_begun() -> None:
    """All but two of those that have begun rest in one part: careless, the two are read off."""
    of, rows = stopped({PARTS[0]: 9, PARTS[1]: 2, NOT_STOPPED: 19})
    stages = [BEGUN] * 11 + [NOT_BEGUN] * 19
    placed = [Contribution(member=r.member, at=(s,)) for r, s in zip(rows, stages, strict=True)]
    shape = replace(of, dimensions=(replace(of.dimensions[0], values=(BEGUN, NOT_BEGUN)),))
    taking = protect_all(shape, placed, before=None, effort=QUICK)
    found = protect_all(of, rows, before=None, effort=QUICK)
    # alone, hiding who did not stop protects the two; beside, at most 11 can have stopped
    hides = {PARTS[1], PARTS[2], PARTS[3], NOT_STOPPED}
    careless = replace(found, told=np.array([key[0] not in hides for key in found.table.cells]))
    never = {(NOT_BEGUN, part) for part in PARTS}

    assert taking.figures[BEGUN,] == 11
    assert not is_safe_together((taking, placed), (careless, rows), never=never, seed=1)
    assert is_safe_together((taking, placed), (careless, rows), never=set(), seed=1)
