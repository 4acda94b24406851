"""Which cells are hidden besides the small ones, so that no small one can be worked out.

Two ways meet. One opens the cheapest cells for one gap after another: always an answer, seldom
the cheapest. The other asks an integer programme for the cheapest choice that meets every demand
learned from gaps so far, audits it, learns, and asks again; its cost bounds every answer from
below. What is called optimal has been proven so; everything else names its gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np

from crest.disclosure.audit import Auditor, Gap
from crest.disclosure.solving import Cover, cheapest_cover, cheapest_move
from crest.disclosure.systems import System
from crest.disclosure.tables import Mask, Real

Demand = tuple[tuple[int, ...], int | None]
_GAPS_A_ROUND = 40
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long to look for a cheaper choice: rounds bind; seconds are the last resort."""

    rounds: int = 25
    seconds: float = 60.0
    seed: int = 20_261


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Choice:
    """What is hidden, what it costs, and how far below no other choice can cost.

    `stopped` says what ended the search: `proof`, `rounds`, `clock` or `impossible`.
    """

    hidden: Mask
    cost: float
    bound: float
    rounds: int
    stopped: str

    @property
    def gap(self) -> float:
        """Return the share of the cost that a better choice might still save."""
        return 0.0 if self.cost <= self.bound else (self.cost - self.bound) / self.cost

    @property
    def is_proven(self) -> bool:
        """Return whether no cheaper choice exists."""
        return self.stopped == "proof"


class Suppression:
    """The search for one system; small cells are fixed, `held` cells are never hidden."""

    def __init__(self, system: System, *, fixed: Mask, weights: Real, effort: Effort) -> None:
        self._system = system
        self._fixed = fixed
        self._weights = np.where(system.choosable, weights, 0.0)
        self._effort = effort
        self._ends_at = monotonic() + effort.seconds
        self._auditor = Auditor(system, seed=effort.seed)
        self._demands: dict[Demand, None] = {}

    @property
    def auditor(self) -> Auditor:
        """Return the auditor with the witnesses found on the way."""
        return self._auditor

    def search(self) -> Choice:
        """Return the cheapest safe choice found."""
        opened = self._open_gaps(self._fixed)
        if opened is None:
            return self._choice(self._fixed, bound=0.0, rounds=0, stopped="impossible")
        return self._improve(opened)

    def _improve(self, best: Mask) -> Choice:
        if not self._effort.rounds:
            return self._unimproved(best)
        bound, rounds, stopped = 0.0, 0, "rounds"
        while rounds < self._effort.rounds:
            rounds += 1
            cover = self._cover()
            bound = max(bound, cover.bound)
            gaps = () if self._cost(best) <= bound + _CLOSE else self._gaps(cover.chosen)
            if not gaps:
                best = min(best, cover.chosen, key=self._cost)
            if not gaps or not self._learn(gaps):
                break
            if monotonic() > self._ends_at:
                stopped = "clock"
                break
        proven = self._cost(best) <= bound + _CLOSE
        return self._choice(
            best, bound=bound, rounds=rounds, stopped="proof" if proven else stopped
        )

    def _unimproved(self, best: Mask) -> Choice:
        """Return a choice with no other looked at: demands met on the way still bound them all."""
        bound = self._cover().bound
        is_least = self._cost(best) <= bound + _CLOSE
        return self._choice(best, bound=bound, rounds=0, stopped="proof" if is_least else "rounds")

    def _cover(self) -> Cover:
        seconds = max(1.0, self._ends_at - monotonic())
        return cheapest_cover(self._weights, self._fixed, tuple(self._demands), seconds=seconds)

    def _gaps(self, hidden: Mask) -> Sequence[Gap]:
        plain = self._auditor.audit(hidden, members=False, at_most=_GAPS_A_ROUND).gaps
        return plain or self._auditor.audit(hidden, members=True, at_most=_GAPS_A_ROUND).gaps

    def _learn(self, gaps: Sequence[Gap]) -> bool:
        """Keep what the gaps demand; False where they demand nothing new."""
        before = len(self._demands)
        for gap in gaps:
            given = None if self._is_fixed(gap.cell) else gap.cell
            self._demands[gap.holds, given] = None
        return len(self._demands) > before

    def _is_fixed(self, cell: int) -> bool:
        return bool(self._fixed[cell]) or not self._system.choosable[cell]

    def _open_gaps(self, hidden: Mask) -> Mask | None:
        """Return a safe choice that takes in this one, opened gap by gap; None where none is."""
        chosen = hidden.copy()
        while gaps := self._gaps(chosen):
            self._learn(gaps)
            if not all(self._open_one(gap, chosen) for gap in gaps):
                return None
        return chosen

    def _open_one(self, gap: Gap, chosen: Mask) -> bool:
        """Hide what must be hidden too for one gap; what an earlier one hid may do already."""
        if any(chosen[at] for at in gap.holds):
            return True
        moves = [
            moved
            for target in self._targets(gap)
            if (moved := self._move(gap, chosen, target)) is not None
        ]
        opened = [moved & self._system.choosable & ~chosen for moved in moves]
        useful = [one for one in opened if one.any()]
        if not useful:
            return self._open_cheapest(gap, chosen)
        chosen |= min(useful, key=lambda one: float(self._weights[one].sum()))
        return True

    def _move(self, gap: Gap, chosen: Mask, target: tuple[int, float]) -> Mask | None:
        return cheapest_move(self._system, chosen, self._weights, target, floors=gap.floors)

    def _open_cheapest(self, gap: Gap, chosen: Mask) -> bool:
        """Hide the cheapest of the cells that hold a gap; False where nothing holds it."""
        if not gap.holds:
            return False
        chosen[min(gap.holds, key=lambda at: (float(self._weights[at]), at))] = True
        return True

    def _targets(self, gap: Gap) -> Sequence[tuple[int, float]]:
        value = float(self._system.values[gap.cell])
        step = float(np.ceil(gap.need - gap.width))
        wanted = ((gap.cell, value + step), (gap.cell, value - step))
        low, high = self._system.low[gap.cell], self._system.high[gap.cell]
        return [one for one in wanted if low <= one[1] <= high]

    def _cost(self, hidden: Mask) -> float:
        return float(self._weights[hidden].sum())

    def _choice(self, hidden: Mask, *, bound: float, rounds: int, stopped: str) -> Choice:
        cost = self._cost(hidden)
        return Choice(
            hidden=hidden, cost=cost, bound=min(bound, cost), rounds=rounds, stopped=stopped
        )
