"""Random cases on the edges: lines met exactly, empty sums, gates of gates, mixed records."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from crest.domain.answers import (
    Answer,
    AnswerState,
    AnswerValue,
    Assurance,
    Money,
    Response,
    TriggerState,
)
from crest.domain.bank import (
    Allow,
    AnswerType,
    Band,
    Basis,
    Follows,
    Kind,
    ObligationLink,
    Option,
    Question,
    Questionnaire,
    Section,
    SectionSubject,
    Theme,
    WeightClass,
)
from crest.domain.conditions import AllOf, AnyOf, Condition, Not
from crest.domain.facts import FactValue
from crest.domain.instruments import Binds, Force, Instrument, InstrumentKind, InstrumentStatus
from crest.domain.method import Factor
from crest.domain.risk import resolve_factor
from crest.domain.scores import Applicability, FactorState, FactorValue, Ternary
from tests.domain.factories import (
    METHOD,
    SURE,
    UNSURE,
    after,
    d,
    make_control,
    make_fact,
    make_instrument,
    make_obligation,
    make_questionnaire,
    make_repair,
    when,
)
from tests.domain.strategies import OBLIGATIONS, Case, Chooser

DAY = date(2026, 11, 21)
# Days on and beside the ends of what counts in full and in part.
SIGNED = (
    DAY,
    date(2025, 11, 21),
    date(2025, 11, 20),
    date(2024, 11, 21),
    date(2024, 11, 20),
    date(2027, 1, 1),
    None,
)
LEAP_DAYS = (
    (date(2024, 2, 29), date(2025, 2, 28)),
    (date(2024, 2, 29), date(2025, 3, 1)),
    (date(2024, 2, 29), date(2026, 2, 28)),
    (date(2024, 2, 29), date(2026, 3, 1)),
)
# Credits that meet the lines of the statuses, or miss them by the least that is written.
CREDITS = ("0.4", "0.399", "0.5", "0.7", "0.875", "0.9", "0.899", "0.333", "0.667")
EARNED = ("0.7", "0.699", "0.35", "0.9", "1", "0")
LINK_WEIGHTS = (None, None, d(1), d("0.5"), d("2.5"), d(10), d("0.001"))
SCOPES: tuple[Condition, ...] = (
    when("site.guards", "eq", "yes"),
    when("workforce.total", "ge", d(100)),
    when("workforce.migrant_share", "gt", d(10)),
    Not(when("accommodation.provided", "eq", "yes")),
    AllOf((when("site.guards", "ne", "no"), when("workforce.total", "lt", d(1000)))),
    AnyOf((when("tier", "answered", "no"), when("site.guards", "eq", "yes"))),
    when("recruitment.channels", "contains", ("direct", "sub_agents")),
    AnyOf(()),
    AllOf(()),
)
# Any theme: those of one group only leave the others empty.
FEW = (Theme.COERCION, Theme.CHILD_LABOUR)


def _options(choose: Chooser, *, stop: bool) -> tuple[AnswerType, dict[str, object]]:
    middle = d(choose.one(CREDITS))
    return AnswerType.SINGLE, {
        "options": (
            Option(code="full", label="Full", credit=d(1)),
            Option(code="part", label="Part", credit=middle),
            Option(code="none", label="None", credit=d(0), trigger=stop),
        )
    }


def _ticks(choose: Chooser, *, stop: bool) -> tuple[AnswerType, dict[str, object]]:
    return AnswerType.MULTI, {
        "options": (
            Option(code="full", label="Full", credit=d(1), exclusive=True),
            Option(code="part", label="Part", credit=d(choose.one(CREDITS))),
            Option(code="more", label="More", credit=d("0.6"), cap=d(choose.one(CREDITS))),
            Option(code="less", label="Less", credit=d("0.25"), cap=d("0.2")),
            Option(code="none", label="None", credit=d(0), cap=d(0), trigger=stop),
            Option(code="not", label="Not", credit=d(0), exclusive=True),
        )
    }


def _bands(choose: Chooser, *, stop: bool) -> tuple[AnswerType, dict[str, object]]:
    types = (AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.MONEY, AnswerType.DATE)
    return choose.one(types), {
        "bands": (
            Band(start=None, below=d("0.5"), credit=d(1)),
            Band(start=d("0.5"), below=d(30), credit=d(choose.one(CREDITS))),
            Band(start=d(30), below=None, credit=d(0), trigger=stop),
        )
    }


_NUMBERS = (d(-1), d("0.499"), d("0.5"), d("29.999"), d(30), d(10**6))


def _control(choose: Chooser, code: str, before: Sequence[Question], few: bool) -> Question:
    gates = [part for part in before if part.options]
    gate = choose.one(gates) if gates and choose.chance(6) else None
    stop = gate is None and choose.chance(4)
    type_, answers = choose.one((_options, _ticks, _bands))(choose, stop=stop)
    scope = choose.one(SCOPES) if choose.chance(3) else None
    return make_control(
        code,
        theme=choose.one(FEW if few else tuple(Theme)[1:]),
        type=type_,
        weight_class=choose.one(tuple(WeightClass)),
        basis=choose.one((Basis.LAW, Basis.LAW, Basis.GOOD_PRACTICE)),
        follows=None if gate is None else _follows(choose, gate),
        scope=scope if gate is None or choose.chance(3) else gate.scope,
        links=tuple(
            ObligationLink(id=id_, weight=choose.one(LINK_WEIGHTS))
            for id_ in choose.some(OBLIGATIONS)
        ),
        allow=Allow(
            not_applicable=not stop and choose.chance(8),
            dont_know=choose.chance(8),
            planned=not stop and choose.chance(8),
        ),
        decline=choose.one((None, *SCOPES)),
        **answers,  # type: ignore[arg-type]
    )


def _follows(choose: Chooser, gate: Question) -> Follows:
    shows = [option.code for option in gate.options[:-1]]
    return after(gate.code, *shows[: 1 + choose.index(len(shows))], op=choose.one(("in", "eq")))


def _unscored(code: str) -> Question:
    """Return a control in words, which stands in no sum."""
    return replace(make_control(code, type=AnswerType.TEXT, options=()), weight_class=None)


def _bank(choose: Chooser) -> Questionnaire:
    controls: list[Question] = []
    few = choose.chance(2)
    for number in range(1 + choose.index(10)):
        controls.append(_control(choose, f"Q-{number:02}", controls, few))
    facts = [
        make_fact("F-1", "site.guards"),
        make_fact("F-2", "workforce.total", type=AnswerType.NUMBER),
        make_fact("F-3", "workforce.migrants", type=AnswerType.NUMBER),
        make_fact("F-4", "accommodation.provided", scope=when("site.guards", "eq", "yes")),
        make_fact("F-5", "tier", type=AnswerType.NUMBER, scope=SCOPES[1]),
        make_fact(
            "F-6",
            "recruitment.channels",
            type=AnswerType.MULTI,
            options=(
                Option(code="direct", label="Direct"),
                Option(code="agents", label="Agents", fact_value="sub_agents"),
                Option(code="none", label="None", exclusive=True),
            ),
        ),
    ]
    repairs = [make_repair(f"R-{part.code}", part.code, "none") for part in controls[:2]]
    asked = (*choose.some(facts), *controls, *repairs, _unscored("T-1"))
    section = Section(code="A", title="A", subject=SectionSubject.SITE, questions=asked)
    return make_questionnaire(
        bank=choose.one(("workplace", "supplier", "supplier-short")), sections=(section,)
    )


# Answers ------------------------------------------------------------------------------------------


def _value(choose: Chooser, question: Question) -> AnswerValue | None:
    if question.options:
        return _ticked(choose, question)
    if question.type is AnswerType.DATE:
        return choose.one((DAY, date(2026, 11, 20), date(2026, 10, 23), date(2026, 10, 22)))
    if question.type is AnswerType.MONEY:
        return Money(amount=choose.one(_NUMBERS), currency="KHR")
    if question.type in {AnswerType.NUMBER, AnswerType.PERCENT}:
        return choose.one(_NUMBERS)
    return choose.one(("Words", "", None))


def _ticked(choose: Chooser, question: Question) -> AnswerValue | None:
    codes = [option.code for option in question.options]
    if question.type is AnswerType.SINGLE:
        return choose.one((*codes, codes[0], codes[0], None))
    return choose.one((choose.some(codes), (codes[0],), tuple(codes[:2])))


def random_answer(choose: Chooser, question: Question) -> Answer:
    """Return any record of the question, well-meant or not."""
    states = (*(AnswerState.ANSWERED,) * 9, *AnswerState)
    state = choose.one(states)
    wrong = choose.index(12) == 0
    found = _found(choose, question) if wrong and choose.chance(7) else None
    return Answer(
        code=question.code,
        state=state,
        value=_value(choose, question) if state is AnswerState.ANSWERED else None,
        accepted=choose.chance(5),
        assurance=Assurance.CONTRADICTED if wrong else choose.one(tuple(Assurance)[:4]),
        valid_until=choose.one((None, None, DAY, date(2026, 11, 20), date(2027, 1, 1))),
        found=found,
        earned=d(choose.one(EARNED)) if choose.chance(2) else None,
    )


def _found(choose: Chooser, question: Question) -> str | None:
    if question.bands:
        return str(choose.one(_NUMBERS))
    return choose.one([option.code for option in question.options] or [None])


def random_triggers(
    choose: Chooser, questions: Mapping[str, Question], *, often: int
) -> dict[str, TriggerState]:
    """Return triggers on record: of these stop questions, and now and then of another bank."""
    stops = [code for code, part in questions.items() if part.is_stop]
    found = {code: choose.one(tuple(TriggerState)) for code in stops if choose.chance(often)}
    if choose.index(12) == 0:
        found["OTHER-1"] = choose.one(tuple(TriggerState))
    return found


# Laws and factors ---------------------------------------------------------------------------------


def _laws(choose: Chooser) -> tuple[tuple[Instrument, Applicability], ...]:
    return tuple((_instrument(choose, id_), _applies(choose)) for id_ in ("a", "b", "s"))


def _applies(choose: Chooser) -> Applicability:
    tests = (Ternary.YES, Ternary.YES, Ternary.UNKNOWN, Ternary.NO)
    return Applicability(binds=choose.one(tests), reaches=choose.one(tests))


def _instrument(choose: Chooser, id_: str) -> Instrument:
    kind = InstrumentKind.STANDARD if id_ == "s" else InstrumentKind.STATUTE
    days = (None, DAY, date(2000, 1, 1), date(2000, 1, 1), date(2026, 11, 22))
    statuses = (*(InstrumentStatus.IN_FORCE,) * 9, InstrumentStatus.SUSPENDED)
    return make_instrument(
        *(
            make_obligation(
                code,
                force=choose.one((Force.MUST, Force.MUST, *Force)),
                binds=choose.one((Binds.EMPLOYER, Binds.EMPLOYER, *Binds)),
                kind=choose.one((kind, kind, kind, *InstrumentKind)),
                confidence=choose.one((SURE, SURE, UNSURE)),
                reviewed_by=choose.one((None, None, "Reviewer")),
                in_force_from=choose.one(days),
            )
            for code in OBLIGATIONS
            if code.startswith(id_)
        ),
        id=id_,
        kind=kind,
        status=choose.one(statuses),
        in_force_from=choose.one(days),
        in_force_to=choose.one((None, None, None, DAY, date(2026, 11, 20))),
    )


def random_factors(choose: Chooser) -> tuple[FactorValue, ...]:
    """Return six factors; ends of tables, ties and factors that leave are common."""
    found = []
    tie = Decimal(choose.one((60, 75, 90)))
    for factor in Factor:
        best, worst = METHOD.tables.extent[factor]
        states = (*(FactorState.KNOWN,) * 4, *FactorState)
        state = choose.one(states)
        if factor is Factor.COUNTRY and state is FactorState.OUT:
            state = FactorState.ASSUMED
        value = choose.one((best, worst, tie, tie, best + choose.index(int(worst - best) + 1)))
        found.append(resolve_factor(factor, state, value, method=METHOD))
    return tuple(found)


def _facts(choose: Chooser) -> dict[str, FactValue]:
    known: dict[str, FactValue] = {
        "site.guards": choose.one(("yes", "no")),
        "workforce.total": d(choose.one(("99", "100", "999", "1000", "0"))),
        "workforce.migrants": d(choose.one(("0", "10", "11"))),
        "accommodation.provided": choose.one(("yes", "no")),
        "recruitment.channels": choose.one((("direct",), ("sub_agents", "unknown"), ("unknown",))),
    }
    return {key: value for key, value in known.items() if choose.chance(5)}


def _answers(choose: Chooser, questions: Mapping[str, Question]) -> dict[str, Answer]:
    claimed = choose.index(15) == 0
    found = {}
    for code, question in questions.items():
        if choose.index(9) == 0:
            continue
        answer = random_answer(choose, question)
        if claimed and question.kind is Kind.CONTROL:
            answer = replace(answer, state=AnswerState.NOT_APPLICABLE, value=None)
        found[code] = answer
    return found


def edge_case(seed: int) -> Case:
    """Return the case of this seed, on every machine the same."""
    choose = Chooser(Random(seed).randrange)  # noqa: S311 - not a secret
    bank = _bank(choose)
    signed, as_of = choose.one(SIGNED), DAY
    if choose.index(10) == 0:
        signed, as_of = choose.one(LEAP_DAYS)
    by_signature = choose.chance(7)
    response = Response(
        bank=bank.id,
        version="2026.1",
        method=METHOD.version,
        as_of=as_of,
        answers=_answers(choose, bank.questions),
        signed_off=signed if by_signature else None,
        submitted=None if by_signature else signed,
        triggers=random_triggers(choose, bank.questions, often=2),
    )
    return Case(
        questionnaire=bank,
        response=response,
        facts=_facts(choose),
        laws=_laws(choose),
        factors=random_factors(choose),
    )
