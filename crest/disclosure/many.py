"""Many families protected and audited: each different table once, in several processes.

What protects a table depends on it and on the release before alone. Families with the same table
(two laws that ask the same of the same members) therefore share one search and one audit, and it
makes no difference which process does the work, or in which order.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import prod
from multiprocessing import get_context
from typing import Protocol, TypeVar

from crest.disclosure.linked import Never, Reading, are_safe_together
from crest.disclosure.release import Protected, protect
from crest.disclosure.suppression import Effort
from crest.disclosure.systems import Before
from crest.disclosure.tables import Contribution, Family

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Task:
    """A family to protect: who adds what, the release before, and how long to look."""

    family: Family
    rows: tuple[Contribution, ...]
    before: Before | None
    effort: Effort

    @property
    def sameness(self) -> Hashable:
        """Return a value that is equal for tasks with the same answer but for the name."""
        was = self.before
        then = None if was is None else (_layout(was.table.family), was.table.cells)
        parts = (
            () if was is None else (was.table.filled, was.table.own, was.told, was.low, was.high)
        )
        shares = () if was is None else was.table.shares
        kept = tuple(one.tobytes() for one in parts)
        return (_layout(self.family), self.rows, then, kept, shares, self.effort)

    @property
    def size(self) -> int:
        """Return about how many cells there are: the largest come first, so that none is last."""
        sizes = {one.name: len(one.values) for one in self.family.dimensions}
        return sum(prod(sizes[name] for name in cube) for cube in self.family.cubes)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Together:
    """Families to be read side by side, and the outcomes that nobody has together."""

    readings: tuple[Reading, ...]
    never: Never
    seed: int

    @property
    def sameness(self) -> Hashable:
        """Return a value that is equal for families with the same answer."""
        never = tuple((places, frozenset(pairs)) for places, pairs in sorted(self.never.items()))
        return (tuple(map(_reading, self.readings)), never, self.seed)

    @property
    def size(self) -> int:
        """Return how many cells there are."""
        return sum(len(one.found.told) for one in self.readings)

    @property
    def tells_nothing(self) -> bool:
        """Return whether none tells anything that was not known before any release."""
        return not any(map(_tells, self.readings))


class _Work(Protocol):
    @property
    def sameness(self) -> Hashable: ...

    @property
    def size(self) -> int: ...


W = TypeVar("W", bound=_Work)
R = TypeVar("R")


def protect_many(
    tasks: Sequence[Task], *, processes: int, progress: Progress
) -> tuple[Protected, ...]:
    """Return each task's family protected, in their order; `progress` hears how many of how many.

    What is counted are different tables.
    """
    found = _each_once(_protect, tasks, processes=processes, progress=progress)
    return tuple(_named(one, task.family) for one, task in zip(found, tasks, strict=True))


def safe_side_by_side(
    groups: Sequence[Together], *, processes: int, progress: Progress
) -> tuple[bool, ...]:
    """Return for each group whether it is safe, as `are_safe_together` says."""
    return tuple(_each_once(_is_safe, groups, processes=processes, progress=progress))


def _each_once(
    work: Callable[[W], R], wanted: Sequence[W], *, processes: int, progress: Progress
) -> list[R]:
    """Return what the work makes of each, doing what is the same but once."""
    marks = [one.sameness for one in wanted]
    different = dict(zip(marks, wanted, strict=True))
    order = sorted(different, key=lambda mark: -different[mark].size)
    found: dict[Hashable, R] = {}
    with _runner(work, min(processes, len(order))) as run:
        for mark, result in zip(order, run([different[one] for one in order]), strict=True):
            found[mark] = result
            progress(len(found), len(order))
    return [found[mark] for mark in marks]


@contextmanager
def _runner(
    work: Callable[[W], R], processes: int
) -> Iterator[Callable[[Sequence[W]], Iterator[R]]]:
    """Yield what runs the work over many, in so many processes: fresh ones, that share nothing."""
    if processes <= 1:
        yield lambda wanted: map(work, wanted)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield lambda wanted: pool.map(work, wanted)


def _protect(task: Task) -> Protected:
    return protect(task.family, task.rows, before=task.before, effort=task.effort)


def _named(found: Protected, family: Family) -> Protected:
    """Return what was found for an equal table under the name of this family."""
    of = replace(found.table.family, name=family.name)
    report = replace(found.report, family=family.name)
    return replace(found, table=replace(found.table, family=of), report=report)


def _is_safe(group: Together) -> bool:
    if group.tells_nothing:
        return True
    return are_safe_together(group.readings, never=group.never, seed=group.seed)


def _layout(family: Family) -> Hashable:
    return (family.dimensions, family.cubes, family.limit, family.outcome, family.known)


def _reading(one: Reading) -> Hashable:
    told = one.found.told.tobytes()
    return (_layout(one.table.family), tuple(one.rows), told, one.is_new)


def _tells(one: Reading) -> bool:
    table, told = one.table, one.found.told
    return any(
        is_told and not table.is_known(key) for is_told, key in zip(told, table.cells, strict=True)
    )
