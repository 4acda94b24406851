"""Families of the same members read side by side: the audit of linked cubes.

What a member did for one outcome can rule out another: who is no case of "don't know" anywhere is
none in any question. The reader is granted which outcomes never come together, and every hidden
cell of all of them, over the places that they share, is audited again with all that they tell.

A family may wait while others are told anew: its earlier release stays in force and is read beside
them. Of members that changed in between nothing need fit; that they are few is granted too.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations, pairwise, product

import numpy as np

from crest.disclosure.audit import Auditor
from crest.disclosure.release import Protected
from crest.disclosure.systems import Before, System, needs, open_bounds
from crest.disclosure.tables import Contribution, Mask, Real, Table, Whole

_Class = tuple[str, ...]
# Where a member stands and what its outcome is in each family; None where it is not counted.
_Point = tuple[tuple[_Class, str] | None, ...]
Pairs = AbstractSet[tuple[str, str]]
# Which outcomes of two families, by their places in the list, nobody has together.
Never = Mapping[tuple[int, int], Pairs]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Reading:
    """A family as it is told: now, or by an earlier release that stays in force."""

    found: Protected | Before
    rows: Sequence[Contribution]

    @property
    def table(self) -> Table:
        """Return the family's table."""
        return self.found.table

    @property
    def is_new(self) -> bool:
        """Return whether it is told now, so that it fits all others that are."""
        return isinstance(self.found, Protected)


def is_safe_together(
    one: tuple[Protected, Sequence[Contribution]],
    other: tuple[Protected, Sequence[Contribution]],
    *,
    never: Pairs,
    seed: int,
) -> bool:
    """Return whether no hidden cell of either is narrowed too far by reading both.

    `never` has the outcomes of the first and of the second that no member has together; a pair
    that a member has all the same is not counted among them.
    """
    readings = [Reading(found=found, rows=rows) for found, rows in (one, other)]
    return are_safe_together(readings, never={(0, 1): never}, seed=seed)


def are_safe_together(readings: Sequence[Reading], *, never: Never, seed: int) -> bool:
    """Return whether no hidden cell of any of them is narrowed too far by reading all."""
    places = _shared(readings)
    members = _members(readings, places)
    if len(members) == 0 or not all(one.rows for one in readings):
        return True
    system, hidden = _system(readings, members, places, never)
    return not Auditor(system, seed=seed).audit(hidden, members=True, at_most=1).gaps


def _places(table: Table) -> list[str]:
    return [one.name for one in table.family.dimensions if one.name != table.family.outcome]


def _outcomes(table: Table) -> tuple[str, ...]:
    return next(one.values for one in table.family.dimensions if one.name == table.family.outcome)


def _shared(readings: Sequence[Reading]) -> list[str]:
    """Return the places that at least two of the families are crossed with."""
    crossed = [name for one in readings for name in _places(one.table)]
    return [name for name, times in Counter(crossed).items() if times > 1]


def _members(readings: Sequence[Reading], places: Sequence[str]) -> list[_Point]:
    """Return where each member stands in every family, and its outcome there."""
    found: dict[str, list[tuple[_Class, str] | None]] = {}
    for at, one in enumerate(readings):
        names = [part.name for part in one.table.family.dimensions]
        for row in one.rows:
            had = dict(zip(names, row.at, strict=True))
            outcome = had[one.table.family.outcome or ""]
            known = outcome if outcome in one.table.family.known else ""
            stands = (*(had[name] for name in places if name in had), known)
            found.setdefault(row.member, [None] * len(readings))[at] = (stands, outcome)
    return [tuple(found[name]) for name in sorted(found)]


def _system(
    readings: Sequence[Reading],
    members: Sequence[_Point],
    places: Sequence[str],
    never: Never,
) -> tuple[System, Mask]:
    """Return the system of all cells of the families over their shared places, and its choice.

    Of every member the reader knows in which families it is counted, and where it stands there.
    """
    counts = Counter(members)
    groups = _grouped(readings, counts, never)
    points = [point for group in groups for point in group]
    truth = np.array([counts[point] for point in points], dtype=np.int64)
    kept = [_shared_cells(one.table, places) for one in readings]
    breaks = _breaks(readings, points, never)
    parts = np.vstack([*_told_parts(readings, kept, points, places), *breaks])
    values = np.rint(parts @ truth).astype(np.int64)
    low, high, need = (
        np.concatenate([one[cells] for one, cells in zip(some, kept, strict=True)])
        for some in zip(*(_known(one.table) for one in readings), strict=True)
    )
    few = [max(float(row @ truth), float(_few(readings))) for row in breaks]
    none = np.zeros(len(breaks))
    hidden = [~one.found.told[cells] for one, cells in zip(readings, kept, strict=True)]
    system = System(
        parts=parts,
        truth=truth,
        values=values,
        low=np.concatenate([low, none]),
        high=np.concatenate([high, few]),
        need=np.concatenate([need, none]).astype(np.int64),
        choosable=np.arange(len(values)) < len(low),
        told_before=np.zeros(len(values), dtype=bool),
        sums=_sums(groups, truth),
        links=(),
        own=tuple(((int(at), 1),) for at in np.flatnonzero(truth)),
    )
    return system, np.concatenate([*hidden, none.astype(bool)])


def _told_parts(
    readings: Sequence[Reading],
    kept: Sequence[Sequence[int]],
    points: Sequence[_Point],
    places: Sequence[str],
) -> list[Real]:
    return [
        _parts(one.table, cells, [point[at] for point in points], places)
        for at, (one, cells) in enumerate(zip(readings, kept, strict=True))
    ]


def _known(table: Table) -> tuple[Real, Real, Whole]:
    return (*open_bounds(table), needs(table))


def _few(readings: Sequence[Reading]) -> int:
    """Return how many members changed at most where a family waits as too few did."""
    return max(one.table.family.limit.least for one in readings) - 1


def _grouped(
    readings: Sequence[Reading], counts: Mapping[_Point, int], never: Never
) -> list[list[_Point]]:
    """Return for each group of members that stand alike what their outcomes may be together."""
    had = {
        (first, second, one[1], other[1])
        for point in counts
        for first, second in never
        if (one := point[first]) is not None and (other := point[second]) is not None
    }
    apart = {
        (first, second, *pair)
        for (first, second), pairs in never.items()
        if readings[first].is_new and readings[second].is_new
        for pair in pairs
    } - had
    stands = sorted(
        {tuple(None if one is None else one[0] for one in point) for point in counts},
        key=repr,
    )
    return [_together(readings, where, apart) for where in stands]


def _together(
    readings: Sequence[Reading],
    where: tuple[_Class | None, ...],
    apart: AbstractSet[tuple[int, int, str, str]],
) -> list[_Point]:
    choices = [
        [None] if stands is None else [(stands, outcome) for outcome in _open_to(one, stands)]
        for one, stands in zip(readings, where, strict=True)
    ]
    return [
        point
        for point in product(*choices)
        if not any(
            (first, second, one[1], other[1]) in apart
            for (first, one), (second, other) in combinations(enumerate(point), 2)
            if one is not None and other is not None
        )
    ]


def _open_to(one: Reading, stands: _Class) -> Sequence[str]:
    """Return the outcomes of members that stand there; one alone where it is known."""
    known = one.table.family.known
    return [stands[-1]] if stands[-1] else [o for o in _outcomes(one.table) if o not in known]


def _breaks(readings: Sequence[Reading], points: Sequence[_Point], never: Never) -> list[Real]:
    """Return for families of different releases which points would never fit had nobody changed."""
    found = []
    for (first, second), pairs in never.items():
        if readings[first].is_new and readings[second].is_new:
            continue
        row = [
            one is not None and other is not None and (one[1], other[1]) in pairs
            for one, other in ((point[first], point[second]) for point in points)
        ]
        if any(row):
            found.append(np.array(row, dtype=float))
    return found


def _sums(
    groups: Sequence[Sequence[_Point]], truth: Whole
) -> tuple[tuple[tuple[int, ...], int], ...]:
    starts = np.cumsum([0, *(len(group) for group in groups)])
    return tuple(
        (tuple(range(first, last)), int(truth[first:last].sum()))
        for first, last in pairwise(starts.tolist())
    )


def _shared_cells(table: Table, places: Sequence[str]) -> list[int]:
    """Return the cells that say nothing of a place that no other family is crossed with."""
    names = [one.name for one in table.family.dimensions]
    kept = {*places, table.family.outcome}
    return [
        at
        for at, key in enumerate(table.cells)
        if all(part is None or name in kept for name, part in zip(names, key, strict=True))
    ]


def _parts(
    table: Table,
    cells: Sequence[int],
    points: Sequence[tuple[_Class, str] | None],
    places: Sequence[str],
) -> Real:
    """Return which cells take in which points, a row for each cell."""
    names = [one.name for one in table.family.dimensions]
    here = [name for name in places if name in names]
    columns = [
        np.array(["" if one is None else one[0][at] for one in points]) for at in range(len(here))
    ]
    columns.append(np.array(["" if one is None else one[1] for one in points]))
    counted = np.array([one is not None for one in points])
    found = np.zeros((len(cells), len(points)))
    for row, at in enumerate(cells):
        want = dict(zip(names, table.cells[at], strict=True))
        fits = counted.copy()
        for name, column in zip((*here, table.family.outcome or ""), columns, strict=True):
            if want[name] is not None:
                fits &= column == want[name]
        found[row] = fits
    return found
