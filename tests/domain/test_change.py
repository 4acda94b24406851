"""Why a figure moved: the parts sum, and what did not move has none."""

import json
from dataclasses import replace
from decimal import Decimal, localcontext
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.answers import Answer, AnswerState, Assurance, TriggerState
from crest.domain.change import (
    ChangedFigure,
    ChangePart,
    QuestionMove,
    ScoreChange,
    change_between,
    change_to_json,
)
from crest.domain.kept_parts import PARTS, parts_from_json, parts_of, parts_to_json
from crest.domain.method import Factor, Method
from crest.domain.risk import resolve_factor
from crest.domain.rounding import EXACT
from crest.domain.scores import FactorState
from crest.domain.scoring import assess
from crest.domain.spans import Assessed
from tests.domain import moves
from tests.domain.factories import (
    METHOD,
    answered,
    d,
    documented,
    known,
    make_control,
    make_questionnaire,
    make_response,
)
from tests.domain.strategies import Case, Chooser, cases, seeded, values_of
from tests.domain.test_promises import QUICK

FACTORS = tuple(known(factor, 60) for factor in Factor)
# another method: other weights, stand-ins, factors of proof and cuts
OTHER = replace(
    METHOD,
    version="2027.1",
    weight_class={name: weight + 1 for name, weight in METHOD.weight_class.items()},
    inherent=replace(METHOD.inherent, assumed=d(65), a=d("0.3")),
    assurance=replace(
        METHOD.assurance, factor={**METHOD.assurance.factor, Assurance.DOCUMENTED: d("0.75")}
    ),
)


def choosing(seed: int) -> Chooser:
    return Chooser(Random(seed).randrange)  # noqa: S311 - not a secret


def assessed(case: Case, method: Method = METHOD) -> Assessed:
    with localcontext(EXACT):
        return assess(
            case.response,
            questionnaire=case.questionnaire,
            method=method,
            facts=case.facts,
            factors=case.factors,
        )


def check_sums(change: ScoreChange) -> None:
    for one in change.figures:
        if one.difference is None:
            assert not one.parts
            continue
        assert set(one.parts) == set(ChangePart)
        assert sum(one.parts.values(), Decimal(0)) == one.difference


def moved(change: ScoreChange) -> set[ChangePart]:
    """Return which parts moved any figure."""
    return {part for one in change.figures for part, by in one.parts.items() if by}


def answers_changed(choose: Chooser, case: Case) -> Case:
    """Return the case with other answers to controls, what is shown of each untouched."""
    for code, before in case.response.answers.items():
        question = case.questionnaire.questions[code]
        if question.fact or before.found or not choose.chance(5):
            continue
        other = replace(before, state=AnswerState.ANSWERED, value=choose.one(values_of(question)))
        case = case.with_answer(other if choose.chance(7) else _unsaid(before))
    return case


def _unsaid(before: Answer) -> Answer:
    return replace(before, state=AnswerState.BLANK, value=None)


@QUICK
@given(cases(), cases())
def test_parts_sum_between_any_two_assessments(then: Case, now: Case) -> None:
    check_sums(change_between(assessed(then), assessed(now)))


@QUICK
@given(cases(), st.integers(0, 10**6))
def test_parts_sum_across_methods_and_moves(case: Case, seed: int) -> None:
    change = change_between(assessed(answers_changed(choosing(seed), case)), assessed(case, OTHER))
    check_sums(change)


@pytest.mark.no_cover
@QUICK
@given(cases())
def test_nothing_changed_moves_nothing(case: Case) -> None:
    change = change_between(assessed(case), assessed(case))
    assert not moved(change)
    assert change.questions == ()
    assert change.factors == ()
    assert all(one.then == one.now for one in change.figures)


@pytest.mark.no_cover
@QUICK
@given(cases(), st.integers(0, 10**6))
def test_only_answers_changed_moves_only_answers(case: Case, seed: int) -> None:
    now = answers_changed(choosing(seed), case)
    change = change_between(assessed(case), assessed(now))
    assert moved(change) <= {ChangePart.ANSWERS}
    assert {one.move for one in change.questions} <= {QuestionMove.CHANGED}


@pytest.mark.no_cover
@QUICK
@given(cases())
def test_only_factors_changed_moves_only_data(case: Case) -> None:
    factors = tuple(
        resolve_factor(
            one.factor, FactorState.KNOWN, METHOD.tables.extent[one.factor][1], method=METHOD
        )
        for one in case.factors
    )
    change = change_between(assessed(case), assessed(replace(case, factors=factors)))
    assert moved(change) <= {ChangePart.DATA}
    assert {one.factor for one in change.factors} <= set(Factor)


@pytest.mark.no_cover
@QUICK
@given(cases())
def test_only_proof_changed_moves_only_proof(case: Case) -> None:
    answers = {
        code: replace(one, assurance=Assurance.VERIFIED, valid_until=None)
        for code, one in case.response.answers.items()
        if one.found is None
    }
    response = replace(case.response, answers={**case.response.answers, **answers})
    change = change_between(assessed(case), assessed(replace(case, response=response)))
    assert moved(change) <= {ChangePart.PROOF}


@pytest.mark.parametrize("seed", range(0, 600, 20))
def test_parts_survive_being_kept(seed: int) -> None:
    case = seeded(seed)
    parts = parts_of(case.score())
    body = json.loads(json.dumps({PARTS: parts_to_json(parts)}))
    assert parts_from_json(body) == parts
    back = parts.assessed(case.questionnaire.questions, METHOD)
    assert not moved(change_between(back, assessed(case)))


def test_an_older_body_has_no_parts() -> None:
    assert parts_from_json({"residual": 50}) is None


def small(
    *answers: Answer, codes: str = "AB", triggers: dict[str, TriggerState] | None = None
) -> Case:
    """Return a bank of stop question A and controls after it, in one group."""
    asked = [make_control(code) for code in codes]
    return Case(
        questionnaire=make_questionnaire(*asked),
        response=make_response(*answers, triggers=triggers),
        facts={},
        laws=(),
        factors=FACTORS,
    )


def by_part(then: Case, now: Case, figure: ChangedFigure) -> dict[ChangePart, Decimal]:
    change = change_between(assessed(then), assessed(now))
    found = next(one for one in change.figures if one.figure is figure)
    return {part: by for part, by in found.parts.items() if by}


def test_saying_comes_before_showing() -> None:
    """No (0) to yes shown by papers (0.8): half of the credit is said, the rest is shown."""
    then, now = small(answered("A", "no"), codes="A"), small(documented("A"), codes="A")
    assert by_part(then, now, ChangedFigure.SUPPORTED) == {
        ChangePart.ANSWERS: d(50),
        ChangePart.PROOF: d(30),
    }


def test_a_question_that_opened_counts_whole_as_a_question() -> None:
    then, now = small(documented("A"), codes="A"), small(documented("A"), answered("B", "no"))
    assert by_part(then, now, ChangedFigure.SUPPORTED) == {ChangePart.QUESTIONS: d(-40)}
    change = change_between(assessed(then), assessed(now))
    assert [(one.code, one.move) for one in change.questions] == [("B", QuestionMove.OPENED)]
    back = change_between(assessed(now), assessed(then))
    assert [(one.code, one.move) for one in back.questions] == [("B", QuestionMove.CLOSED)]


def test_a_method_that_weighs_proof_otherwise_is_the_method() -> None:
    case = small(documented("A"), answered("B", "no"))
    change = change_between(assessed(case), assessed(case, OTHER))
    assert ChangePart.METHOD in moved(change)
    supported = change.figures[list(ChangedFigure).index(ChangedFigure.SUPPORTED)]
    assert supported.parts[ChangePart.METHOD] == supported.difference == d("-2.5")


def test_a_change_as_data_names_its_parts() -> None:
    then, now = small(documented("A"), codes="A"), small(documented("A"), answered("B", "no"))
    data = change_to_json(change_between(assessed(then), assessed(now)))
    assert data["questions"] == {"B": "opened"}
    assert data["factors"] == []
    figures = data["figures"]
    assert isinstance(figures, dict)
    assert figures["supported"] == {
        "then": 80,
        "now": 40,
        "parts": {"method": 0, "data": 0, "questions": -40, "answers": 0, "proof": 0},
    }


def test_what_was_handed_over_then_counts() -> None:
    """A figure that today's reading of then does not give is a matter of the data."""
    case = small(documented("A"))
    kept = {ChangedFigure.RESIDUAL: d(70)}
    change = change_between(assessed(case), assessed(case), kept=kept)
    assert change.risk.then == d(70)
    assert change.risk.parts[ChangePart.DATA] == change.risk.difference
    check_sums(change)


def test_a_figure_that_was_empty_is_not_split() -> None:
    then, now = small(codes=""), small(answered("A"), codes="A")
    change = change_between(assessed(then), assessed(now))
    check_sums(change)
    supported = change.figures[-1]
    assert (supported.then, supported.difference, supported.parts) == (None, None, {})


def test_what_people_did_with_a_trigger_is_no_answer() -> None:
    def stop(state: TriggerState) -> Case:
        return small(answered("A", "yes"), codes="A", triggers={"Z": state})

    then, now = stop(TriggerState.OPEN), stop(TriggerState.REMEDY)
    assert set(by_part(then, now, ChangedFigure.RESIDUAL)) == {ChangePart.PROOF}
    more = small(answered("A"), codes="A", triggers={"Y": TriggerState.OPEN})
    fired = by_part(small(answered("A"), codes="A"), more, ChangedFigure.RESIDUAL)
    assert set(fired) == {ChangePart.ANSWERS}


@pytest.mark.no_cover
def test_a_better_answer_is_never_counted_against() -> None:
    drawn = 0
    for seed in range(0, 400, 8):
        case = moves.on_record(seeded(seed))
        better = moves.better_answer(choosing(seed), case)
        if better is None:
            continue
        drawn += 1
        change = change_between(assessed(case), assessed(better))
        declared = next(one for one in change.figures if one.figure is ChangedFigure.DECLARED)
        assert declared.difference is None or declared.parts[ChangePart.ANSWERS] >= 0
    assert drawn >= 20
