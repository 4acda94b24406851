"""How solid a method is: what other choices would change, and what bending answers would gain."""

from dataclasses import dataclass
from datetime import date

from crest.domain.incentives import Bending


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """The 5th, 50th and 95th percentile over many draws."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What one other choice does: the rows that change band (0-1), and the rank correlation."""

    code: str
    changed: float
    rank_correlation: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a part should weigh by the method, and how much of the variance it carries (0-1)."""

    kind: str
    code: str
    nominal: float
    effective: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """How much of the order and the bands of these rows depends on the choices in a method.

    `firm` is the share of rows whose span lies within one band; correlations are None where a
    figure does not vary.
    """

    rows: int
    assessed: int
    draws: int
    seed: int
    changed: Percentiles
    rank_correlation: Percentiles
    alternatives: tuple[Shift, ...]
    weights: tuple[Weight, ...]
    groups: tuple[tuple[float | None, ...], ...]
    within_groups: float | None
    between_groups: float | None
    firm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What bending changes in the residual risk of those who try it, in points.

    `triggered`: of those whose own answers fire a trigger, or of the others. `gaining` is the
    share (0-1) whose risk falls; `middle` and `most` are the median and the largest fall (below 0
    the risk rises).
    """

    how: Bending
    triggered: bool
    respondents: int
    gaining: float
    middle: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFrame:
    """What a study was made on: simulated respondents of these banks, so many of each size."""

    method: str
    method_digest: str
    banks: tuple[str, ...]
    companies: int
    seed: int
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodStudy:
    """A study of a method, as it stands beside the method's file."""

    frame: StudyFrame
    sensitivity: Sensitivity
    gains: tuple[Gain, ...]
