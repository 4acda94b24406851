"""A reader who wants to know: what follows from the published files, by other code than ours.

It takes published cells alone, knows that counts are whole and not negative, may know one
member's own row, and may hold several releases side by side. It solves with scipy, from matrices
it builds itself.
"""

from collections.abc import Mapping, Sequence
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
    to have moved between the files by at most so much; `marks` is the range that the mark of a
    hidden cell stands for, where it does.
    """

    def __init__(
        self,
        files: Sequence[Published],
        *,
        own: Sequence[tuple[int, Point]] = (),
        near: Sequence[tuple[Key, int]] = (),
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
        self._links = [self._row(len(files) - 1, key) - self._row(0, key) for key, _ in near]
        self._slack = np.array([float(slack) for _, slack in near])
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
        for point, at in self._places[file].items():
            if all(want is None or want == had for want, had in zip(key, point, strict=True)):
                found[at] = 1.0
        return found

    def _read_marks(self, file: Published, marks: tuple[int, int]) -> None:
        for point, at in self._places[0].items():
            if file.figures.get(point) is None:
                self._floors[at], self._ceilings[at] = marks

    def _end(self, costs: Numbers, *, whole: bool) -> float:
        if whole:
            return self._whole_end(costs)
        links = np.array(self._links)
        found = linprog(
            costs,
            A_eq=self._exact if len(self._totals) else None,
            b_eq=self._totals if len(self._totals) else None,
            A_ub=np.vstack([links, -links]) if len(links) else None,
            b_ub=np.concatenate([self._slack, self._slack]) if len(links) else None,
            bounds=np.column_stack([self._floors, self._ceilings]),
            method="highs",
        )
        assert found.status == 0, found.message
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
            ],
            bounds=Bounds(self._floors, self._ceilings),
            integrality=np.ones(self._size),
        )
        assert found.success, found.message
        return float(found.fun)
