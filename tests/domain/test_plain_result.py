"""What a respondent reads as good of its own answers."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from crest.domain.answer_text import ENGLISH
from crest.domain.answers import Answer, AnswerState, Assurance, ScoredState, TriggerState
from crest.domain.bank import Option, Question, Questionnaire, WeightClass
from crest.domain.plain_result import GoodPoint, good_points
from crest.domain.scores import QuestionScore
from tests.domain.test_findings import bank, control


def _scored(
    code: str,
    *,
    declared: str = "1",
    state: ScoredState = ScoredState.ANSWERED,
    assurance: Assurance = Assurance.STATED,
    trigger: TriggerState | None = None,
) -> QuestionScore:
    credit = Decimal(declared)
    return QuestionScore(
        code=code,
        state=state,
        weight=Decimal(3),
        credit=credit,
        factor=Decimal("0.5"),
        declared=credit,
        supported=credit / 2,
        high=credit,
        assurance=assurance,
        trigger=trigger,
    )


def _good(scores: Sequence[QuestionScore], asked: Questionnaire) -> tuple[GoodPoint, ...]:
    answers = {
        one.code: Answer(code=one.code, state=AnswerState.ANSWERED, value="yes") for one in scores
    }
    return good_points(scores, asked, answers=answers, words=ENGLISH)


def _stop(code: str) -> Question:
    question = control(code, weight=WeightClass.CRITICAL)
    options = (
        *question.options,
        Option(code="harm", label="Harm", credit=Decimal(0), trigger=True),
    )
    return Question(
        code=code,
        theme=question.theme,
        kind=question.kind,
        type=question.type,
        text=question.text,
        weight_class=question.weight_class,
        options=options,
    )


def test_what_weighs_most_comes_first_and_stop_questions_before_others() -> None:
    asked = bank(
        control("MINOR", weight=WeightClass.MINOR),
        control("NONE", weight=None),
        control("MAJOR"),
        control("CRITICAL", weight=WeightClass.CRITICAL),
        _stop("STOP"),
    )

    found = _good([_scored(code) for code in asked.questions], asked)

    assert [one.question for one in found] == ["STOP", "CRITICAL", "MAJOR", "MINOR", "NONE"]


@pytest.mark.parametrize(
    "scored",
    [
        pytest.param(_scored("Q", declared="0.9"), id="less than the best answer"),
        pytest.param(_scored("Q", state=ScoredState.NOT_APPLICABLE), id="not answered"),
        pytest.param(_scored("Q", assurance=Assurance.CONTRADICTED), id="contradicted"),
        pytest.param(_scored("Q", trigger=TriggerState.CLOSED), id="a trigger on record"),
        pytest.param(_scored("OTHER"), id="not asked of it"),
    ],
)
def test_what_falls_short_or_is_doubted_is_not_called_good(scored: QuestionScore) -> None:
    assert _good([scored], bank(control("Q"))) == ()


@pytest.mark.parametrize(
    ("assurance", "is_seen"),
    [
        (Assurance.STATED, False),
        (Assurance.ATTACHED, False),
        (Assurance.DOCUMENTED, True),
        (Assurance.VERIFIED, True),
    ],
)
def test_it_is_said_whether_somebody_saw_the_proof(assurance: Assurance, *, is_seen: bool) -> None:
    found = _good([_scored("Q", assurance=assurance)], bank(control("Q")))

    assert found == (GoodPoint(question="Q", answer_text="Yes", is_seen=is_seen),)
