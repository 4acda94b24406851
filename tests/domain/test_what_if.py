"""What a score would be with other answers: the engine's own figures, and nothing lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from crest.domain.answers import Answer, AnswerState, Assurance, TriggerState
from crest.domain.bank import Allow, Option, Question
from crest.domain.case import ScoringCase
from crest.domain.errors import NotFoundError
from crest.domain.scores import ObligationStatus
from crest.domain.what_if import Change, changed_case, what_if
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
    make_control,
    make_fact,
    make_instrument,
    make_obligation,
    make_questionnaire,
    make_response,
)
from tests.domain.strategies import Case, cases

QUICK = settings(
    max_examples=24,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PARTLY = tuple(
    Option(code=code, label="", credit=d(credit))
    for code, credit in (("yes", "1"), ("partly", "0.5"), ("no", "0"))
)
LAWS = ((make_instrument(make_obligation("o.1"), make_obligation("o.2")), BINDS),)
QUESTIONS = (
    make_fact("F", "workforce.total"),
    make_control("A", options=STOP, links=["o.1"]),
    make_control("B", links=["o.2"], allow=Allow(not_applicable=True, planned=True)),
)


def case_with(
    *answers: Answer,
    triggers: dict[str, TriggerState] | None = None,
    questions: Sequence[Question] = QUESTIONS,
) -> ScoringCase:
    return ScoringCase(
        response=make_response(*answers, triggers=triggers),
        questionnaire=make_questionnaire(*questions),
        method=METHOD,
        facts={},
        laws=LAWS,
        factors=FACTORS,
    )


def as_scored(case: Case) -> ScoringCase:
    """Return a random case as a score is asked of."""
    return ScoringCase(
        response=case.response,
        questionnaire=case.questionnaire,
        method=METHOD,
        facts=case.facts,
        laws=case.laws,
        factors=case.factors,
    )


def changed(before: Answer, change: Change) -> Answer:
    return changed_case(case_with(before), [change]).response.answers[before.code]


def test_proof_alone_moves_what_is_shown_and_the_law_that_stands_on_it() -> None:
    case = case_with(answered("A"), answered("B"))

    found = what_if(case, [Change(code="B", assurance=Assurance.DOCUMENTED)])

    assert found.before == case.score()
    assert found.residual_change < 0
    assert [(old.code, old.supported, new.supported) for old, new in found.questions] == [
        ("B", d("0.5"), d("0.8"))
    ]
    (group,) = found.groups
    assert group[0].figures.declared == group[1].figures.declared == 100
    (law,) = found.laws
    assert not law.is_standard
    assert [(old.id, old.status, new.status) for old, new in law.duties] == [
        ("o.2", ObligationStatus.SAID_TO_BE_MET, ObligationStatus.MET)
    ]


def test_nothing_supposed_moves_nothing() -> None:
    found = what_if(case_with(answered("A"), answered("B")), [])

    assert (found.residual_change, found.questions, found.groups, found.laws) == (0, (), (), ())


def test_an_answer_to_what_was_blank_counts_as_said() -> None:
    found = what_if(case_with(answered("A")), [Change(code="B", value="yes")])

    ((old, new),) = found.questions
    assert (old.declared, new.declared, new.supported) == (0, 1, d("0.5"))


def test_a_better_answer_keeps_the_support_earned_before() -> None:
    part = documented("B", "partly")
    half = make_control("B", options=PARTLY)
    case = case_with(part, questions=(half,))

    after = changed_case(case, [Change(code="B", value="yes")]).response.answers["B"]

    assert (after.value, after.assurance, after.earned) == ("yes", Assurance.STATED, d("0.4"))
    more = replace(part, earned=d("0.45"))
    kept = changed_case(case_with(more, questions=(half,)), [Change(code="B", value="yes")])
    assert kept.response.answers["B"].earned == d("0.45")


def test_a_file_stays_beside_another_answer_until_somebody_looks() -> None:
    attached = answered("B", "no", assurance=Assurance.ATTACHED, valid_until=AS_OF)

    after = changed(attached, Change(code="B", value="yes"))

    assert (after.assurance, after.valid_until) == (Assurance.ATTACHED, AS_OF)
    assert after.earned is None


def test_proof_that_ran_out_earns_nothing_for_a_later_answer() -> None:
    old = replace(documented("B", "no"), valid_until=date(2026, 1, 1))

    after = changed(old, Change(code="B", value="yes"))

    assert (after.assurance, after.earned) == (Assurance.STATED, None)


def test_new_proof_replaces_one_that_ran_out() -> None:
    old = replace(documented("B"), valid_until=date(2026, 1, 1))

    after = changed(old, Change(code="B", assurance=Assurance.DOCUMENTED))

    assert (after.assurance, after.valid_until) == (Assurance.DOCUMENTED, None)


def test_a_state_takes_the_place_of_an_answer() -> None:
    after = changed(answered("B"), Change(code="B", state=AnswerState.PLANNED))

    assert (after.state, after.value) == (AnswerState.PLANNED, None)
    back = changed(in_state("B", AnswerState.DONT_KNOW), Change(code="B", value="no"))
    assert (back.state, back.value) == (AnswerState.ANSWERED, "no")


def test_a_contradiction_is_a_record_that_no_supposed_answer_closes() -> None:
    wrong = answered("B", assurance=Assurance.CONTRADICTED, found="no")

    same = changed(wrong, Change(code="B", value="no", assurance=Assurance.VERIFIED))

    assert (same.assurance, same.found) == (Assurance.CONTRADICTED, "no")


def test_a_trigger_moves_only_where_that_is_supposed() -> None:
    case = case_with(answered("A", "kept"), triggers={"A": TriggerState.OPEN})

    answer_alone = what_if(case, [Change(code="A", value="yes")])
    with_remedy = what_if(case, [Change(code="A", value="yes", trigger=TriggerState.REMEDY)])

    assert answer_alone.after.residual.triggers_open == 1
    assert with_remedy.after.residual.triggers_open == 0
    assert with_remedy.after.residual.triggers_remedy == 1


@pytest.mark.parametrize("code", ["Z", "F"])
def test_only_controls_of_the_bank_can_be_supposed(code: str) -> None:
    with pytest.raises(NotFoundError):
        changed_case(case_with(), [Change(code=code, value="yes")])


@pytest.mark.no_cover
@QUICK
@given(cases())
def test_a_case_without_changes_scores_as_before_and_its_risk_is_the_score_s(case: Case) -> None:
    known = as_scored(case)
    score = case.score()

    assert known.score() == score
    assert known.risk().residual == score.residual
    assert changed_case(known, []).score() == score
    assert what_if(known, []).residual_change == Decimal(0)
