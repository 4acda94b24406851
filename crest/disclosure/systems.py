"""What a reader of released cubes can write down: unknowns, equations and what it knows itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crest.disclosure.tables import Mask, Point, Real, Table, Whole
from crest.domain.told_form import Key

# More than any count: where nothing bounds a cell, it may be this much above its value.
_AMPLE = 40

Floors = tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Before:
    """An earlier release of a family: its table, what was told, and what a reader knew by then.

    `low` and `high` bound each cell by all that was told up to it: equal where it was told.
    """

    table: Table
    told: Mask
    low: Real
    high: Real


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class System:
    """The unknown points of one or two releases, and all that is known of sums of them.

    `parts` maps points to cells, `truth` and `values` are the real ones; `low` and `high` are what
    is known of a cell whatever is told now; `need` is the width that a cell keeps when it is
    hidden, nought where it is no secret. `choosable` cells are told or hidden now; `told_before`
    were told by the earlier release. `sums` are groups of points with a known total, `links` pairs
    of cells that differ by at most so much, `own` what one member knows: floors of points.
    `moved` has a cell of now, the same cell before, and how far that one was off at least: it was
    hidden, and by the rule it is told only now that it has moved enough.
    """

    parts: Real
    truth: Whole
    values: Whole
    low: Real
    high: Real
    need: Whole
    choosable: Mask
    told_before: Mask
    sums: tuple[tuple[tuple[int, ...], int], ...]
    links: tuple[tuple[int, int, int], ...]
    own: tuple[Floors, ...]
    moved: tuple[tuple[int, int, int], ...] = ()

    @property
    def count(self) -> int:
        """Return the number of cells."""
        return len(self.values)

    def secret(self, hidden: Mask) -> Mask:
        """Return the cells whose width must be kept: those hidden now, and before.

        What an earlier release told for good is no secret any more.
        """
        found: Mask = (
            (self.need > 0)
            & (self.low < self.high)
            & np.where(self.choosable, hidden, ~self.told_before)
        )
        return found

    def bounds(self, hidden: Mask) -> tuple[Real, Real]:
        """Return what is known of each cell under this choice of what is hidden."""
        told = np.where(self.choosable, ~hidden, self.told_before)
        low = np.where(told, self.values, self.low)
        high = np.where(told, self.values, self.high)
        for now, then, step in self.moved:
            if told[now] and step > 0:
                high[then] = min(high[then], self.values[now] - step)
            elif told[now]:
                low[then] = max(low[then], self.values[now] - step)
        return low, high

    def held_by(self, cells: Mask) -> Mask:
        """Return these cells and those of now that say how far one of them has moved."""
        found = cells.copy()
        for now, then, _ in self.moved:
            found[now] |= cells[then]
        return found


def system_of(table: Table, before: Before | None = None) -> System:
    """Return what a reader of this table, and of the release before it, can write down."""
    if before is None:
        return _single(table, low=None, high=None, choosable=True, told=None)
    old = before.table
    last = _single(old, low=before.low, high=before.high, choosable=False, told=before.told)
    low, high = granted(table, before)
    new = _single(table, low=low, high=high, choosable=True, told=None)
    joined = _joined(new, last, links=_links(table, old), own=_own(table, old))
    return replace(joined, moved=_moved(table, before))


def granted(table: Table, before: Before) -> tuple[Real, Real]:
    """Return what earlier releases tell of the cells of this one, granted to the reader.

    Of a cell that has moved by less than the limit, or not at all, the reader is taken to know
    that it moved by less than the limit; more it can guess, but nothing confirms it.
    """
    low, high = open_bounds(table)
    place = {key: at for at, key in enumerate(before.table.cells)}
    small = table.family.limit.least - 1
    for at, key in enumerate(table.cells):
        old = place.get(key)
        if old is None:
            continue
        step = abs(int(table.values[at] - before.table.values[old]))
        if step <= small:
            low[at] = max(low[at], before.low[old] - small)
            high[at] = min(high[at], before.high[old] + small)
    return low, high


def open_bounds(table: Table) -> tuple[Real, Real]:
    """Return what is known of each cell before anything of the family is told."""
    ample = float(table.values.max(initial=0) + _AMPLE * table.family.limit.least)
    low = np.zeros(len(table.cells))
    high = np.full(len(table.cells), ample)
    known = np.array([table.is_known(key) for key in table.cells], dtype=bool)
    return np.where(known, table.values, low), np.where(known, table.values, high)


def _single(
    table: Table, *, low: Real | None, high: Real | None, choosable: bool, told: Mask | None
) -> System:
    count = len(table.cells)
    open_low, open_high = open_bounds(table)
    groups = table.groups().values()
    return System(
        parts=table.parts,
        truth=table.filled,
        values=table.values,
        low=open_low if low is None else low,
        high=open_high if high is None else high,
        need=needs(table),
        choosable=np.full(count, choosable),
        told_before=np.zeros(count, dtype=bool) if told is None else told,
        sums=tuple((group, int(table.filled[list(group)].sum())) for group in groups),
        links=(),
        own=tuple(((int(at), int(table.own[at])),) for at in np.flatnonzero(table.own)),
    )


def needs(table: Table) -> Whole:
    """Return the width each cell keeps; of a group known to be small no more can be kept.

    There, a member that takes itself away knows the rest to be that much fewer. Members whose
    outcome is known are no cover for the others.
    """
    least = table.family.limit.least
    place = table.outcome_at
    if place is None:
        return np.full(len(table.cells), least, dtype=np.int64)
    rest = _rest(table, place)
    whole = [(*key[:place], None, *key[place + 1 :]) for key in table.cells]
    return np.array(
        [
            0 if table.is_known(key) else min(least, rest[group])
            for key, group in zip(table.cells, whole, strict=True)
        ],
        dtype=np.int64,
    )


def _rest(table: Table, place: int) -> Mapping[Key, int]:
    """Return of each group how much of it is unknown to one that knows its own row."""
    totals = dict(zip(table.cells, map(sum, table.shares), strict=True))
    found = {}
    for key, shares in zip(table.cells, table.shares, strict=True):
        known = ((*key[:place], one, *key[place + 1 :]) for one in table.family.known)
        told = sum(totals.get(one, 0) for one in known)
        found[key] = max(0, sum(shares) - told - max(shares, default=0))
    return found


def _links(table: Table, old: Table) -> tuple[tuple[int, int, int], ...]:
    """Pair cells of both releases that changed by less than the limit: granted to the reader."""
    place = {key: at for at, key in enumerate(old.cells)}
    small = table.family.limit.least - 1
    found = []
    for at, key in enumerate(table.cells):
        if key in place:
            step = abs(int(table.values[at] - old.values[place[key]]))
            if step <= small:
                found.append((at, place[key], small))
    return tuple(found)


def _moved(table: Table, before: Before) -> tuple[tuple[int, int, int], ...]:
    """Pair cells that were hidden with those of now that moved enough to be told.

    That it moved by the limit follows from the rule; which way is granted to the reader.
    """
    place = {key: at for at, key in enumerate(before.table.cells)}
    least, count = table.family.limit.least, len(table.cells)
    found = []
    for at, key in enumerate(table.cells):
        old = place.get(key)
        if old is None or before.told[old] or before.low[old] == before.high[old]:
            continue
        step = int(table.values[at] - before.table.values[old])
        if abs(step) >= least:
            found.append((at, count + old, least if step > 0 else -least))
    return tuple(found)


def _own(table: Table, old: Table) -> tuple[Floors, ...]:
    """Return what a member knows of itself in both: it stayed in its class, or joined, or left."""
    first = len(table.points)
    now = _by_class(table)
    was = _by_class(old)
    found: dict[Floors, None] = {}
    for name in {**now, **was}:
        here = [(at, int(table.own[at])) for at in now.get(name, ())]
        there = [(first + at, int(old.own[at])) for at in was.get(name, ())]
        pairs: list[Floors] = [(one, other) for one in here for other in there]
        for floors in pairs or [(one,) for one in here + there]:
            found[floors] = None
    return tuple(found)


def _by_class(table: Table) -> Mapping[Point, Sequence[int]]:
    place = table.outcome_at
    found: dict[Point, list[int]] = {}
    for at in np.flatnonzero(table.own):
        point = table.points[at]
        name = point if place is None else point[:place] + point[place + 1 :]
        found.setdefault(name, []).append(int(at))
    return found


def _joined(
    new: System,
    old: System,
    *,
    links: tuple[tuple[int, int, int], ...],
    own: tuple[Floors, ...],
) -> System:
    cells, points = new.parts.shape
    parts = np.zeros((cells + old.count, points + old.parts.shape[1]))
    parts[:cells, :points] = new.parts
    parts[cells:, points:] = old.parts
    shifted = tuple((tuple(points + at for at in group), total) for group, total in old.sums)
    return System(
        parts=parts,
        truth=np.concatenate([new.truth, old.truth]),
        values=np.concatenate([new.values, old.values]),
        low=np.concatenate([new.low, old.low]),
        high=np.concatenate([new.high, old.high]),
        need=np.concatenate([new.need, old.need]),
        choosable=np.concatenate([new.choosable, old.choosable]),
        told_before=np.concatenate([new.told_before, old.told_before]),
        sums=new.sums + shifted,
        links=tuple((at, cells + other, slack) for at, other, slack in links),
        own=own,
    )


def key_text(key: Key) -> str:
    """Return a cell in words for a report; `*` is all."""
    return " / ".join("*" if part is None else part for part in key)
