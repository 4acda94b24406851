"""Which single proof, and which single better answer, would lower the residual risk most.

Every effect is the engine's: the case is scored anew with that one change and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from crest.domain.answers import (
    Assurance,
    ScoredState,
    TriggerState,
)
from crest.domain.bank import Question
from crest.domain.best_answers import best_value, credit_of_value
from crest.domain.case import ScoringCase, risk_of
from crest.domain.crediting import LIVE, is_scored, question_score, standing_of
from crest.domain.method import RiskBand
from crest.domain.rounding import EXACT
from crest.domain.scores import QuestionScore, Score
from crest.domain.spans import RiskCase
from crest.domain.what_if import Change, LawMoved, changed_case, what_if

_UNSHOWN = frozenset({Assurance.STATED, Assurance.ATTACHED})
_IMPROVABLE = frozenset(
    {
        ScoredState.ANSWERED,
        ScoredState.BLANK,
        ScoredState.DONT_KNOW,
        ScoredState.PLANNED,
        ScoredState.NOT_APPLICABLE,
    }
)
# Where a trigger goes once a reviewer has seen that the practice stopped.
_AFTER = {TriggerState.OPEN: TriggerState.REMEDY, TriggerState.REMEDY: TriggerState.CLOSED}


class Means(StrEnum):
    """What a row of the list asks for: proof of what is said, or a better answer."""

    PROOF = "proof"
    STEP = "step"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextBest:
    """One single change and what it alone does, in points of residual risk (above 0: it falls).

    `supported_gain` is in points of the control score; `laws` are those whose status changes.
    """

    means: Means
    change: Change
    question: str
    effect: Decimal
    supported_gain: Decimal
    residual: Decimal
    band: RiskBand
    laws: tuple[LawMoved, ...]


@dataclass(frozen=True, slots=True)
class _Tried:
    change: Change
    effect: Decimal
    gain: Fraction
    place: int


class _Trial:
    """Scores a case anew with one change at a time.

    Where the change can touch no other question, only that one is scored anew: the states of the
    others, the triggers and what holds stay, and with them every other part of the sum.
    """

    def __init__(self, case: ScoringCase) -> None:
        self._case = case
        self._known = case.assessed()
        self._now = risk_of(self._known)
        questions = case.questionnaire.questions
        self._standing = standing_of(case.response, frozenset(questions), case.method)
        followed = (part.follows or part.asked_when for part in questions.values())
        self._gates = {gate.question for gate in followed if gate is not None}

    def of(self, change: Change, place: int) -> _Tried:
        """Return what the change does to the residual risk and to the supported score."""
        after = changed_case(self._case, (change,))
        then = self._alone(after, change.code) if self._is_alone(change) else after.risk()
        return _Tried(
            change=change,
            effect=self._now.residual.value - then.residual.value,
            gain=(then.supported or Fraction()) - (self._now.supported or Fraction()),
            place=place,
        )

    def _is_alone(self, change: Change) -> bool:
        question = self._case.questionnaire.questions[change.code]
        if change.value is None:
            return change.trigger is None
        hangs = question.is_stop or question.follows is not None or question.asked_when is not None
        return not hangs and change.code not in self._gates

    def _alone(self, after: ScoringCase, code: str) -> RiskCase:
        question = after.questionnaire.questions[code]
        with localcontext(EXACT):
            anew = question_score(
                question, ScoredState.ANSWERED, after.response.answers[code], self._standing
            )
        scores = tuple(anew if one.code == code else one for one in self._known.questions)
        return risk_of(replace(self._known, questions=scores))


def next_best(
    case: ScoringCase, score: Score, means: Means, *, limit: int = 5
) -> tuple[NextBest, ...]:
    """Return the single changes that help most, at most `limit`, the greatest effect first.

    Of equal effects the one that raises the supported score more comes first, then the order of
    the questions. What changes neither is left out. `score` is that of the case.
    """
    trial = _Trial(case)
    candidates = _proofs(score) if means is Means.PROOF else _steps(case, score)
    order = {code: place for place, code in enumerate(case.questionnaire.questions)}
    tried = (trial.of(change, order[change.code]) for change in candidates)
    helping = [one for one in tried if one.effect > 0 or (one.effect == 0 and one.gain > 0)]
    ranked = sorted(helping, key=lambda one: (-one.effect, -one.gain, one.place))
    return tuple(_told(case, score, means, one.change) for one in ranked[:limit])


def single_step(case: ScoringCase, score: Score, code: str) -> Change | None:
    """Return the step that a list would propose for this question; None where there is none."""
    return next((one for one in _steps(case, score) if one.code == code), None)


def _told(case: ScoringCase, score: Score, means: Means, change: Change) -> NextBest:
    found = what_if(case, (change,), before=score)
    before, after = found.before.control.supported, found.after.control.supported
    return NextBest(
        means=means,
        change=change,
        question=change.code,
        effect=-found.residual_change,
        supported_gain=(after or Decimal(0)) - (before or Decimal(0)),
        residual=found.after.residual.value,
        band=found.after.residual.band,
        laws=found.laws,
    )


def _proofs(score: Score) -> Iterator[Change]:
    """Yield each answer that earns credit and that nobody has seen the proof of, as documented."""
    for part in score.questions:
        if part.credit and part.assurance in _UNSHOWN:
            yield Change(code=part.code, assurance=Assurance.DOCUMENTED)


def _steps(case: ScoringCase, score: Score) -> Iterator[Change]:
    """Yield each question that is asked now and could be answered better, as if it were."""
    for part in score.questions:
        question = case.questionnaire.questions[part.code]
        if part.trigger in LIVE or (part.state in _IMPROVABLE and is_scored(question)):
            change = _step(question, part, case.response.as_of)
            if change is not None:
                yield change


def _step(question: Question, part: QuestionScore, as_of: date) -> Change | None:
    value = best_value(question, as_of)
    if value is not None and credit_of_value(question, value, as_of) <= (part.credit or Decimal(0)):
        value = None
    trigger = None if part.trigger is None else _AFTER.get(part.trigger)
    if value is None and trigger is None:
        return None
    return Change(code=question.code, value=value, trigger=trigger)
