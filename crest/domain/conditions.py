"""Conditions over facts and answers, with three values: true, false and unknown (None)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crest.domain.amounts import Span
from crest.domain.facts import CATALOGUE, Facts, FactValue
from crest.domain.look_up import Known, When, look_up
from crest.domain.places import meets

# What an answer offers to a condition: the option codes, or the number, or the text.
AnswerValues = Mapping[str, FactValue]


class Operator(StrEnum):
    """How a test compares what is known with its value."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"
    IN = "in"
    CONTAINS = "contains"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One comparison; exactly one of `fact` and `question` is set.

    With a `currency` (ISO 4217) the fact is a sum of money and is turned into it first.
    """

    __test__ = False

    op: Operator
    value: FactValue
    fact: str | None = None
    question: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """True where every part is true; an empty one is true."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where one part is true; an empty one is false."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """True where its part is false."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Count:
    """True where at least so many parts are true."""

    at_least: int
    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Years:
    """Looks back over the last closed financial years: true in each of them, or in one."""

    last: int
    each: bool
    part: "Condition"


@dataclass(frozen=True, slots=True)
class FromDay:
    """True from that day on."""

    day: date


@dataclass(frozen=True, slots=True)
class Disputed:
    """Unknown where its part is true, because the sources differ; else false."""

    part: "Condition"


Condition = Test | AllOf | AnyOf | Not | Count | Years | FromDay | Disputed

ALWAYS = AllOf(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a condition is decided on: facts, answers, and the day that is asked about."""

    facts: Facts
    answers: AnswerValues
    when: When

    def years_back(self, years: int) -> "Ground":
        """Return the same ground, for that many financial years before."""
        when = When(as_of=self.when.as_of, back=self.when.back + years)
        return replace(self, when=when)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a test comes to: its outcome, what is known, and the facts missing to decide it."""

    holds: bool | None
    known: Known


def holds(
    condition: Condition,
    facts: Facts,
    answers: AnswerValues | None = None,
    *,
    as_of: date | None = None,
) -> bool | None:
    """Return whether the condition holds, or None where a missing fact leaves it open.

    Facts of a financial year and days are open where no day is given.
    """
    return decided(condition, Ground(facts=facts, answers=answers or {}, when=When(as_of=as_of)))


def decided(condition: Condition, ground: Ground) -> bool | None:
    """Return whether the condition holds on this ground, or None where it is open."""
    if isinstance(condition, Test):
        return leaf(condition, ground).holds
    if isinstance(condition, FromDay):
        day = ground.when.as_of
        return None if day is None else day >= condition.day
    return outcome(condition, [decided(part, on) for part, on in parts_of(condition, ground)])


def parts_of(condition: Condition, ground: Ground) -> Sequence[tuple[Condition, Ground]]:
    """Return the parts of a group, each with the ground it stands on; a test has none."""
    if isinstance(condition, Years):
        return [(condition.part, ground.years_back(back)) for back in range(condition.last)]
    if isinstance(condition, Not | Disputed):
        return [(condition.part, ground)]
    if isinstance(condition, Test | FromDay):
        return []
    return [(part, ground) for part in condition.parts]


def outcome(condition: Condition, values: Sequence[bool | None]) -> bool | None:
    """Return what a group comes to, given what its parts come to."""
    if isinstance(condition, Not):
        return None if values[0] is None else not values[0]
    if isinstance(condition, Disputed):
        return False if values[0] is False else None
    wanted = _wanted(condition, len(values))
    if values.count(True) >= wanted:
        return True
    return False if values.count(True) + values.count(None) < wanted else None


def _wanted(condition: Condition, parts: int) -> int:
    """Return how many parts must be true."""
    if isinstance(condition, Count):
        return condition.at_least
    is_any = isinstance(condition, AnyOf) or (isinstance(condition, Years) and not condition.each)
    return 1 if is_any else parts


def tests(condition: Condition) -> Iterator[Test]:
    """Yield every test inside the condition, in the order written."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not | Years | Disputed):
        yield from tests(condition.part)
    elif not isinstance(condition, FromDay):
        for part in condition.parts:
            yield from tests(part)


def facts_named(condition: Condition) -> tuple[str, ...]:
    """Return the keys of the facts that the condition names, each once, in order."""
    return tuple(dict.fromkeys(test.fact for test in tests(condition) if test.fact))


def needs(condition: Condition, facts: Facts, *, as_of: date | None = None) -> tuple[str, ...]:
    """Return the missing facts that leave the condition open; empty where it is decided."""
    ground = Ground(facts=facts, answers={}, when=When(as_of=as_of))
    return tuple(dict.fromkeys(_missing(condition, ground)))


def _missing(condition: Condition, ground: Ground) -> Iterator[str]:
    if decided(condition, ground) is not None:
        return
    if isinstance(condition, Test):
        yield from leaf(condition, ground).known.missing
    for part, on in parts_of(condition, ground):
        yield from _missing(part, on)


def leaf(test: Test, ground: Ground) -> Leaf:
    """Return what a single test comes to on this ground."""
    if test.fact is None:
        answer = ground.answers.get(test.question or "")
        return Leaf(_compared(test, answer, is_place=False), Known(test.question or "", answer))
    known = look_up(test.fact, ground.facts, ground.when, currency=test.currency)
    definition = CATALOGUE.get(test.fact)
    found = _compared(test, known.value, is_place=definition is not None and definition.places)
    if known.value is None and definition is not None and definition.within is not None:
        return _within(test, ground, definition.within, otherwise=found)
    # A band across the line, or the Union for one of its states: known, and not exactly enough.
    inexact = found is None and not known.missing
    return Leaf(found, replace(known, missing=(known.key,)) if inexact else known)


def _within(test: Test, ground: Ground, wider: str, *, otherwise: bool | None) -> Leaf:
    """Return the outcome by a wider fact: what that lacks, this one lacks too."""
    places, key = ground.facts.get(wider), test.fact or ""
    if places is None:
        return Leaf(otherwise, Known(key, None, (wider,)))
    apart = meets(_as_set(places), _as_set(test.value)) is False
    if apart and test.op in {Operator.EQ, Operator.IN, Operator.CONTAINS}:
        return Leaf(holds=False, known=Known(wider, places))
    return Leaf(otherwise, Known(key, None, (key,)))


def _compared(test: Test, known: FactValue | Span | None, *, is_place: bool) -> bool | None:
    if test.op is Operator.ANSWERED:
        return (known is not None) == (test.value == "yes")
    if known is None:
        return None
    if isinstance(known, Span):
        return _spans(test.op, known, test.value)
    if is_place and test.op in {Operator.IN, Operator.CONTAINS}:
        return meets(_as_set(known), _as_set(test.value))
    return _compare(test.op, known, test.value)


def _as_set(value: FactValue) -> set[str]:
    return set(value) if isinstance(value, tuple) else {str(value)}


def _spans(op: Operator, known: Span, value: FactValue) -> bool | None:
    """Return the outcome where both ends of the amount agree on it."""
    if not isinstance(value, Decimal):
        return None
    if op in {Operator.EQ, Operator.NE}:
        if known.low == known.high:
            return (known.low == value) == (op is Operator.EQ)
        return None if known.low <= value <= known.high else op is Operator.NE
    ends = {_ordered(op, known.low, value), _ordered(op, known.high, value)}
    return ends.pop() if len(ends) == 1 else None


def _compare(op: Operator, known: FactValue, value: FactValue) -> bool | None:
    wanted = set(value) if isinstance(value, tuple) else {value}
    have = set(known) if isinstance(known, tuple) else {known}
    if op in {Operator.IN, Operator.CONTAINS}:
        return bool(have & wanted)
    if op in {Operator.EQ, Operator.NE}:
        return (have == wanted) == (op is Operator.EQ)
    if not isinstance(known, Decimal) or not isinstance(value, Decimal):
        return None
    return _ordered(op, known, value)


def _ordered(op: Operator, known: Decimal, value: Decimal) -> bool:
    match op:
        case Operator.GT:
            return known > value
        case Operator.GE:
            return known >= value
        case Operator.LT:
            return known < value
        case _:
            return known <= value
