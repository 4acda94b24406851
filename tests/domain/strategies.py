"""Random banks, laws and responses: one generator, driven by Hypothesis or by a seed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from crest.domain.answers import (
    Answer,
    AnswerState,
    AnswerValue,
    Assurance,
    Response,
    TriggerState,
)
from crest.domain.bank import (
    Allow,
    AnswerType,
    Band,
    Basis,
    Follows,
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
from crest.domain.instruments import Force, Instrument, InstrumentKind
from crest.domain.method import Factor
from crest.domain.risk import resolve_factor
from crest.domain.scores import Applicability, FactorState, FactorValue, Score
from crest.domain.scoring import score_response, score_unassessed
from tests.domain.factories import (
    AS_OF,
    BINDS,
    METHOD,
    REACHES,
    SURE,
    UNKNOWN,
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

T = TypeVar("T")

THEMES = (
    Theme.RECRUITMENT_FEES,
    Theme.CONTRACTS,
    Theme.DOCUMENTS_MOVEMENT,
    Theme.COERCION,
    Theme.WAGES,
    Theme.GRIEVANCE,
    Theme.REMEDY,
    Theme.POLICY,
    Theme.DISCLOSURE,
)
OBLIGATIONS = ("a.1", "a.2", "b.1", "b.2", "s.1")
EXPIRED, LATER = date(2026, 1, 31), date(2027, 6, 30)
LADDER = (Assurance.STATED, Assurance.ATTACHED, Assurance.DOCUMENTED, Assurance.VERIFIED)


@dataclass(frozen=True)
class Case:
    """All that a score is computed from."""

    questionnaire: Questionnaire
    response: Response
    facts: Mapping[str, FactValue]
    laws: tuple[tuple[Instrument, Applicability], ...]
    factors: tuple[FactorValue, ...]

    def score(self) -> Score:
        """Return the score of the case."""
        return score_response(
            self.response,
            questionnaire=self.questionnaire,
            method=METHOD,
            facts=self.facts,
            laws=self.laws,
            factors=self.factors,
        )

    def unassessed(self) -> Score:
        """Return the score of somebody with the same factors who never answered."""
        return score_unassessed(
            method=METHOD, bank="workplace", factors=self.factors, as_of=AS_OF, laws=self.laws
        )

    def with_answer(self, answer: Answer) -> "Case":
        """Return the case with this answer in the place of the one before."""
        answers = {**self.response.answers, answer.code: answer}
        return replace(self, response=replace(self.response, answers=answers))

    def with_triggers(self, triggers: Mapping[str, TriggerState]) -> "Case":
        """Return the case with these triggers on record."""
        return replace(self, response=replace(self.response, triggers=dict(triggers)))


class Chooser:
    """Draws from a source of small whole numbers, so that one generator serves two drivers."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self.index = below

    def one(self, things: Sequence[T]) -> T:
        """Return one of the things."""
        return things[self.index(len(things))]

    def chance(self, of_ten: int) -> bool:
        """Return True in so many of ten draws."""
        return self.index(10) >= 10 - of_ten

    def some(self, things: Sequence[T]) -> tuple[T, ...]:
        """Return any number of the things, in their order."""
        return tuple(thing for thing in things if self.index(2))


# Questions ---------------------------------------------------------------------------------------


def _single(choose: Chooser, *, stop: bool) -> tuple[AnswerType, dict[str, object]]:
    middle = choose.one(("0.3", "0.5", "0.75", "0.95"))
    return AnswerType.SINGLE, {
        "options": (
            Option(code="full", label="Full", credit=d(1)),
            Option(code="part", label="Part", credit=d(middle)),
            Option(code="none", label="None", credit=d(0), trigger=stop),
        )
    }


def _measures(choose: Chooser, *, stop: bool) -> tuple[AnswerType, dict[str, object]]:
    first = choose.one(("0.4", "0.6"))
    return AnswerType.MULTI, {
        "options": (
            Option(code="one", label="One", credit=d(first)),
            Option(code="two", label="Two", credit=d("0.35")),
            Option(code="three", label="Three", credit=d("0.25")),
            Option(code="none", label="None", credit=d(0), exclusive=True, trigger=stop),
        )
    }


def _wrongs(_choose: Chooser, *, stop: bool) -> tuple[AnswerType, dict[str, object]]:
    return AnswerType.MULTI, {
        "options": (
            Option(code="none", label="None of these", credit=d(1), exclusive=True),
            Option(code="light", label="Light", credit=d("0.5"), cap=d("0.5")),
            Option(code="bad", label="Bad", credit=d(0), cap=d(0)),
            Option(code="worst", label="Worst", credit=d(0), cap=d(0), trigger=stop),
        )
    }


def _numbers(choose: Chooser, *, stop: bool) -> tuple[AnswerType, dict[str, object]]:
    type_ = choose.one((AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.MONEY))
    return type_, {
        "bands": (
            Band(start=None, below=d(1), credit=d(1)),
            Band(start=d(1), below=d(10), credit=d("0.4")),
            Band(start=d(10), below=None, credit=d(0), trigger=stop),
        )
    }


SHAPES = (_single, _measures, _wrongs, _numbers)


# Holds for most profiles drawn below.
SMALL = when("workforce.total", "lt", d(1000))


def condition(choose: Chooser) -> Condition:
    """Return a condition over the facts that random banks ask."""
    tests = (
        when("accommodation.provided", "eq", "yes"),
        when("recruitment.cross_border", "ne", "no"),
        when("workforce.migrants", "gt", d(0)),
        SMALL,
        when("workforce.total", "le", d(100)),
    )
    first, second = choose.one(tests), choose.one(tests)
    forms: tuple[Condition, ...] = (
        first,
        AllOf((first, second)),
        AnyOf((first, Not(second))),
        AnyOf((first, second)),
    )
    return choose.one(forms)


def _open_to(gate: Question) -> Follows:
    """Return a gate that every answer with credit opens, as the content check demands."""
    better = [option.code for option in gate.options if option.credit and not option.cap]
    if gate.type is AnswerType.SINGLE:
        better = ["full", "part"]
    return after(gate.code, *better, op="in")


def _may_gate(question: Question) -> bool:
    # On a list of wrongs or a number no set of options keeps better answers open.
    is_list = any(option.exclusive and option.credit for option in question.options)
    return bool(question.options) and not is_list


def _control(choose: Chooser, code: str, before: Sequence[Question]) -> Question:
    gates = [question for question in before if _may_gate(question)]
    gate = choose.one(gates) if gates and choose.chance(9) else None
    is_stop = gate is None and choose.chance(6)
    type_, answers = choose.one(SHAPES)(choose, stop=is_stop)
    own_scope = condition(choose) if choose.chance(4) else None
    return make_control(
        code,
        theme=choose.one(THEMES),
        type=type_,
        weight_class=choose.one(tuple(WeightClass)),
        basis=choose.one((Basis.LAW, Basis.LAW, Basis.LAW, Basis.GOOD_PRACTICE)),
        follows=None if gate is None else _open_to(gate),
        scope=own_scope if gate is None else gate.scope,
        links=tuple(
            ObligationLink(id=id_, weight=choose.one((None, None, d(5), d("0.5"))))
            for id_ in choose.some(OBLIGATIONS)
        ),
        allow=Allow(not_applicable=not is_stop, dont_know=choose.chance(9), planned=not is_stop),
        decline=choose.one((None, None, SMALL, condition(choose))),
        **answers,  # type: ignore[arg-type]
    )


def questionnaire(choose: Chooser) -> Questionnaire:
    """Return a bank of 4 to 12 controls with stop questions, gates, scopes and fact questions."""
    controls: list[Question] = []
    for number in range(4 + choose.index(9)):
        controls.append(_control(choose, f"Q-{number:02}", controls))
    facts = [
        make_fact("F-1", "accommodation.provided"),
        make_fact("F-2", "recruitment.cross_border"),
        make_fact("F-3", "workforce.migrants", type=AnswerType.NUMBER),
    ]
    repairs = [make_repair(f"R-{part.code}", part.code, "none", "bad") for part in controls[:2]]
    sections = (
        Section(
            code="FACTS",
            title="Facts",
            subject=SectionSubject.SITE,
            questions=choose.some(facts),
        ),
        Section(
            code="ALL",
            title="All",
            subject=SectionSubject.SITE,
            questions=(*controls, *repairs),
        ),
    )
    return make_questionnaire(sections=sections)


# Answers -----------------------------------------------------------------------------------------


def values_of(question: Question) -> list[AnswerValue]:
    """Return answers of every credit that the question gives, its triggers among them."""
    if question.bands:
        return [d(0), d(1), d("9.99"), d(10)]
    codes = [option.code for option in question.options]
    if question.type is AnswerType.SINGLE:
        return list(codes)
    plain = tuple(option.code for option in question.options if not option.exclusive)
    return [*((code,) for code in codes), plain[:2], plain[1:], plain, tuple(codes)]


def fires(question: Question, value: AnswerValue) -> bool:
    """Return whether the value is one that a trigger stands on."""
    if question.bands:
        return value == d(10) and question.bands[2].trigger
    codes = (value,) if isinstance(value, str) else value
    ticked = [option for option in question.options if option.code in codes]  # type: ignore[operator]
    plain = [option for option in ticked if not option.exclusive]
    return any(option.trigger for option in plain or ticked)


def _found(question: Question) -> str:
    return "10" if question.bands else question.options[-1].code


def _record_states(question: Question) -> tuple[AnswerState, ...]:
    """Return the states to draw from: mostly those that the question takes, some it does not."""
    states = [AnswerState.ANSWERED] * 19 + [AnswerState.DONT_KNOW] * 3 + [AnswerState.BLANK]
    if question.decline is not None:
        states += [AnswerState.DECLINED] * 12
    if question.allow.not_applicable:
        states += [AnswerState.NOT_APPLICABLE] * 14 + [AnswerState.PLANNED] * 6
    return (*states, AnswerState.PLANNED, AnswerState.DECLINED)


def _best(question: Question) -> AnswerValue:
    """Return the answer of full credit."""
    if question.bands:
        return d(0)
    if question.type is AnswerType.SINGLE:
        return "full"
    is_list = question.options[0].exclusive
    return ("none",) if is_list else ("one", "two", "three")


def _answer(choose: Chooser, question: Question, *, well: bool) -> Answer:
    if well and choose.index(8):
        level = choose.one(LADDER[1:])
        return Answer(
            code=question.code,
            state=AnswerState.ANSWERED,
            value=_best(question),
            assurance=level,
        )
    state = choose.one(_record_states(question))
    if state is not AnswerState.ANSWERED:
        return Answer(code=question.code, state=state, accepted=choose.chance(5))
    values = values_of(question)
    quiet = [value for value in values if not fires(question, value)]
    worst = [value for value in quiet if value in {"none", ("none",)}]
    contradicted = choose.chance(1)
    return Answer(
        code=question.code,
        state=state,
        value=choose.one(values if choose.chance(5) else (*quiet, *(worst * 7))),
        assurance=Assurance.CONTRADICTED if contradicted else choose.one(LADDER),
        found=_found(question) if contradicted else None,
        valid_until=choose.one((None, None, EXPIRED, LATER)),
        earned=choose.one((None, None, d("0.3"), d("0.9"))),
    )


def _fact_answer(choose: Chooser, question: Question) -> Answer:
    value: AnswerValue = choose.one(("yes", "no"))
    if question.type is AnswerType.NUMBER:
        value = d(choose.one(("0", "0", "40")))
    state = choose.one((AnswerState.ANSWERED, AnswerState.ANSWERED, AnswerState.DONT_KNOW))
    return Answer(code=question.code, state=state, value=value)


def _answers(choose: Chooser, bank: Questionnaire) -> dict[str, Answer]:
    found = {}
    well = choose.chance(2)
    for code, question in bank.questions.items():
        if question.fact:
            found[code] = _fact_answer(choose, question)
        elif code.startswith("Q-") and choose.index(40):
            found[code] = _answer(choose, question, well=well)
    return found


def _triggers(choose: Chooser, bank: Questionnaire) -> dict[str, TriggerState]:
    stops = [code for code, question in bank.questions.items() if question.is_stop]
    return {code: choose.one(tuple(TriggerState)) for code in stops if choose.chance(3)}


# Laws and factors ---------------------------------------------------------------------------------


def laws(choose: Chooser) -> tuple[tuple[Instrument, Applicability], ...]:
    """Return two laws and a standard that share questions; now and then a part does not count."""
    forces = (Force.MUST, Force.BAN, Force.SHOULD, Force.MAY)
    kinds = {"a": InstrumentKind.STATUTE, "b": InstrumentKind.REGULATION}
    return tuple(
        (
            make_instrument(
                *(
                    make_obligation(
                        code,
                        force=choose.one(forces),
                        kind=kinds.get(id_, InstrumentKind.STANDARD),
                        confidence=choose.one((SURE, SURE, SURE, UNSURE)),
                    )
                    for code in OBLIGATIONS
                    if code.startswith(id_)
                ),
                id=id_,
                kind=kinds.get(id_, InstrumentKind.STANDARD),
            ),
            choose.one((BINDS, BINDS, REACHES, UNKNOWN)),
        )
        for id_ in ("a", "b", "s")
    )


def factors(choose: Chooser) -> tuple[FactorValue, ...]:
    """Return six factors in any state, known ones inside their tables."""
    found = []
    for factor in Factor:
        state = choose.one(tuple(FactorState)) if choose.chance(2) else FactorState.KNOWN
        best, worst = METHOD.tables.extent[factor]
        value = best + min(choose.index(int(worst - best) + 1), choose.index(60))
        if factor is Factor.COUNTRY and state is FactorState.OUT:
            state = FactorState.KNOWN
        found.append(resolve_factor(factor, state, value, method=METHOD))
    return tuple(found)


def build(choose: Chooser) -> Case:
    """Return a random case."""
    bank = questionnaire(choose)
    signed = choose.one((date(2026, 11, 1), date(2026, 11, 1), date(2025, 6, 1), date(2024, 1, 1)))
    response = Response(
        bank=bank.id,
        version=bank.version,
        method=METHOD.version,
        as_of=AS_OF,
        answers=_answers(choose, bank),
        signed_off=signed,
        triggers=_triggers(choose, bank),
    )
    facts: dict[str, FactValue] = {}
    if choose.chance(9):
        facts["workforce.total"] = d(choose.one(("50", "50", "5000")))
    if choose.chance(5):
        facts["workforce.migrants"] = d(choose.one(("0", "0", "7")))
    if choose.chance(5):
        facts["accommodation.provided"] = choose.one(("yes", "no"))
    return Case(
        questionnaire=bank,
        response=response,
        facts=facts,
        laws=laws(choose),
        factors=factors(choose),
    )


def seeded(seed: int) -> Case:
    """Return the case of this seed, on every machine the same."""
    return build(Chooser(Random(seed).randrange))  # noqa: S311 - not a secret


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a case from the same generator, so that Hypothesis can shrink it."""
    return build(Chooser(lambda count: draw(st.integers(0, count - 1))))
