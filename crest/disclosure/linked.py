"""Two families of the same members read side by side: the audit of linked cubes.

What a member did for one outcome can rule out another: who is no case of "don't know" anywhere is
none in any question. The reader is granted which two outcomes never come together, and every
hidden cell of both, over the places that both are crossed with, is audited again with all that
both tell.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import product

import numpy as np

from crest.disclosure.audit import Auditor
from crest.disclosure.release import Protected
from crest.disclosure.systems import System, needs, open_bounds
from crest.disclosure.tables import Contribution, Mask, Real, Table

_Class = tuple[str, ...]
_Point = tuple[_Class, str, str]
Pairs = AbstractSet[tuple[str, str]]


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
    shared = [name for name in _places(other[0].table) if name in _places(one[0].table)]
    members = _members(one, other, shared)
    if not members:
        return True
    had = {(first, second) for _, first, second in members}
    pairs = [
        pair
        for pair in product(_outcomes(one[0].table), _outcomes(other[0].table))
        if pair in had or pair not in never
    ]
    system, hidden = _system((one[0], other[0]), members, shared, pairs)
    return not Auditor(system, seed=seed).audit(hidden, members=True, at_most=1).gaps


def _places(table: Table) -> list[str]:
    return [one.name for one in table.family.dimensions if one.name != table.family.outcome]


def _outcomes(table: Table) -> tuple[str, ...]:
    return next(one.values for one in table.family.dimensions if one.name == table.family.outcome)


def _members(
    one: tuple[Protected, Sequence[Contribution]],
    other: tuple[Protected, Sequence[Contribution]],
    shared: Sequence[str],
) -> list[_Point]:
    """Return where each member stands that adds to both."""
    second = {row.member: _placed(other[0].table, row, shared)[1] for row in other[1]}
    found = []
    for row in one[1]:
        if row.member in second:
            stands, outcome = _placed(one[0].table, row, shared)
            found.append((stands, outcome, second[row.member]))
    return found


def _placed(table: Table, row: Contribution, shared: Sequence[str]) -> tuple[_Class, str]:
    at = dict(zip((one.name for one in table.family.dimensions), row.at, strict=True))
    return tuple(at[name] for name in shared), at[table.family.outcome or ""]


def _system(
    families: tuple[Protected, Protected],
    members: Sequence[_Point],
    shared: Sequence[str],
    pairs: Sequence[tuple[str, str]],
) -> tuple[System, Mask]:
    classes = sorted({stands for stands, _, _ in members})
    points = [(stands, *pair) for stands in classes for pair in pairs]
    counts = {point: members.count(point) for point in set(members)}
    truth = np.array([counts.get(point, 0) for point in points], dtype=np.int64)
    kept = [_shared_cells(one.table, shared) for one in families]
    parts = np.vstack(
        [
            _parts(one.table, points, cells, shared, place=place)
            for place, (one, cells) in enumerate(zip(families, kept, strict=True), start=1)
        ]
    )
    bounds = [open_bounds(one.table) for one in families]
    values = np.rint(parts @ truth).astype(np.int64)
    size = len(pairs)
    groups = [tuple(range(at, at + size)) for at in range(0, len(points), size)]
    system = System(
        parts=parts,
        truth=truth,
        values=values,
        low=np.concatenate([low[at] for (low, _), at in zip(bounds, kept, strict=True)]),
        high=np.concatenate([high[at] for (_, high), at in zip(bounds, kept, strict=True)]),
        need=np.concatenate([needs(o.table)[at] for o, at in zip(families, kept, strict=True)]),
        choosable=np.ones(len(values), dtype=bool),
        told_before=np.zeros(len(values), dtype=bool),
        sums=tuple((group, int(truth[list(group)].sum())) for group in groups),
        links=(),
        own=tuple(((int(at), 1),) for at in np.flatnonzero(truth)),
    )
    hidden = np.concatenate([~o.told[at] for o, at in zip(families, kept, strict=True)])
    return system, hidden


def _shared_cells(table: Table, shared: Sequence[str]) -> list[int]:
    """Return the cells that say nothing of a place that the other family is not crossed with."""
    names = [one.name for one in table.family.dimensions]
    kept = {*shared, table.family.outcome}
    return [
        at
        for at, key in enumerate(table.cells)
        if all(part is None or name in kept for name, part in zip(names, key, strict=True))
    ]


def _parts(
    table: Table,
    points: Sequence[_Point],
    cells: Sequence[int],
    shared: Sequence[str],
    *,
    place: int,
) -> Real:
    names = [one.name for one in table.family.dimensions]
    found = []
    for at in cells:
        want = dict(zip(names, table.cells[at], strict=True))
        outcome = want[table.family.outcome or ""]
        found.append(
            [
                outcome in {None, point[place]}
                and all(
                    want[name] in {None, had} for name, had in zip(shared, point[0], strict=True)
                )
                for point in points
            ]
        )
    return np.array(found, dtype=float)
