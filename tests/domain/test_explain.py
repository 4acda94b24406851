"""Every number can be taken apart, and its parts say what made it."""

from decimal import Decimal

import pytest

from crest.domain.answers import AnswerState, TriggerState
from crest.domain.bank import Allow, Questionnaire
from crest.domain.errors import NotFoundError
from crest.domain.explain import explain, explain_all, numbers_of
from crest.domain.method import Factor
from crest.domain.scores import Explanation, FactorState, FactorValue, Score
from crest.domain.scoring import score_response, score_unassessed
from tests.domain.factories import (
    AS_OF,
    BINDS,
    FACTORS,
    METHOD,
    STOP,
    answered,
    d,
    documented,
    in_state,
    known,
    make_control,
    make_instrument,
    make_obligation,
    make_questionnaire,
    make_response,
)

BANK = make_questionnaire(
    make_control("A", options=STOP, links=["o.1"]),
    make_control("B", links=["o.1", "o.2"], allow=Allow(not_applicable=True)),
    make_control("C", links=["o.2"]),
)
LAWS = [(make_instrument(make_obligation("o.1"), make_obligation("o.2")), BINDS)]


def scored(
    *,
    triggers: dict[str, TriggerState] | None = None,
    factors: tuple[FactorValue, ...] = FACTORS,
    bank: Questionnaire = BANK,
) -> Score:
    answers = (
        in_state("A", AnswerState.DONT_KNOW),
        documented("B"),
        answered("C", "no"),
    )
    return score_response(
        make_response(*answers, triggers=triggers),
        questionnaire=bank,
        method=METHOD,
        facts={},
        laws=LAWS,
        factors=factors,
    )


def parts(score: Score, number: str) -> dict[tuple[str, str], Decimal]:
    found = explain(score, number, questionnaire=BANK, method=METHOD, laws=LAWS)
    return {(part.kind, part.ref): part.amount for part in found.parts}


def test_the_control_score_is_made_of_groups_and_a_group_of_questions() -> None:
    score = scored()

    assert parts(score, "declared") == {("group", "management"): d("33.333333")}
    assert parts(score, "group.management.supported") == {
        ("question", "A"): 0,
        ("question", "B"): d("26.666667"),
        ("question", "C"): 0,
    }
    assert parts(score, "theme.policy.high") == {
        ("question", "A"): d("33.333334"),
        ("question", "B"): d("33.333333"),
        ("question", "C"): 0,
    }
    assert parts(score, "group.freedom.declared") == {}


def test_a_law_is_made_of_obligations_and_an_obligation_of_questions() -> None:
    score = scored()

    assert parts(score, "law.law.supported") == {
        ("obligation", "o.1"): 20,
        ("obligation", "o.2"): 20,
    }
    assert parts(score, "obligation.o.2.declared") == {("question", "B"): 50, ("question", "C"): 0}


def test_coverage_shows_what_counts_and_what_does_not() -> None:
    score = scored()

    third = d("0.333333")
    assert parts(score, "coverage") == {
        ("question", "A"): 0,
        ("question", "B"): d("0.333334"),
        ("question", "C"): third,
    }
    assert parts(score, "evidence_coverage") == {("question", "B"): 1}


def test_inherent_risk_is_made_of_each_factor_and_the_highest() -> None:
    score = scored()

    found = parts(score, "inherent")
    assert found["maximum", "channel"] == 36
    assert found["factor", "country"] == d("9.692308")
    assert sum(found.values()) == score.inherent.value
    assert parts(score, "assumed_share")["factor", "structure"] == d("0.076923")


def test_a_country_alone_is_its_own_maximum() -> None:
    score = scored(factors=(known(Factor.COUNTRY, 50),))

    assert parts(score, "inherent") == {("factor", "country"): 30, ("maximum", "mean"): 20}


def test_residual_risk_is_told_step_by_step() -> None:
    found = parts(scored(), "residual")

    # s = 26.67, one stop question unclean: hold 0.75
    assert found == {
        ("inherent", ""): d("72.461538"),
        ("controls", ""): d("-15.458461"),
        ("hold", ""): d("3.864615"),
        ("trigger", ""): 0,
    }


@pytest.mark.parametrize(
    ("state", "added"),
    [
        (TriggerState.OPEN, d("29.349231")),
        (TriggerState.REMEDY, d(0)),
        (TriggerState.CLOSED, d(0)),
    ],
)
def test_a_trigger_is_the_last_step(state: TriggerState, added: Decimal) -> None:
    assert parts(scored(triggers={"A": state}), "residual")["trigger", ""] == added


def test_a_remedy_lifts_a_low_risk_to_its_floor() -> None:
    low = (known(Factor.SECTOR, 20),)

    found = parts(scored(triggers={"A": TriggerState.REMEDY}, factors=low), "residual")

    assert sum(found.values()) == 50
    assert found["trigger", ""] > 30


def test_hold_says_what_unclean_stop_questions_take() -> None:
    assert parts(scored(), "hold") == {("freshness", ""): 1, ("stop_open", ""): d("-0.25")}


def test_both_ends_of_the_span_are_explained() -> None:
    score = scored()

    assert sum(parts(score, "span.from").values()) == score.span.start
    assert sum(parts(score, "span.to").values()) == score.span.end


@pytest.mark.parametrize("number", ["nothing", "group.none.declared", "group.freedom", ""])
def test_a_name_that_is_no_number_is_not_found(number: str) -> None:
    with pytest.raises(NotFoundError):
        parts(scored(), number)


def test_every_name_can_be_explained() -> None:
    score = scored()

    everything = explain_all(score, questionnaire=BANK, method=METHOD, laws=LAWS)

    assert tuple(part.number for part in everything) == numbers_of(score)
    assert everything[0] == explain(score, "declared", questionnaire=BANK, method=METHOD, laws=LAWS)


def test_who_never_answered_is_explained_by_the_inherent_risk() -> None:
    score = score_unassessed(method=METHOD, bank="workplace", factors=FACTORS, as_of=AS_OF)

    assert parts(score, "residual") == {
        ("inherent", ""): d("72.461538"),
        ("controls", ""): 0,
        ("hold", ""): 0,
        ("trigger", ""): 0,
    }
    empty = Explanation(number="declared", value=None, parts=())
    assert explain(score, "declared", questionnaire=BANK, method=METHOD, laws=()) == empty


def test_factors_that_are_out_explain_nothing() -> None:
    out = FactorValue(factor=Factor.GOODS, state=FactorState.OUT, value=None)

    found = parts(scored(factors=(known(Factor.SECTOR, 20), out)), "inherent")

    assert found == {("factor", "sector"): 12, ("maximum", "sector"): 8}
