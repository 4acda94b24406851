"""Questions that nobody reaches and questions that nobody gets past, found by search."""

import pytest

from crest.domain.bank import Allow, AnswerType, Follows, Option, Question
from crest.domain.conditions import AllOf, AnyOf, Condition, Not, Test
from crest.domain.reachability import reaching_facts, search, takes_a_state
from tests.domain.factories import (
    STOP,
    after,
    d,
    make_control,
    make_fact,
    make_questionnaire,
    make_repair,
    when,
)

BIG = when("workforce.total", "ge", d(100))
TINY = when("workforce.total", "lt", d(10))
ASKED = (
    make_fact("F-010", "workforce.total", type=AnswerType.NUMBER),
    make_fact("F-020", "accommodation.provided"),
    make_fact(
        "F-030",
        "recruitment.channels",
        type=AnswerType.MULTI,
        options=(Option(code="own", label="", fact_value="direct"), Option(code="b", label="")),
    ),
    make_fact("F-040", "recruitment.origins", type=AnswerType.MULTI, scope=BIG),
    make_fact("F-050", "country", type=AnswerType.TEXT),
)


def is_reached(*questions: Question) -> bool:
    bank = make_questionnaire(*ASKED, *questions)
    return reaching_facts(bank, questions[-1].code) is not None


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        pytest.param(None, True, id="nothing"),
        pytest.param(BIG, True, id="a size"),
        pytest.param(AllOf((BIG, TINY)), False, id="large and small at once"),
        pytest.param(AnyOf((BIG, TINY)), True, id="large or small"),
        pytest.param(AllOf((BIG, Not(BIG))), False, id="so and not so"),
        pytest.param(
            AllOf((TINY, when("workforce.migrants", "ge", d(50)))), False, id="part over whole"
        ),
        pytest.param(when("accommodation.provided", "eq", "maybe"), False, id="no such option"),
        pytest.param(
            AllOf(
                (
                    when("recruitment.channels", "contains", "direct"),
                    when("recruitment.channels", "contains", "b"),
                )
            ),
            True,
            id="two of several",
        ),
        pytest.param(
            AllOf((when("country", "eq", "KH"), when("country", "eq", "TH"))),
            False,
            id="in two places",
        ),
        pytest.param(when("country", "ne", "KH"), True, id="another place"),
        pytest.param(when("recruitment.origins", "contains", "VN"), True, id="known elsewhere"),
        pytest.param(
            AllOf((when("country", "answered", "no"), when("country", "eq", "KH"))),
            True,
            id="unknown is asked",
        ),
        pytest.param(
            AllOf((when("country", "answered", "yes"), when("country", "answered", "no"))),
            False,
            id="known and unknown",
        ),
        pytest.param(when("workforce.agency_share", "gt", d(100)), False, id="over all"),
        pytest.param(when("made.up", "eq", "x"), True, id="a fact without definition"),
        pytest.param(
            Test(op=BIG.op, value=d(9), fact="turnover.group", currency="GBP"), True, id="a sum"
        ),
        pytest.param(
            Test(op=BIG.op, value=d(9), fact="turnover.group", currency="EUR"), True, id="by year"
        ),
    ],
)
def test_a_scope_is_searched(scope: Condition | None, reached: bool) -> None:
    assert is_reached(make_control("Q-010", scope=scope)) is reached


NUMBER = make_control("Q-010", type=AnswerType.NUMBER, options=())
TEXT = make_control("Q-010", type=AnswerType.TEXT, options=())
MULTI = make_control("Q-010", type=AnswerType.MULTI)


@pytest.mark.parametrize(
    ("gate", "follows", "reached"),
    [
        (make_control("Q-010"), after("Q-010", "yes"), True),
        (make_control("Q-010"), after("Q-010", "gone"), False),
        (make_control("Q-010", scope=AllOf((BIG, TINY))), after("Q-010", "yes"), False),
        (make_control("Q-010", scope=TINY), after("Q-010", "yes"), False),
        (MULTI, after("Q-010", "yes", "no", op="eq"), True),
        (MULTI, after("Q-010", "gone"), False),
        (NUMBER, after("Q-010", "3", "x", op="ge"), True),
        (NUMBER, after("Q-010", "0", op="lt"), False),
        (TEXT, after("Q-010", "yes"), True),
        (make_control("Q-010"), after("Q-990", "yes"), False),
        (make_control("Q-010"), after("Q-020", "yes"), False),
        (make_control("Q-010"), after("F-010", "200", op="gt"), True),
        (make_control("Q-010"), after("F-010", "50", op="lt"), False),
        (make_control("Q-010"), after("F-010", "150", op="ne"), True),
        (make_control("Q-010"), after("F-010", "", op="answered"), False),
        (make_control("Q-010"), after("F-010", "yes", op="answered"), True),
        (make_control("Q-010"), after("F-030", "own"), True),
    ],
)
def test_gates_are_searched(gate: Question, follows: Follows, reached: bool) -> None:
    assert is_reached(gate, make_control("Q-020", follows=follows, scope=BIG)) is reached


def test_a_gate_and_a_scope_that_contradict_each_other_are_found() -> None:
    gate, none = after("F-020", "yes"), when("accommodation.provided", "eq", "no")

    assert is_reached(make_control("Q-010", follows=gate))
    assert not is_reached(make_control("Q-010", follows=gate, scope=none))


def test_planted_faults_are_named() -> None:
    never = make_control("Q-010", scope=AllOf((BIG, TINY)))
    behind = make_repair("Q-020", "Q-010", "no")
    empty = make_fact("Q-030", "form", options=())
    shut = Allow(dont_know=False)
    stuck = make_control("Q-040", type=AnswerType.SINGLE, options=(), allow=shut)
    bank = make_questionnaire(
        *ASKED,
        never,
        behind,
        empty,
        make_fact_shut(),
        stuck,
        make_control("Q-050", options=STOP, allow=shut),
    )

    found = search(bank)

    assert found.unreachable == ("Q-010", "Q-020")
    assert found.dead_ends == ("Q-035",)


def make_fact_shut() -> Question:
    """Return a fact question that offers nothing and takes no state without an answer."""
    empty = make_control("Q-035", options=(), allow=Allow(dont_know=False))
    return Question(
        code=empty.code,
        theme=empty.theme,
        kind=ASKED[0].kind,
        type=empty.type,
        text=empty.text,
        allow=empty.allow,
        fact="activity",
    )


@pytest.mark.parametrize(
    ("allow", "takes"),
    [
        (Allow(dont_know=False), False),
        (Allow(dont_know=True), True),
        (Allow(dont_know=False, planned=True), True),
        (Allow(dont_know=False, not_applicable=True), True),
    ],
)
def test_a_question_without_options_takes_what_it_allows(allow: Allow, takes: bool) -> None:
    assert takes_a_state(make_control("Q", options=(), allow=allow)) is takes
    assert takes_a_state(make_control("Q", allow=allow))
