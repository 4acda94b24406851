"""Credit, assurance and triggers of a question, and the sums they enter."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crest.domain.answers import (
    Answer,
    AnswerState,
    AnswerValue,
    Assurance,
    ScoredState,
    TriggerState,
)
from crest.domain.bank import (
    Allow,
    AnswerType,
    Band,
    Basis,
    ObligationLink,
    Option,
    Question,
    Section,
    SectionSubject,
    SubjectKind,
    Theme,
    WeightClass,
)
from crest.domain.errors import RefusedInputError
from crest.domain.facts import Facts
from crest.domain.instruments import InstrumentKind
from crest.domain.method import Group, RiskBand
from crest.domain.scores import Figures, QuestionScore, Score
from crest.domain.scoring import score_response, score_unassessed
from tests.domain.factories import (
    AS_OF,
    BINDS,
    FACTORS,
    METHOD,
    NEITHER,
    STOP,
    after,
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
    when,
)

LAW = make_instrument(make_obligation("o.1"), make_obligation("o.2"))
WRONGS = (
    Option(code="none", label="None", credit=d(1), exclusive=True),
    Option(code="loan", label="Loan", credit=d("0.6"), cap=d("0.5")),
    Option(code="late", label="Late", credit=d("0.3")),
    Option(code="fee", label="Fee", credit=d(0), cap=d(0), trigger=True),
)
MEASURES = (
    Option(code="told", label="Told", credit=d("0.4")),
    Option(code="used", label="Used", credit=d("0.5")),
    Option(code="fixed", label="Fixed", credit=d("0.6")),
    Option(code="none", label="None", credit=d(0), exclusive=True),
    Option(code="note", label="Note"),
)
BANDS = (
    Band(start=None, below=d(10), credit=d(1)),
    Band(start=d(10), below=d(30), credit=d("0.4")),
    Band(start=d(30), below=None, credit=d(0), trigger=True),
)


def score(
    *questions: Question,
    answers: tuple[Answer, ...] = (),
    facts: Facts | None = None,
    triggers: dict[str, TriggerState] | None = None,
    signed_off: date | None = date(2026, 11, 1),
) -> Score:
    return score_response(
        make_response(*answers, triggers=triggers, signed_off=signed_off),
        questionnaire=make_questionnaire(*questions),
        method=METHOD,
        facts=facts or {},
        laws=[(LAW, BINDS)],
        factors=FACTORS,
    )


def only(*questions: Question, answers: tuple[Answer, ...] = ()) -> QuestionScore:
    return score(*questions, answers=answers).questions[0]


# Credit -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "value", "credit"),
    [
        pytest.param(WRONGS, ("none",), "1", id="none of these wrongs"),
        pytest.param(WRONGS, ("late",), "0.3", id="one wrong"),
        pytest.param(WRONGS, ("loan",), "0.5", id="capped"),
        pytest.param(WRONGS, ("loan", "late", "fee"), "0", id="the lowest cap rules"),
        pytest.param(WRONGS, ("none", "fee"), "0", id="none is dropped where a wrong is met"),
        pytest.param(MEASURES, ("told", "used"), "0.9", id="measures add up"),
        pytest.param(MEASURES, ("told", "used", "fixed"), "1", id="at most 1"),
        pytest.param(MEASURES, ("told", "told"), "0.4", id="twice is once"),
        pytest.param(MEASURES, ("none", "told"), "0.4", id="no measure is dropped"),
        pytest.param(MEASURES, ("note",), "0", id="an option without credit"),
    ],
)
def test_several_options_earn_their_sum_under_the_lowest_cap(
    options: tuple[Option, ...], value: AnswerValue, credit: str
) -> None:
    question = make_control("Q", type=AnswerType.MULTI, options=options)

    assert only(question, answers=(answered("Q", value),)).credit == d(credit)


@pytest.mark.parametrize(
    ("type_", "value", "credit"),
    [
        pytest.param(AnswerType.NUMBER, d("9.999"), "1", id="below the edge"),
        pytest.param(AnswerType.PERCENT, d(10), "0.4", id="on the edge"),
        pytest.param(AnswerType.NUMBER, d(30), "0", id="open end"),
        pytest.param(AnswerType.DATE, date(2026, 11, 11), "0.4", id="ten days ago"),
    ],
)
def test_a_number_earns_the_credit_of_its_band(
    type_: AnswerType, value: AnswerValue, credit: str
) -> None:
    question = make_control("Q", type=type_, bands=BANDS)

    assert only(question, answers=(answered("Q", value),)).credit == d(credit)


def test_a_value_that_no_band_covers_earns_nothing() -> None:
    question = make_control("Q", type=AnswerType.NUMBER, bands=BANDS[1:2])

    assert only(question, answers=(answered("Q", d(5)),)).credit == 0


def test_a_control_without_options_leaves_every_sum() -> None:
    question = make_control("Q", type=AnswerType.TEXT, options=())
    result = score(question, answers=(answered("Q", "words"),))

    part = result.questions[0]
    assert part.state is ScoredState.ANSWERED
    assert part.weight == 0
    assert (part.credit, part.declared, part.high) == (None, None, None)
    assert result.control == Figures(declared=None, supported=None, high=None)
    assert result.coverage is None


# Assurance ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assurance", "supported"),
    [
        (Assurance.STATED, "0.5"),
        (Assurance.ATTACHED, "0.6"),
        (Assurance.DOCUMENTED, "0.8"),
        (Assurance.VERIFIED, "1"),
        (Assurance.CONTRADICTED, "0"),
    ],
)
def test_an_answer_is_supported_as_far_as_it_is_shown(assurance: Assurance, supported: str) -> None:
    part = only(make_control("Q"), answers=(answered("Q", assurance=assurance),))

    assert part.supported == d(supported)
    assert part.declared == part.high == 1


@pytest.mark.parametrize(
    ("valid_until", "assurance"),
    [
        (AS_OF, Assurance.VERIFIED),
        (date(2026, 11, 20), Assurance.STATED),
        (None, Assurance.VERIFIED),
    ],
    ids=["last day", "expired", "no end"],
)
def test_expired_evidence_falls_back_to_what_was_said(
    valid_until: date | None, assurance: Assurance
) -> None:
    answer = answered("Q", assurance=Assurance.VERIFIED, valid_until=valid_until)

    assert only(make_control("Q"), answers=(answer,)).assurance is assurance


@pytest.mark.parametrize(
    ("level", "earned", "supported"),
    [
        pytest.param(Assurance.STATED, "0.3", "0.4", id="less than said"),
        pytest.param(Assurance.STATED, "0.7", "0.7", id="more than said"),
        pytest.param(Assurance.ATTACHED, "0.95", "0.8", id="never above the credit"),
        pytest.param(Assurance.DOCUMENTED, "0.7", "0.7", id="papers take nothing away"),
        pytest.param(Assurance.CONTRADICTED, "0.7", "0", id="a contradiction does"),
    ],
)
def test_support_earned_before_is_kept(level: Assurance, earned: str, supported: str) -> None:
    options = (Option(code="yes", label="Yes", credit=d("0.8")),)
    answer = answered("Q", assurance=level, earned=d(earned))

    assert only(make_control("Q", options=options), answers=(answer,)).supported == d(supported)


@pytest.mark.parametrize(
    ("level", "supported"),
    [
        (Assurance.STATED, "0.25"),
        (Assurance.ATTACHED, "0.3"),
        (Assurance.DOCUMENTED, "0.8"),
        (Assurance.VERIFIED, "1"),
    ],
)
@pytest.mark.parametrize(
    "contradiction",
    [
        answered("Z", assurance=Assurance.CONTRADICTED),
        answered("Z", found="no"),
        in_state("Z", AnswerState.BLANK, assurance=Assurance.CONTRADICTED),
    ],
    ids=["marked", "found otherwise", "cleared since"],
)
def test_a_contradiction_halves_what_is_only_said(
    contradiction: Answer, level: Assurance, supported: str
) -> None:
    answers = (answered("Q", assurance=level), contradiction)

    part = only(make_control("Q"), make_control("Z"), answers=answers)

    assert part.supported == d(supported)


def test_a_fact_found_to_be_wrong_halves_what_is_only_said_too() -> None:
    bank = make_questionnaire(
        make_fact("F", "accommodation.provided"), make_control("Q"), make_control("R")
    )
    response = make_response(answered("F", "no", found="yes"), answered("Q"))

    found = score_response(
        response, questionnaire=bank, method=METHOD, facts={}, laws=(), factors=FACTORS
    )

    assert found.control.supported == d("12.5")
    # The open question, answered well, would be doubted as much: 25 of 100 shown.
    assert found.span.start == d("56.123077")


# Triggers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "recorded", "expected"),
    [
        pytest.param(answered("Q", "kept"), None, TriggerState.OPEN, id="fired"),
        pytest.param(answered("Q"), None, None, id="clean"),
        pytest.param(answered("Q", "kept"), TriggerState.REMEDY, TriggerState.REMEDY, id="remedy"),
        pytest.param(answered("Q", "kept"), TriggerState.CLOSED, TriggerState.CLOSED, id="closed"),
        pytest.param(answered("Q"), TriggerState.OPEN, TriggerState.OPEN, id="a record stays"),
        pytest.param(answered("Q", found="kept"), None, TriggerState.OPEN, id="found"),
        pytest.param(answered("Q", found="yes"), None, None, id="found, yet harmless"),
        pytest.param(in_state("Q", AnswerState.BLANK), None, None, id="blank"),
    ],
)
def test_a_trigger_stays_until_a_person_closes_it(
    answer: Answer, recorded: TriggerState | None, expected: TriggerState | None
) -> None:
    triggers = None if recorded is None else {"Q": recorded}
    question = make_control("Q", options=STOP)

    result = score(question, answers=(answer,), triggers=triggers)

    assert result.questions[0].trigger is expected
    assert result.residual.triggers_open == (expected is TriggerState.OPEN)
    assert result.residual.triggers_remedy == (expected is TriggerState.REMEDY)


@pytest.mark.parametrize(
    ("value", "found", "fires"),
    [(d(30), None, True), (d(29), None, False), (d(1), "45", True), (d(1), "many", False)],
)
def test_a_band_can_fire(value: Decimal, found: str | None, fires: bool) -> None:
    question = make_control("Q", type=AnswerType.NUMBER, bands=BANDS)

    part = only(question, answers=(answered("Q", value, found=found),))

    assert (part.trigger is TriggerState.OPEN) is fires


def test_a_hidden_answer_fires_nothing() -> None:
    question = make_control("Q", options=STOP, scope=when("site.guards", "eq", "yes"))

    result = score(question, answers=(answered("Q", "kept"),), facts={"site.guards": "no"})

    assert result.questions[0].state is ScoredState.NOT_ASKED
    assert result.residual.triggers_open == 0
    assert result.residual.stop_open == 0


@pytest.mark.parametrize(
    ("answer", "recorded", "expected"),
    [
        pytest.param(answered("Q"), None, 0, id="clean"),
        pytest.param(in_state("Q", AnswerState.BLANK), None, 1, id="blank"),
        pytest.param(in_state("Q", AnswerState.DONT_KNOW), None, 1, id="unknown"),
        pytest.param(in_state("Q", AnswerState.DECLINED), None, 1, id="declined"),
        pytest.param(answered("Q", "kept"), None, 1, id="open"),
        pytest.param(answered("Q", "kept"), TriggerState.REMEDY, 1, id="under remedy"),
        pytest.param(answered("Q", "kept"), TriggerState.CLOSED, 0, id="closed"),
    ],
)
def test_stop_questions_without_a_clean_answer_are_counted(
    answer: Answer, recorded: TriggerState | None, expected: int
) -> None:
    question = make_control("Q", options=STOP, decline=when("tier", "ge", d(1)))
    triggers = None if recorded is None else {"Q": recorded}

    result = score(question, answers=(answer,), triggers=triggers, facts={"tier": d(1)})

    assert result.residual.stop_open == expected


def test_open_triggers_of_other_assessments_count_too() -> None:
    triggers = {"ELSEWHERE": TriggerState.OPEN, "OLD": TriggerState.CLOSED}

    result = score(make_control("Q"), triggers=triggers)

    assert result.residual.triggers_open == 1
    assert result.residual.band is RiskBand.SEVERE


# Sums ---------------------------------------------------------------------------------------------


def test_groups_pool_their_questions_and_the_control_score_their_means() -> None:
    result = score(
        make_control("A", theme=Theme.WAGES, weight_class=WeightClass.CRITICAL),
        make_control("B", theme=Theme.WORKING_TIME, weight_class=WeightClass.MINOR),
        make_control("C", theme=Theme.POLICY, basis=Basis.GOOD_PRACTICE),
        answers=(documented("A"), answered("B", "no"), documented("C")),
    )

    groups = {part.group: part for part in result.groups}
    assert groups[Group.WORK].figures.declared == d("83.333333")
    assert groups[Group.WORK].questions == ("A", "B")
    assert groups[Group.WORK].weight == 20
    assert groups[Group.FREEDOM].weight == 0
    assert groups[Group.FREEDOM].figures.declared is None
    # (20 x 83.33 + 15 x 100) / 35
    assert result.control.declared == d("90.476190")
    assert result.control.supported == d("72.380952")
    assert [part.theme for part in result.themes] == [
        Theme.POLICY,
        Theme.WAGES,
        Theme.WORKING_TIME,
    ]


def test_a_theme_of_no_group_enters_no_group() -> None:
    result = score(make_control("Q", theme=Theme.PROFILE), answers=(answered("Q"),))

    assert result.control.declared is None
    assert result.themes[0].figures.declared == 100


def test_a_question_counts_once_however_many_laws_ask_it() -> None:
    linked = make_control("A", links=["o.1", "o.2"])
    other = make_control("B")

    result = score(linked, other, answers=(answered("A"), answered("B", "no")))

    assert result.control.declared == 50


def test_a_link_has_its_own_weight_and_good_practice_asks_no_law() -> None:
    result = score(
        make_control("A", links=[ObligationLink(id="o.1", weight=d(1))]),
        make_control("B", links=["o.1"]),
        make_control("C", links=["o.2"], basis=Basis.GOOD_PRACTICE),
        answers=(answered("A"), answered("B", "no"), answered("C")),
    )

    first, second = result.laws[0].obligations
    assert first.figures.declared == 25
    assert first.questions == ("A", "B")
    assert second.questions == ()
    assert second.figures.declared is None


def test_a_weight_of_nothing_leaves_no_number() -> None:
    result = score(
        make_control("A", links=[ObligationLink(id="o.1", weight=d(0))]), answers=(answered("A"),)
    )

    assert result.laws[0].obligations[0].figures.supported is None


def test_coverage_and_evidence_coverage_are_shares_of_weight() -> None:
    allow = Allow(not_applicable=True, planned=True)
    result = score(
        make_control("A", weight_class=WeightClass.CRITICAL),
        make_control("B", allow=allow),
        make_control("C", allow=allow),
        make_control("D", follows=after("A", "no")),
        make_control("E"),
        make_control("F", allow=allow),
        answers=(
            documented("A"),
            in_state("B", AnswerState.PLANNED),
            in_state("C", AnswerState.NOT_APPLICABLE, accepted=True),
            answered("E"),
            in_state("F", AnswerState.NOT_APPLICABLE),
        ),
    )

    # 5 + 3 + 3 + 3 (implied) + 3 of 20; the claim is open.
    assert result.coverage == d("0.85")
    assert result.evidence_coverage == d("0.625")


def test_an_answered_fact_wins_over_the_profile() -> None:
    questions = (
        make_fact("F", "site.guards"),
        make_control("Q", scope=when("site.guards", "eq", "yes")),
    )

    result = score(*questions, answers=(answered("F", "no"),), facts={"site.guards": "yes"})

    assert result.questions[0].state is ScoredState.NOT_ASKED


def test_only_the_sections_of_the_subject_count() -> None:
    sections = (
        Section(
            code="C",
            title="Company",
            subject=SectionSubject.COMPANY,
            questions=(make_control("A", options=STOP, links=["o.1"]),),
        ),
        Section(
            code="S",
            title="Site",
            subject=SectionSubject.SITE,
            questions=(make_control("B", links=["o.1"]),),
        ),
    )
    response = make_response(
        answered("A", "kept", found="kept"), answered("B"), triggers={"A": TriggerState.OPEN}
    )

    def scored(subject: SubjectKind | None) -> Score:
        return score_response(
            response,
            questionnaire=make_questionnaire(sections=sections),
            method=METHOD,
            facts={},
            laws=[(LAW, BINDS)],
            factors=FACTORS,
            subject=subject,
        )

    site = scored(SubjectKind.WORKPLACE)
    assert [part.code for part in site.questions] == ["B"]
    assert site.residual.triggers_open == 0
    assert site.questions[0].supported == d("0.5")
    assert [part.code for part in scored(SubjectKind.COMPANY).questions] == ["A"]
    assert len(scored(SubjectKind.SUPPLIER).questions) == 2
    assert scored(None).residual.triggers_open == 1


def test_standards_stand_on_a_list_of_their_own() -> None:
    standard = make_instrument(
        make_obligation("s.1", kind=InstrumentKind.STANDARD),
        id="std",
        kind=InstrumentKind.STANDARD,
    )
    silent = make_instrument(id="empty")
    result = score_response(
        make_response(answered("Q")),
        questionnaire=make_questionnaire(make_control("Q", links=["s.1", "o.1"])),
        method=METHOD,
        facts={},
        laws=[(standard, BINDS), (LAW, NEITHER), (silent, BINDS)],
        factors=FACTORS,
    )

    assert result.laws == ()
    assert [part.id for part in result.standards] == ["std"]


# Time, and nobody at home -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed_off", "hold", "until"),
    [
        (date(2025, 11, 21), "1", date(2026, 11, 21)),
        (date(2025, 11, 20), "0.5", date(2026, 11, 20)),
        (date(2024, 11, 20), "0", date(2025, 11, 20)),
        (None, "1", None),
    ],
)
def test_an_old_assessment_holds_less(
    signed_off: date | None, hold: str, until: date | None
) -> None:
    result = score(make_control("Q"), answers=(documented("Q"),), signed_off=signed_off)

    assert result.residual.hold == d(hold)
    assert result.valid_until == until


def test_submission_counts_where_nobody_certified() -> None:
    response = replace(make_response(signed_off=None), submitted=date(2025, 1, 1))

    result = score_response(
        response,
        questionnaire=make_questionnaire(make_control("Q")),
        method=METHOD,
        facts={},
        laws=(),
        factors=FACTORS,
    )

    assert result.valid_until == date(2026, 1, 1)
    assert result.residual.freshness == d("0.5")


def test_who_never_answered_keeps_the_inherent_risk() -> None:
    result = score_unassessed(
        method=METHOD, bank="workplace", factors=FACTORS, as_of=AS_OF, laws=[(LAW, BINDS)]
    )

    assert result.residual.value == result.inherent.value == d("72.461538")
    assert result.control.supported is None
    assert result.coverage is None
    assert (result.laws[0].status, result.laws[0].duties) == (None, 2)
    # Best: structure 10, all answers 1 at `stated`; worst: structure 95 and a stop question fires.
    assert result.span.start == d("42.092308")
    assert result.span.end == d("94.019231")
    assert not result.span.firm


def test_a_bank_that_the_method_does_not_know_is_refused() -> None:
    with pytest.raises(RefusedInputError) as refusal:
        score_unassessed(method=METHOD, bank="recruiter", factors=FACTORS, as_of=AS_OF)

    assert refusal.value.reason == "bank_not_in_method"


def test_the_span_counts_what_is_open_and_what_is_doubted() -> None:
    questions = (make_control("A", options=STOP), make_control("B"), make_control("C"))
    answers = (
        in_state("A", AnswerState.DONT_KNOW),
        answered("C", assurance=Assurance.CONTRADICTED, found="no"),
    )

    result = score(*questions, answers=answers)

    # Best: A and B are 1 at half of `stated`, C stays refuted: s = 100 x (3 + 3) / 4 / 9.
    best = d("70.153846153846") * (1 - d("0.8") * d("0.1666666666667"))
    assert abs(result.span.start - best) < d("0.000002")
    # Worst: the stop question fires.
    assert result.span.end == d("94.019231")


def test_an_empty_control_score_removes_nothing() -> None:
    result = score(make_control("Q", scope=when("tier", "ge", d(2))), facts={"tier": d(1)})

    assert result.control.supported is None
    assert result.residual.value == result.inherent.value
    assert result.evidence_coverage is None
