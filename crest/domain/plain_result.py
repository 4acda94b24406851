"""What a supplier reads of its own answers: figures, what to do first, and what is good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crest.domain.answer_text import AnswerWords, render_value
from crest.domain.answers import Answer, Assurance, ScoredState
from crest.domain.bank import Kind, Question, Questionnaire, WeightClass
from crest.domain.findings import Finding
from crest.domain.law_data import ReferralBody
from crest.domain.scores import QuestionScore
from crest.domain.workflow import AssessmentHead

_WEIGHTS: Mapping[WeightClass | None, int] = {
    WeightClass.CRITICAL: 0,
    WeightClass.MAJOR: 1,
    WeightClass.MINOR: 2,
    None: 3,
}
_SEEN = frozenset({Assurance.DOCUMENTED, Assurance.VERIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodPoint:
    """A question with the best answer, in words; `is_seen`: somebody outside saw its proof."""

    question: str
    answer_text: str
    is_seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStep:
    """What to do next, the question it comes from, and what would show it."""

    question: Question
    text: str
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigures:
    """How much is said to be in place and how much of it is shown, 0-100; None for nothing yet."""

    said: Decimal | None
    shown: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnResult:
    """What a supplier reads of its own answers."""

    figures: OwnFigures
    urgent: tuple[Finding, ...]
    steps: tuple[OwnStep, ...]
    good: tuple[GoodPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnResultPage:
    """The page of a supplier's own result; without `result` nothing is submitted yet.

    `asker` is name and address of whoever asked; `bodies` are those to turn to for help.
    """

    head: AssessmentHead
    buyer: str
    asker: tuple[str, str] | None
    subject_name: str
    as_of: date
    questionnaire: Questionnaire
    result: OwnResult | None
    bodies: tuple[ReferralBody, ...]


def good_points(
    scores: Sequence[QuestionScore],
    questionnaire: Questionnaire,
    *,
    answers: Mapping[str, Answer],
    words: AnswerWords,
) -> tuple[GoodPoint, ...]:
    """Return the questions that are answered as well as can be, those that weigh most first.

    Of one weight stop questions come first, then the order of the questions. Nothing that a person
    contradicted, and nothing with a trigger on record, is among them.
    """
    good = [
        (questionnaire.questions[scored.code], scored)
        for scored in scores
        if scored.code in questionnaire.questions and _is_good(scored)
    ]
    ordered = sorted(
        (one for one in good if one[0].kind is Kind.CONTROL), key=lambda one: _place(one[0])
    )
    return tuple(
        GoodPoint(
            question=question.code,
            answer_text=render_value(question, answers[question.code], words),
            is_seen=scored.assurance in _SEEN,
        )
        for question, scored in ordered
    )


def _is_good(scored: QuestionScore) -> bool:
    return (
        scored.state is ScoredState.ANSWERED
        and scored.declared == 1
        and scored.assurance is not Assurance.CONTRADICTED
        and scored.trigger is None
    )


def _place(question: Question) -> tuple[int, bool]:
    return _WEIGHTS[question.weight_class], not question.is_stop
