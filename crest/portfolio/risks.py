"""Inherent and residual risk, band and span of many rows (source: `crest.domain.risk`, `spans`)."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from crest.domain.answers import Assurance, ScoredState
from crest.domain.crediting import OPEN_ANSWERS, UNCLEAN
from crest.domain.errors import RefusedInputError
from crest.domain.method import Method, RiskBand
from crest.domain.risk import lift, trigger_floor
from crest.domain.scores import FactorState
from crest.portfolio.arrays import (
    MILLION,
    THOUSAND,
    Codes,
    Counts,
    Flags,
    Floats,
    Place,
    divided,
    kept,
    whole,
)
from crest.portfolio.batch import FACTOR_STATES, FACTORS, LEVELS, STATES, Batch
from crest.portfolio.plan import Plan
from crest.portfolio.sums import MeansOfMeans, control
from crest.portfolio.values import Values, factor_table, live

_HUNDRED = 100
_STATED = LEVELS.index(Assurance.STATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Risks:
    """Each row's risks (0-100), band (a place in `RiskBand`) and span."""

    inherent: Floats
    assumed_share: Floats
    residual: Floats
    before_triggers: Floats
    hold: Floats
    band: Codes
    span_start: Floats
    span_end: Floats
    firm: Flags


@dataclass(frozen=True, slots=True)
class RiskCase:
    """One way that things may stand: factors in millionths, what is shown, what is live."""

    factors: Floats
    shown: MeansOfMeans
    stated: Flags
    fresh: Floats
    stop_open: Counts
    open: Counts
    remedy: Counts


def risks(batch: Batch, plan: Plan, supported: Values) -> Risks:
    """Return the risks of every row from its factors and what its answers show."""
    method = plan.method
    base = base_case(batch, control(supported, plan))
    best = Residuals(_best(batch, plan, supported), plan)
    worst = Residuals(_worst(batch, plan, base), plan)
    found = Residuals(base, plan)
    value, start, end = found.kept(), best.kept(), worst.kept()
    return Risks(
        inherent=kept(found.inherent(), lambda place: found.exact_inherent(place[0])),
        assumed_share=_assumed_share(batch, method),
        residual=value,
        before_triggers=kept(found.before(), lambda place: found.exact_before(place[0])),
        hold=kept(found.hold(), lambda place: found.exact_hold(place[0])),
        band=bands(value, method),
        span_start=start,
        span_end=end,
        firm=bands(start, method) == bands(end, method),
    )


def bands(residual: Floats, method: Method) -> Codes:
    """Return the band of each kept risk, as a place in `RiskBand`; on an edge the worse one."""
    order = sorted(RiskBand, key=lambda band: method.bands[band])
    lines = np.array([float(method.bands[band]) for band in order])
    places = np.array([tuple(RiskBand).index(band) for band in order], dtype=np.int8)
    return np.asarray(places[np.searchsorted(lines, residual, side="right") - 1], dtype=np.int8)


def base_case(batch: Batch, shown: MeansOfMeans) -> RiskCase:
    """Return the rows as they stand."""
    return RiskCase(
        factors=batch.factors,
        shown=shown,
        stated=np.zeros(len(batch), dtype=np.bool_),
        fresh=batch.fresh,
        stop_open=batch.stop_open,
        open=batch.open,
        remedy=batch.remedy,
    )


def _best(batch: Batch, plan: Plan, supported: Values) -> RiskCase:
    """Return the rows with unknown factors at their best and open answers 1 at `stated`.

    Where nothing was submitted every answer is open, so a fresh assessment of them is assumed.
    """
    is_open = np.isin(batch.state, _places(OPEN_ANSWERS))
    refuted = batch.level == LEVELS.index(Assurance.CONTRADICTED)
    stated = factor_table(plan.method)[batch.doubted.astype(np.int8), _STATED] * THOUSAND
    filled = np.where(is_open & plan.scored & ~refuted, stated[:, None], supported.value)
    cleaned = (is_open & ~live(batch) & plan.stop).sum(axis=1)
    return replace(
        base_case(batch, control(Values(filled, supported.stays), plan)),
        factors=_moved(batch, plan.method, best=True),
        stated=~batch.submitted,
        fresh=np.where(batch.submitted, batch.fresh, float(THOUSAND)),
        stop_open=batch.stop_open - np.where(batch.submitted, cleaned, 0),
    )


def _worst(batch: Batch, plan: Plan, base: RiskCase) -> RiskCase:
    """Return the rows with unknown factors at their worst and unknown stop questions fired."""
    unknown = (np.isin(batch.state, _places(UNCLEAN)) & plan.stop).any(axis=1)
    fired = (unknown | ~batch.submitted).astype(np.int64)
    factors = _moved(batch, plan.method, best=False)
    return replace(base, factors=factors, open=base.open + fired)


def _places(states: frozenset[ScoredState]) -> list[int]:
    return [STATES.index(state) for state in states]


def _moved(batch: Batch, method: Method, *, best: bool) -> Floats:
    ends = np.array(
        [[whole(end, MILLION) for end in method.tables.extent[factor]] for factor in FACTORS],
        dtype=float,
    )
    least, most = ends.min(axis=1), ends.max(axis=1)
    values = batch.factors
    moved = np.fmin(least, values) if best else np.fmax(most, values)
    settled = np.isin(batch.factor_state, _factor_places(FactorState.KNOWN, FactorState.OUT))
    return np.asarray(np.where(settled, values, moved), dtype=np.float64)


def _factor_places(*states: FactorState) -> list[int]:
    return [FACTOR_STATES.index(state) for state in states]


def _weights(method: Method) -> Floats:
    return np.array([whole(method.inherent.weights[one], THOUSAND) for one in FACTORS], dtype=float)


def _assumed_share(batch: Batch, method: Method) -> Floats:
    present, weights = ~np.isnan(batch.factors), _weights(method)
    known = np.isin(batch.factor_state, _factor_places(FactorState.KNOWN))
    above, below = (present & ~known) @ weights, present @ weights
    return kept(divided(above, below), lambda place: Fraction(int(above[place]), int(below[place])))


class Residuals:
    """The formula of the residual risk over the rows of one case, in floats and in fractions."""

    def __init__(self, case: RiskCase, plan: Plan) -> None:
        self.case = case
        self.method = plan.method
        self.weights = _weights(plan.method)
        self.eligible = np.array(
            [one not in plan.method.inherent.max_without for one in FACTORS], dtype=np.bool_
        )
        present = ~np.isnan(case.factors)
        if not present.any(axis=1).all():
            raise RefusedInputError("no_factors")
        self.above = np.nan_to_num(case.factors) @ self.weights
        self.below = present @ self.weights
        self.k = _k(plan)

    def inherent(self) -> Floats:
        """Return inherent risk (0-100) as near as floats go."""
        mean = self.above / self.below
        a = float(self.method.inherent.a)
        highest = self.highest()
        maximum = np.where(np.isnan(highest), mean, highest)
        return np.asarray(((1 - a) * mean + a * maximum) / MILLION, dtype=np.float64)

    def exact_inherent(self, row: int) -> Fraction:
        """Return the inherent risk of one row in fractions."""
        mean = Fraction(int(self.above[row]), int(self.below[row]) * MILLION)
        highest = self.highest()[row]
        maximum = mean if np.isnan(highest) else Fraction(int(highest), MILLION)
        a = Fraction(self.method.inherent.a)
        return (1 - a) * mean + a * maximum

    def hold(self) -> Floats:
        """Return how far controls hold (0-1)."""
        step = float(self.method.residual.stop_step)
        kept_back = np.maximum(0.0, 1 - step * self.case.stop_open)
        return np.asarray(self.case.fresh / THOUSAND * kept_back, dtype=np.float64)

    def exact_hold(self, row: int) -> Fraction:
        """Return how far the controls of one row hold, in fractions."""
        step = Fraction(self.method.residual.stop_step)
        kept_back = max(Fraction(), 1 - step * int(self.case.stop_open[row]))
        return Fraction(int(self.case.fresh[row]), THOUSAND) * kept_back

    def before(self) -> Floats:
        """Return the risks before triggers lift them."""
        shown = np.where(self.case.stated, self._stated(), self.shown())
        return np.asarray(
            self.inherent() * (1 - float(self.k) * self.hold() * shown / _HUNDRED), dtype=np.float64
        )

    def exact_before(self, row: int) -> Fraction:
        """Return the risk of one row before triggers lift it, in fractions."""
        held = Fraction(self.k) * self.exact_hold(row) * self._exact_shown(row) / _HUNDRED
        return self.exact_inherent(row) * (1 - held)

    def kept(self) -> Floats:
        """Return the residual risks as they are kept."""
        return kept(self.floats(), lambda place: self._exact_value(place[0]))

    def floats(self) -> Floats:
        """Return the residual risks as near as floats go."""
        before = self.before()
        rules = self.method.residual
        opened = float(rules.open) + before * (_HUNDRED - float(rules.open)) / _HUNDRED
        under = np.maximum(before, float(rules.remedy))
        value = np.where(self.case.open > 0, opened, np.where(self.case.remedy > 0, under, before))
        return np.asarray(value, dtype=np.float64)

    def _exact_value(self, row: int) -> Fraction:
        before, opened = self.exact_before(row), int(self.case.open[row])
        floor = trigger_floor(
            self.method, triggers_open=opened, triggers_remedy=int(self.case.remedy[row])
        )
        return before + lift(before, floor, is_open=opened > 0)

    def highest(self) -> Floats:
        """Return the highest factor of those in the maximum, in millionths; nan without one."""
        masked = np.where(self.eligible, self.case.factors, np.nan)
        return np.asarray(np.fmax.reduce(masked, axis=1), dtype=np.float64)

    def shown(self) -> Floats:
        """Return the supported control score (0-100); 0 where nothing is in the sum."""
        return np.asarray(np.nan_to_num(self.case.shown.floats()[:, 0]), dtype=np.float64)

    def _stated(self) -> float:
        return float(_HUNDRED * self.method.assurance.factor[Assurance.STATED])

    def _exact_shown(self, row: int) -> Fraction:
        if self.case.stated[row]:
            return Fraction(_HUNDRED * self.method.assurance.factor[Assurance.STATED])
        place: Place = (row, 0)
        if not self.case.shown.present()[row].any():
            return Fraction()
        return self.case.shown.exact(place)


def _k(plan: Plan) -> Fraction:
    try:
        return Fraction(plan.method.residual.k[plan.bank])
    except KeyError:
        raise RefusedInputError(
            "bank_not_in_method", bank=plan.bank, method=plan.method.version
        ) from None
