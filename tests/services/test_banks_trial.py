"""A trial asks and scores as the real thing does, and keeps nothing."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from crest.content.library import Library
from crest.domain.answer_input import RawAnswer
from crest.domain.answers import Answer, AnswerState, Assurance, ScoredState
from crest.domain.bank import SubjectKind
from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError
from crest.domain.facts import FactValue
from crest.domain.permissions import Actor, Role, TenantKind
from crest.domain.response_file import parse_response
from crest.services.banks_trial import (
    Trial,
    TrialWanted,
    get_trial_bank,
    open_trial,
    trial_facts,
)
from crest.services.banks_trial_result import TrialResult, trial_result
from crest.services.response_scoring import case_of_file
from tests.services.world import NOW

LOCAL: Mapping[str, FactValue] = {
    "country": "KH",
    "sector": "1410",
    "workforce.total": Decimal(60),
    "workforce.migrants": Decimal(0),
    "recruitment.cross_border": "no",
}


@pytest.fixture
def analyst() -> Actor:
    return Actor(
        user_id=uuid4(),
        tenant_id=uuid4(),
        tenant_kind=TenantKind.FEDERATION,
        role=Role.FAN,
        email="vanna@federation.example",
        name="Vanna",
        language="en",
    )


def wanted(
    *given: RawAnswer,
    bank: str = "supplier-short",
    kind: SubjectKind = SubjectKind.SUPPLIER,
    facts: Mapping[str, FactValue] = LOCAL,
    assurance: Assurance = Assurance.STATED,
) -> TrialWanted:
    return TrialWanted(
        bank=bank,
        version="2026.1",
        kind=kind,
        facts=facts,
        given={one.code: one for one in given},
        assurance=assurance,
    )


def tried(trial: Trial, library: Library) -> TrialResult:
    return trial_result(trial, library=library, now=NOW)


def best_answers(trial: Trial) -> list[RawAnswer]:
    """The best option of each asked question with options."""
    return [
        RawAnswer(
            code=one.code,
            values=(max(one.options, key=lambda option: option.credit or Decimal(0)).code,),
        )
        for one in trial.asked
        if one.options and one.kind == "control"
    ]


def test_a_trial_asks_what_the_facts_of_the_company_ask(analyst: Actor, library: Library) -> None:
    local = open_trial(analyst, wanted(), library=library)
    abroad = open_trial(
        analyst,
        wanted(facts=LOCAL | {"workforce.migrants": Decimal(5)}),
        library=library,
    )

    more = {one.code for one in abroad.asked} - {one.code for one in local.asked}
    assert more
    assert not {one.code for one in local.asked} - {one.code for one in abroad.asked}
    assert local.states[more.pop()] is ScoredState.NOT_ASKED


def test_known_facts_stand_at_their_questions_to_be_confirmed(
    analyst: Actor, library: Library
) -> None:
    trial = open_trial(analyst, wanted(), library=library)

    known = {
        part.question.fact: part.known.value
        for section in trial.sections
        for part in section.parts
        if part.known is not None
    }

    assert known["workforce.total"] == Decimal(60)
    assert known["workforce.migrants"] == Decimal(0)


def test_a_trial_scores_as_a_response_file_does(analyst: Actor, library: Library) -> None:
    given = best_answers(open_trial(analyst, wanted(), library=library))
    trial = open_trial(analyst, wanted(*given), library=library)
    file = parse_response(
        {
            "bank": "supplier-short",
            "version": "2026.1",
            "method": library.method().version,
            "as_of": NOW.date().isoformat(),
            "submitted": NOW.date().isoformat(),
            "profile": {
                "country": "KH",
                "sector": "1410",
                "workforce.total": 60,
                "workforce.migrants": 0,
                "recruitment.cross_border": "no",
            },
            "answers": {
                one.code: {"state": "answered", "value": list(one.values)}
                if trial.questionnaire.questions[one.code].type == "multi"
                else {"state": "answered", "value": one.values[0]}
                for one in given
            },
        }
    )

    score = tried(trial, library).score

    theirs = case_of_file(file, library=library).score()
    assert score.control == theirs.control
    assert score.residual == theirs.residual
    assert score.inherent == theirs.inherent


def test_answers_may_be_taken_as_shown(analyst: Actor, library: Library) -> None:
    given = best_answers(open_trial(analyst, wanted(), library=library))

    stated, verified = (
        tried(open_trial(analyst, wanted(*given, assurance=level), library=library), library)
        for level in (Assurance.STATED, Assurance.VERIFIED)
    )

    assert stated.score.control.declared == verified.score.control.declared
    assert (verified.score.control.supported or 0) > (stated.score.control.supported or 0)


def test_a_trigger_and_a_contradiction_are_told(analyst: Actor, library: Library) -> None:
    trial = open_trial(analyst, wanted(), library=library)
    question = next(one for one in trial.asked if any(option.trigger for option in one.options))
    bad = next(option for option in question.options if option.trigger)

    given = RawAnswer(code=question.code, values=(bad.code,))
    result = tried(open_trial(analyst, wanted(given), library=library), library)

    assert question.code in {one.code for one in result.fired}
    (asked,) = [one for one in result.asked if one.question.code == question.code]
    assert asked.state is ScoredState.ANSWERED
    assert asked.score is not None
    assert asked.score.credit == bad.credit
    assert tried(trial, library).fired == ()


def test_what_a_respondent_could_not_leave_open_is_named(analyst: Actor, library: Library) -> None:
    result = tried(open_trial(analyst, wanted(), library=library), library)

    shown = {one.question.code for one in result.asked}
    assert {one.code for one in result.missing} <= shown
    assert result.missing
    assert not shown & {one.code for one in result.not_asked}
    assert len(shown) + len(result.not_asked) == 57


def test_an_answer_that_cannot_be_taken_is_told_and_counts_for_nothing(
    analyst: Actor, library: Library
) -> None:
    number = next(
        one for one in open_trial(analyst, wanted(), library=library).asked if one.type == "number"
    )

    trial = open_trial(analyst, wanted(RawAnswer(code=number.code, values=("x",))), library=library)

    assert list(trial.faults) == [number.code]
    assert number.code not in trial.answers


def test_answers_to_unknown_questions_are_left_out(analyst: Actor, library: Library) -> None:
    trial = open_trial(analyst, wanted(RawAnswer(code="NO-001", values=("x",))), library=library)

    assert trial.answers == {}
    assert trial.faults == {}


def test_a_workplace_is_tried_with_its_company_and_a_company_alone(
    analyst: Actor, library: Library
) -> None:
    sites, company = (
        open_trial(analyst, wanted(bank="workplace", kind=kind), library=library)
        for kind in (SubjectKind.WORKPLACE, SubjectKind.COMPANY)
    )

    assert len(sites.sections) > len(company.sections)
    assert sites.questionnaire == library.questionnaire("workplace")
    assert tried(sites, library).score.residual.value > 0


def test_sections_without_a_question_are_passed_over(analyst: Actor, library: Library) -> None:
    trial = open_trial(analyst, wanted(bank="supplier"), library=library)

    visited, code = [], ""
    while code := trial.after(code):
        visited.append(code)

    assert visited == [one.section.code for one in trial.sections if one.parts]
    assert len(visited) < len(trial.sections)
    with pytest.raises(NotFoundError):
        trial.section("NONE")


def test_a_subject_that_the_bank_does_not_know_is_refused(analyst: Actor, library: Library) -> None:
    with pytest.raises(RefusedInputError) as refused:
        open_trial(analyst, wanted(kind=SubjectKind.COMPANY), library=library)

    assert refused.value.reason == "bank_not_for_subject"


def test_the_facts_asked_are_those_that_decide(library: Library) -> None:
    short, long = (
        trial_facts(library.questionnaire(bank)) for bank in ("supplier-short", "workplace")
    )

    assert {"country", "sector", "workforce.total", "workforce.migrants"} <= set(short)
    assert "exports_to" not in short
    assert "exports_to" in long


def test_companies_try_nothing(analyst: Actor, library: Library) -> None:
    editor = replace(analyst, role=Role.EDIT, tenant_kind=TenantKind.MEMBER)

    with pytest.raises(NotAllowedError):
        open_trial(editor, wanted(), library=library)
    with pytest.raises(NotAllowedError):
        get_trial_bank(editor, "supplier-short", "2026.1", library=library)


def test_blank_is_blank(analyst: Actor, library: Library) -> None:
    code = open_trial(analyst, wanted(), library=library).asked[-1].code

    trial = open_trial(analyst, wanted(RawAnswer(code=code)), library=library)

    assert trial.answers[code] == Answer(code=code, state=AnswerState.BLANK)
