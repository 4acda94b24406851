"""Counting a table anew: whether whole points fit all that a reader knows whatever is told.

No solver has a part in this: what counts as proof is counted here, in whole numbers.
"""

import numpy as np

from crest.disclosure.systems import System
from crest.disclosure.tables import Mask, Real


class Counter:
    """Holds tables against the known totals of a system and the links between its cells."""

    def __init__(self, system: System) -> None:
        size = system.parts.shape[1]
        self._parts = system.parts
        self._groups = np.zeros((len(system.sums), size))
        for row, (group, _) in zip(self._groups, system.sums, strict=True):
            row[list(group)] = 1.0
        self._totals = np.array([total for _, total in system.sums], dtype=float)
        links = np.array(system.links, dtype=np.int64).reshape(-1, 3)
        self._one, self._other, self._slack = links.T

    def are_tables(self, points: Real) -> Mask:
        """Return for each row of points whether it is a whole table that fits what is known."""
        cells = points @ self._parts.T
        steps = np.abs(cells[:, self._one] - cells[:, self._other])
        fits: Mask = (
            (points >= 0).all(axis=1)
            & (points == np.rint(points)).all(axis=1)
            & (points @ self._groups.T == self._totals).all(axis=1)
            & (steps <= self._slack).all(axis=1)
        )
        return fits

    def with_their_groups(self, points: Mask) -> Mask:
        """Return these points and all others of the known groups that they stand in."""
        touched = (self._groups @ points) > 0
        found: Mask = points | self._groups[touched].any(axis=0)
        return found
