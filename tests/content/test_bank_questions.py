"""Each question of each bank says what it is for; stop questions say who sees and what follows."""

import re

import pytest

from crest.domain.bank import Basis, Kind, Question
from tests.library import shipped_library

QUESTIONS = [
    pytest.param(question, id=f"{bank.id}-{bank.version}-{question.code}")
    for bank in shipped_library().questionnaires
    for question in bank.questions.values()
]
CONTROLS = [one for one in QUESTIONS if one.values[0].kind is Kind.CONTROL]  # type: ignore[union-attr]
STOPS = [one for one in CONTROLS if one.values[0].is_stop]  # type: ignore[union-attr]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_says_why_it_is_asked_and_helps(question: Question) -> None:
    assert question.purpose
    assert question.help


@pytest.mark.parametrize("question", CONTROLS)
def test_a_control_has_a_rung_and_a_stated_ground(question: Question) -> None:
    assert question.rung
    assert question.recommendation
    assert question.obligations or question.basis is Basis.GOOD_PRACTICE


@pytest.mark.parametrize("question", STOPS)
def test_a_stop_question_says_beforehand_who_sees_it_and_what_follows(question: Question) -> None:
    assert re.search(r"see(s)? this answer", question.help), "who sees it"
    assert "you will be asked for a plan" in question.help, "what follows"
