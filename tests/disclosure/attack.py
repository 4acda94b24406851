"""A reader who wants to know: what follows from the published files, by other code than ours.

It takes published cells alone, knows that counts are whole and not negative, may know one
member's own row, and may hold several releases side by side. It solves with scipy, from matrices
it builds itself.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

Key = tuple[str | None, ...]
Point = tuple[str, ...]
Numbers = npt.NDArray[np.float64]
AMPLE = 1_000


@dataclass(kw_only=True)
class Published:
    """One published file: the values of its dimensions, and its cells; None is hidden."""

    dimensions: Sequence[Sequence[str]]
    figures: Mapping[Key, int | None]
    known_classes: Mapping[tuple[str, ...], int] | None = None


class Attack:
    """All files the reader holds, and what it knows beside them.

    `own` are points, with their file, in which it stands itself; `near` are cells that it takes
    to have moved between the files by at most so much, `beyond` cells of the first file that it
    takes to lie above (1) or below (-1) a value, as they moved far enough to be told; `marks` is
    the range that the mark of a hidden cell stands for, where it does.
    """

    def __init__(
        self,
        files: Sequence[Published],
        *,
        own: Sequence[tuple[int, Point]] = (),
        near: Sequence[tuple[Key, int]] = (),
        beyond: Sequence[tuple[Key, int, int]] = (),
        marks: tuple[int, int] | None = None,
    ) -> None:
        self._files = files
        self._places: list[dict[Point, int]] = []
        start = 0
        for one in files:
            points = list(product(*one.dimensions))
            self._places.append({point: start + at for at, point in enumerate(points)})
            start += len(points)
        self._size = start
        self._exact, self._totals = self._equations()
        self._solutions: list[Numbers] = []
        self._links = [self._row(len(files) - 1, key) - self._row(0, key) for key, _ in near]
        self._slack = np.array([float(slack) for _, slack in near])
        self._beyond = [-way * self._row(0, key) for key, way, _ in beyond]
        self._ends = [-float(way * value) for _, way, value in beyond]
        self._floors = np.zeros(self._size)
        self._ceilings = np.full(self._size, float(AMPLE))
        if marks is not None:
            self._read_marks(files[0], marks)
        for file, point in own:
            self._floors[self._places[file][point]] = 1

    def width(self, key: Key, *, file: int = -1, whole: bool = False) -> float:
        """Return how many counts wide a hidden cell still is; whole numbers only if asked."""
        row = self._row(file % len(self._files), key)
        return -self._end(-row, whole=whole) - self._end(row, whole=whole)

    def narrower(self, keys: Sequence[Key], least: float, *, file: int = -1) -> list[Key]:
        """Return the cells that linear programming leaves less wide than the least.

        What two solutions met on the way leave open already is not asked about again.
        """
        found = []
        for key in keys:
            row = self._row(file % len(self._files), key)
            seen = np.array(self._solutions) @ row if self._solutions else np.zeros(1)
            if seen.max() - seen.min() < least and self.width(key, file=file) < least:
                found.append(key)
        return found

    def _equations(self) -> tuple[csr_array, Numbers]:
        rows, totals = [], []
        for at, one in enumerate(self._files):
            told = {key: value for key, value in one.figures.items() if value is not None}
            known = {(*name, None): count for name, count in (one.known_classes or {}).items()}
            for key, value in (told | known).items():
                rows.append(self._row(at, key))
                totals.append(float(value))
        return csr_array(np.array(rows).reshape(len(rows), self._size)), np.array(totals)

    def _row(self, file: int, key: Key) -> Numbers:
        found = np.zeros(self._size)
        wanted = [(at, want) for at, want in enumerate(key) if want is not None]
        for point, at in self._places[file].items():
            found[at] = all(point[place] == want for place, want in wanted)
        return found

    def _read_marks(self, file: Published, marks: tuple[int, int]) -> None:
        for point, at in self._places[0].items():
            if file.figures.get(point) is None:
                self._floors[at], self._ceilings[at] = marks

    def _end(self, costs: Numbers, *, whole: bool) -> float:
        if whole:
            return self._whole_end(costs)
        below = [*self._links, *(-row for row in self._links), *self._beyond]
        found = linprog(
            costs,
            A_eq=self._exact if len(self._totals) else None,
            b_eq=self._totals if len(self._totals) else None,
            A_ub=np.array(below) if below else None,
            b_ub=np.concatenate([self._slack, self._slack, self._ends]) if below else None,
            bounds=np.column_stack([self._floors, self._ceilings]),
            method="highs",
        )
        assert found.status == 0, found.message
        self._solutions.append(found.x)
        return float(found.fun)

    def _whole_end(self, costs: Numbers) -> float:
        found = milp(
            costs,
            constraints=[
                LinearConstraint(self._exact, self._totals, self._totals),
                *(
                    LinearConstraint(row[None, :], -slack, slack)
                    for row, slack in zip(self._links, self._slack, strict=True)
                ),
                *(
                    LinearConstraint(row[None, :], -np.inf, end)
                    for row, end in zip(self._beyond, self._ends, strict=True)
                ),
            ],
            bounds=Bounds(self._floors, self._ceilings),
            integrality=np.ones(self._size),
        )
        assert found.success, found.message
        return float(found.fun)


class SideBySide:
    """Files about the same members, over one place: which outcomes exclude each other is known.

    Points are a value of the place and an outcome of each file. `never` names outcomes of two files
    that come together for at most `changed` members: for none in files of one release.
    """

    def __init__(
        self,
        files: Sequence[Published],
        members: Mapping[str, int],
        never: Mapping[tuple[int, int], AbstractSet[tuple[str, str]]],
        *,
        changed: int = 0,
        own: tuple[str, ...] | None = None,
    ) -> None:
        self._points = list(product(members, *(one.dimensions[-1] for one in files)))
        self._exact = [self._row({0: place}) for place in members]
        self._totals = [float(count) for count in members.values()]
        for at, one in enumerate(files, start=1):
            for (place, outcome), value in one.figures.items():
                if value is not None:
                    self._exact.append(self._row({0: place, at: outcome}))
                    self._totals.append(float(value))
        self._apart = [
            [float((point[one + 1], point[other + 1]) in pairs) for point in self._points]
            for (one, other), pairs in never.items()
        ]
        self._changed = changed
        self._floors = [float(point == own) for point in self._points]

    def width(self, file: int, place: str | None, outcome: str) -> float:
        """Return how many counts wide a hidden cell of a file still is."""
        row = self._row({0: place, file + 1: outcome})
        return -self._end(-row) - self._end(row)

    def _row(self, wanted: Mapping[int, str | None]) -> Numbers:
        return np.array(
            [
                float(all(want in {None, point[at]} for at, want in wanted.items()))
                for point in self._points
            ]
        )

    def _end(self, costs: Numbers) -> float:
        found = linprog(
            costs,
            A_eq=np.array(self._exact),
            b_eq=np.array(self._totals),
            A_ub=np.array(self._apart) if self._apart else None,
            b_ub=np.full(len(self._apart), float(self._changed)) if self._apart else None,
            bounds=[(floor, AMPLE) for floor in self._floors],
            method="highs",
        )
        assert found.status == 0, found.message
        return float(found.fun)
