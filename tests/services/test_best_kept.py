"""The next best proofs and steps are computed once for the same inputs, and anew for others."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import Mock

import pytest

from crest.domain.answers import AnswerState
from crest.domain.case import ScoringCase
from crest.domain.next_best import next_best
from crest.services import what_if
from crest.services.results import ScoredAssessment
from tests.domain.shipped import library, shipped_case


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Return what counts how often they are computed; nothing is kept yet."""
    counter = Mock(side_effect=next_best)
    monkeypatch.setattr(what_if, "next_best", counter)
    monkeypatch.setattr(what_if, "_KEPT", {})
    return counter


def scored(seed: int = 3, **changed: Any) -> ScoredAssessment:
    made = shipped_case("supplier-short", seed)
    case = ScoringCase(
        response=made.response,
        questionnaire=made.questionnaire,
        method=library().method(),
        facts=made.facts,
        laws=made.laws,
        factors=made.factors,
    )
    case = replace(case, **changed)
    return ScoredAssessment(
        head=Mock(),
        subject_name="",
        questionnaire=case.questionnaire,
        case=case,
        score=case.score(),
        answers={},
        findings=(),
    )


def test_the_same_inputs_are_computed_once(counted: Mock) -> None:
    first = what_if.best_of(scored())

    assert what_if.best_of(scored()) == first
    assert counted.call_count == 2
    assert first.proofs == next_best(scored().case, scored().score, what_if.Means.PROOF)


def test_any_other_input_is_computed_anew(counted: Mock) -> None:
    case = scored().case
    day = replace(case.response, as_of=case.response.as_of + timedelta(days=1))
    code = next(
        code for code, one in case.response.answers.items() if one.state is AnswerState.ANSWERED
    )
    answers = {key: one for key, one in case.response.answers.items() if key != code}
    others: list[dict[str, Any]] = [
        {},
        {"response": day},
        {"response": replace(case.response, answers=answers)},
        {"facts": {**case.facts, "tier": Decimal(9)}},
        {"factors": tuple(reversed(case.factors))},
        {"laws": tuple(case.laws)[1:]},
        {"questionnaire": replace(case.questionnaire, language="km")},
        {"method": replace(case.method, version="other")},
    ]

    for number, changed in enumerate(others, start=1):
        what_if.best_of(scored(**changed))
        assert counted.call_count == 2 * number, changed.keys()


def test_inputs_are_told_by_what_they_hold_and_not_by_where_they_lie() -> None:
    one = scored()

    assert what_if._inputs_of(one) == what_if._inputs_of(scored())
    assert " at 0x" not in repr((one.case.response, one.case.facts, one.case.factors))


def test_the_oldest_makes_room(counted: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_if, "_MOST_KEPT", 1)

    for seed in (1, 2, 2, 1):
        what_if.best_of(scored(seed))

    assert counted.call_count == 6
