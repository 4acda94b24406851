"""The published method once more, sentence by sentence and slowly, to hold the engine against.

Written from the reference alone. It shares with the engine only the records of what goes in; all
arithmetic is in exact fractions, rounded once, where a number is kept.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from crest.domain.answers import Answer, Money
from crest.domain.bank import Question
from crest.domain.conditions import AllOf, AnyOf, Condition, Not, Test
from crest.domain.facts import FactValue
from crest.domain.method import Method
from tests.domain.strategies import Case

Facts = dict[str, FactValue]
Part = tuple[Fraction, Fraction | None]

UNSCORED = {"text", "file", "table"}
COUNTING_FORCES = {"must", "ban", "should"}
STRICT_FORCES = {"must", "ban"}
LAW_KINDS = {"statute", "regulation", "standard"}
EMPLOYERS = {"employer", "anyone"}
WORST_FIRST = (
    "breach_indicated",
    "not_met",
    "not_answered",
    "partly_met",
    "said_to_be_met",
    "met",
    "not_in_scope",
)


def kept(value: Fraction | None) -> Fraction | None:
    """Return a number as it is kept: half away from zero, six decimals."""
    if value is None:
        return None
    doubled = 2 * abs(value) * 10**6
    whole = (doubled.numerator // doubled.denominator + 1) // 2
    return Fraction(whole, 10**6) * (1 if value >= 0 else -1)


def rounded(value: Fraction) -> Fraction:
    """Return a number as it is kept, where there is one."""
    return Fraction(kept(value) or 0)


def exact(value: Decimal | int) -> Fraction:
    return Fraction(value)


# Facts and conditions -----------------------------------------------------------------------------


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Return true, false, or None where a missing fact leaves the condition open."""
    if isinstance(condition, Not):
        inside = holds(condition.part, facts)
        return None if inside is None else not inside
    if isinstance(condition, AllOf):
        parts = [holds(part, facts) for part in condition.parts]
        return False if False in parts else None if None in parts else True
    if isinstance(condition, AnyOf):
        parts = [holds(part, facts) for part in condition.parts]
        return True if True in parts else None if None in parts else False
    return _compared(condition, facts.get(_kept_as(condition)))


def _kept_as(test: Test) -> str:
    """Return the key of the fact; a sum of one currency and no year ends with the currency."""
    key = test.fact or ""
    return f"{key}_{test.currency.lower()}" if test.currency else key


def _compared(test: Test, known: FactValue | None) -> bool | None:
    if test.op.value == "answered":
        return (known is not None) == (test.value == "yes")
    if known is None:
        return None
    return compare(test.op.value, known, test.value)


def compare(op: str, known: FactValue, wanted: FactValue) -> bool | None:
    """Return whether something known stands in this relation to something wanted."""
    have = set(known) if isinstance(known, tuple) else {known}
    want = set(wanted) if isinstance(wanted, tuple) else {wanted}
    if op in {"in", "contains"}:
        return not have.isdisjoint(want)
    if op == "eq":
        return have == want
    if op == "ne":
        return have != want
    if not (isinstance(known, Decimal) and isinstance(wanted, Decimal)):
        return None
    relations: dict[str, Callable[[], bool]] = {
        "gt": lambda: known > wanted,
        "ge": lambda: known >= wanted,
        "lt": lambda: known < wanted,
        "le": lambda: known <= wanted,
    }
    return relations[op]()


def in_scope(question: Question, facts: Facts) -> bool:
    """A scope whose facts are unknown counts as true."""
    return question.scope is None or holds(question.scope, facts) is not False


def all_facts(case: Case) -> Facts:
    """Return what is known: the facts before, and over them those answered where asked."""
    facts = shared(dict(case.facts))
    askers = [part for part in case.questionnaire.questions.values() if part.fact]
    for _round in range(len(askers) + 1):
        found: Facts = dict(case.facts)
        for question in askers:
            value = _fact_given(question, case.response.answers.get(question.code))
            if value is not None and in_scope(question, facts):
                found[question.fact or ""] = value
        facts = shared(found)
    return facts


SHARES = {
    "workforce.migrant_share": "workforce.migrants",
    "workforce.agency_share": "workforce.agency",
    "workforce.under_18_share": "workforce.under_18",
}


def shared(facts: Facts) -> Facts:
    """Return the facts with the shares in percent that two known head counts give."""
    total = facts.get("workforce.total")
    for share_key, count_key in SHARES.items():
        count = facts.get(count_key)
        if isinstance(total, Decimal) and isinstance(count, Decimal) and total > 0:
            facts[share_key] = min(Decimal(100), 100 * count / total)
    return facts


def _fact_given(question: Question, answer: Answer | None) -> FactValue | None:
    if answer is None or answer.state.value != "answered" or answer.value is None:
        return None
    if question.options:
        ticked = [option.fact_value or option.code for option in chosen(question, answer)]
        if question.type.value == "single":
            return ticked[0] if ticked else None
        return tuple(ticked) or None
    return answer.value  # type: ignore[return-value]


# States -------------------------------------------------------------------------------------------


def chosen(question: Question, answer: Answer) -> list[Any]:
    """Return the options that stand: an exclusive one met with others is dropped.

    Where exclusive options met only each other, there is no other to drop them for.
    """
    codes = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    ticked = [option for option in question.options if option.code in codes]
    return [option for option in ticked if not option.exclusive] or ticked


def measure(question: Question, answer: Answer, as_of: date) -> Fraction | None:
    """Return the number that bands are read with."""
    value = answer.value
    if question.type.value == "date":
        return Fraction((as_of - value).days) if isinstance(value, date) else None
    if isinstance(value, Money):
        return Fraction(value.amount)
    return Fraction(value) if isinstance(value, Decimal) else None


def band_at(question: Question, number: Fraction | None) -> Any:
    """Return the band `[from, below)` that holds the number."""
    for band in question.bands:
        over = number is not None and (band.start is None or number >= exact(band.start))
        under = number is not None and (band.below is None or number < exact(band.below))
        if over and under:
            return band
    return None


def has_answer(question: Question, answer: Answer, as_of: date) -> bool:
    """Nothing chosen is blank."""
    if question.bands:
        return measure(question, answer, as_of) is not None
    return bool(chosen(question, answer))


def own_state(question: Question, answer: Answer | None, facts: Facts, as_of: date) -> str:
    """Return the state of a question that is asked, as the table of states says."""
    if answer is None:
        return "blank"
    state = answer.state.value
    takes = {
        "answered": has_answer(question, answer, as_of),
        "blank": True,
        "dont_know": question.allow.dont_know,
        "planned": question.allow.planned,
        "not_applicable": question.allow.not_applicable,
        "declined": question.decline is not None and holds(question.decline, facts) is True,
    }
    if not takes[state]:
        return "blank"
    return "not_applicable_accepted" if state == "not_applicable" and answer.accepted else state


def state_of(code: str, sheet: "Sheet") -> str:
    """Return the state of a question, through its gates."""
    question = sheet.case.questionnaire.questions[code]
    if not in_scope(question, sheet.facts):
        return "not_asked"
    if question.follows is not None:
        gate = question.follows.question
        before = state_of(gate, sheet)
        if before != "answered":
            return before
        if not opened(question, sheet):
            return "implied"
    answer = sheet.case.response.answers.get(code)
    return own_state(question, answer, sheet.facts, sheet.case.response.as_of)


def opened(question: Question, sheet: "Sheet") -> bool:
    """Return whether the gate's answer opens this follow-up."""
    follows = question.follows
    assert follows is not None
    gate = sheet.case.questionnaire.questions[follows.question]
    ticked = chosen(gate, sheet.case.response.answers[gate.code])
    codes = {option.code for option in ticked}
    if follows.op == "eq":
        return codes == set(follows.value)
    return bool(codes & set(follows.value))


# Credit, assurance, triggers ----------------------------------------------------------------------


def credit_of(question: Question, answer: Answer, as_of: date) -> Fraction:
    """Return the credit of an answer that is given."""
    if question.bands:
        return exact(band_at(question, measure(question, answer, as_of)).credit)
    ticked = chosen(question, answer)
    total = sum((exact(option.credit or Decimal(0)) for option in ticked), Fraction(0))
    caps = [exact(option.cap) for option in ticked if option.cap is not None]
    return min([total, Fraction(1), *caps])


def is_contradicted(answer: Answer) -> bool:
    """A person confirmed that another option is true; the record outlives a new answer."""
    return answer.assurance.value == "contradicted" or answer.found is not None


def level_of(answer: Answer, as_of: date) -> str:
    """Return the assurance that stands on the day; expired evidence is only said."""
    if is_contradicted(answer):
        return "contradicted"
    expired = answer.valid_until is not None and answer.valid_until < as_of
    return "stated" if expired else answer.assurance.value


def factor_of(level: str, sheet: "Sheet") -> Fraction:
    """Return the factor of a level; a contradiction halves what nobody looked at."""
    rules = sheet.method.assurance
    factor = {key.value: exact(value) for key, value in rules.factor.items()}[level]
    halved = sheet.contradiction and level in {"stated", "attached"}
    return factor * exact(rules.credibility) if halved else factor


def fires(question: Question, answer: Answer, as_of: date) -> bool:
    """Return whether the answer given is one with a trigger."""
    if question.bands:
        return bool(band_at(question, measure(question, answer, as_of)).trigger)
    return any(option.trigger for option in chosen(question, answer))


def found_fires(question: Question, answer: Answer) -> bool:
    """Return whether the option that a person found to be true is a trigger."""
    if answer.found is None:
        return False
    if question.bands:
        return bool(band_at(question, Fraction(answer.found)).trigger)
    return any(option.trigger for option in question.options if option.code == answer.found)


def trigger_of(question: Question, state: str, sheet: "Sheet") -> str | None:
    """Return where the trigger of a question stands: on record first, then as fired."""
    recorded = (sheet.case.response.triggers or {}).get(question.code)
    if recorded is not None:
        return recorded.value
    answer = sheet.case.response.answers.get(question.code)
    if answer is None:
        return None
    said = state == "answered" and fires(question, answer, sheet.case.response.as_of)
    return "open" if said or found_fires(question, answer) else None


# The sheet of a case ------------------------------------------------------------------------------


@dataclass
class Line:
    """One scored question: its state, class and three values."""

    question: Question
    state: str
    weight: Fraction
    credit: Fraction | None
    level: str
    declared: Fraction | None
    supported: Fraction | None
    high: Fraction | None
    trigger: str | None

    @property
    def contradicted(self) -> bool:
        return self.level == "contradicted"

    @property
    def is_critical(self) -> bool:
        return bool(self.question.weight_class and self.question.weight_class.value == "critical")


@dataclass
class Sheet:
    """A case being worked out by hand."""

    case: Case
    method: Method
    facts: Facts
    contradiction: bool
    lines: dict[str, Line] = field(default_factory=dict)


FIXED: Mapping[str, tuple[int | None, int | None, int | None]] = {
    "not_asked": (None, None, None),
    "implied": (0, 0, 0),
    "blank": (0, 0, 1),
    "dont_know": (0, 0, 1),
    "declined": (None, None, None),
    "planned": (0, 0, 0),
    "not_applicable": (None, 0, None),
    "not_applicable_accepted": (None, None, None),
}


def _values(
    question: Question, state: str, sheet: Sheet
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    if state != "answered":
        declared, supported, high = (
            None if value is None else Fraction(value) for value in FIXED[state]
        )
        return declared, supported, high
    answer = sheet.case.response.answers[question.code]
    as_of = sheet.case.response.as_of
    credit, level = credit_of(question, answer, as_of), level_of(answer, as_of)
    supported = credit * factor_of(level, sheet)
    if answer.earned is not None and level != "contradicted":
        # Kept from an answer before: the larger of the two, never above the new credit.
        supported = min(credit, max(supported, exact(answer.earned)))
    return credit, supported, credit


def _line(question: Question, sheet: Sheet) -> Line:
    state = state_of(question.code, sheet)
    answer = sheet.case.response.answers.get(question.code)
    declared, supported, high = _values(question, state, sheet)
    assert question.weight_class is not None
    return Line(
        question=question,
        state=state,
        weight=exact(sheet.method.weight_class[question.weight_class]),
        credit=declared if state == "answered" else None,
        level="stated" if answer is None else level_of(answer, sheet.case.response.as_of),
        declared=declared,
        supported=supported,
        high=high,
        trigger=trigger_of(question, state, sheet),
    )


def sheet_of(case: Case, method: Method) -> Sheet:
    """Return the case with every control worked out."""
    contradiction = any(is_contradicted(part) for part in case.response.answers.values())
    sheet = Sheet(case=case, method=method, facts=all_facts(case), contradiction=contradiction)
    for question in case.questionnaire.questions.values():
        if question.kind.value == "control" and question.type.value not in UNSCORED:
            sheet.lines[question.code] = _line(question, sheet)
    return sheet


# Sums ---------------------------------------------------------------------------------------------

FIGURES = ("declared", "supported", "high")
Three = dict[str, Fraction | None]


def mean(parts: Iterable[Part]) -> Fraction | None:
    """Return the weighted mean over the parts that stay; of nothing, None."""
    staying = [(weight, value) for weight, value in parts if value is not None]
    total = sum((weight for weight, _ in staying), Fraction(0))
    if not total:
        return None
    return sum((weight * value for weight, value in staying), Fraction(0)) / total


def pooled(parts: Iterable[tuple[Fraction, Line]]) -> Three:
    """Return the three numbers over weighted lines, exact."""
    given = list(parts)
    found: Three = {}
    for name in FIGURES:
        value = mean((weight, getattr(line, name)) for weight, line in given)
        found[name] = None if value is None else 100 * value
    return found


def by_class(lines: Iterable[Line]) -> Three:
    return pooled((line.weight, line) for line in lines)


def kept_three(three: Three) -> Three:
    return {name: kept(value) for name, value in three.items()}


def of_parts(parts: Iterable[tuple[Fraction, Three]]) -> Three:
    """Return the weighted means of three numbers each."""
    given = list(parts)
    return {name: mean((weight, three[name]) for weight, three in given) for name in FIGURES}


def lines_of_group(sheet: Sheet, group: str) -> list[Line]:
    themes = {theme for theme, owner in sheet.method.themes.items() if owner.value == group}
    return [line for line in sheet.lines.values() if line.question.theme in themes]


def control_of(sheet: Sheet) -> Three:
    """Return the mean of the groups by group weight, over groups not empty, exact."""
    return of_parts(
        (exact(weight), by_class(lines_of_group(sheet, group.value)))
        for group, weight in sheet.method.groups.items()
    )


def share(part: Iterable[Line], whole: Iterable[Line]) -> Fraction | None:
    total = sum((line.weight for line in whole), Fraction(0))
    return sum((line.weight for line in part), Fraction(0)) / total if total else None


def coverage_of(sheet: Sheet) -> Fraction | None:
    """Weight answered, implied, planned or accepted N/A / weight in scope."""
    scope = [line for line in sheet.lines.values() if line.state != "not_asked"]
    states = {"answered", "implied", "planned", "not_applicable_accepted"}
    return share([line for line in scope if line.state in states], scope)


def evidence_coverage_of(sheet: Sheet) -> Fraction | None:
    """Weight with accepted evidence / weight answered with credit above 0."""
    given = [line for line in sheet.lines.values() if line.state == "answered" and line.credit]
    return share([line for line in given if line.level in {"documented", "verified"}], given)


# Obligations and laws -----------------------------------------------------------------------------


def asking(sheet: Sheet, obligation_id: str) -> list[tuple[Fraction, Line]]:
    """Return the questions on the law that are linked to the obligation, with their weights."""
    found = []
    for line in sheet.lines.values():
        basis = line.question.basis
        for link in line.question.obligations:
            if link.id == obligation_id and basis is not None and basis.value == "law":
                weight = line.weight if link.weight is None else exact(link.weight)
                found.append((weight, line))
    return found


def obligation_status(sheet: Sheet, obligation: Any) -> str:
    """Return the status, the first that fits."""
    links = asking(sheet, obligation.id)
    live = any(line.trigger in {"open", "remedy"} for _, line in links)
    if live and obligation.force.value in STRICT_FORCES:
        return "breach_indicated"
    staying = [(weight, line) for weight, line in links if line.supported is not None]
    if not staying:
        return "not_in_scope"
    rules, three = sheet.method.status, kept_three(pooled(links))
    answered = {"answered", "implied", "planned"}
    speaking = sum((weight for weight, line in staying if line.state in answered), Fraction(0))
    whole = sum((weight for weight, _ in staying), Fraction(0))
    if rounded(speaking / whole) < exact(rules.answered):
        return "not_answered"
    supported = three["supported"] or Fraction(0)
    wrong = [line for _, line in links if line.contradicted and line.state != "not_asked"]
    if wrong:
        grave = any(line.is_critical for line in wrong) or supported < exact(rules.partly)
        return "not_met" if grave else "partly_met"
    return _status_of_figures(sheet, three, [line for _, line in staying])


def _status_of_figures(sheet: Sheet, three: Three, staying: list[Line]) -> str:
    rules = sheet.method.status
    declared, supported = three["declared"], three["supported"] or Fraction(0)
    if declared is None:
        return "not_met"
    critical = [line for line in staying if line.is_critical]
    said = declared >= exact(rules.met) and all(
        rounded(line.declared) >= exact(rules.critical_credit)
        for line in critical
        if line.declared is not None
    )
    shown = supported >= exact(rules.shown) and all(
        rounded(line.supported or Fraction(0)) >= exact(rules.critical_support) for line in critical
    )
    if said:
        return "met" if shown else "said_to_be_met"
    return "partly_met" if declared >= exact(rules.partly) else "not_met"


def in_force(thing: Any, day: date) -> bool:
    begun = thing.in_force_from is None or thing.in_force_from <= day
    return begun and (thing.in_force_to is None or day <= thing.in_force_to)


def counts(instrument: Any, applies: Any, obligation: Any, day: date) -> bool:
    """Return whether an obligation counts in a score."""
    reviewed = obligation.reviewed_by is not None
    return (
        instrument.status.value == "in_force"
        and in_force(instrument, day)
        and in_force(obligation, day)
        and (applies.binds.value != "no" or applies.reaches.value != "no")
        and obligation.kind.value in LAW_KINDS
        and obligation.force.value in COUNTING_FORCES
        and obligation.binds.value in EMPLOYERS
        and (obligation.confidence.requirement.value == "high" or reviewed)
    )


@dataclass
class LawSheet:
    """A law or standard worked out."""

    figures: Three
    status: str | None
    met: int
    counted: int
    asked: int
    duties: int
    obligations: dict[str, tuple[Three, str]]


def law_of(sheet: Sheet, instrument: Any, applies: Any) -> LawSheet:
    """Return the numbers, status, counts and basis of one instrument."""
    day = sheet.case.response.as_of
    all_counting = [
        part for part in instrument.obligations if counts(instrument, applies, part, day)
    ]
    exactly = {part.id: pooled(asking(sheet, part.id)) for part in all_counting}
    statuses = {part.id: obligation_status(sheet, part) for part in all_counting}
    figures = of_parts(
        (exact(sheet.method.force[part.force]), exactly[part.id]) for part in all_counting
    )
    # A duty is a must or a ban: what has no word in the status has no place in the basis either.
    duties = [part for part in all_counting if part.force.value in STRICT_FORCES]
    asked = [statuses[part.id] for part in duties if asking(sheet, part.id)]
    return LawSheet(
        figures=kept_three(figures),
        status=min(asked, key=WORST_FIRST.index) if asked else None,
        met=asked.count("met"),
        counted=len(asked) - asked.count("not_in_scope"),
        asked=len(asked),
        duties=len(duties),
        obligations={id_: (kept_three(exactly[id_]), statuses[id_]) for id_ in exactly},
    )


# Risk ---------------------------------------------------------------------------------------------


def inherent_of(values: Mapping[str, Fraction], method: Method) -> Fraction:
    """I = (1 - a) x weighted mean of all factors + a x max of the factors other than country."""
    weights = {key.value: exact(value) for key, value in method.inherent.weights.items()}
    left_out = {factor.value for factor in method.inherent.max_without}
    average = mean((weights[name], value) for name, value in values.items())
    others = [value for name, value in values.items() if name not in left_out]
    assert average is not None
    if not others:
        return average
    a = exact(method.inherent.a)
    return (1 - a) * average + a * max(others)


def factor_values(case: Case, method: Method, *, unknown_at: int | None) -> dict[str, Fraction]:
    """Return the factors that do not leave; those not known at an end of their table if asked."""
    found = {}
    for part in case.factors:
        if part.state.value == "out":
            continue
        known = part.state.value == "known" or unknown_at is None
        ends = method.tables.extent[part.factor]
        value = part.value if known else ends[unknown_at or 0]
        found[part.factor.value] = exact(value or Decimal(0))
    return found


def assumed_share_of(case: Case, method: Method) -> Fraction:
    weights = method.inherent.weights
    staying = [part for part in case.factors if part.state.value != "out"]
    unknown = [part for part in staying if part.state.value != "known"]
    return Fraction(sum(weights[part.factor] for part in unknown)) / Fraction(
        sum(weights[part.factor] for part in staying)
    )


def later(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def freshness_of(case: Case, method: Method) -> Fraction:
    """1 until valid_until, a part for some months more, then 0."""
    begun = case.response.signed_off or case.response.submitted
    rules = method.freshness
    if begun is None:
        return Fraction(1)  # a file without a day is read as sent on the day it is scored
    until = later(begun, rules.months)
    if case.response.as_of <= until:
        return Fraction(1)
    in_part = case.response.as_of <= later(until, rules.for_months)
    return exact(rules.then) if in_part else Fraction(0)


def unclean(line: Line) -> bool:
    """Return whether a stop question in scope has no clean answer."""
    unanswered = line.state in {"blank", "dont_know", "declined"}
    return line.state != "not_asked" and (unanswered or line.trigger in {"open", "remedy"})


def hold_of(sheet: Sheet, m: int) -> Fraction:
    step = exact(sheet.method.residual.stop_step)
    return freshness_of(sheet.case, sheet.method) * max(Fraction(0), 1 - step * m)


def live_triggers(sheet: Sheet) -> set[str]:
    """Return the states of all triggers: of this bank's questions, and on record from others."""
    recorded = {state.value for state in (sheet.case.response.triggers or {}).values()}
    return recorded | {line.trigger for line in sheet.lines.values() if line.trigger}


def residual_of(
    sheet: Sheet, *, inherent: Fraction, supported: Fraction, m: int, triggers: set[str]
) -> tuple[Fraction, Fraction]:
    """Return R1 and R, of numbers not yet rounded."""
    rules = sheet.method.residual
    k = exact(rules.k[sheet.case.questionnaire.id])
    hold = hold_of(sheet, m)
    first = inherent * (1 - k * hold * supported / 100)
    if "open" in triggers:
        return first, exact(rules.open) + first / 4
    return first, max(first, exact(rules.remedy)) if "remedy" in triggers else first


def band_of(value: Fraction, method: Method) -> str:
    """Return the band; on an edge the worse one."""
    reached = [band for band, edge in method.bands.items() if value >= exact(edge)]
    return max(reached, key=lambda band: method.bands[band]).value


@dataclass
class RiskSheet:
    """Inherent and residual risk worked out."""

    inherent: Fraction
    assumed_share: Fraction
    freshness: Fraction
    m: int
    hold: Fraction
    before_triggers: Fraction
    residual: Fraction
    band: str
    span: tuple[Fraction, Fraction]
    firm: bool


def stops(sheet: Sheet) -> list[Line]:
    return [
        line
        for line in sheet.lines.values()
        if any(option.trigger for option in line.question.options)
        or any(band.trigger for band in line.question.bands)
    ]


def risk_of(sheet: Sheet) -> RiskSheet:
    """Return the risk and every step towards it."""
    case, method = sheet.case, sheet.method
    inherent = inherent_of(factor_values(case, method, unknown_at=None), method)
    supported = control_of(sheet)["supported"] or Fraction(0)
    m = sum(unclean(line) for line in stops(sheet))
    first, residual = residual_of(
        sheet, inherent=inherent, supported=supported, m=m, triggers=live_triggers(sheet)
    )
    start, end = rounded(best_of(sheet)), rounded(worst_of(sheet, supported))
    return RiskSheet(
        inherent=rounded(inherent),
        assumed_share=rounded(assumed_share_of(case, method)),
        freshness=freshness_of(case, method),
        m=m,
        hold=rounded(hold_of(sheet, m)),
        before_triggers=rounded(first),
        residual=rounded(residual),
        band=band_of(rounded(residual), method),
        span=(start, end),
        firm=band_of(start, method) == band_of(end, method),
    )


def best_of(sheet: Sheet) -> Fraction:
    """R with all factors not known at their best and open answers 1, only said."""
    said = factor_of("stated", sheet)
    lines = {
        code: Line(
            **{
                **vars(line),
                **({"supported": said} if _is_open(line) else {}),
            }
        )
        for code, line in sheet.lines.items()
    }
    better = Sheet(
        case=sheet.case,
        method=sheet.method,
        facts=sheet.facts,
        contradiction=sheet.contradiction,
        lines=lines,
    )
    open_states = {"blank", "dont_know"}
    m = sum(
        unclean(line)
        for line in stops(sheet)
        if line.state not in open_states or line.trigger in {"open", "remedy"}
    )
    values = factor_values(sheet.case, sheet.method, unknown_at=0)
    _, residual = residual_of(
        sheet,
        inherent=inherent_of(values, sheet.method),
        supported=control_of(better)["supported"] or Fraction(0),
        m=m,
        triggers=live_triggers(sheet),
    )
    return residual


def _is_open(line: Line) -> bool:
    """Return whether an answer is open; one found to be wrong would still earn nothing."""
    return line.state in {"blank", "dont_know"} and not line.contradicted


def worst_of(sheet: Sheet, supported: Fraction) -> Fraction:
    """R with the unknown factors at their worst and unknown stop questions fired."""
    unknown = [line for line in stops(sheet) if line.state in {"blank", "dont_know", "declined"}]
    fired = live_triggers(sheet) | ({"open"} if unknown else set())
    values = factor_values(sheet.case, sheet.method, unknown_at=1)
    _, residual = residual_of(
        sheet,
        inherent=inherent_of(values, sheet.method),
        supported=supported,
        m=sum(unclean(line) for line in stops(sheet)),
        triggers=fired,
    )
    return residual
