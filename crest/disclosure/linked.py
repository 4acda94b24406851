"""Two families of the same members read side by side: the audit of linked cubes.

What a member did for one outcome often decides another: a duty stands on its questions, a law on
its duties. The reader is granted which outcomes of the two ever come together, which is more than
the rules tell, and every hidden cell of both is audited again with all that both tell.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from crest.disclosure.audit import Auditor
from crest.disclosure.release import Protected
from crest.disclosure.systems import Floors, System, needs, open_bounds
from crest.disclosure.tables import Contribution, Mask, Real, Table

# A class that every reader knows (by the name of each place), and the two outcomes.
_Class = tuple[tuple[str, str], ...]
_Point = tuple[_Class, str, str]


def is_safe_together(
    one: Protected,
    rows: Sequence[Contribution],
    other: Protected,
    others: Sequence[Contribution],
    *,
    seed: int,
) -> bool:
    """Return whether no hidden cell of either is narrowed too far by reading both."""
    members = _members(one.table, rows, other.table, others)
    system = _system(one.table, other.table, members)
    hidden: Mask = np.concatenate([~one.told, ~other.told])
    return not Auditor(system, seed=seed).audit(hidden, members=True, at_most=1).gaps


def _members(
    one: Table, rows: Sequence[Contribution], other: Table, others: Sequence[Contribution]
) -> list[_Point]:
    """Return where each member stands that adds to both."""
    second = {row.member: _placed(other, row) for row in others}
    found = []
    for row in rows:
        if row.member in second:
            (places, outcome), (more, beside) = _placed(one, row), second[row.member]
            found.append((tuple(sorted({**places, **more}.items())), outcome, beside))
    return found


def _placed(table: Table, row: Contribution) -> tuple[dict[str, str], str]:
    names = [one.name for one in table.family.dimensions]
    at = dict(zip(names, row.at, strict=True))
    outcome = at.pop(table.family.outcome or "")
    return at, outcome


def _system(one: Table, other: Table, members: Sequence[_Point]) -> System:
    points = _points(members)
    counts = {point: members.count(point) for point in set(members)}
    truth = np.array([counts.get(point, 0) for point in points], dtype=np.int64)
    parts = np.vstack([_parts(one, points, place=1), _parts(other, points, place=2)])
    values = np.rint(parts @ truth).astype(np.int64)
    (low, high), (low_too, high_too) = open_bounds(one), open_bounds(other)
    classes: dict[_Class, list[int]] = {}
    for at, point in enumerate(points):
        classes.setdefault(point[0], []).append(at)
    own: tuple[Floors, ...] = tuple(((int(at), 1),) for at in np.flatnonzero(truth))
    return System(
        parts=parts,
        truth=truth,
        values=values,
        low=np.concatenate([low, low_too]),
        high=np.concatenate([high, high_too]),
        need=np.concatenate([needs(one), needs(other)]),
        choosable=np.ones(len(values), dtype=bool),
        told_before=np.zeros(len(values), dtype=bool),
        sums=tuple((tuple(some), int(truth[some].sum())) for some in classes.values()),
        links=(),
        own=own,
    )


def _points(members: Sequence[_Point]) -> list[_Point]:
    pairs = sorted({(one, other) for _, one, other in members})
    classes = sorted({name for name, _, _ in members})
    return [(name, one, other) for name in classes for one, other in pairs]


def _parts(table: Table, points: Sequence[_Point], *, place: int) -> Real:
    names = [one.name for one in table.family.dimensions]
    stands = [
        tuple(
            str(point[place]) if name == table.family.outcome else dict(point[0])[name]
            for name in names
        )
        for point in points
    ]
    found: Mapping[object, list[float]] = {
        key: [
            float(all(want in {None, had} for want, had in zip(key, stand, strict=True)))
            for stand in stands
        ]
        for key in table.cells
    }
    return np.array([found[key] for key in table.cells], dtype=float)
