"""Best answers, and ways to bend answers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from crest.domain.answers import Answer, AnswerState, Assurance
from crest.domain.bank import Allow, AnswerType, Band, Option, Question
from crest.domain.best_answers import best_value
from crest.domain.crediting import credit_of
from crest.domain.incentives import Bending, bent
from tests.domain.factories import AS_OF, d, make_control, make_fact, make_questionnaire
from tests.domain.shipped import BANKS, library

YES_NO = (
    Option(code="yes", label="Yes", credit=d(1)),
    Option(code="part", label="Partly", credit=d("0.5")),
    Option(code="no", label="No", credit=d(0)),
)
WRONGS = (
    Option(code="none", label="None of these", credit=d(1), exclusive=True),
    Option(code="light", label="Light", credit=d("0.5"), cap=d("0.5")),
    Option(code="worst", label="Worst", credit=d(0), cap=d(0), trigger=True),
)
MEASURES = (
    Option(code="one", label="One", credit=d("0.6")),
    Option(code="two", label="Two", credit=d("0.4")),
    Option(code="none", label="None", credit=d(0), exclusive=True),
)
FEW = (
    Band(start=None, below=d(5), credit=d(1)),
    Band(start=d(5), below=None, credit=d(0), trigger=True),
)


def control(type_: AnswerType, code: str = "Q", **parts: object) -> Question:
    return make_control(code, type=type_, **parts)


@pytest.mark.parametrize("bank", BANKS)
def test_best_values_of_the_shipped_banks_earn_all_credit(bank: str) -> None:
    found = 0
    for question in library().questionnaire(bank).questions.values():
        value = best_value(question, AS_OF)
        if value is not None and question.weight_class is not None:
            answer = Answer(code=question.code, state=AnswerState.ANSWERED, value=value)
            assert credit_of(question, answer, AS_OF) == 1, question.code
            found += 1
    assert found > 20


BANK = make_questionnaire(
    make_control("Q-1", type=AnswerType.SINGLE, options=YES_NO, allow=Allow(not_applicable=True)),
    make_control("Q-2", type=AnswerType.MULTI, options=WRONGS, allow=Allow(planned=False)),
    make_control("Q-3", type=AnswerType.NUMBER, bands=FEW),
    make_control("Q-4", type=AnswerType.DATE, bands=FEW),
    make_fact("F-1", "accommodation.provided"),
)


def said(code: str, value: object, **more: object) -> Answer:
    return Answer(code=code, state=AnswerState.ANSWERED, value=value, **more)  # type: ignore[arg-type]


GIVEN = {
    "Q-1": said("Q-1", "part"),
    "Q-2": said("Q-2", ("light", "worst")),
    "Q-3": said("Q-3", d(7)),
    "Q-4": said("Q-4", date(2020, 1, 1)),
    "F-1": said("F-1", "yes"),
    "GONE": said("GONE", "x"),
}


def bend(how: Bending, given: dict[str, Answer] = GIVEN) -> dict[str, Answer]:
    return bent(BANK, given, how, as_of=AS_OF)


def test_hiding_says_dont_know_to_facts_alone() -> None:
    hidden = bend(Bending.HIDE)

    assert hidden["F-1"] == Answer(code="F-1", state=AnswerState.DONT_KNOW)
    assert {code: one for code, one in hidden.items() if code != "F-1"} == {
        code: one for code, one in GIVEN.items() if code != "F-1"
    }


def test_denying_gives_the_best_answer_where_less_is_true() -> None:
    denied = bend(Bending.DENY)

    assert denied["Q-1"].value == "yes"
    assert denied["Q-2"].value == ("none",)
    assert denied["Q-3"].value == d(4)
    assert denied["Q-4"].value == AS_OF - timedelta(days=4)
    assert denied["F-1"] == GIVEN["F-1"]
    best = {"Q-1": said("Q-1", "yes", assurance=Assurance.VERIFIED)}
    assert bend(Bending.DENY, best) == best


def test_who_is_found_out_stands_with_what_is_true() -> None:
    found = bend(Bending.FOUND_OUT)

    assert {code: one.found for code, one in found.items()} == {
        "Q-1": "part",
        "Q-2": "worst",
        "Q-3": "7",
        "Q-4": "2020-01-01",
        "F-1": None,
        "GONE": None,
    }
    assert found["Q-2"].assurance is Assurance.CONTRADICTED
    assert found["Q-2"].value == ("none",)


def test_junk_is_attached_to_what_is_only_said() -> None:
    given = {**GIVEN, "Q-1": said("Q-1", "part", assurance=Assurance.DOCUMENTED)}
    junk = bend(Bending.JUNK, given)

    assert junk["Q-1"].assurance is Assurance.DOCUMENTED
    assert junk["Q-2"].assurance is Assurance.ATTACHED
    assert junk["F-1"].assurance is Assurance.STATED


def test_not_applicable_is_claimed_where_the_question_allows_it() -> None:
    open_ = {**GIVEN, "Q-3": Answer(code="Q-3", state=AnswerState.DONT_KNOW)}
    claimed = bend(Bending.NOT_APPLICABLE, open_)

    assert claimed["Q-1"].state is AnswerState.NOT_APPLICABLE
    assert claimed["Q-2"] == GIVEN["Q-2"]
    assert claimed["Q-3"] == open_["Q-3"]
    best = {"Q-1": said("Q-1", "yes")}
    assert bend(Bending.NOT_APPLICABLE, best) == best


def test_silence_leaves_no_answer() -> None:
    assert bend(Bending.SILENCE) == {}


def test_numbers_found_are_plain() -> None:
    many = {"Q-3": said("Q-3", Decimal("1E+3"))}

    assert bend(Bending.FOUND_OUT, many)["Q-3"].found == "1000"
