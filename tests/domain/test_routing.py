"""Facts and gates decide what is asked, and which state each question is scored in."""

from datetime import date

import pytest

from crest.domain.answers import Answer, AnswerState, AnswerValue, Money
from crest.domain.bank import Allow, AnswerType, Follows, Option, Question
from crest.domain.conditions import AllOf
from crest.domain.facts import FactValue
from crest.domain.given_facts import merged_facts
from crest.domain.routing import (
    Progress,
    answer_values,
    facts_from_answers,
    is_in_scope,
    is_shown,
    missing_before_submit,
    opens,
    scored_states,
    section_progress,
    shown_questions,
)
from tests.domain.factories import (
    STOP,
    after,
    answered,
    d,
    in_state,
    make_control,
    make_fact,
    make_questionnaire,
    make_repair,
    when,
)

ALL_ALLOWED = Allow(not_applicable=True, dont_know=True, planned=True)


def states(*questions: Question, answers: tuple[Answer, ...] = (), **facts: FactValue) -> list[str]:
    found = scored_states(
        make_questionnaire(*questions),
        {key.replace("__", "."): value for key, value in facts.items()},
        {answer.code: answer for answer in answers},
    )
    return [state.value for state in found.values()]


def of_type(type_: AnswerType, **more: object) -> Question:
    return make_control("Q", type=type_, options=(), **more)  # type: ignore[arg-type]


# What an answer gives -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "value", "expected"),
    [
        pytest.param(make_control("Q"), "yes", "yes", id="an option"),
        pytest.param(make_control("Q"), "maybe", None, id="a word that is no option"),
        pytest.param(make_control("Q"), ("yes", "no"), None, id="two options of a single"),
        pytest.param(
            make_control("Q", type=AnswerType.MULTI), ("no", "yes"), ("yes", "no"), id="several"
        ),
        pytest.param(
            make_control("Q", type=AnswerType.MULTI), "yes", ("yes",), id="one of several"
        ),
        pytest.param(make_control("Q", type=AnswerType.MULTI), (), None, id="nothing ticked"),
        pytest.param(of_type(AnswerType.NUMBER), d(4), d(4), id="a number"),
        pytest.param(of_type(AnswerType.NUMBER), "4", None, id="a number as text"),
        pytest.param(of_type(AnswerType.PERCENT), d("12.5"), d("12.5"), id="a percentage"),
        pytest.param(
            of_type(AnswerType.MONEY, unit="KHR"),
            Money(amount=d(9), currency="KHR"),
            d(9),
            id="money",
        ),
        pytest.param(
            of_type(AnswerType.MONEY, unit="KHR"),
            Money(amount=d(9), currency="USD"),
            None,
            id="money not converted yet",
        ),
        pytest.param(
            of_type(AnswerType.MONEY), Money(amount=d(9), currency="USD"), d(9), id="any currency"
        ),
        pytest.param(of_type(AnswerType.DATE), date(2026, 1, 2), "2026-01-02", id="a day"),
        pytest.param(of_type(AnswerType.DATE), "2026", None, id="no day"),
        pytest.param(of_type(AnswerType.TEXT), " words ", "words", id="text"),
        pytest.param(of_type(AnswerType.TEXT), "  ", None, id="an empty text"),
        pytest.param(of_type(AnswerType.TABLE), (("a",),), None, id="a table offers no value"),
    ],
)
def test_an_answer_offers_its_value_to_conditions(
    question: Question, value: AnswerValue, expected: FactValue | None
) -> None:
    found = answer_values(make_questionnaire(question), {"Q": answered("Q", value)})

    assert found.get("Q") == expected


def test_only_answers_offer_a_value() -> None:
    bank = make_questionnaire(make_control("Q"), make_control("P"))
    record = in_state("Q", AnswerState.DONT_KNOW, value="yes")

    assert answer_values(bank, {"Q": record}) == {}


def test_an_exclusive_option_is_dropped_where_it_meets_others() -> None:
    options = (
        Option(code="none", label="None", credit=d(1), exclusive=True),
        Option(code="never", label="Never", credit=d(0), exclusive=True),
        Option(code="fee", label="Fee", credit=d(0)),
    )
    bank = make_questionnaire(make_control("Q", type=AnswerType.MULTI, options=options))

    assert answer_values(bank, {"Q": answered("Q", ("none", "fee"))}) == {"Q": ("fee",)}
    assert answer_values(bank, {"Q": answered("Q", ("none",))}) == {"Q": ("none",)}
    assert answer_values(bank, {"Q": answered("Q", ("none", "never"))}) == {"Q": ("none", "never")}


# Facts --------------------------------------------------------------------------------------------


def test_answered_fact_questions_set_facts_of_their_type() -> None:
    ranges = (Option(code="small", label="Up to 9", fact_value="5"), Option(code="odd", label="?"))
    bank = make_questionnaire(
        make_fact("F-1", "site.guards"),
        make_fact("F-2", "workforce.total", type=AnswerType.NUMBER),
        make_fact("F-3", "leverage", options=ranges),
        make_fact("F-4", "exports_to", type=AnswerType.MULTI),
        make_fact("F-5", "goods", type=AnswerType.TEXT),
        make_fact("F-6", "not.in.catalogue"),
        make_fact("F-7", "tier", options=ranges),
        make_fact("F-8", "form"),
    )
    answers = {
        "F-1": answered("F-1"),
        "F-2": answered("F-2", d(12)),
        "F-3": answered("F-3", "small"),
        "F-4": answered("F-4", ("yes", "no")),
        "F-5": answered("F-5", "Shirts, , Rubber Boots"),
        "F-6": answered("F-6"),
        "F-7": answered("F-7", "odd"),
        "F-8": in_state("F-8", AnswerState.DONT_KNOW),
    }

    assert facts_from_answers(bank, answers) == {
        "exports_to": ("yes", "no"),
        "goods": ("shirts", "rubber boots"),
        "leverage": d(5),
        "not.in.catalogue": "yes",
        "site.guards": "yes",
        "workforce.total": d(12),
    }


def test_a_fact_question_hidden_by_a_fact_sets_nothing() -> None:
    bank = make_questionnaire(
        make_fact(
            "F-2",
            "workforce.migrants",
            type=AnswerType.NUMBER,
            scope=when("recruitment.cross_border", "eq", "yes"),
        ),
        make_fact("F-1", "recruitment.cross_border"),
    )
    migrants = answered("F-2", d(30))
    hidden = {"F-1": answered("F-1", "no"), "F-2": migrants}

    assert facts_from_answers(bank, hidden) == {"recruitment.cross_border": "no"}
    assert "workforce.migrants" in facts_from_answers(bank, {"F-2": migrants})
    profile: dict[str, FactValue] = {"recruitment.cross_border": "no"}
    assert facts_from_answers(bank, {"F-2": migrants}, profile) == {}


def test_a_scope_over_a_share_reads_the_answered_head_counts() -> None:
    bank = make_questionnaire(
        make_fact("F-1", "workforce.total", type=AnswerType.NUMBER),
        make_fact("F-2", "workforce.agency", type=AnswerType.NUMBER),
        make_fact("F-3", "site.guards", scope=when("workforce.agency_share", "gt", d(50))),
    )
    counts = {"F-1": answered("F-1", d(100)), "F-3": answered("F-3")}

    few = facts_from_answers(bank, {**counts, "F-2": answered("F-2", d(10))})
    many = facts_from_answers(bank, {**counts, "F-2": answered("F-2", d(90))})

    assert "site.guards" not in few
    assert many["site.guards"] == "yes"


def test_fact_questions_that_ask_for_each_other_still_end() -> None:
    bank = make_questionnaire(
        make_fact("F-1", "site.guards", scope=when("form", "eq", "yes")),
        make_fact("F-2", "form", scope=when("site.guards", "eq", "yes")),
    )

    found = facts_from_answers(bank, {"F-1": answered("F-1"), "F-2": answered("F-2")})

    assert found["site.guards"] == "yes"


def test_answers_win_over_the_profile_and_shares_follow() -> None:
    bank = make_questionnaire(make_fact("F-1", "workforce.migrants", type=AnswerType.NUMBER))
    profile: dict[str, FactValue] = {"workforce.total": d(50), "workforce.migrants": d(1)}

    merged = merged_facts(bank, {"F-1": answered("F-1", d(20))}, profile)

    assert merged["workforce.migrants"] == 20
    assert merged["workforce.migrant_share"] == 40


# Scope and gates ----------------------------------------------------------------------------------


def test_a_scope_whose_facts_are_unknown_asks() -> None:
    question = make_control("Q", scope=when("workforce.migrants", "gt", d(0)))

    assert is_in_scope(question, {})
    assert is_in_scope(question, {"workforce.migrants": d(1)})
    assert not is_in_scope(question, {"workforce.migrants": d(0)})
    assert is_in_scope(make_control("Q"), {})


@pytest.mark.parametrize(
    ("gate", "value", "expected"),
    [
        pytest.param(after("G", "yes"), "yes", True, id="in"),
        pytest.param(after("G", "yes"), "no", False, id="not in"),
        pytest.param(after("G", "fee", "loan"), ("loan", "other"), True, id="one of several"),
        pytest.param(after("G", "fee", op="contains"), ("loan",), False, id="not among several"),
        pytest.param(after("G", "no", op="ne"), "yes", True, id="unequal"),
        pytest.param(after("G", "yes", op="answered"), "no", True, id="answered at all"),
        pytest.param(after("G", "10", op="ge"), d(10), True, id="number at least"),
        pytest.param(after("G", "10", op="lt"), d(10), False, id="number not less"),
        pytest.param(after("G", "0", "5", op="in"), d(5), True, id="one of the numbers"),
        pytest.param(after("G", "0", "5", op="ne"), d(5), False, id="one of the unwanted numbers"),
        pytest.param(after("G", "word", op="eq"), d(5), False, id="a word never meets a number"),
        pytest.param(after("G", "yes"), None, None, id="unanswered"),
    ],
)
def test_an_answer_opens_what_follows(
    gate: Follows, value: FactValue | None, expected: bool | None
) -> None:
    values = {} if value is None else {"G": value}

    assert opens(gate, make_control("G"), values) is expected


def test_a_page_shows_what_is_in_scope_behind_open_gates() -> None:
    follow = make_control("F", follows=after("G", "yes"), scope=when("site.guards", "eq", "yes"))

    assert is_shown(follow, {}, {"G": "yes"})
    assert not is_shown(follow, {}, {"G": "no"})
    assert not is_shown(follow, {}, {})
    assert not is_shown(follow, {"site.guards": "no"}, {"G": "yes"})
    assert is_shown(make_control("Q"), {}, {})


# States -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(answered("Q"), "answered", id="answered"),
        pytest.param(answered("Q", "maybe"), "blank", id="an option that is none"),
        pytest.param(in_state("Q", AnswerState.BLANK), "blank", id="blank"),
        pytest.param(in_state("Q", AnswerState.DONT_KNOW), "dont_know", id="unknown"),
        pytest.param(in_state("Q", AnswerState.PLANNED), "planned", id="planned"),
        pytest.param(in_state("Q", AnswerState.NOT_APPLICABLE), "not_applicable", id="claimed"),
        pytest.param(
            in_state("Q", AnswerState.NOT_APPLICABLE, accepted=True),
            "not_applicable_accepted",
            id="accepted",
        ),
        pytest.param(in_state("Q", AnswerState.DECLINED), "declined", id="declined"),
    ],
)
def test_a_record_is_scored_in_its_state(answer: Answer, expected: str) -> None:
    question = make_control("Q", allow=ALL_ALLOWED, decline=when("workforce.total", "lt", d(1000)))

    assert states(question, answers=(answer,), workforce__total=d(20)) == [expected]


@pytest.mark.parametrize(
    "state",
    [
        AnswerState.DONT_KNOW,
        AnswerState.PLANNED,
        AnswerState.NOT_APPLICABLE,
        AnswerState.DECLINED,
    ],
)
def test_a_state_that_the_question_does_not_take_is_blank(state: AnswerState) -> None:
    question = make_control("Q", allow=Allow(dont_know=False))

    assert states(question, answers=(in_state("Q", state),)) == ["blank"]


def test_declining_needs_facts_that_allow_it() -> None:
    question = make_control("Q", decline=when("workforce.total", "lt", d(1000)))
    declined = (in_state("Q", AnswerState.DECLINED),)

    assert states(question, answers=declined) == ["blank"]
    assert states(question, answers=declined, workforce__total=d(5000)) == ["blank"]
    assert states(question, answers=declined, workforce__total=d(5)) == ["declined"]


@pytest.mark.parametrize("state", [AnswerState.PLANNED, AnswerState.NOT_APPLICABLE])
def test_a_stop_question_is_neither_planned_nor_waved_away(state: AnswerState) -> None:
    question = make_control("Q", options=STOP, allow=ALL_ALLOWED)

    assert states(question, answers=(in_state("Q", state),)) == ["blank"]


def test_nothing_ticked_is_blank_and_a_file_is_an_answer() -> None:
    several = make_control("Q", type=AnswerType.MULTI)

    assert states(several, answers=(answered("Q", ()),)) == ["blank"]
    assert states(of_type(AnswerType.FILE), answers=(answered("Q", ""),)) == ["answered"]
    assert states(of_type(AnswerType.TABLE), answers=(in_state("Q", AnswerState.BLANK),)) == [
        "blank"
    ]


@pytest.mark.parametrize(
    ("gate", "expected"),
    [
        pytest.param(answered("G", "no"), "implied", id="the step before is missing"),
        pytest.param(answered("G"), "answered", id="the gate is open"),
        pytest.param(in_state("G", AnswerState.BLANK), "blank", id="blank"),
        pytest.param(in_state("G", AnswerState.DONT_KNOW), "dont_know", id="unknown"),
        pytest.param(in_state("G", AnswerState.PLANNED), "planned", id="planned"),
        pytest.param(in_state("G", AnswerState.DECLINED), "declined", id="declined"),
        pytest.param(in_state("G", AnswerState.NOT_APPLICABLE), "not_applicable", id="claimed"),
        pytest.param(
            in_state("G", AnswerState.NOT_APPLICABLE, accepted=True),
            "not_applicable_accepted",
            id="accepted",
        ),
    ],
)
def test_a_ladder_step_takes_the_state_of_its_gate(gate: Answer, expected: str) -> None:
    questions = (
        make_control("G", allow=ALL_ALLOWED, decline=AllOf(())),
        make_control("S", follows=after("G", "yes")),
        make_control("T", follows=after("S", "yes")),
    )

    found = states(*questions, answers=(gate, answered("S"), answered("T")))

    assert found[1:] == [expected, expected]


def test_a_step_below_an_implied_step_is_implied() -> None:
    questions = (
        make_control("T", follows=after("S", "yes")),
        make_control("S", follows=after("G", "yes")),
        make_control("G"),
    )

    assert states(*questions, answers=(answered("G", "no"),)) == ["implied", "implied", "answered"]


def test_facts_put_a_question_and_its_steps_out() -> None:
    scope = when("site.guards", "eq", "yes")
    questions = (
        make_control("G", scope=scope),
        make_control("S", follows=after("G", "yes")),
    )

    assert states(*questions, answers=(answered("G"),), site__guards="no") == ["not_asked"] * 2


def test_a_repair_question_is_asked_after_a_bad_answer_only() -> None:
    questions = (make_control("G", options=STOP), make_repair("R", "G", "kept"))

    assert states(*questions, answers=(answered("G"),)) == ["answered", "not_asked"]
    assert states(*questions) == ["blank", "not_asked"]
    bad = (answered("G", "kept"), answered("R", "Since May"))
    assert states(*questions, answers=bad) == ["answered", "answered"]


def test_damaged_gates_leave_a_step_blank() -> None:
    lost = make_control("S", follows=after("GONE", "yes"))
    circle = (
        make_control("A", follows=after("B", "yes")),
        make_control("B", follows=after("A", "yes")),
    )

    assert states(lost, answers=(answered("S"),)) == ["blank"]
    assert states(*circle, answers=(answered("A"), answered("B"))) == ["blank", "blank"]


# Pages --------------------------------------------------------------------------------------------

PAGE = make_questionnaire(
    make_fact("F", "site.guards"),
    make_control("STOP", options=STOP),
    make_control("GUARDS", options=STOP, scope=when("site.guards", "eq", "yes")),
    make_control("GATE"),
    make_control("STEP", follows=after("GATE", "yes")),
    make_control("DEEP", follows=after("STEP", "yes")),
    make_repair("REPAIR", "STOP", "kept"),
)


def test_hidden_steps_are_not_on_the_page_even_with_old_answers() -> None:
    answers = {code: answered(code) for code in ("STEP", "DEEP")}
    answers["GATE"] = answered("GATE", "no")

    assert shown_questions(PAGE, {"site.guards": "no"}, answers) == ("F", "STOP", "GATE")
    answers["GATE"] = answered("GATE")
    assert shown_questions(PAGE, {"site.guards": "no"}, answers)[-2:] == ("STEP", "DEEP")


def test_submitting_needs_a_state_for_facts_and_stop_questions() -> None:
    assert missing_before_submit(PAGE, {}, {}) == ("F", "STOP", "GUARDS")
    answers = {
        "F": answered("F", "no"),
        "STOP": in_state("STOP", AnswerState.DONT_KNOW),
        "GUARDS": in_state("GUARDS", AnswerState.PLANNED),
    }
    assert missing_before_submit(PAGE, {"site.guards": "no"}, answers) == ()
    assert missing_before_submit(PAGE, {"site.guards": "yes"}, answers) == ("GUARDS",)


def test_progress_counts_shown_questions_with_a_state() -> None:
    section = PAGE.sections[0]
    answers = {"F": answered("F"), "GATE": in_state("GATE", AnswerState.PLANNED)}

    assert section_progress(section, {}, answers, PAGE) == Progress(shown=4, done=1)
    assert section_progress(section, {}, {}, PAGE) == Progress(shown=4, done=0)
