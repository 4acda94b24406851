"""Weighted means of many rows by matrix products; exact sums, one rounding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from crest.domain.answers import ScoredState
from crest.domain.sums import ACCEPTED, COVERED
from crest.portfolio.arrays import BILLION, Flags, Floats, Place, divided, kept
from crest.portfolio.batch import LEVELS, STATES, Batch
from crest.portfolio.plan import Plan
from crest.portfolio.values import PICKS, Values, question_values

_HUNDRED = 100
_NEAR_ROWS = 1024


@dataclass(frozen=True, slots=True)
class Means:
    """Weighted sums and their weights, rows x sums; both whole, so that their ratio is exact."""

    above: Floats
    below: Floats

    def floats(self) -> Floats:
        """Return the means (0-100) as near as floats go; nan where nothing stays in the sum."""
        return divided(self.above, self.below * (BILLION / _HUNDRED))

    def exact(self, place: Place) -> Fraction:
        """Return one mean (0-100) in fractions; there must be a weight."""
        return Fraction(_HUNDRED * int(self.above[place]), BILLION * int(self.below[place]))

    def kept(self) -> Floats:
        """Return the means as they are kept."""
        return kept(self.floats(), self.exact)


@dataclass(frozen=True, slots=True)
class MeansOfMeans:
    """The weighted means, by the columns of `weights`, of those means that are not empty.

    `weights` are whole, means x sums; `enters` says which means a row has in its sums.
    """

    means: Means
    weights: Floats
    enters: Flags | None = None

    def present(self) -> Flags:
        """Return which means a row has and sums."""
        filled = self.means.below > 0
        return filled if self.enters is None else filled & self.enters

    def floats(self) -> Floats:
        """Return the means of means (0-100) as near as floats go; nan for an empty set."""
        present = self.present()
        values = np.where(present, self.means.floats(), 0.0)
        return divided(values @ self.weights, present @ self.weights)

    def exact(self, place: Place) -> Fraction:
        """Return one mean of means in fractions; it must have a part."""
        row, column = place
        parts = [
            (int(weight), self.means.exact((row, number)))
            for number, weight in enumerate(self.weights[:, column])
            if weight and self.present_at(row, number)
        ]
        total = sum(weight for weight, _ in parts)
        return sum((weight * value for weight, value in parts), Fraction()) / total

    def present_at(self, row: int, number: int) -> bool:
        """Return whether one row has and sums this mean."""
        enters = self.enters is None or bool(self.enters[row, number])
        return enters and bool(self.means.below[row, number] > 0)

    def kept(self) -> Floats:
        """Return the means of means as they are kept."""
        return kept(self.floats(), self.exact)


def means(values: Values, weights: Floats) -> Means:
    """Return the sums of one value of the questions by each column of weights."""
    return Means(values.value @ weights, values.stays @ weights)


def obligation_figures(
    batch: Batch, plan: Plan, picks: Sequence[str] = PICKS
) -> Mapping[str, Floats]:
    """Return the figures of the obligations alone, rows x duties: what a new method changes first.

    Rows are taken a few at a time, so that what is computed stays near the processor.
    """
    found = {pick: np.empty((len(batch), len(plan.duties))) for pick in picks}
    for start in range(0, len(batch), _NEAR_ROWS):
        part = batch.part(start, start + _NEAR_ROWS)
        values = question_values(part, plan, picks)
        for pick in picks:
            found[pick][start : start + _NEAR_ROWS] = means(values[pick], plan.links).kept()
    return found


def control(values: Values, plan: Plan) -> MeansOfMeans:
    """Return the control score: the mean of the groups by group weight."""
    return MeansOfMeans(means(values, plan.groups), plan.group_weights[:, None])


def coverages(batch: Batch, plan: Plan) -> Mapping[str, Floats]:
    """Return coverage and evidence coverage (0-1) of every row; nan where nothing is in scope."""
    asked = (batch.state != STATES.index(ScoredState.NOT_ASKED)) & batch.submitted[:, None]
    covered = np.isin(batch.state, [STATES.index(state) for state in COVERED])
    claimed = batch.credit > 0
    accepted = np.isin(batch.level, [LEVELS.index(level) for level in ACCEPTED])
    return {
        "coverage": _share(asked & covered, asked, plan),
        "evidence_coverage": _share(claimed & accepted, claimed, plan),
    }


def _share(some: Flags, of: Flags, plan: Plan) -> Floats:
    above, below = some @ plan.weights, of @ plan.weights
    return kept(
        divided(above, below),
        lambda place: Fraction(int(above[place]), int(below[place])),
    )
