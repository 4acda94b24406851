"""Small valid objects of the domain, with defaults; METHOD is method 2026.1 of the reference."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from crest.domain.answers import (
    Answer,
    AnswerState,
    AnswerValue,
    Assurance,
    Response,
    TriggerState,
)
from crest.domain.bank import (
    AnswerType,
    Band,
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
from crest.domain.conditions import Condition, Operator, Test
from crest.domain.facts import FactValue
from crest.domain.instruments import (
    Binds,
    Confidence,
    Force,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    Obligation,
    ObligationConfidence,
)
from crest.domain.method import (
    AssuranceRules,
    Factor,
    FactorTables,
    FreshnessRules,
    Group,
    InherentRules,
    Method,
    PriorityRules,
    ResidualRules,
    RiskBand,
    StatusRules,
)
from crest.domain.scores import Applicability, FactorState, FactorValue, Ternary

AS_OF = date(2026, 11, 21)
SIGNED = date(2026, 11, 1)


def d(text: str | int) -> Decimal:
    """Return a decimal of an exact text."""
    return Decimal(text)


_GROUP_THEMES: Mapping[Group, tuple[Theme, ...]] = {
    Group.RECRUITMENT: (
        Theme.RECRUITMENT,
        Theme.RECRUITMENT_FEES,
        Theme.CONTRACTS,
        Theme.TERMINATION,
    ),
    Group.FREEDOM: (Theme.DOCUMENTS_MOVEMENT, Theme.COERCION, Theme.CHILD_LABOUR),
    Group.WORK: (
        Theme.WAGES,
        Theme.WORKING_TIME,
        Theme.ACCOMMODATION,
        Theme.HEALTH_SAFETY,
        Theme.DISCRIMINATION,
    ),
    Group.VOICE_REMEDY: (Theme.WORKER_VOICE, Theme.GRIEVANCE, Theme.REMEDY),
    Group.MANAGEMENT: (
        Theme.GOVERNANCE,
        Theme.POLICY,
        Theme.MAPPING,
        Theme.RISK_ASSESSMENT,
        Theme.DUE_DILIGENCE,
        Theme.TRAINING,
        Theme.MONITORING,
        Theme.DATA_PROTECTION,
        Theme.DISCLOSURE,
    ),
}

METHOD = Method(
    version="2026.1",
    title="CREST method 2026.1",
    about="",
    weight_class={
        WeightClass.CRITICAL: d(5),
        WeightClass.MAJOR: d(3),
        WeightClass.MINOR: d(1),
    },
    force={Force.MUST: d(3), Force.BAN: d(3), Force.SHOULD: d(1)},
    assurance=AssuranceRules(
        factor={
            Assurance.STATED: d("0.5"),
            Assurance.ATTACHED: d("0.6"),
            Assurance.DOCUMENTED: d("0.8"),
            Assurance.VERIFIED: d("1.0"),
            Assurance.CONTRADICTED: d("0.0"),
        },
        credibility=d("0.5"),
        verified_months=24,
    ),
    status=StatusRules(
        met=d(90),
        shown=d(70),
        critical_credit=d("0.9"),
        critical_support=d("0.7"),
        partly=d(40),
        answered=d("0.5"),
    ),
    groups={
        Group.RECRUITMENT: d(25),
        Group.FREEDOM: d(25),
        Group.WORK: d(20),
        Group.VOICE_REMEDY: d(15),
        Group.MANAGEMENT: d(15),
    },
    themes={theme: group for group, themes in _GROUP_THEMES.items() for theme in themes},
    inherent=InherentRules(
        a=d("0.4"),
        weights={
            Factor.COUNTRY: d(3),
            Factor.SECTOR: d(2),
            Factor.GOODS: d(2),
            Factor.WORKFORCE: d(3),
            Factor.CHANNEL: d(2),
            Factor.STRUCTURE: d(1),
        },
        max_without=(Factor.COUNTRY,),
        assumed=d(60),
        no_reply=d(75),
    ),
    residual=ResidualRules(
        k={"workplace": d("0.8"), "supplier": d("0.8"), "supplier-short": d("0.7")},
        stop_step=d("0.25"),
        open=d(75),
        remedy=d(50),
    ),
    bands={
        RiskBand.LOW: d(0),
        RiskBand.MODERATE: d(30),
        RiskBand.HIGH: d(45),
        RiskBand.SEVERE: d(75),
    },
    freshness=FreshnessRules(months=12, then=d("0.5"), for_months=12),
    priority=PriorityRules(
        band=1_000_000,
        trigger=100_000,
        people=10_000,
        residual=10,
        people_class=(10, 100, 1000),
        unknown_share=d("0.5"),
        unknown_class=2,
    ),
    tables=FactorTables(
        tip={"Tier 1": d(20), "Tier 2": d(50), "Tier 2 Watch List": d(70), "Tier 3": d(90)},
        goods={
            "forced_here": d(95),
            "input_of_listed": d(85),
            "child_here": d(75),
            "listed_elsewhere": d(55),
            "not_listed": d(35),
        },
        workforce_points=(
            (d(0), d(10)),
            (d(10), d(40)),
            (d(30), d(70)),
            (d(60), d(90)),
            (d(100), d(100)),
        ),
        under_18_multiple=d("1.5"),
        isolated_women_min=d(70),
        channel={
            "direct": d(15),
            "licensed_agency": d(45),
            "sub_agents": d(70),
            "unlicensed_broker": d(90),
            "unknown": d(90),
        },
        cross_border_add=d(10),
        structure={
            "none": d(10),
            "subcontracting": d(50),
            "homework": d(80),
            "tier_step": d(10),
            "most": d(95),
        },
        extent={
            Factor.COUNTRY: (d(20), d(90)),
            Factor.SECTOR: (d(10), d(95)),
            Factor.GOODS: (d(35), d(95)),
            Factor.WORKFORCE: (d(10), d(100)),
            Factor.CHANNEL: (d(15), d(100)),
            Factor.STRUCTURE: (d(10), d(95)),
        },
    ),
)

YES_NO = (
    Option(code="yes", label="Yes", credit=d(1)),
    Option(code="no", label="No", credit=d(0)),
)
STOP = (
    Option(code="yes", label="Workers keep their papers", credit=d(1)),
    Option(code="kept", label="The employer keeps them", credit=d(0), trigger=True),
)


def make_control(
    code: str,
    *,
    theme: Theme = Theme.POLICY,
    type: AnswerType = AnswerType.SINGLE,  # noqa: A002 - the name of the field
    weight_class: WeightClass | None = WeightClass.MAJOR,
    options: tuple[Option, ...] = YES_NO,
    bands: tuple[Band, ...] = (),
    links: Iterable[str | ObligationLink] = (),
    basis: Basis = Basis.LAW,
    follows: Follows | None = None,
    scope: Condition | None = None,
    **more: object,
) -> Question:
    """Return a control; a yes/no question of major weight unless said otherwise."""
    return Question(
        code=code,
        theme=theme,
        kind=Kind.CONTROL,
        type=type,
        text=f"Text of {code}?",
        weight_class=weight_class,
        basis=basis,
        options=() if bands else options,
        bands=bands,
        follows=follows,
        scope=scope,
        obligations=tuple(
            ObligationLink(id=link) if isinstance(link, str) else link for link in links
        ),
        **more,  # type: ignore[arg-type]
    )


def make_fact(
    code: str,
    fact: str,
    *,
    type: AnswerType = AnswerType.SINGLE,  # noqa: A002 - the name of the field
    options: tuple[Option, ...] = (Option(code="yes", label="Yes"), Option(code="no", label="No")),
    scope: Condition | None = None,
) -> Question:
    """Return a fact question; yes or no unless said otherwise."""
    choices = options if type in {AnswerType.SINGLE, AnswerType.MULTI} else ()
    return Question(
        code=code,
        theme=Theme.PROFILE,
        kind=Kind.FACT,
        type=type,
        text=f"Text of {code}?",
        options=choices,
        fact=fact,
        scope=scope,
    )


def make_repair(code: str, gate: str, *values: str) -> Question:
    """Return a repair question, asked after these options of its gate."""
    return Question(
        code=code,
        theme=Theme.REMEDY,
        kind=Kind.REPAIR,
        type=AnswerType.TEXT,
        text=f"Text of {code}?",
        asked_when=Follows(question=gate, op="in", value=values),
    )


def after(gate: str, *values: str, op: str = "in") -> Follows:
    """Return a gate that these options open."""
    return Follows(question=gate, op=op, value=values)


def when(fact: str, op: str, value: FactValue) -> Test:
    """Return a condition over one fact."""
    return Test(op=Operator(op), value=value, fact=fact)


def make_questionnaire(
    *questions: Question, bank: str = "workplace", sections: Sequence[Section] = ()
) -> Questionnaire:
    """Return a questionnaire of one site section, or of these sections."""
    section = Section(
        code="ONE", title="One", subject=SectionSubject.SITE, questions=tuple(questions)
    )
    return Questionnaire(
        id=bank,
        version="2026.1",
        state=BankState.PUBLISHED,
        title="Bank",
        about="",
        minutes=15,
        audience="",
        subjects=(SubjectKind.COMPANY, SubjectKind.WORKPLACE),
        sections=tuple(sections) or (section,),
    )


def answered(code: str, value: AnswerValue = "yes", **more: object) -> Answer:
    """Return an answer that is only said, unless more is given."""
    return Answer(code=code, state=AnswerState.ANSWERED, value=value, **more)  # type: ignore[arg-type]


def documented(code: str, value: AnswerValue = "yes") -> Answer:
    """Return an answer that a reviewer saw to be true."""
    return answered(code, value, assurance=Assurance.DOCUMENTED)


def in_state(code: str, state: AnswerState, **more: object) -> Answer:
    """Return an answer in this state, without a value."""
    return Answer(code=code, state=state, **more)  # type: ignore[arg-type]


def make_response(
    *answers: Answer,
    bank: str = "workplace",
    as_of: date = AS_OF,
    signed_off: date | None = SIGNED,
    submitted: date | None = None,
    triggers: Mapping[str, TriggerState] | None = None,
) -> Response:
    """Return a fresh, signed response."""
    return Response(
        bank=bank,
        version="2026.1",
        method="2026.1",
        as_of=as_of,
        answers={answer.code: answer for answer in answers},
        signed_off=signed_off,
        submitted=submitted,
        triggers=triggers,
    )


SURE = ObligationConfidence(
    citation=Confidence.HIGH,
    requirement=Confidence.HIGH,
    dates=Confidence.HIGH,
    penalty=Confidence.HIGH,
)
UNSURE = ObligationConfidence(
    citation=Confidence.LOW,
    requirement=Confidence.LOW,
    dates=Confidence.LOW,
    penalty=Confidence.LOW,
)


def make_obligation(id: str = "law.1", **more: object) -> Obligation:  # noqa: A002 - the field
    """Return a sure must for employers."""
    fields: dict[str, object] = {
        "instrument_id": "law",
        "citation": "art 1",
        "title": "Title",
        "requirement": "Requirement.",
        "force": Force.MUST,
        "binds": Binds.EMPLOYER,
        "kind": InstrumentKind.STATUTE,
        "confidence": SURE,
    }
    return Obligation(id=id, **(fields | more))  # type: ignore[arg-type]


def make_instrument(
    *obligations: Obligation,
    id: str = "law",  # noqa: A002 - the name of the field
    kind: InstrumentKind = InstrumentKind.STATUTE,
    status: InstrumentStatus = InstrumentStatus.IN_FORCE,
    in_force_from: date | None = date(2000, 1, 1),
    in_force_to: date | None = None,
) -> Instrument:
    """Return a statute in force with these obligations."""
    return Instrument(
        id=id,
        name="Law",
        jurisdiction="KH",
        kind=kind,
        status=status,
        confidence=Confidence.HIGH,
        obligations=obligations,
        in_force_from=in_force_from,
        in_force_to=in_force_to,
    )


BINDS = Applicability(binds=Ternary.YES, reaches=Ternary.NO)
REACHES = Applicability(binds=Ternary.NO, reaches=Ternary.YES)
UNKNOWN = Applicability(binds=Ternary.UNKNOWN, reaches=Ternary.NO, needs=("country",))
NEITHER = Applicability(binds=Ternary.NO, reaches=Ternary.NO)


def known(factor: Factor, value: str | int) -> FactorValue:
    """Return a known factor."""
    return FactorValue(factor=factor, state=FactorState.KNOWN, value=d(value))


FACTORS = (
    known(Factor.COUNTRY, 70),
    known(Factor.SECTOR, 60),
    known(Factor.GOODS, 50),
    known(Factor.WORKFORCE, 40),
    known(Factor.CHANNEL, 90),
    FactorValue(factor=Factor.STRUCTURE, state=FactorState.ASSUMED, value=d(60)),
)
