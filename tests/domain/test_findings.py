"""Findings and next steps, read off a score."""

from datetime import date
from decimal import Decimal

import pytest

from crest.domain.answers import Answer, AnswerState, Assurance, ScoredState, TriggerState
from crest.domain.bank import (
    AnswerType,
    BankState,
    Basis,
    Follows,
    Kind,
    ObligationLink,
    Option,
    Question,
    Questionnaire,
    Section,
    SectionSubject,
    SubjectKind,
    Theme,
    WeightClass,
)
from crest.domain.findings import (
    Finding,
    FindingKind,
    NextStep,
    Severity,
    find_findings,
    next_steps,
)
from crest.domain.method import RiskBand
from crest.domain.scores import Figures, Inherent, QuestionScore, Residual, Score, Span

TODAY = date(2026, 11, 21)
WEIGHTS = {WeightClass.CRITICAL: 5, WeightClass.MAJOR: 3, WeightClass.MINOR: 1}
OPTIONS = (
    Option(code="yes", label="Yes", credit=Decimal(1)),
    Option(code="no", label="No", credit=Decimal(0)),
)


def control(
    code: str,
    *,
    weight: WeightClass | None = WeightClass.MAJOR,
    basis: Basis = Basis.LAW,
    follows: str | None = None,
    obligations: tuple[str, ...] = (),
    recommendation: str | None = None,
) -> Question:
    return Question(
        code=code,
        theme=Theme.GRIEVANCE,
        kind=Kind.CONTROL,
        type=AnswerType.SINGLE,
        text=f"Is {code} done?",
        weight_class=weight,
        basis=basis,
        options=OPTIONS,
        follows=Follows(question=follows, op="in", value=("yes",)) if follows else None,
        obligations=tuple(ObligationLink(id=one) for one in obligations),
        recommendation=f"Do {code}." if recommendation is None else recommendation,
    )


def bank(*questions: Question) -> Questionnaire:
    section = Section(code="S", title="S", subject=SectionSubject.SITE, questions=questions)
    return Questionnaire(
        id="supplier",
        version="1",
        state=BankState.DRAFT,
        title="Supplier",
        about="",
        minutes=1,
        audience="",
        subjects=(SubjectKind.SUPPLIER,),
        sections=(section,),
    )


def scored(
    question: Question,
    state: ScoredState = ScoredState.ANSWERED,
    *,
    declared: str | None = "0",
    trigger: TriggerState | None = None,
    assurance: Assurance = Assurance.STATED,
) -> QuestionScore:
    figure = None if declared is None else Decimal(declared)
    weight = WEIGHTS[question.weight_class] if question.weight_class else 1
    return QuestionScore(
        code=question.code,
        state=state,
        weight=Decimal(weight),
        credit=figure,
        factor=None,
        declared=figure,
        supported=figure,
        high=figure,
        assurance=assurance,
        trigger=trigger,
    )


def score_of(*questions: QuestionScore) -> Score:
    nothing = Figures(declared=None, supported=None, high=None)
    half = Decimal(50)
    return Score(
        bank="supplier",
        version="1",
        method="2026.1",
        as_of=TODAY,
        control=nothing,
        groups=(),
        themes=(),
        laws=(),
        standards=(),
        questions=questions,
        coverage=None,
        evidence_coverage=None,
        inherent=Inherent(
            value=half,
            mean=half,
            maximum=half,
            maximum_factor=None,
            assumed_share=Decimal(0),
            factors=(),
        ),
        residual=Residual(
            value=half,
            band=RiskBand.HIGH,
            before_triggers=half,
            hold=Decimal(1),
            freshness=Decimal(1),
            stop_open=0,
            triggers_open=0,
            triggers_remedy=0,
            k=Decimal("0.8"),
            supported=Decimal(0),
        ),
        span=Span(start=half, end=half, firm=True),
        valid_until=None,
    )


def said(*questions: Question, value: str = "no") -> dict[str, Answer]:
    return {
        one.code: Answer(code=one.code, state=AnswerState.ANSWERED, value=value)
        for one in questions
    }


def found(*pairs: tuple[Question, QuestionScore]) -> tuple[Finding, ...]:
    questions = [question for question, _ in pairs]
    return find_findings(
        score_of(*(one for _, one in pairs)),
        questionnaire=bank(*questions),
        answers=said(*questions),
        opened_on=TODAY,
    )


def test_a_duty_not_met_is_a_finding_with_its_question_answer_and_articles() -> None:
    question = control("GRV-010", obligations=("kh.ll.015", "ilo.ind.1"))

    assert found((question, scored(question))) == (
        Finding(
            question="GRV-010",
            kind=FindingKind.NON_COMPLIANCE,
            severity=Severity.MAJOR,
            answer_text="No",
            obligations=("kh.ll.015", "ilo.ind.1"),
            trigger=None,
            assurance=Assurance.STATED,
            opened_on=TODAY,
            weight_lost=Decimal(3),
        ),
    )


def test_findings_stand_by_kind_by_severity_and_then_in_the_order_of_the_questions() -> None:
    practice = control("A", basis=Basis.GOOD_PRACTICE)
    second, first = control("C", weight=WeightClass.MINOR), control("B")
    also_first = control("E")
    trigger = control("D", weight=WeightClass.MINOR)

    listed = found(
        (practice, scored(practice)),
        (second, scored(second)),
        (first, scored(first, declared="0.5")),
        (also_first, scored(also_first)),
        (trigger, scored(trigger, trigger=TriggerState.OPEN)),
    )

    assert [(one.question, one.kind, one.severity) for one in listed] == [
        ("D", FindingKind.TRIGGER, Severity.CRITICAL),
        ("B", FindingKind.NON_COMPLIANCE, Severity.MAJOR),
        ("E", FindingKind.NON_COMPLIANCE, Severity.MAJOR),
        ("C", FindingKind.NON_COMPLIANCE, Severity.MINOR),
        ("A", FindingKind.OBSERVATION, Severity.MAJOR),
    ]


@pytest.mark.parametrize(
    ("state", "declared"),
    [
        pytest.param(ScoredState.ANSWERED, "1", id="fully met"),
        pytest.param(ScoredState.ANSWERED, None, id="earns no credit"),
        pytest.param(ScoredState.BLANK, "0", id="blank"),
        pytest.param(ScoredState.DONT_KNOW, "0", id="don't know"),
        pytest.param(ScoredState.DECLINED, None, id="declined"),
        pytest.param(ScoredState.PLANNED, "0", id="planned"),
        pytest.param(ScoredState.NOT_APPLICABLE, None, id="N/A"),
        pytest.param(ScoredState.NOT_ASKED, None, id="not asked"),
        pytest.param(ScoredState.IMPLIED, "0", id="implied without a finding above"),
    ],
)
def test_only_a_bad_answer_is_a_finding(state: ScoredState, declared: str | None) -> None:
    question = control("GRV-010")

    assert found((question, scored(question, state, declared=declared))) == ()


@pytest.mark.parametrize(
    ("trigger", "kinds"),
    [
        pytest.param(TriggerState.OPEN, [FindingKind.TRIGGER], id="open"),
        pytest.param(TriggerState.REMEDY, [FindingKind.TRIGGER], id="under remedy"),
        pytest.param(TriggerState.CLOSED, [], id="closed"),
    ],
)
def test_a_trigger_stays_a_finding_until_a_person_closes_it(
    trigger: TriggerState, kinds: list[FindingKind]
) -> None:
    question = control("DOC-010", weight=WeightClass.CRITICAL)

    listed = found((question, scored(question, declared="1", trigger=trigger)))

    assert [one.kind for one in listed] == kinds


def test_a_trigger_without_an_answer_on_record_is_still_listed() -> None:
    question = control("DOC-010")
    score = score_of(scored(question, ScoredState.BLANK, trigger=TriggerState.OPEN))

    listed = find_findings(score, questionnaire=bank(question), answers={}, opened_on=TODAY)

    assert [(one.kind, one.answer_text) for one in listed] == [(FindingKind.TRIGGER, "")]


def test_an_answer_found_to_be_untrue_is_a_finding_however_good_it_sounds() -> None:
    question = control("GRV-010")

    listed = found((question, scored(question, declared="1", assurance=Assurance.CONTRADICTED)))

    assert [(one.kind, one.weight_lost) for one in listed] == [
        (FindingKind.NON_COMPLIANCE, Decimal(3))
    ]


def test_steps_hidden_by_a_bad_answer_count_under_it() -> None:
    gate = control("A", weight=WeightClass.MINOR, basis=Basis.GOOD_PRACTICE, obligations=("x.1",))
    step = control("B", follows="A", obligations=("x.1", "x.2"))
    last = control("C", follows="B", weight=WeightClass.CRITICAL, obligations=("x.3",))

    listed = found(
        (gate, scored(gate)),
        (step, scored(step, ScoredState.IMPLIED)),
        (last, scored(last, ScoredState.IMPLIED)),
    )

    assert [
        (one.question, one.kind, one.severity, one.obligations, one.weight_lost) for one in listed
    ] == [("A", FindingKind.NON_COMPLIANCE, Severity.CRITICAL, ("x.1", "x.2", "x.3"), Decimal(9))]


def test_a_step_whose_gate_is_not_scored_counts_under_nothing() -> None:
    bad = control("A")
    step = control("B", follows="GONE", weight=WeightClass.CRITICAL)

    listed = found((bad, scored(bad)), (step, scored(step, ScoredState.IMPLIED)))

    assert [(one.question, one.weight_lost) for one in listed] == [("A", Decimal(3))]


def test_steps_that_hide_each_other_count_under_nothing() -> None:
    bad = control("A")
    one, other = control("B", follows="C"), control("C", follows="B")

    listed = found(
        (bad, scored(bad)),
        (one, scored(one, ScoredState.IMPLIED)),
        (other, scored(other, ScoredState.IMPLIED)),
    )

    assert [finding.weight_lost for finding in listed] == [Decimal(3)]


def test_a_control_without_weight_class_is_a_minor_matter() -> None:
    question = control("A", weight=None)

    assert found((question, scored(question)))[0].severity is Severity.MINOR


def test_facts_and_questions_without_a_score_are_no_findings() -> None:
    fact = Question(
        code="PRO-010",
        theme=Theme.PROFILE,
        kind=Kind.FACT,
        type=AnswerType.NUMBER,
        text="How many people work for you?",
    )
    unscored = control("A")
    score = score_of(scored(fact))

    listed = find_findings(
        score,
        questionnaire=bank(fact, unscored),
        answers=said(fact, unscored),
        opened_on=TODAY,
    )

    assert listed == ()


def test_next_steps_put_triggers_first_and_then_what_weighs_most() -> None:
    minor = control("A", weight=WeightClass.MINOR)
    silent = control("B", weight=WeightClass.CRITICAL, recommendation="")
    major = control("C")
    remedied = control("D")
    fired = control("E", weight=WeightClass.MINOR)
    pairs = (
        (minor, scored(minor)),
        (silent, scored(silent)),
        (major, scored(major)),
        (remedied, scored(remedied, trigger=TriggerState.REMEDY)),
        (fired, scored(fired, trigger=TriggerState.OPEN)),
    )
    questionnaire = bank(*(question for question, _ in pairs))

    steps = next_steps(found(*pairs), questionnaire)

    assert steps == (
        NextStep(question="E", text="Do E.", severity=Severity.CRITICAL),
        NextStep(question="D", text="Do D.", severity=Severity.CRITICAL),
        NextStep(question="C", text="Do C.", severity=Severity.MAJOR),
    )
    assert len(next_steps(found(*pairs), questionnaire, limit=9)) == 4


def test_no_finding_needs_no_step() -> None:
    assert next_steps((), bank()) == ()
