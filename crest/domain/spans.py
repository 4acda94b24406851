"""Residual risk as it is, with everything unknown at its best, and with it at its worst."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from crest.domain.answers import Assurance
from crest.domain.crediting import LIVE, OPEN_ANSWERS, UNCLEAN, is_scored
from crest.domain.method import Method
from crest.domain.pooling import control, supported
from crest.domain.risk import at_best, at_worst, exact_inherent, residual_risk
from crest.domain.scores import FactorValue, QuestionScore, Residual
from crest.domain.sums import Questions, by_group


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What decides how far controls hold: freshness (0-1), unclean stop questions, triggers."""

    freshness: Decimal
    stop_open: int
    triggers_open: int
    triggers_remedy: int


# Where nothing was submitted, nothing holds.
NOTHING_HELD = Holding(freshness=Decimal(0), stop_open=0, triggers_open=0, triggers_remedy=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What a residual risk is made from; without questions nothing was submitted."""

    bank: str
    asked: Questions
    method: Method
    factors: Sequence[FactorValue]
    questions: Sequence[QuestionScore]
    holding: Holding
    doubted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCase:
    """A residual risk with the unrounded figures that it is made from."""

    inherent: Fraction
    supported: Fraction | None
    residual: Residual


def base_case(known: Assessed) -> RiskCase:
    """Return the risk as it is known."""
    return _case(known, known.questions)


def best_case(known: Assessed) -> RiskCase:
    """Return the risk with unknown factors at their best and open answers 1 at `stated`.

    Where nothing was submitted every answer is open, so a fresh assessment of them is assumed.
    """
    factors = at_best(known.factors, known.method)
    if not known.questions:
        holding = replace(known.holding, freshness=Decimal(1))
        stated = Fraction(100 * known.method.assurance.factor[Assurance.STATED])
        return _with_shown(replace(known, factors=factors, holding=holding), stated)
    cleaned = sum(_is_open_stop(score, known.asked) for score in known.questions)
    holding = replace(known.holding, stop_open=known.holding.stop_open - cleaned)
    return _case(replace(known, factors=factors, holding=holding), _answered_well(known))


def worst_case(known: Assessed) -> RiskCase:
    """Return the risk with unknown factors at their worst and unknown stop questions fired.

    Where nothing was submitted every stop question is unknown.
    """
    unknown = any(_is_unknown_stop(score, known.asked) for score in known.questions)
    fired = int(unknown or not known.questions)
    holding = replace(known.holding, triggers_open=known.holding.triggers_open + fired)
    factors = at_worst(known.factors, known.method)
    return _case(replace(known, factors=factors, holding=holding), known.questions)


def _case(known: Assessed, questions: Sequence[QuestionScore]) -> RiskCase:
    groups = by_group(questions, known.asked, known.method)
    return _with_shown(known, control(groups, known.method, supported))


def _with_shown(known: Assessed, shown: Fraction | None) -> RiskCase:
    inherent = exact_inherent(known.factors, known.method)
    residual = residual_risk(
        inherent=inherent,
        supported=shown,
        method=known.method,
        bank=known.bank,
        freshness=known.holding.freshness,
        stop_open=known.holding.stop_open,
        triggers_open=known.holding.triggers_open,
        triggers_remedy=known.holding.triggers_remedy,
    )
    return RiskCase(inherent=inherent, supported=shown, residual=residual)


def _answered_well(known: Assessed) -> list[QuestionScore]:
    """Return the questions with each open answer at full credit, said only."""
    rules = known.method.assurance
    factor = rules.factor[Assurance.STATED] * (rules.credibility if known.doubted else 1)
    return [
        replace(score, supported=factor) if _is_open(score, known.asked) else score
        for score in known.questions
    ]


def _is_open(score: QuestionScore, asked: Questions) -> bool:
    # What a person found to be wrong earns nothing, however it is answered.
    found_wrong = score.assurance is Assurance.CONTRADICTED
    return score.state in OPEN_ANSWERS and is_scored(asked[score.code]) and not found_wrong


def _is_open_stop(score: QuestionScore, asked: Questions) -> bool:
    is_open = score.state in OPEN_ANSWERS and score.trigger not in LIVE
    return is_open and asked[score.code].is_stop


def _is_unknown_stop(score: QuestionScore, asked: Questions) -> bool:
    return score.state in UNCLEAN and asked[score.code].is_stop
