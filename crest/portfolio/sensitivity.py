"""How much of a portfolio's order and bands depends on the choices in a method."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crest.domain.bank import Questionnaire
from crest.domain.method import Group, Method
from crest.domain.scores import FactorState
from crest.domain.solidity import Percentiles, Sensitivity, Shift, Weight
from crest.portfolio.alternatives import Alternative, alternatives, drawn, single_weights
from crest.portfolio.arrays import MILLION, Codes, Floats, divided, whole
from crest.portfolio.batch import FACTOR_STATES, FACTORS, Batch, Row, batch_of
from crest.portfolio.plan import Plan, plan_of
from crest.portfolio.risks import Residuals, RiskCase, bands, base_case, risks
from crest.portfolio.sums import control, means
from crest.portfolio.values import question_values

# The part of the inherent risk that the highest factor makes once more.
MAXIMUM = "maximum"
# A group without any control would make a geometric mean 0 whatever the others hold.
_LEAST = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The rows of one version of a bank."""

    questionnaire: Questionnaire
    rows: Sequence[Row]


def sensitivity(samples: Sequence[Sample], method: Method, *, draws: int, seed: int) -> Sensitivity:
    """Return what `draws` random methods and the structural alternatives change in these rows.

    Risks are compared as floats: a change of band through the last decimal is no change.
    """
    study = _Study(samples, method)
    chance = np.random.default_rng(seed)
    methods = (Alternative(code="", method=drawn(method, chance)) for _ in range(draws))
    shifts = [study.shift(one) for one in methods]
    others = (*alternatives(method), *single_weights(method))
    return Sensitivity(
        rows=len(study.residual),
        assessed=study.assessed,
        draws=draws,
        seed=seed,
        changed=_percentiles([one.changed for one in shifts]),
        rank_correlation=_percentiles([one.rank_correlation or 0.0 for one in shifts]),
        alternatives=tuple(study.shift(one) for one in others),
        weights=(*study.group_weights(), *study.factor_weights()),
        groups=study.correlations(),
        within_groups=study.theme_correlation(same_group=True),
        between_groups=study.theme_correlation(same_group=False),
        firm=study.firm,
    )


class _Study:
    """The rows once scored, to compare every other method with."""

    def __init__(self, samples: Sequence[Sample], method: Method) -> None:
        self.samples = [
            (one.questionnaire, batch_of(_lawless(one), plan_of(one.questionnaire, method, ())))
            for one in samples
        ]
        self.method = method
        self.residual = self._residuals(Alternative(code="", method=method))
        self.band = bands(_six(self.residual), method)
        self.ranks = _ranks(self.residual)
        self.assessed = sum(int(batch.submitted.sum()) for _, batch in self.samples)
        values = [
            (plan, batch, question_values(batch, plan)["supported"])
            for plan, batch in self._planned(method)
        ]
        self.groups = np.vstack([means(one, plan.groups).floats() for plan, _, one in values])
        self.control = np.concatenate(
            [control(one, plan).floats()[:, 0] for plan, _, one in values]
        )
        self.themes = [(plan, means(one, plan.themes).floats()) for plan, _, one in values]
        self.factors = np.vstack([batch.factors for _, batch in self.samples]) / MILLION
        self.firm = self._firm_share()

    def shift(self, other: Alternative) -> Shift:
        """Return what the other method changes."""
        residual = self._residuals(other)
        changed: Codes = bands(_six(residual), other.method) != self.band
        return Shift(
            code=other.code,
            changed=float(np.mean(changed)),
            rank_correlation=_correlation(_ranks(residual), self.ranks),
        )

    def group_weights(self) -> Iterable[Weight]:
        """Return what each group weighs in the control score of those who answered."""
        weights = np.array([float(self.method.groups[group]) for group in Group])
        present = ~np.isnan(self.groups)
        parts = divided(np.nan_to_num(self.groups) * weights, present @ weights[:, None])
        kept = ~np.isnan(self.control)
        return _weights("group", [one.value for one in Group], weights, parts[kept])

    def factor_weights(self) -> Iterable[Weight]:
        """Return what each factor, and the highest once more, weighs in the inherent risk."""
        rules = self.method.inherent
        weights = np.array([float(rules.weights[factor]) for factor in FACTORS])
        present = ~np.isnan(self.factors)
        mean = divided(np.nan_to_num(self.factors) * weights, present @ weights[:, None])
        eligible = np.array([factor not in rules.max_without for factor in FACTORS])
        highest = np.fmax.reduce(np.where(eligible, self.factors, np.nan), axis=1)
        maximum = np.where(np.isnan(highest), mean.sum(axis=1), highest)
        a = float(rules.a)
        return _weights(
            "factor",
            [*(one.value for one in FACTORS), MAXIMUM],
            np.append((1 - a) * weights / weights.sum(), a),
            np.column_stack([(1 - a) * mean, a * maximum]),
        )

    def correlations(self) -> tuple[tuple[float | None, ...], ...]:
        """Return the correlation of each group with each over the rows that have both."""
        columns = range(self.groups.shape[1])
        return tuple(
            tuple(_correlation(self.groups[:, one], self.groups[:, other]) for other in columns)
            for one in columns
        )

    def theme_correlation(self, *, same_group: bool) -> float | None:
        """Return the mean correlation of two themes of the same group, or of different groups."""
        found = []
        for plan, figures in self.themes:
            of = [self.method.themes.get(theme) for theme in plan.theme_names]
            found += [
                _correlation(figures[:, one], figures[:, other])
                for one in range(len(of))
                for other in range(one)
                if of[one] is not None
                and of[other] is not None
                and (of[one] is of[other]) is same_group
            ]
        kept = [value for value in found if value is not None]
        return float(np.mean(kept)) if kept else None

    def _planned(self, method: Method) -> list[tuple[Plan, Batch]]:
        return [
            (plan_of(questionnaire, method, ()), _with_defaults(batch, self.method, method))
            for questionnaire, batch in self.samples
        ]

    def _residuals(self, other: Alternative) -> Floats:
        return np.concatenate(
            [_residuals(plan, batch, other) for plan, batch in self._planned(other.method)]
        )

    def _firm_share(self) -> float:
        firm = [
            risks(batch, plan, question_values(batch, plan)["supported"]).firm
            for plan, batch in self._planned(self.method)
        ]
        return float(np.mean(np.concatenate(firm)))


def _lawless(sample: Sample) -> list[Row]:
    """Return the rows without laws: no risk depends on them."""
    return [replace(row, laws=()) for row in sample.rows]


def _residuals(plan: Plan, batch: Batch, other: Alternative) -> Floats:
    values = question_values(batch, plan)["supported"]
    kind = _GEOMETRIC[other.geometric_factors, other.geometric_groups]
    return kind(base_case(batch, control(values, plan)), plan).floats()


class _GeometricFactors(Residuals):
    """The risk with the geometric mean of the factors."""

    def inherent(self) -> Floats:
        """Return inherent risk with the geometric mean in the place of the arithmetic one."""
        present = ~np.isnan(self.case.factors)
        logs = np.log(np.where(present, self.case.factors, 1.0) / MILLION)
        mean = np.exp((np.where(present, logs, 0.0) @ self.weights) / self.below)
        highest = self.highest() / MILLION
        a = float(self.method.inherent.a)
        return np.asarray((1 - a) * mean + a * np.where(np.isnan(highest), mean, highest))


class _GeometricGroups(Residuals):
    """The risk with the geometric mean of the groups: a weak group is not averaged away."""

    def shown(self) -> Floats:
        """Return the supported control score as a geometric mean of the groups."""
        figures = self.case.shown.means.floats()
        present = self.case.shown.present()
        logs = np.log(np.where(present, np.maximum(figures, _LEAST), 1.0))
        weights = self.case.shown.weights
        mean = divided(np.where(present, logs, 0.0) @ weights, present @ weights)[:, 0]
        return np.asarray(np.nan_to_num(np.exp(mean)), dtype=np.float64)


_GEOMETRIC: dict[tuple[bool, bool], Callable[[RiskCase, Plan], Residuals]] = {
    (False, False): Residuals,
    (True, False): _GeometricFactors,
    (False, True): _GeometricGroups,
}


def _with_defaults(batch: Batch, old: Method, new: Method) -> Batch:
    """Return the rows with what the new method puts for a factor that is not known.

    A part that is known and worse than what stands in for the rest is not hidden by it.
    """
    values = batch.factors
    for state, before, after in (
        (FactorState.ASSUMED, old.inherent.assumed, new.inherent.assumed),
        (FactorState.NO_REPLY, old.inherent.no_reply, new.inherent.no_reply),
    ):
        of_state = batch.factor_state == FACTOR_STATES.index(state)
        stood_in = values <= whole(before, MILLION)
        other = np.where(stood_in, whole(after, MILLION), np.maximum(values, whole(after, MILLION)))
        values = np.where(of_state, other, values)
    return replace(batch, factors=values)


def _six(values: Floats) -> Floats:
    """Return the values without the noise of floats, so that an edge is an edge."""
    return np.asarray(np.round(values, 6), dtype=np.float64)


def _weights(kind: str, codes: Sequence[str], nominal: Floats, parts: Floats) -> Iterable[Weight]:
    """Return each part's share of the variance of the sum: covariance with it over its variance."""
    total = parts.sum(axis=1)
    variance = float(np.var(total))
    for column, code in enumerate(codes):
        covariance = float(
            np.mean((parts[:, column] - parts[:, column].mean()) * (total - total.mean()))
        )
        yield Weight(
            kind=kind,
            code=code,
            nominal=float(nominal[column] / nominal.sum()),
            effective=covariance / variance if variance else None,
        )


def _ranks(values: Floats) -> Floats:
    """Return the rank of each value; equal values share the mean of their ranks."""
    _, places, counts = np.unique(_six(values), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[places], dtype=np.float64)


def _correlation(one: Floats, other: Floats) -> float | None:
    """Return Pearson's correlation over the rows that have both; None where one does not vary."""
    both = ~np.isnan(one) & ~np.isnan(other)
    some, rest = one[both], other[both]
    if len(some) < 2 or np.ptp(some) == 0 or np.ptp(rest) == 0:
        return None
    return float(np.corrcoef(some, rest)[0, 1])


def _percentiles(values: Sequence[float]) -> Percentiles:
    low, middle, high = np.percentile(values, [5, 50, 95])
    return Percentiles(low=float(low), middle=float(middle), high=float(high))
