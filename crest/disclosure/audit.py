"""The audit: of every hidden cell, how narrow it can be made, by anybody and by each member.

A pair of whole tables that both fit all that is told, and differ in a cell by the width it needs,
proves that cell against linear and integer programming alike. Tables found for one cell are kept
as witnesses for all others, so that few programmes are solved.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from crest.disclosure.counting import Counter
from crest.disclosure.solving import Extreme, Neighbour, Prober
from crest.disclosure.systems import Floors, System
from crest.disclosure.tables import Mask, Real

_WHOLE = 1e-6
_FIRST_LOOKS = 8
# With so many witnesses from before, looking around finds nothing new.
_ENOUGH = 40


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Gap:
    """A hidden cell that somebody can narrow too far, and what must change for it not to be.

    `floors` is what that member knows of itself (empty for a reader without a part); one of the
    cells in `holds` must be hidden too, or the cell stays as narrow as it is.
    """

    cell: int
    floors: Floors
    width: float
    need: int
    holds: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Tally:
    """What an audit did."""

    cells: int = 0
    readers: int = 0
    programmes: int = 0
    narrowest: float = float("inf")
    gaps: list[Gap] = field(default_factory=list)


class Auditor:
    """Audits choices of what is hidden over one system; keeps the witnesses between them.

    `found` are tables that another audit of the system has met. They are proposals and no more:
    each is counted anew against everything told before it proves anything.
    """

    def __init__(self, system: System, *, seed: int, found: Real | None = None) -> None:
        self.system = system
        self._prober = Prober(system)
        self._neighbour = Neighbour(system)
        self._dice = np.random.default_rng(seed)
        self._counter = Counter(system)
        truth = system.truth.astype(float)
        proposed = truth[None, :] if found is None else np.vstack([truth, np.rint(found)])
        self._points: Real = proposed[self._counter.are_tables(proposed)]
        self._cells: Real = self._points @ system.parts.T
        self._fits: Mask = np.zeros(0, dtype=bool)
        self._everyone: Floors = tuple(sorted({one for floors in system.own for one in floors}))
        self._failed_last = False
        self.asked = 0

    @property
    def witnesses(self) -> Real:
        """Return the tables met so far, a row each."""
        return self._points

    def audit(self, hidden: Mask, *, members: bool, at_most: int | None = None) -> Tally:
        """Return the tally of a choice; it stops after so many gaps.

        `members` also takes the part of every member that knows its own row.
        """
        self._prober.tell(hidden)
        self._neighbour.tell(hidden)
        self._fits = np.zeros(0, dtype=bool)
        self._failed_last = False
        secret = [int(at) for at in np.flatnonzero(self.system.secret(hidden))]
        readers: Sequence[Floors] = ((), *self.system.own) if members else ((),)
        tally = Tally(cells=len(secret), readers=len(readers))
        self._ask(secret, readers, hidden, tally, at_most)
        self.asked += tally.programmes
        return tally

    def _ask(
        self,
        secret: Sequence[int],
        readers: Sequence[Floors],
        hidden: Mask,
        tally: Tally,
        at_most: int | None,
    ) -> None:
        """Let every reader try every cell, and note what is narrowed too far."""
        if secret and len(self._points) < _ENOUGH:
            self._look_around(hidden, tally)
        for floors in readers:
            for cell in self._narrow(secret, hidden, floors, tally):
                gap = self._widen(cell, hidden, floors, tally)
                if gap is not None:
                    tally.gaps.append(gap)
                    if at_most is not None and len(tally.gaps) >= at_most:
                        return

    def _look_around(self, hidden: Mask, tally: Tally) -> None:
        """Collect witnesses in random directions, the same ones every time."""
        for _ in range(_FIRST_LOOKS):
            costs = self._dice.normal(size=self.system.count) * self.system.secret(hidden)
            tally.programmes += 1
            self._keep(self._prober.furthest(costs), hidden)

    def _narrow(
        self, secret: Sequence[int], hidden: Mask, floors: Floors, tally: Tally
    ) -> Iterator[int]:
        """Yield the cells that no two witnesses of this reader prove yet."""
        low, high = self._seen(hidden, floors)
        for cell in secret:
            known = len(self._points)
            if high[cell] - low[cell] < self.system.need[cell]:
                yield cell
            else:
                tally.narrowest = min(tally.narrowest, float(high[cell] - low[cell]))
            if len(self._points) > known:
                low, high = self._seen(hidden, floors)

    def _seen(self, hidden: Mask, floors: Floors) -> tuple[Real, Real]:
        fits = self._fitting(hidden)
        for point, floor in floors:
            fits = fits & (self._points[:, point] >= floor)
        cells = self._cells[fits]
        low: Real = cells.min(axis=0)
        high: Real = cells.max(axis=0)
        return low, high

    def _fitting(self, hidden: Mask) -> Mask:
        """Return which witnesses fit all that is told; each is looked at once."""
        seen = len(self._fits)
        if seen < len(self._cells):
            low, high = self.system.bounds(hidden)
            cells = self._cells[seen:]
            new = ((cells >= low) & (cells <= high)).all(axis=1)
            self._fits = np.concatenate([self._fits, new])
        return self._fits

    def _widen(self, cell: int, hidden: Mask, floors: Floors, tally: Tally) -> Gap | None:
        """Return how the cell fails, or None with new witnesses that prove it."""
        # After a cell that fails the next one often does: its ends say so at once.
        looks_first = not self._failed_last
        need = int(self.system.need[cell])
        if looks_first and self._look_near(cell, hidden, floors, tally):
            tally.narrowest = min(tally.narrowest, float(need))
            return None
        gap = self._linear_gap(cell, hidden, floors, tally)
        self._failed_last = gap is not None
        if gap is not None:
            return gap
        if self._is_wide(cell, hidden, floors) or (
            not looks_first and self._look_near(cell, hidden, floors, tally)
        ):
            tally.narrowest = min(tally.narrowest, self._width(cell, hidden, floors))
            return None
        return self._whole_gap(cell, hidden, floors, tally)

    def _linear_gap(self, cell: int, hidden: Mask, floors: Floors, tally: Tally) -> Gap | None:
        """Return how linear programming narrows the cell too far, or None."""
        ends = [self._end(cell, hidden, floors, tally, up=up) for up in (True, False)]
        if any(one is None for one in ends):
            return self._gap(cell, floors, 0.0, np.ones(self.system.count, dtype=bool), hidden)
        top, bottom = (one for one in ends if one is not None)
        width = top.value + bottom.value
        if width >= int(self.system.need[cell]) - _WHOLE:
            return None
        return self._gap(cell, floors, width, top.holds | bottom.holds, hidden)

    def _whole_gap(self, cell: int, hidden: Mask, floors: Floors, tally: Tally) -> Gap | None:
        """Return how integer programming narrows the cell too far, or None."""
        self._whole_ends(cell, hidden, floors, tally)
        seen = self._width(cell, hidden, floors)
        if seen < int(self.system.need[cell]):
            return self._gap(cell, floors, seen, np.ones(self.system.count, dtype=bool), hidden)
        tally.narrowest = min(tally.narrowest, seen)
        return None

    def _width(self, cell: int, hidden: Mask, floors: Floors) -> float:
        """Return how wide the witnesses of this reader prove the cell to be."""
        low, high = self._seen(hidden, floors)
        return float(high[cell] - low[cell])

    def _is_wide(self, cell: int, hidden: Mask, floors: Floors) -> bool:
        return self._width(cell, hidden, floors) >= int(self.system.need[cell])

    def _look_near(self, cell: int, hidden: Mask, floors: Floors, tally: Tally) -> bool:
        """Return whether tables close to the true one prove the cell for this reader."""
        need, value = int(self.system.need[cell]), float(self.system.values[cell])
        half = need // 2
        for aims in ((value + need,), (value - need,), (value + need - half, value - half)):
            for aim in aims:
                tally.programmes += 1
                points = self._made_whole(cell, aim, floors, tally)
                if points is not None:
                    self._keep_points(points, hidden)
            if self._is_wide(cell, hidden, floors):
                return True
        return False

    def _made_whole(self, cell: int, aim: float, floors: Floors, tally: Tally) -> Real | None:
        """Return a whole table near the true one; None where none moves the same points."""
        points = self._neighbour.find(cell, aim, floors=floors)
        if points is None or np.abs(np.rint(points) - points).max() < _WHOLE:
            return None if points is None else np.rint(points)
        up = aim > self.system.values[cell]
        moving = np.abs(points - self.system.truth) > _WHOLE
        for some in (moving, self._counter.with_their_groups(moving)):
            tally.programmes += 1
            found = self._prober.whole(cell, aim, up=up, floors=floors, moving=some)
            if found is not None:
                return found
        return None

    def _end(
        self, cell: int, hidden: Mask, floors: Floors, tally: Tally, *, up: bool
    ) -> Extreme | None:
        costs = np.zeros(self.system.count)
        costs[cell] = 1.0 if up else -1.0
        tally.programmes += 1
        found = self._prober.furthest(costs, floors=floors)
        self._keep(found, hidden)
        return found

    def _whole_ends(self, cell: int, hidden: Mask, floors: Floors, tally: Tally) -> None:
        """Look for whole tables where the ends of the linear programme were fractions.

        Every range of the width needed that takes in what was seen is tried, first with tables
        that leave every member where it is: one such speaks for all readers.
        """
        need = int(self.system.need[cell])
        low, high = self._seen(hidden, floors)
        for start in range(round(low[cell]), round(high[cell]) - need - 1, -1):
            for reader in (self._everyone, floors):
                for aim, up in ((start, False), (start + need, True)):
                    tally.programmes += 1
                    points = self._prober.whole(cell, float(aim), up=up, floors=reader)
                    if points is not None:
                        self._keep_points(points, hidden)
                if self._is_wide(cell, hidden, floors):
                    return

    def _keep(self, found: Extreme | None, hidden: Mask) -> None:
        if found is not None:
            points = np.rint(found.points)
            if np.abs(points - found.points).max() < _WHOLE:
                self._keep_points(points, hidden)

    def _keep_points(self, points: Real, hidden: Mask) -> None:
        """Keep a table that fits everything told, counted in whole numbers."""
        if self._is_witness(points, hidden):
            self._points = np.vstack([self._points, points])
            self._cells = np.vstack([self._cells, self.system.parts @ points])

    def _is_witness(self, points: Real, hidden: Mask) -> bool:
        cells = self.system.parts @ points
        low, high = self.system.bounds(hidden)
        fits = bool((cells >= low).all() and (cells <= high).all())
        return fits and bool(self._counter.are_tables(points[None, :])[0])

    def _gap(self, cell: int, floors: Floors, width: float, holds: Mask, hidden: Mask) -> Gap:
        openable = (
            self.system.held_by(holds)
            & self.system.choosable
            & ~hidden
            & (self.system.low < self.system.high)
        )
        openable[cell] = False
        return Gap(
            cell=cell,
            floors=floors,
            width=max(width, 0.0),
            need=int(self.system.need[cell]),
            holds=tuple(int(at) for at in np.flatnonzero(openable)),
        )
