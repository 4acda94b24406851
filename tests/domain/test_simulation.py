"""Simulated respondents: the same for the same seed, never beyond what the bank allows."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from crest.domain.answers import AnswerState, Money
from crest.domain.bank import Allow, AnswerType, Asks, Band, Option
from crest.domain.conditions import AllOf, Test
from crest.domain.routing import missing_before_submit, shown_questions
from crest.domain.simulated_companies import SIZES, USUAL, Draw, draw_company
from crest.domain.simulation import Companies, Walk, minutes, simulate, spread, walk
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
from tests.domain.test_reachability import BIG, TINY, make_fact_shut

MANY = (
    Option(code="a", label="One two", credit=d("0.5")),
    Option(code="b", label="Three", credit=d("0.5")),
    Option(code="none", label="None", credit=d(0), exclusive=True),
)
BANDS = (
    Band(start=None, below=d(50), credit=d(0)),
    Band(start=d(50), below=None, credit=d(1)),
)
BANK = make_questionnaire(
    make_control("A-010", scope=when("site.guards", "eq", "yes")),
    make_fact("F-010", "workforce.total", type=AnswerType.NUMBER),
    make_fact("F-020", "site.guards"),
    make_fact("F-030", "recruitment.channels", type=AnswerType.MULTI, options=MANY),
    make_fact("F-040", "accommodation.provided", options=MANY),
    make_fact("F-050", "", type=AnswerType.TABLE),
    make_control("Q-010", options=STOP, scope=BIG),
    make_repair("Q-020", "Q-010", "kept"),
    make_control("Q-030", type=AnswerType.MULTI, options=MANY),
    make_control("Q-040", type=AnswerType.PERCENT, bands=BANDS),
    make_control("Q-050", type=AnswerType.MONEY, options=(), unit="KHR", scope=TINY),
    make_control("Q-055", type=AnswerType.MONEY, options=()),
    make_control("Q-060", type=AnswerType.DATE, options=(), scope=when("goods", "contains", "x")),
    make_control("Q-070", type=AnswerType.FILE, options=(), scope=when("tier", "answered", "yes")),
    make_control("Q-080", options=(), scope=when("sector", "in", ("55", "56"))),
    make_control(
        "Q-090",
        scope=Test(op=BIG.op, value=d(9), fact="turnover.group", currency="GBP"),
        allow=Allow(dont_know=False),
    ),
    make_control("Q-100", scope=when("made.up", "eq", "x"), follows=after("Q-030", "a")),
)


def walks(count: int = 60, **facts: str) -> list[Walk]:
    companies = Companies(profiles=count, seed=1, draw=Draw.EVERY_RISK, fixed=facts)
    return [walk(BANK, SIZES[number % 4], companies, number=number) for number in range(count)]


@pytest.mark.no_cover
def test_the_same_seed_gives_the_same_figures() -> None:
    once = simulate(BANK, Companies(profiles=20, seed=7))

    assert once == simulate(BANK, Companies(profiles=20, seed=7))
    assert once != simulate(BANK, Companies(profiles=20, seed=8))


def test_whatever_must_have_a_state_gets_one() -> None:
    for one in walks():
        assert one.stuck == ()
        # the first is asked while nothing is known yet, and then may fall away
        assert {*one.shown} >= {*one.answers} - {"A-010"}


def test_an_answer_that_opens_an_earlier_question_is_followed() -> None:
    guarded = walks(8, **{"site.guards": "yes"})

    assert all("A-010" in one.answers and "A-010" in one.shown for one in guarded)
    unguarded = walks(8, **{"site.guards": "no"})
    assert not any("A-010" in one.shown for one in unguarded)


def test_answers_are_of_the_type_of_the_question() -> None:
    values = [one.answers for one in walks()]
    money = [found["Q-050"].value for found in values if "Q-050" in found]

    assert {value.currency for value in money if isinstance(value, Money)} == {"KHR"}
    assert {found["Q-080"].state for found in values if "Q-080" in found} == {AnswerState.DONT_KNOW}
    assert {found["Q-040"].value for found in values} >= {d(0), d(50)}
    exclusive = [found["Q-030"].value for found in values]
    assert not any(isinstance(v, tuple) and "none" in v and len(v) > 1 for v in exclusive)


def test_figures_of_each_size() -> None:
    found = simulate(BANK, Companies(profiles=40, seed=1))

    assert [one.size.code for one in found.sizes] == ["micro", "small", "medium", "large"]
    for one in found.sizes:
        assert one.walks == 40
        assert one.asked.low <= one.shown.low <= one.shown.middle <= one.shown.high
        assert one.shown.high <= len(BANK.questions)
    micro, *_, large = found.sizes
    assert large.shown.middle > micro.shown.middle
    assert (found.unreachable, found.dead_ends) == ((), ())


def test_planted_faults_are_named() -> None:
    never = make_control("Q-200", scope=AllOf((BIG, TINY)))
    bank = make_questionnaire(never, make_fact_shut(), make_control("Q-300"))

    found = simulate(bank, Companies(profiles=3, seed=1))

    assert found.unreachable == ("Q-200",)
    assert found.dead_ends == ("Q-035",)
    assert found.unmet == ()
    assert all(one.stuck == ("Q-035",) for one in found.sizes)


def test_what_no_walk_met_is_named() -> None:
    sure = make_control("Q-200", scope=BIG)

    found = simulate(make_questionnaire(sure), Companies(profiles=3, seed=1, sizes=SIZES[:1]))

    assert (found.unmet, found.unreachable) == (("Q-200",), ())


def test_percentiles_are_values_that_stand_there() -> None:
    values = [Decimal(number) for number in range(100, 0, -1)]

    assert (spread(values).low, spread(values).middle, spread(values).high) == (d(5), d(50), d(95))
    assert spread([d(3)]).high == 3


def test_minutes_grow_with_words_and_questions() -> None:
    short = make_control("Q")

    assert minutes([]) == 0
    assert minutes([replace(short, help="word " * 200)]) == minutes([short]) + 1


@pytest.mark.parametrize("one", walks(4))
def test_a_walk_agrees_with_routing(one: Walk) -> None:
    facts = {**one.known}
    for code, key in (("F-010", "workforce.total"), ("F-020", "site.guards")):
        value = one.answers[code].value
        assert isinstance(value, str | Decimal)
        facts[key] = value

    assert shown_questions(BANK, facts, one.answers) == one.shown
    assert missing_before_submit(BANK, facts, one.answers) == ()


def test_a_bank_that_promises_is_held_to_it() -> None:
    asks = (Asks(size="micro", least=1, most=99), Asks(size="small", least=98, most=99))

    found = simulate(replace(BANK, asks=asks), Companies(profiles=8, seed=1))

    assert [one.as_promised for one in found.sizes] == [True, False, True, True]
    assert [one.promised for one in found.sizes] == [*asks, None, None]
    risky = Companies(profiles=2, seed=1, draw=Draw.EVERY_RISK)
    assert all(one.promised is None for one in simulate(replace(BANK, asks=asks), risky).sizes)


def test_companies_are_usually_without_risk_and_say_so() -> None:
    offered = (Option(code="a", label="One"), Option(code="none", label="None"))
    bank = make_questionnaire(
        make_fact("F-010", "customers.bound_by", type=AnswerType.MULTI, options=offered),
        make_control("Q-010", scope=when("customers.bound_by", "contains", ("a",))),
        make_control("Q-020", scope=when("country", "eq", "TH")),
    )
    drawn = [
        draw_company(bank, SIZES[1], Draw.USUAL, Random(number))  # noqa: S311
        for number in range(400)
    ]

    some = [one for one in drawn if one["customers.bound_by"] == ("a",)]
    none = [one for one in drawn if one["customers.bound_by"] == ("none",)]
    assert len(some) + len(none) == len(drawn)
    assert 0 < len(some) < 2 * len(drawn) * USUAL["customers.bound_by"][1] / 100
    assert {one["country"] for one in drawn} == {"KH"}
    assert len([one for one in drawn if one["workforce.migrants"]]) < 40


def test_what_goes_with_people_of_a_kind_is_drawn_with_them() -> None:
    bank = make_questionnaire(
        make_control("Q-010", scope=when("recruitment.origins", "contains", ("VN",)))
    )
    for number in range(200):
        one = draw_company(bank, SIZES[3], Draw.USUAL, Random(number))  # noqa: S311
        assert (one["recruitment.origins"] == ("VN",)) is bool(one["workforce.migrants"])
