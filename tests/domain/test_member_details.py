"""What a member adds to figures of detail: the worst place speaks, steps stand on those below."""

from dataclasses import replace
from decimal import Decimal

import pytest

from crest.domain.answers import ScoredState
from crest.domain.member_details import (
    DUTY_STATUSES,
    IN_PLACE,
    NO_FIGURE,
    NO_RUNG,
    NOT_IN_PLACE,
    OPEN,
    REPLIES,
    RUNGS,
    AskedQuestion,
    PartDetails,
    details_of,
)
from crest.domain.scores import ObligationStatus
from tests.domain.shipped import library

RULES = library().method().status
ASKED = AskedQuestion(
    code="WAG-010",
    theme="wages",
    rung="rule",
    state=ScoredState.ANSWERED,
    weight=Decimal(3),
    credit=Decimal(1),
    declared=Decimal(1),
)


def outcomes(*parts: PartDetails) -> dict[str, str]:
    return dict(details_of(parts, RULES))


def asking(*questions: AskedQuestion) -> PartDetails:
    return PartDetails(questions=questions)


def step(code: str, rung: str, declared: str | None) -> AskedQuestion:
    value = None if declared is None else Decimal(declared)
    return replace(ASKED, code=code, rung=rung, declared=value)


def test_a_question_adds_its_reply_its_signs_its_theme_and_its_rung() -> None:
    part = replace(asking(ASKED), themes={"wages": Decimal(95)})

    assert outcomes(part) == {
        "theme.wages": "90-100",
        "rung.rule": "90-100",
        "ladder.wages": "rule",
        "question.WAG-010": "best",
        "changed.WAG-010": "none",
        "contradiction.WAG-010": "none",
    }


@pytest.mark.parametrize(
    ("steps", "reached"),
    [
        pytest.param([("rule", "1"), ("told", "0.7"), ("practice", "0.5")], "told", id="third low"),
        pytest.param([("rule", "0"), ("told", "1")], NO_RUNG, id="the first is missing"),
        pytest.param([("told", "1"), ("remedy", "1")], "remedy", id="only what is asked counts"),
        pytest.param([("rule", None)], NO_FIGURE, id="nothing stays in the sum"),
    ],
)
def test_a_step_stands_on_every_step_below(
    steps: list[tuple[str, str | None]], reached: str
) -> None:
    part = asking(*(step(f"Q{n}", rung, value) for n, (rung, value) in enumerate(steps)))

    assert outcomes(part)["ladder.wages"] == reached


def test_the_worst_place_speaks_for_a_ladder_and_a_place_without_figure_does_not() -> None:
    good = asking(step("Q1", "rule", "1"), step("Q2", "told", "1"))
    weak = asking(step("Q1", "rule", "1"), step("Q2", "told", "0"))
    silent = asking(step("Q1", "rule", None))

    assert outcomes(good, weak, silent)["ladder.wages"] == "rule"
    assert outcomes(silent)["ladder.wages"] == NO_FIGURE
    assert "rung.rule" not in outcomes(silent)


def test_weight_and_workforce_count() -> None:
    small = replace(asking(step("Q1", "rule", "0")), workforce=Decimal(10))
    large = replace(asking(step("Q1", "rule", "1")), workforce=Decimal(90))
    mixed = asking(step("Q1", "rule", "1"), replace(step("Q2", "rule", "0"), weight=Decimal(9)))

    assert outcomes(small, large)["rung.rule"] == "90-100"
    assert outcomes(mixed)["rung.rule"] == "0-40"


def test_every_status_of_a_duty_is_told_as_one_of_a_few_words() -> None:
    words = {
        outcomes(PartDetails(obligations={"kh.ll.016": status}))["obligation.kh.ll.016"]
        for status in ("conflicts_with", *(one.value for one in ObligationStatus))
    }

    assert words == set(DUTY_STATUSES) - {"not_listed"}


def test_the_worst_place_speaks_for_a_duty_and_open_comes_before_what_is_met() -> None:
    duty = "obligation.kh.ll.016"
    met, broken, blank = (
        PartDetails(obligations={"kh.ll.016": status}) for status in ("met", "not_met", "x")
    )

    assert outcomes(met, broken, PartDetails())[duty] == NOT_IN_PLACE
    assert outcomes(met, blank)[duty] == OPEN
    assert outcomes(met)[duty] == IN_PLACE


@pytest.mark.parametrize(
    ("state", "credit", "reply"),
    [
        (ScoredState.ANSWERED, "1", "best"),
        (ScoredState.ANSWERED, "0.5", "less"),
        (ScoredState.ANSWERED, None, "less"),
        (ScoredState.DONT_KNOW, None, "dont_know"),
        (ScoredState.NOT_APPLICABLE_ACCEPTED, None, "not_applicable"),
        (ScoredState.PLANNED, "0", "left_open"),
    ],
)
def test_a_reply_is_told_as_one_of_a_few_words(
    state: ScoredState, credit: str | None, reply: str
) -> None:
    value = None if credit is None else Decimal(credit)

    found = outcomes(asking(replace(ASKED, state=state, credit=value)))["question.WAG-010"]

    assert found == reply
    assert found in REPLIES


def test_what_one_place_does_not_know_is_told_and_what_is_not_asked_is_left_out() -> None:
    unsure = asking(replace(ASKED, state=ScoredState.DONT_KNOW))
    unasked = asking(replace(ASKED, state=ScoredState.NOT_ASKED))
    implied = asking(replace(ASKED, state=ScoredState.IMPLIED))

    assert outcomes(asking(ASKED), unsure, unasked)["question.WAG-010"] == "dont_know"
    assert "question.WAG-010" not in outcomes(unasked, implied)


def test_signs_are_told_where_any_place_has_them() -> None:
    stop = replace(ASKED, is_stop=True)
    fired = replace(stop, fired=True, changed=True, contradicted=True)

    assert outcomes(asking(stop))["trigger.WAG-010"] == "none"
    found = outcomes(asking(stop), asking(fired))
    assert {found[f"{sign}.WAG-010"] for sign in ("trigger", "changed", "contradiction")} == {
        "some"
    }


def test_the_words_of_the_ladder_are_those_of_its_rungs() -> None:
    assert RUNGS == (NO_RUNG, "rule", "told", "practice", "remedy", NO_FIGURE)
