"""Why a figure moved between two assessments: five parts that sum to the difference.

One ingredient is exchanged at a time, in the order of `ChangePart`, and each part is what its step
moves: first the method, then the data (factors, freshness), then which questions are asked, then
what is answered, last what is shown. Every figure on the way is a kept one (six decimals), so that
the parts sum to the difference exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import pairwise

from crest.domain.answers import Assurance, ScoredState, TriggerState
from crest.domain.crediting import SAID
from crest.domain.method import Factor, Method
from crest.domain.response_file import number_to_json
from crest.domain.risk import inherent_risk, resolve_factor
from crest.domain.rounding import EXACT
from crest.domain.scores import FactorState, FactorValue, QuestionScore
from crest.domain.scoring import is_unclean
from crest.domain.spans import Assessed, Holding, base_case
from crest.domain.sums import control_figures

_UNASKED = ScoredState.NOT_ASKED
_CLAIMED = frozenset({ScoredState.NOT_APPLICABLE, ScoredState.NOT_APPLICABLE_ACCEPTED})


class ChangePart(StrEnum):
    """What a figure moved by, in the order in which it is exchanged."""

    METHOD = "method"
    DATA = "data"
    QUESTIONS = "questions"
    ANSWERS = "answers"
    PROOF = "proof"


class ChangedFigure(StrEnum):
    """The figures whose change is told, the one that counts most first."""

    RESIDUAL = "residual"
    INHERENT = "inherent"
    DECLARED = "declared"
    SUPPORTED = "supported"


Numbers = Mapping[ChangedFigure, Decimal | None]
_NOT_GIVEN: Numbers = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """One figure (0-100, six decimals) then and now, and the parts of the difference.

    Where it was or is empty (None) there is no difference to be split.
    """

    figure: ChangedFigure
    then: Decimal | None
    now: Decimal | None
    parts: Mapping[ChangePart, Decimal]

    @property
    def difference(self) -> Decimal | None:
        """Return how far the figure moved; below 0 it fell."""
        return None if self.then is None or self.now is None else self.now - self.then


class QuestionMove(StrEnum):
    """What happened to a question between two assessments."""

    OPENED = "opened"
    CLOSED = "closed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionChange:
    """A control that counts otherwise than before; None where that assessment has no such one."""

    code: str
    move: QuestionMove
    then: QuestionScore | None
    now: QuestionScore | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorChange:
    """A factor of the inherent risk whose value or state moved."""

    factor: Factor
    then: FactorValue | None
    now: FactorValue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreChange:
    """How the figures moved, by which questions and by which factors."""

    figures: tuple[FigureChange, ...]
    questions: tuple[QuestionChange, ...]
    factors: tuple[FactorChange, ...]

    @property
    def risk(self) -> FigureChange:
        """Return the change of the residual risk."""
        return self.figures[0]


def change_between(then: Assessed, now: Assessed, *, kept: Numbers = _NOT_GIVEN) -> ScoreChange:
    """Return how each figure came from then to now.

    `kept` are figures as they were handed over then. Where they differ from what is computed of
    `then`, something known on that day reads otherwise today: that is a part of the data.
    """
    with localcontext(EXACT):
        stages = [_stage(known) for known in (then, *_steps(then, now))]
    return ScoreChange(
        figures=tuple(_figure(figure, stages, kept) for figure in ChangedFigure),
        questions=_questions(then, now),
        factors=_factors(then, now),
    )


def change_to_json(change: ScoreChange) -> dict[str, object]:
    """Return the change as a JSON object: numbers with six decimals at most, None is null."""
    return {
        "figures": {
            one.figure.value: {
                "then": number_to_json(one.then),
                "now": number_to_json(one.now),
                "parts": {part.value: number_to_json(by) for part, by in one.parts.items()},
            }
            for one in change.figures
        },
        "questions": {one.code: one.move.value for one in change.questions},
        "factors": [one.factor.value for one in change.factors],
    }


def _steps(then: Assessed, now: Assessed) -> tuple[Assessed, ...]:
    """Return the assessment after each exchange; after the last one it is the one of now."""
    read = _by_method(then, now.method)
    fresh = replace(
        read,
        factors=now.factors,
        holding=replace(read.holding, freshness=now.holding.freshness),
    )
    asked = _with_questions(fresh, now)
    return read, fresh, asked, _with_answers(asked, now), now


def _stage(known: Assessed) -> Numbers:
    control = control_figures(known.questions, known.asked, known.method)
    return {
        ChangedFigure.RESIDUAL: base_case(known).residual.value,
        ChangedFigure.INHERENT: inherent_risk(known.factors, known.method).value,
        ChangedFigure.DECLARED: control.declared,
        ChangedFigure.SUPPORTED: control.supported,
    }


def _figure(figure: ChangedFigure, stages: Sequence[Numbers], kept: Numbers) -> FigureChange:
    values = [stage[figure] for stage in stages]
    first, last = values[0], values[-1]
    then = kept.get(figure, first)
    parts: dict[ChangePart, Decimal] = {}
    if then is not None and last is not None:
        # A step that leaves nothing in the sum moves nothing: the next one takes it all.
        passed = then if first is None else first
        walked = [passed := passed if value is None else value for value in values]
        moved = [after - before for before, after in pairwise(walked)]
        parts = dict(zip(ChangePart, moved, strict=True))
        parts[ChangePart.DATA] += walked[0] - then
    return FigureChange(figure=figure, then=then, now=last, parts=parts)


# Method ------------------------------------------------------------------------------------------


def _by_method(then: Assessed, method: Method) -> Assessed:
    """Return what was answered and known then, read by this method."""
    if then.method == method:
        return then
    return replace(
        then,
        method=method,
        factors=tuple(
            resolve_factor(one.factor, one.state, one.value, method=method, source=one.source)
            for one in then.factors
        ),
        questions=tuple(_reread(one, then, method) for one in then.questions),
    )


def _reread(score: QuestionScore, then: Assessed, method: Method) -> QuestionScore:
    weight_class = then.asked[score.code].weight_class
    weight = method.weight_class[weight_class] if weight_class and score.weight else score.weight
    if score.credit is None or score.factor is None:
        return replace(score, weight=weight)
    factor = _factor(score.assurance, method, doubted=then.doubted)
    is_earned = score.supported != score.credit * score.factor
    supported = score.supported if is_earned else score.credit * factor
    return replace(score, weight=weight, factor=factor, supported=supported)


def _factor(assurance: Assurance, method: Method, *, doubted: bool) -> Decimal:
    rules = method.assurance
    factor = rules.factor[assurance]
    return factor * rules.credibility if doubted and assurance in SAID else factor


# Questions ---------------------------------------------------------------------------------------


def _with_questions(fresh: Assessed, now: Assessed) -> Assessed:
    """Return the questions of now: those of both as they stood, those that opened as they are."""
    before = {one.code: one for one in fresh.questions}
    questions = tuple(_asked_before(before.get(one.code), one) for one in now.questions)
    same_bank = {one.code for one in fresh.questions} == {one.code for one in now.questions}
    other = _elsewhere(fresh if same_bank else now)
    known = replace(fresh, bank=now.bank, asked=now.asked, questions=questions)
    return _held(known, other)


def _asked_before(then: QuestionScore | None, now: QuestionScore) -> QuestionScore:
    if then is None or then.state is _UNASKED or now.state is _UNASKED:
        return now
    return replace(then, weight=now.weight)


# Answers -----------------------------------------------------------------------------------------


def _with_answers(asked: Assessed, now: Assessed) -> Assessed:
    """Return what is said now, shown as far as it was then."""
    said = tuple(
        _said(then, one, asked, same_doubt=asked.doubted == now.doubted)
        for then, one in zip(asked.questions, now.questions, strict=True)
    )
    before, after = _elsewhere(asked), _elsewhere(now)
    # as many as before: where one of them stands is moved by people, not by answers
    elsewhere = before if sum(before) == sum(after) else after
    return _held(replace(asked, questions=said), elsewhere)


def _said(
    then: QuestionScore, now: QuestionScore, asked: Assessed, *, same_doubt: bool
) -> QuestionScore:
    trigger = _fired(then, now)
    if {then.state, now.state} == _CLAIMED or _content(then) == _content(now):
        # whether a claim is accepted is for others to say, as proof is
        return replace(then, trigger=trigger)
    if then.assurance is now.assurance and same_doubt:
        return replace(now, trigger=trigger)
    supported = now.supported
    if now.credit is not None:
        supported = now.credit * _factor(then.assurance, asked.method, doubted=asked.doubted)
    return replace(now, supported=supported, assurance=then.assurance, trigger=trigger)


def _content(score: QuestionScore) -> tuple[object, ...]:
    return (score.state, score.credit, score.declared, score.high)


def _fired(then: QuestionScore, now: QuestionScore) -> TriggerState | None:
    """Return where a trigger stands by the answers alone: people move it on after that."""
    found_wrong = now.assurance is Assurance.CONTRADICTED is not then.assurance
    if found_wrong or (then.trigger is not None and now.trigger is not None):
        return then.trigger
    return None if now.trigger is None else TriggerState.OPEN


# What holds --------------------------------------------------------------------------------------


def _elsewhere(known: Assessed) -> tuple[int, int]:
    """Return how many triggers are open and under remedy by other assessments of the subject."""
    own = [one.trigger for one in known.questions]
    holding = known.holding
    return (
        holding.triggers_open - own.count(TriggerState.OPEN),
        holding.triggers_remedy - own.count(TriggerState.REMEDY),
    )


def _held(known: Assessed, elsewhere: tuple[int, int]) -> Assessed:
    own = [one.trigger for one in known.questions]
    holding = Holding(
        freshness=known.holding.freshness,
        stop_open=sum(is_unclean(one, known.asked) for one in known.questions),
        triggers_open=elsewhere[0] + own.count(TriggerState.OPEN),
        triggers_remedy=elsewhere[1] + own.count(TriggerState.REMEDY),
    )
    return replace(known, holding=holding)


# What moved --------------------------------------------------------------------------------------


def _questions(then: Assessed, now: Assessed) -> tuple[QuestionChange, ...]:
    before = {one.code: one for one in then.questions}
    after = {one.code: one for one in now.questions}
    codes = dict.fromkeys((*after, *before))
    found = (_question(code, before.get(code), after.get(code)) for code in codes)
    return tuple(one for one in found if one is not None)


def _question(
    code: str, then: QuestionScore | None, now: QuestionScore | None
) -> QuestionChange | None:
    was, is_ = (one is not None and one.state is not _UNASKED for one in (then, now))
    move = QuestionMove.CHANGED
    if was != is_:
        move = QuestionMove.OPENED if is_ else QuestionMove.CLOSED
    elif not was or _reading(then) == _reading(now):
        return None
    return QuestionChange(code=code, move=move, then=then, now=now)


def _reading(score: QuestionScore | None) -> tuple[object, ...]:
    return () if score is None else (score.state, score.credit, score.assurance, score.trigger)


def _factors(then: Assessed, now: Assessed) -> tuple[FactorChange, ...]:
    before = {one.factor: one for one in then.factors}
    after = {one.factor: one for one in now.factors}
    return tuple(
        FactorChange(factor=factor, then=before.get(factor), now=after.get(factor))
        for factor in Factor
        if _worth(before.get(factor)) != _worth(after.get(factor))
    )


def _worth(value: FactorValue | None) -> tuple[FactorState, Decimal | None]:
    return (FactorState.OUT, None) if value is None else (value.state, value.value)
