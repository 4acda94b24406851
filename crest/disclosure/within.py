"""A family that is told, crossed with one more place: what may be told of it besides.

A reader holds the new cells beside what the family tells, of this release and of the one before.
So both are one table, whose told cells stay told: only what is new is chosen from. There is such
a table for each place of the family by itself; what one of them hides is hidden in all.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

import numpy as np

from crest.disclosure.audit import Auditor, Tally
from crest.disclosure.release import Protected, known_after, small_cells, stuck_cells
from crest.disclosure.suppression import Effort, Suppression
from crest.disclosure.systems import Before, Floors, System, key_text, system_of
from crest.disclosure.tables import (
    Contribution,
    Dimension,
    Family,
    Mask,
    Point,
    Real,
    Table,
    fill,
)
from crest.domain.told_form import Key

_LISTED = 12
_CLOSE = 1e-6


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Within:
    """A told family and its rows, a place of it, and the place that it is crossed with besides.

    `stands` says where each member is in the new one, which is no secret; a member may be
    elsewhere in it in the next release.
    """

    base: Protected
    rows: Sequence[Contribution]
    beside: str
    place: Dimension
    stands: Mapping[str, str]
    before: Before | None
    effort: Effort

    @property
    def family(self) -> Family:
        """Return the place, the new one and the outcome as a family."""
        base = self.base.table.family
        first = next(one for one in base.dimensions if one.name == self.beside)
        return _crossed(base, first, self.place)

    @property
    def placed(self) -> tuple[Contribution, ...]:
        """Return the rows of that family."""
        at = [one.name for one in self.base.table.family.dimensions].index(self.beside)
        return tuple(
            replace(row, at=(row.at[at], self.stands[row.member], row.at[-1])) for row in self.rows
        )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Audited:
    """A table with its choice: what is told, what a reader knows after it, and what was audited."""

    table: Table
    told: Mask
    low: Real
    high: Real
    rows: tuple[Contribution, ...]
    tally: Tally = field(default_factory=Tally)

    @property
    def figures(self) -> dict[Key, int | None]:
        """Return what is told by the new place alone: each cell's value, None where hidden."""
        return {
            key[1:]: int(value) if told else None
            for key, value, told in zip(self.table.cells, self.table.values, self.told, strict=True)
            if key[0] is None
        }

    @property
    def faults(self) -> tuple[str, ...]:
        """Return the cells that can still be narrowed; none where it may be told."""
        keys, count = self.table.cells, len(self.table.cells)
        return tuple(
            key_text(keys[gap.cell]) if gap.cell < count else "in the release before"
            for gap in self.tally.gaps
        )


def protect_within(tables: Sequence[Within]) -> tuple[Audited, ...]:
    """Return each table with the same new cells hidden; what the base tells stays told.

    A hidden cell keeps the width that it needs, or what it has where the base alone is told.
    """
    searches = [_Search(one) for one in tables]
    hidden: AbstractSet[Key] = set()
    while True:
        known = hidden
        for one in searches:
            hidden = one.hide(hidden)
        if hidden == known:
            return tuple(one.audited(hidden) for one in searches)


def nothing_told(wanted: Within) -> Audited:
    """Return a table where the base alone is told: what the next release is held against."""
    search = _Search(wanted)
    return search.kept(frozenset(search.new_keys), Tally())


def before_without(
    before: Before, rows: Sequence[Contribution], *, beside: str, place: Dimension
) -> Before:
    """Return a release before that told nothing by the new place: all are at its last value."""
    family = before.table.family
    names = [one.name for one in family.dimensions]
    at = names.index(beside)
    last = replace(place, values=place.values[-1:])
    crossed = _crossed(family, family.dimensions[at], last)
    value = last.values[0]
    table = fill(crossed, [replace(one, at=(one.at[at], value, one.at[-1])) for one in rows])
    old = _keys_of(before.table, beside)
    found = [old[key[0], key[2]] for key in table.cells]
    return Before(
        table=table, told=before.told[found], low=before.low[found], high=before.high[found]
    )


class _Search:
    """The choice of what is hidden in one table; built once, asked again as others hide more."""

    def __init__(self, wanted: Within) -> None:
        self._wanted = wanted
        self.table = table = fill(wanted.family, wanted.placed)
        self._is_new = np.array([key[1] is not None for key in table.cells], dtype=bool)
        of_base = _keys_of(wanted.base.table, wanted.beside)
        told = wanted.base.told[[of_base[key[0], key[2]] for key in table.cells]]
        self._base_told: Mask = told & ~self._is_new
        hidden = (small_cells(table) | stuck_cells(table, wanted.before)) & self._is_new
        self._hidden: Mask = hidden | ~(self._is_new | self._base_told)
        self._needed: System | None = None

    @property
    def new_keys(self) -> Sequence[Key]:
        """Return the cells of the new place, without the other one."""
        return [k[1:] for k, new in zip(self.table.cells, self._is_new, strict=True) if new]

    def hide(self, also: AbstractSet[Key]) -> frozenset[Key]:
        """Return what is hidden in a safe choice that hides these cells too."""
        search = Suppression(
            self._system,
            fixed=self._padded(self._hidden | self._at(also)),
            weights=self._system.values.astype(float) + 1,
            effort=self._wanted.effort,
        )
        hidden = search.search().hidden
        keys = zip(self.table.cells, hidden & self._padded(self._is_new), strict=False)
        return frozenset(key[1:] for key, is_hidden in keys if is_hidden)

    def audited(self, hidden: AbstractSet[Key]) -> Audited:
        """Return the choice audited afresh, by an auditor that has not seen the search."""
        auditor = Auditor(self._system, seed=self._wanted.effort.seed + 1)
        mask = self._padded(self._hidden | self._at(hidden))
        return self.kept(hidden, auditor.audit(mask, members=True, at_most=_LISTED))

    def kept(self, hidden: AbstractSet[Key], tally: Tally) -> Audited:
        """Return the choice with what an audit found."""
        mask = self._hidden | self._at(hidden)
        low, high = known_after(self.table, mask, self._wanted.before)
        rows = self._wanted.placed
        return Audited(table=self.table, told=~mask, low=low, high=high, rows=rows, tally=tally)

    @property
    def _system(self) -> System:
        """Return what a reader can write down, with the widths that are to be kept."""
        if self._needed is None:
            self._needed = self._lowered(self._open_system())
        return self._needed

    def _open_system(self) -> System:
        before = self._wanted.before
        system = system_of(self.table, before)
        return replace(
            system,
            choosable=self._padded(self._is_new),
            told_before=system.told_before | self._padded(self._base_told),
            own=system.own if before is None else _own(self.table, before.table),
        )

    def _lowered(self, system: System) -> System:
        """Return the system where no cell needs more than it has with nothing new told."""
        nothing = self._padded(self._is_new | self._hidden)
        seed = self._wanted.effort.seed
        while gaps := Auditor(system, seed=seed).audit(nothing, members=True).gaps:
            need = system.need.copy()
            for gap in gaps:
                need[gap.cell] = min(need[gap.cell], int(gap.width + _CLOSE))
            system = replace(system, need=need)
        return system

    def _at(self, keys: AbstractSet[Key]) -> Mask:
        here = [key[1:] in keys and key[1] is not None for key in self.table.cells]
        # Only cells of the new place by itself are told by it.
        return np.array(here, dtype=bool)

    def _padded(self, mask: Mask) -> Mask:
        before = self._wanted.before
        count = 0 if before is None else len(before.table.cells)
        return np.concatenate([mask, np.zeros(count, dtype=bool)])


def _crossed(base: Family, first: Dimension, place: Dimension) -> Family:
    outcome = base.dimensions[-1]
    return replace(
        base,
        name=f"{base.name} by {first.name} and {place.name}",
        dimensions=(first, place, outcome),
        cubes=((first.name, outcome.name), (place.name, outcome.name)),
    )


def _keys_of(table: Table, beside: str) -> Mapping[tuple[str | None, str | None], int]:
    """Return where the cells are that say nothing of any other place."""
    at = [one.name for one in table.family.dimensions].index(beside)
    return {
        (key[at], key[-1]): number
        for number, key in enumerate(table.cells)
        if all(part is None for place, part in enumerate(key[:-1]) if place != at)
    }


def _own(table: Table, old: Table) -> tuple[Floors, ...]:
    """Return what a member knows of itself in both releases, wherever it was in the new place."""
    first = len(table.points)
    now, was = _by_class(table), _by_class(old)
    found: dict[Floors, None] = {}
    for name in {**now, **was}:
        here = [(at, int(table.own[at])) for at in now.get(name, ())]
        there = [(first + at, int(old.own[at])) for at in was.get(name, ())]
        pairs: list[Floors] = [(one, other) for one in here for other in there]
        for floors in pairs or [(one,) for one in here + there]:
            found[floors] = None
    return tuple(found)


def _by_class(table: Table) -> Mapping[Point, Sequence[int]]:
    found: dict[Point, list[int]] = {}
    for at in np.flatnonzero(table.own):
        found.setdefault(table.points[at][:1], []).append(int(at))
    return found
