"""A family of cubes made ready to be told: what is hidden, the proof, and what is kept for next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crest.disclosure.audit import Auditor, Tally
from crest.disclosure.suppression import Choice, Effort, Suppression
from crest.disclosure.systems import Before, granted, key_text, system_of
from crest.disclosure.tables import Contribution, Family, Mask, Real, Table, fill
from crest.domain.disclosure import keeps_third_dimension, may_tell, moved_enough
from crest.domain.told_form import Key

_THIRD = 3
_LISTED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The audit of a family, as it is stored with a release and printed.

    `small` cells are hidden for themselves, `stuck` ones as their step since the last release
    could be read off, `besides` ones to protect those. `cost` and `bound` are the weight of what
    is hidden and the least that any safe choice hides; `gap` is their distance and `proven` says
    that there is none. `readers` counts the reader without a part and each member that differs.
    `faults` names cells that can still be narrowed: with one of them nothing is told.
    """

    family: str
    members: int
    cells: int
    small: int
    stuck: int
    besides: int
    value_hidden: int
    value_small: int
    cost: float
    bound: float
    gap: float
    proven: bool
    stopped: str
    rounds: int
    audited: int
    readers: int
    programmes: int
    narrowest: float | None
    joined_with_before: bool
    cubes: tuple[tuple[str, ...], ...]
    dropped: tuple[tuple[str, ...], ...]
    faults: tuple[str, ...]

    @property
    def is_safe(self) -> bool:
        """Return whether the family may be told."""
        return not self.faults


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Protected:
    """A family with its cells told or hidden, and what a reader knows after it."""

    table: Table
    told: Mask
    low: Real
    high: Real
    report: Report

    @property
    def figures(self) -> dict[Key, int | None]:
        """Return what is published: each cell's value, or None where it is hidden."""
        return {
            key: int(value) if told else None
            for key, value, told in zip(self.table.cells, self.table.values, self.told, strict=True)
        }

    @property
    def as_before(self) -> Before:
        """Return this release as the one before the next."""
        return Before(table=self.table, told=self.told, low=self.low, high=self.high)


def changed_members(table: Sequence[Contribution], before: Sequence[Contribution]) -> int:
    """Return how many members joined, left or contribute otherwise than before."""

    def by_member(rows: Sequence[Contribution]) -> dict[str, frozenset[tuple[object, int]]]:
        found: dict[str, frozenset[tuple[object, int]]] = {}
        for row in rows:
            found[row.member] = found.get(row.member, frozenset()) | {(row.at, row.amount)}
        return found

    now, then = by_member(table), by_member(before)
    return sum(now.get(name) != then.get(name) for name in now.keys() | then.keys())


def protect(
    family: Family,
    contributions: Sequence[Contribution],
    *,
    before: Before | None,
    effort: Effort,
) -> Protected:
    """Return the family protected and audited; cubes of three dimensions only where they show.

    A third dimension is dropped where less than 80 % of the members stay in told cells of it.
    """
    kept = _promising(family, contributions)
    found = protect_all(kept, contributions, before=before, effort=effort)
    shown = tuple(cube for cube in kept.cubes if _shows(cube, found))
    if shown != kept.cubes:
        fewer = replace(kept, cubes=shown)
        found = protect_all(fewer, contributions, before=before, effort=effort)
    dropped = tuple(cube for cube in family.cubes if cube not in shown)
    return replace(found, report=replace(found.report, dropped=dropped))


def small_cells(table: Table) -> Mask:
    """Return the cells that are too small to be told, whoever takes itself away."""
    return np.array([not may_tell(one, table.family.limit) for one in table.shares], dtype=bool)


def _promising(family: Family, contributions: Sequence[Contribution]) -> Family:
    """Leave out cubes of three dimensions that hide too much before any protection."""
    table = fill(family, contributions)
    small = small_cells(table)
    kept = (cube for cube in family.cubes if _is_visible(cube, table, ~small))
    return replace(family, cubes=tuple(kept))


def _shows(cube: tuple[str, ...], found: Protected) -> bool:
    return _is_visible(cube, found.table, found.told)


def _is_visible(cube: tuple[str, ...], table: Table, told: Mask) -> bool:
    if len(cube) < _THIRD:
        return True
    wanted = [one.name in cube for one in table.family.dimensions]
    finest = np.array(
        [[part is not None for part in key] == wanted for key in table.cells], dtype=bool
    )
    whole, visible = int(table.values[finest].sum()), int(table.values[finest & told].sum())
    return keeps_third_dimension(visible=visible, members=whole)


def protect_all(
    family: Family,
    contributions: Sequence[Contribution],
    *,
    before: Before | None,
    effort: Effort,
) -> Protected:
    """Return the family protected and audited, with all its cubes."""
    table = fill(family, contributions)
    small = small_cells(table)
    stuck = stuck_cells(table, before) & ~small
    system = system_of(table, before)
    extra = system.count - len(table.cells)
    search = Suppression(
        system,
        fixed=np.concatenate([small | stuck, np.zeros(extra, dtype=bool)]),
        weights=system.values.astype(float) + 1,
        effort=effort,
    )
    choice = search.search()
    # Audited anew: every table that the search met is counted again before it proves anything.
    auditor = Auditor(system, seed=effort.seed + 1, found=search.auditor.witnesses)
    tally = auditor.audit(choice.hidden, members=True, at_most=_LISTED)
    tally.programmes += search.auditor.asked
    hidden = choice.hidden[: len(table.cells)]
    low, high = known_after(table, hidden, before)
    return Protected(
        table=table,
        told=~hidden,
        low=low,
        high=high,
        report=report_of(table, choice, tally, small=small, stuck=stuck, joined=before is not None),
    )


def stuck_cells(table: Table, before: Before | None) -> Mask:
    """Return the cells whose step since the last release is too small to be read off.

    A cell that was hidden stays hidden until it has moved enough: told, it would give away what
    it was when it was hidden.
    """
    found = np.zeros(len(table.cells), dtype=bool)
    if before is None:
        return found
    place = {key: at for at, key in enumerate(before.table.cells)}
    for at, key in enumerate(table.cells):
        if key in place:
            then = place[key]
            was, now = int(before.table.values[then]), int(table.values[at])
            is_known = before.low[then] == before.high[then] == was
            moved = moved_enough(was, now, table.family.limit)
            found[at] = not moved or (not is_known and was == now)
    return found


def known_after(table: Table, hidden: Mask, before: Before | None) -> tuple[Real, Real]:
    """Return the bounds that a reader of all releases so far has of each cell."""
    low = np.zeros(len(table.cells))
    high = np.full(len(table.cells), float(table.values.max(initial=0)) * 2 + 1)
    if before is not None:
        low, high = granted(table, before)
    known = ~hidden | np.array([table.is_known(key) for key in table.cells], dtype=bool)
    return np.where(known, table.values, low), np.where(known, table.values, high)


def report_of(
    table: Table, choice: Choice, tally: Tally, *, small: Mask, stuck: Mask, joined: bool
) -> Report:
    """Return what is kept of the audit of a choice."""
    hidden = choice.hidden[: len(table.cells)]
    return Report(
        family=table.family.name,
        members=table.members,
        cells=len(table.cells),
        small=int(small.sum()),
        stuck=int(stuck.sum()),
        besides=int((hidden & ~small & ~stuck).sum()),
        value_hidden=int(table.values[hidden].sum()),
        value_small=int(table.values[small].sum()),
        cost=choice.cost,
        bound=choice.bound,
        gap=choice.gap,
        proven=choice.is_proven,
        stopped=choice.stopped,
        rounds=choice.rounds,
        audited=tally.cells,
        readers=tally.readers,
        programmes=tally.programmes,
        narrowest=None if np.isinf(tally.narrowest) else tally.narrowest,
        joined_with_before=joined,
        cubes=table.family.cubes,
        dropped=(),
        faults=tuple(_fault(table, gap.cell, gap.width, gap.need) for gap in tally.gaps),
    )


def _fault(table: Table, cell: int, width: float, need: int) -> str:
    count = len(table.cells)
    which, when = (cell, "now") if cell < count else (cell - count, "in the release before")
    name = key_text(table.cells[which]) if cell < count else str(which)
    return f"{name} {when}: {width:g} wide, {need} needed"
