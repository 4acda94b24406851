"""The next best proof and step: what is promised is what the engine then gives."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from crest.domain.answers import Answer, AnswerState, Assurance, Money, TriggerState
from crest.domain.bank import AnswerType, Band, Option
from crest.domain.best_answers import best_value
from crest.domain.next_best import Means, NextBest, next_best, single_step
from crest.domain.what_if import changed_case
from tests.domain.factories import (
    AS_OF,
    STOP,
    answered,
    d,
    documented,
    in_state,
    make_control,
    make_response,
)
from tests.domain.strategies import Case, cases
from tests.domain.test_what_if import QUICK, as_scored, case_with

BOTH = pytest.mark.parametrize("means", list(Means))


def listed(*answers: Answer, means: Means, **more: dict[str, TriggerState]) -> tuple[NextBest, ...]:
    case = case_with(*answers, **more)
    return next_best(case, case.score(), means)


def test_proof_is_asked_for_what_is_said_well_and_not_shown() -> None:
    found = listed(answered("A"), answered("B"), means=Means.PROOF)

    assert [(one.question, one.change.assurance) for one in found] == [
        ("A", Assurance.DOCUMENTED),
        ("B", Assurance.DOCUMENTED),
    ]
    assert found[0].effect == found[1].effect > 0
    assert listed(documented("A"), answered("B", "no"), means=Means.PROOF) == ()


def test_a_step_is_the_best_answer_to_what_is_open_or_answered_worse() -> None:
    found = listed(documented("A"), answered("B", "no"), means=Means.STEP)

    assert [(one.question, one.change.value) for one in found] == [("B", "yes")]
    assert [one.question for one in listed(documented("A"), means=Means.STEP)] == ["B"]
    assert listed(documented("A"), documented("B"), means=Means.STEP) == ()


def test_a_law_that_changes_stands_beside_its_proof() -> None:
    found = listed(answered("A"), documented("B"), means=Means.PROOF)

    assert [law.before.id for law in found[0].laws] == ["law"]


@pytest.mark.parametrize(
    ("stands", "then"),
    [(TriggerState.OPEN, TriggerState.REMEDY), (TriggerState.REMEDY, TriggerState.CLOSED)],
)
def test_a_trigger_moves_on_once_a_person_saw_that_it_stopped(
    stands: TriggerState, then: TriggerState
) -> None:
    bad = listed(answered("A", "kept"), means=Means.STEP, triggers={"A": stands})
    good = listed(documented("A"), means=Means.STEP, triggers={"A": stands})

    assert (bad[0].question, bad[0].change.value, bad[0].change.trigger) == ("A", "yes", then)
    assert (good[0].change.value, good[0].change.trigger) == (None, then)


def test_what_helps_nothing_is_left_out_and_no_more_than_asked_is_told() -> None:
    closed = listed(documented("A"), documented("B"), means=Means.STEP)
    case = case_with(answered("A"), answered("B"))

    assert closed == ()
    assert len(next_best(case, case.score(), Means.PROOF, limit=1)) == 1


def test_a_claim_of_not_applicable_could_be_answered_instead() -> None:
    claimed = in_state("B", AnswerState.NOT_APPLICABLE)

    assert [one.question for one in listed(documented("A"), claimed, means=Means.STEP)] == ["B"]


def test_without_any_control_nothing_is_proposed() -> None:
    case = case_with(questions=())

    assert next_best(case, case.score(), Means.STEP) == ()


def test_where_nothing_holds_the_supported_score_still_ranks() -> None:
    old = case_with(answered("A"), answered("B"))
    stale = make_response(answered("A"), answered("B"), signed_off=AS_OF - timedelta(days=1000))
    case = type(old)(**{**vars(old), "response": stale})

    found = next_best(case, case.score(), Means.PROOF)

    assert {one.effect for one in found} == {Decimal(0)}
    assert all(one.supported_gain > 0 for one in found)


def bands(*parts: tuple[int | None, int | None, str]) -> tuple[Band, ...]:
    return tuple(
        Band(
            start=None if start is None else d(start),
            below=None if below is None else d(below),
            credit=d(credit),
        )
        for start, below, credit in parts
    )


@pytest.mark.parametrize(
    ("type_", "parts", "expected"),
    [
        (AnswerType.NUMBER, [(0, 5, "1"), (5, None, "0")], d(0)),
        (AnswerType.PERCENT, [(None, 50, "0"), (50, None, "1")], d(50)),
        (AnswerType.NUMBER, [(None, 5, "1"), (5, None, "0")], d(4)),
        (AnswerType.NUMBER, [(None, None, "1")], d(0)),
        (AnswerType.MONEY, [(0, None, "1")], Money(amount=d(0), currency="KHR")),
        (AnswerType.DATE, [(0, 30, "1"), (30, None, "0")], AS_OF),
        (AnswerType.DATE, [(0, 30, "0"), (30, None, "1")], AS_OF - timedelta(days=30)),
    ],
)
def test_the_best_value_lies_in_the_best_band(
    type_: AnswerType, parts: list[tuple[int | None, int | None, str]], expected: object
) -> None:
    question = make_control("Q", type=type_, options=(), bands=bands(*parts), unit="KHR")

    assert best_value(question, AS_OF) == expected


def test_the_best_value_fires_nothing() -> None:
    single = make_control("Q", options=STOP)
    only_bad = make_control("Q", options=(Option(code="x", label="", credit=d(1), trigger=True),))
    bad_band = Band(start=d(0), below=None, credit=d(1), trigger=True)

    assert best_value(single, AS_OF) == "yes"
    assert best_value(only_bad, AS_OF) is None
    assert best_value(make_control("Q", options=(), bands=(bad_band,)), AS_OF) is None


def test_the_best_of_a_list_is_all_that_helps_or_none_of_the_harms() -> None:
    good = tuple(Option(code=code, label="", credit=d("0.5")) for code in ("one", "two"))
    none = Option(code="none", label="", credit=d(0), exclusive=True)
    harm = Option(code="harm", label="", credit=d(0), cap=d(0))
    free = Option(code="free", label="", credit=d(1), exclusive=True)

    helps = make_control("Q", type=AnswerType.MULTI, options=(*good, none))
    harms = make_control("Q", type=AnswerType.MULTI, options=(harm, free))

    assert best_value(helps, AS_OF) == ("one", "two")
    assert best_value(harms, AS_OF) == ("free",)


@BOTH
@QUICK
@given(case=cases())
def test_what_is_promised_is_what_the_engine_gives(means: Means, case: Case) -> None:
    known = as_scored(case)
    before = known.score()

    found = next_best(known, before, means)

    effects = [one.effect for one in found]
    assert effects == sorted(effects, reverse=True)
    assert all(effect >= 0 for effect in effects)
    for one in found:
        after = changed_case(known, [one.change]).score()
        assert one.effect == before.residual.value - after.residual.value
        assert (one.residual, one.band) == (after.residual.value, after.residual.band)
        gained = (after.control.supported or Decimal(0)) - (before.control.supported or Decimal(0))
        assert one.supported_gain == gained
    assert found == next_best(known, before, means)


@QUICK
@given(case=cases())
def test_no_other_proof_alone_helps_more_than_the_first(case: Case) -> None:
    known = as_scored(case)
    before = known.score()

    every = next_best(known, before, Means.PROOF, limit=1000)

    assert next_best(known, before, Means.PROOF) == every[:5]


def test_the_step_of_one_question_is_that_of_the_list() -> None:
    case = case_with(documented("A"), answered("B", "no"))
    score = case.score()

    assert single_step(case, score, "B") == next_best(case, score, Means.STEP)[0].change
    assert single_step(case, score, "A") is None


@pytest.mark.no_cover
@BOTH
@QUICK
@given(case=cases())
def test_every_candidate_is_scored_as_the_whole_engine_does(means: Means, case: Case) -> None:
    known = as_scored(case)
    before = known.score()
    all_of_them = next_best(known, before, means, limit=1000)

    ranked = [(one.effect, one.supported_gain) for one in all_of_them]
    assert ranked == sorted(ranked, reverse=True)
    assert all(effect > 0 or gain >= 0 for effect, gain in ranked)
