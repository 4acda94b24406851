"""Cubes laid out: the finest cells that nobody sees, and the cells that are told or hidden.

Cubes that share dimensions are one family. A cell of the family is a choice for some dimensions
and `None` (all) for the others; a margin that two cubes share is one cell, so that cubes are
linked by themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from crest.domain.disclosure import Limit
from crest.domain.told_form import Key, cell_keys

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Point = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A dimension and its values in their order."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Linked cubes: their dimensions, and which of these each cube crosses.

    `outcome` is the dimension that says something about a member. The others only say which
    company it is: where an outcome is named, a reader is taken to know of every member where it
    stands in the others (`is_membership_known`), as participation is no secret. `known` are values
    of the outcome of which the reader is taken to know all members too: another family tells how
    many they are, so that they hide nothing and protect nothing.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    cubes: tuple[tuple[str, ...], ...]
    limit: Limit
    outcome: str | None = None
    known: tuple[str, ...] = ()

    @property
    def is_membership_known(self) -> bool:
        """Return whether a reader knows every company's place in all dimensions but one."""
        return self.outcome is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one member adds, and where: one value for each dimension of the family."""

    member: str
    at: Point
    amount: int = 1


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Table:
    """A family filled with contributions.

    `points` are the finest cells and `filled` what they hold; `cells` the keys of the cells that
    are told or hidden, `values` theirs, and `parts` has a row for each cell that is 1 where it
    takes in a point. `shares` holds what each member adds to each cell, and `own` the largest
    amount one member has in a point.
    """

    family: Family
    points: tuple[Point, ...]
    filled: Whole
    own: Whole
    cells: tuple[Key, ...]
    values: Whole
    parts: Real
    shares: tuple[tuple[int, ...], ...]
    members: int

    @property
    def outcome_at(self) -> int | None:
        """Return the place of the outcome among the dimensions."""
        names = [one.name for one in self.family.dimensions]
        return None if self.family.outcome is None else names.index(self.family.outcome)

    def is_known(self, key: Key) -> bool:
        """Return whether a reader is taken to know the cell whatever is told."""
        place = self.outcome_at
        return place is not None and (key[place] is None or key[place] in self.family.known)

    def groups(self) -> Mapping[Point, tuple[int, ...]]:
        """Return the points of each known class of members; none where nothing is known."""
        place = self.outcome_at
        found: dict[Point, list[int]] = {}
        if place is not None:
            for at, point in enumerate(self.points):
                known = point[place] if point[place] in self.family.known else ""
                name = (*point[:place], *point[place + 1 :], known)
                found.setdefault(name, []).append(at)
        return {name: tuple(where) for name, where in found.items()}


def fill(family: Family, contributions: Sequence[Contribution]) -> Table:
    """Return the family's table; KeyError where a contribution has a value it does not know."""
    points = _points(family, contributions)
    place = {point: at for at, point in enumerate(points)}
    filled = np.zeros(len(points), dtype=np.int64)
    own = np.zeros(len(points), dtype=np.int64)
    for one in contributions:
        at = place[one.at]
        filled[at] += one.amount
        own[at] = max(int(own[at]), one.amount)
    dimensions = tuple((one.name, one.values) for one in family.dimensions)
    cells = cell_keys(dimensions, family.cubes)
    parts = _takes_in(family, cells, points).astype(float)
    return Table(
        family=family,
        points=points,
        filled=filled,
        own=own,
        cells=cells,
        values=np.rint(parts @ filled).astype(np.int64),
        parts=parts,
        shares=_shares(family, cells, contributions),
        members=len({one.member for one in contributions}),
    )


def _points(family: Family, contributions: Iterable[Contribution]) -> tuple[Point, ...]:
    whole = product(*(one.values for one in family.dimensions))
    if family.outcome is None:
        return tuple(whole)
    place = [one.name for one in family.dimensions].index(family.outcome)
    taken = {one.at[:place] + one.at[place + 1 :] for one in contributions}
    return tuple(point for point in whole if point[:place] + point[place + 1 :] in taken)


def _takes_in(family: Family, cells: Sequence[Key], points: Sequence[Point]) -> Mask:
    """Return which cells take in which points, a row for each cell."""
    found = np.ones((len(cells), len(points)), dtype=bool)
    for place, dimension in enumerate(family.dimensions):
        number = {value: at for at, value in enumerate(dimension.values)}
        had = np.array([number[point[place]] for point in points], dtype=np.int64)
        parts = (key[place] for key in cells)
        wanted = np.array([-1 if part is None else number[part] for part in parts], dtype=np.int64)
        found &= (wanted[:, None] == -1) | (wanted[:, None] == had)
    return found


def _shares(
    family: Family, cells: Sequence[Key], contributions: Sequence[Contribution]
) -> tuple[tuple[int, ...], ...]:
    rows = sorted(contributions, key=lambda one: one.member)
    found = []
    for adds in _takes_in(family, cells, [one.at for one in rows]):
        by_member: dict[str, int] = {}
        for at in np.flatnonzero(adds):
            one = rows[at]
            by_member[one.member] = by_member.get(one.member, 0) + one.amount
        found.append(tuple(by_member.values()))
    return tuple(found)
