"""The one place that knows the solver: how far a cell can go, and which choice hides least.

HiGHS runs with one thread, a fixed seed and counted nodes, so that the same tables give the same
answer on any machine; clocks stop it only as a last resort, and whoever does so says it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from crest.disclosure.systems import Floors, System
from crest.disclosure.tables import Mask, Real

_CLOSE = 1e-6
_SEED = 20_261
_ROUND_NODES = 3_000
_DUAL, _PRIMAL = 1, 4


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Extreme:
    """The furthest a cell goes: where, by which points, and which told cells hold it there."""

    value: float
    points: Real
    holds: Mask


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Cover:
    """The choice of cells that meets all demands, its cost and the least proven cost."""

    chosen: Mask
    bound: float


class Prober:
    """A linear programme over a system, asked again and again under changing bounds."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._points = system.parts.shape[1]
        self._solver = _quiet()
        self._solver.passModel(_model(system))
        # Where this is not enough, no whole table counts as found: the careful side.
        self._solver.setOptionValue("mip_max_nodes", _ROUND_NODES)
        # From one question to the next the costs change: what was found stays a place to go from.
        self._solver.setOptionValue("simplex_strategy", _PRIMAL)
        self._low, self._high = system.low, system.high

    def tell(self, hidden: Mask) -> None:
        """Take all cells but the hidden ones as told."""
        self._low, self._high = self._system.bounds(hidden)
        places = np.arange(self._points, self._points + len(self._low), dtype=np.int32)
        self._solver.changeColsBounds(len(places), places, self._low, self._high)

    def furthest(self, costs: Real, *, floors: Floors = ()) -> Extreme | None:
        """Return where the weighted sum of cells is largest; None where there is no solution."""
        self._set(costs, floors)
        self._solver.run()
        found = self._read()
        self._clear(floors)
        return found

    def whole(
        self, cell: int, at_least: float, *, up: bool, floors: Floors, moving: Mask | None = None
    ) -> Real | None:
        """Return whole points that bring a cell to a value or beyond; None where none was found.

        Where points are named that may move, all others stay as they truly are: a small question.
        """
        size, place = self._points, self._points + cell
        low, high = float(self._low[cell]), float(self._high[cell])
        if not low <= at_least <= high:
            return None
        # Any table will do: nothing is asked to be largest.
        self._set(np.zeros(self._system.count), () if moving is not None else floors)
        if moving is not None:
            self._hold(~moving, floors)
        self._solver.changeColBounds(place, at_least if up else low, high if up else at_least)
        self._solve_whole(highspy.HighsVarType.kInteger)
        self._solver.setOptionValue("simplex_strategy", _DUAL)
        self._solver.run()
        columns = np.array(self._solver.getSolution().col_value)
        is_found = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self._solver.setOptionValue("simplex_strategy", _PRIMAL)
        self._solve_whole(highspy.HighsVarType.kContinuous)
        self._solver.changeColBounds(place, low, high)
        if moving is not None:
            self._hold(np.zeros(size, dtype=bool), ())
        self._clear(floors)
        return np.rint(columns[:size]) if is_found else None

    def _hold(self, still: Mask, floors: Floors) -> None:
        """Keep some points as they truly are; the others are free down to their floors."""
        truth = self._system.truth.astype(float)
        low = np.zeros(self._points)
        for point, floor in floors:
            low[point] = floor
        places = np.arange(self._points, dtype=np.int32)
        low, high = np.where(still, truth, low), np.where(still, truth, highspy.kHighsInf)
        self._solver.changeColsBounds(self._points, places, low, high)

    def _solve_whole(self, kind: highspy.HighsVarType) -> None:
        places = np.arange(self._points, dtype=np.int32)
        self._solver.changeColsIntegrality(self._points, places, np.array([kind] * self._points))

    def _set(self, costs: Real, floors: Floors) -> None:
        places = np.arange(self._points, self._points + len(costs), dtype=np.int32)
        self._solver.changeColsCost(len(places), places, -costs)
        for point, floor in floors:
            self._solver.changeColBounds(point, float(floor), highspy.kHighsInf)

    def _clear(self, floors: Floors) -> None:
        for point, _ in floors:
            self._solver.changeColBounds(point, 0.0, highspy.kHighsInf)

    def _read(self) -> Extreme | None:
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._solver.getSolution()
        columns = np.array(solution.col_value)
        holds = np.abs(np.array(solution.col_dual)[self._points :]) > _CLOSE
        value = -float(self._solver.getInfo().objective_function_value)
        return Extreme(value=value, points=columns[: self._points], holds=holds)


class Neighbour:
    """Looks for tables close to the true one in which a cell holds another value.

    What moves few points leaves most members where they are, so that one such table speaks for
    nearly every reader.
    """

    def __init__(self, system: System) -> None:
        self._system = system
        self._points = system.parts.shape[1]
        self._solver = _quiet()
        self._solver.passModel(_near_model(system))
        self._low, self._high = system.low, system.high

    def tell(self, hidden: Mask) -> None:
        """Take all cells but the hidden ones as told."""
        self._low, self._high = self._system.bounds(hidden)
        places = np.arange(self._points, self._points + len(self._low), dtype=np.int32)
        self._solver.changeColsBounds(len(places), places, self._low, self._high)

    def find(self, cell: int, value: float, *, floors: Floors) -> Real | None:
        """Return the points of the nearest table that brings the cell to the value or beyond."""
        low, high = float(self._low[cell]), float(self._high[cell])
        if not low <= value <= high:
            return None
        up = value > self._system.values[cell]
        place = self._points + cell
        self._solver.changeColBounds(place, value if up else low, high if up else value)
        for point, floor in floors:
            self._solver.changeColBounds(point, float(floor), highspy.kHighsInf)
        self._solver.run()
        is_found = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        columns = np.array(self._solver.getSolution().col_value) if is_found else None
        self._solver.changeColBounds(place, low, high)
        for point, _ in floors:
            self._solver.changeColBounds(point, 0.0, highspy.kHighsInf)
        return None if columns is None else columns[: self._points]


def cheapest_move(
    system: System, hidden: Mask, weights: Real, target: tuple[int, float], *, floors: Floors
) -> Mask | None:
    """Return the cells that must open so that a cell reaches a value; None where none suffice.

    The cost of opening a cell is its weight for each step it moves; hidden ones move freely.
    """
    solver = _quiet()
    solver.passModel(_moving_model(system, hidden, weights))
    cell, value = target
    points = system.parts.shape[1]
    low, high = system.low[cell], system.high[cell]
    up = value > system.values[cell]
    solver.changeColBounds(points + cell, value if up else low, high if up else value)
    for point, floor in floors:
        solver.changeColBounds(point, float(floor), highspy.kHighsInf)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    cells = np.array(solver.getSolution().col_value)[points : points + system.count]
    moved: Mask = np.abs(cells - system.values) > _CLOSE
    return moved


def cheapest_cover(
    weights: Real,
    fixed: Mask,
    demands: Sequence[tuple[Iterable[int], int | None]],
    *,
    seconds: float,
) -> Cover:
    """Return the cheapest choice that holds the fixed cells and meets every demand.

    A demand names cells of which one must be chosen, always or where another one is.
    """
    solver = _quiet()
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("mip_max_nodes", _ROUND_NODES)
    solver.setOptionValue("mip_rel_gap", 0.0)
    count = len(weights)
    model = highspy.HighsLp()
    model.num_col_ = count
    model.num_row_ = len(demands)
    model.col_cost_ = weights
    model.col_lower_ = fixed.astype(float)
    model.col_upper_ = np.ones(count)
    model.integrality_ = [highspy.HighsVarType.kInteger] * count
    rows = [_demand(cells, given) for cells, given in demands]
    model.row_lower_ = np.array([1.0 if given is None else 0.0 for _, given in demands])
    model.row_upper_ = np.full(len(demands), highspy.kHighsInf)
    _set_rows(model, rows)
    solver.passModel(model)
    solver.run()
    columns = np.array(solver.getSolution().col_value)
    chosen: Mask = columns > 0.5 if len(columns) == count else np.ones(count, dtype=bool)
    bound = float(solver.getInfo().mip_dual_bound)
    return Cover(chosen=chosen, bound=max(bound, 0.0) if np.isfinite(bound) else 0.0)


def _demand(cells: Iterable[int], given: int | None) -> dict[int, float]:
    row = dict.fromkeys(cells, 1.0)
    return row if given is None else {**row, given: -1.0}


def _quiet() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", _SEED)):
        solver.setOptionValue(name, value)
    return solver


def _rows(system: System) -> tuple[list[dict[int, float]], list[float], list[float]]:
    """Return the rows over [points, cells]: cells are sums of points, groups and links hold."""
    points = system.parts.shape[1]
    rows: list[dict[int, float]] = []
    low: list[float] = []
    high: list[float] = []
    for cell in range(system.count):
        where = np.flatnonzero(system.parts[cell])
        rows.append({int(at): -1.0 for at in where} | {points + cell: 1.0})
        low.append(0.0)
        high.append(0.0)
    for group, total in system.sums:
        rows.append(dict.fromkeys(group, 1.0))
        low.append(float(total))
        high.append(float(total))
    for one, other, slack in system.links:
        rows.append({points + one: 1.0, points + other: -1.0})
        low.append(float(-slack))
        high.append(float(slack))
    return rows, low, high


def _set_rows(model: highspy.HighsLp, rows: Sequence[dict[int, float]]) -> None:
    starts = np.cumsum([0, *(len(row) for row in rows)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = starts.astype(np.int32)
    model.a_matrix_.index_ = np.array([at for row in rows for at in row], dtype=np.int32)
    model.a_matrix_.value_ = np.array([value for row in rows for value in row.values()])


def _model(system: System) -> highspy.HighsLp:
    rows, low, high = _rows(system)
    points = system.parts.shape[1]
    model = highspy.HighsLp()
    model.num_col_ = points + system.count
    model.num_row_ = len(rows)
    model.col_cost_ = np.zeros(model.num_col_)
    model.col_lower_ = np.concatenate([np.zeros(points), system.low])
    model.col_upper_ = np.concatenate([np.full(points, highspy.kHighsInf), system.high])
    model.row_lower_ = np.array(low)
    model.row_upper_ = np.array(high)
    _set_rows(model, rows)
    return model


def _near_model(system: System) -> highspy.HighsLp:
    """Return the model in which every point may move off the truth, the last of one dearly."""
    rows, low, high = _rows(system)
    points, count = system.parts.shape[1], system.count
    for point in range(points):
        away = points + count + point
        rows.append({point: 1.0, away: -1.0, away + points: 1.0})
    truth = system.truth.astype(float)
    model = highspy.HighsLp()
    model.num_col_ = 3 * points + count
    model.num_row_ = len(rows)
    model.col_cost_ = np.concatenate(
        [np.zeros(points + count), np.ones(points), np.where(truth > 1, 1.0, 4.0)]
    )
    model.col_lower_ = np.concatenate([np.zeros(points), system.low, np.zeros(2 * points)])
    endless = np.full(points, highspy.kHighsInf)
    model.col_upper_ = np.concatenate([endless, system.high, endless, truth])
    model.row_lower_ = np.concatenate([low, truth])
    model.row_upper_ = np.concatenate([high, truth])
    _set_rows(model, rows)
    return model


def _moving_model(system: System, hidden: Mask, weights: Real) -> highspy.HighsLp:
    """Return the model in which every cell may move off its value, at its weight a step."""
    rows, low, high = _rows(system)
    points, count = system.parts.shape[1], system.count
    costs = np.where(np.where(system.choosable, hidden, ~system.told_before), 0.0, weights)
    stuck = ~system.choosable & system.told_before
    for cell in range(count):
        rows.append({points + cell: 1.0, points + count + cell: -1.0, points + 2 * count + cell: 1})
    low += [float(value) for value in system.values]
    high += [float(value) for value in system.values]
    reach = np.where(stuck, 0.0, highspy.kHighsInf)
    model = highspy.HighsLp()
    model.num_col_ = points + 3 * count
    model.num_row_ = len(rows)
    model.col_cost_ = np.concatenate([np.zeros(points + count), costs, costs])
    model.col_lower_ = np.concatenate([np.zeros(points), system.low, np.zeros(2 * count)])
    model.col_upper_ = np.concatenate(
        [np.full(points, highspy.kHighsInf), system.high, reach, reach]
    )
    model.row_lower_ = np.array(low)
    model.row_upper_ = np.array(high)
    _set_rows(model, rows)
    return model
