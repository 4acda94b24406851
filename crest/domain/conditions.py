"""Conditions over facts and answers, with three values: true, false and unknown (None)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crest.domain.facts import Facts, FactValue

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
    """One comparison; exactly one of `fact` and `question` is set."""

    __test__ = False

    op: Operator
    value: FactValue
    fact: str | None = None
    question: str | None = None


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


Condition = Test | AllOf | AnyOf | Not

ALWAYS = AllOf(())


def holds(condition: Condition, facts: Facts, answers: AnswerValues | None = None) -> bool | None:
    """Return whether the condition holds, or None where a missing fact leaves it open."""
    if isinstance(condition, Test):
        return _test(condition, facts, answers or {})
    if isinstance(condition, Not):
        inner = holds(condition.part, facts, answers)
        return None if inner is None else not inner
    values = [holds(part, facts, answers) for part in condition.parts]
    decisive = isinstance(condition, AnyOf)
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def tests(condition: Condition) -> Iterator[Test]:
    """Yield every test inside the condition, in the order written."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests(condition.part)
    else:
        for part in condition.parts:
            yield from tests(part)


def facts_named(condition: Condition) -> tuple[str, ...]:
    """Return the keys of the facts that the condition names, each once, in order."""
    return tuple(dict.fromkeys(test.fact for test in tests(condition) if test.fact))


def needs(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """Return the missing facts that leave the condition open; empty where it is decided."""
    if holds(condition, facts) is not None:
        return ()
    return tuple(key for key in facts_named(condition) if key not in facts)


def _test(test: Test, facts: Facts, answers: AnswerValues) -> bool | None:
    known = facts.get(test.fact) if test.fact else answers.get(test.question or "")
    if test.op is Operator.ANSWERED:
        return (known is not None) == (test.value == "yes")
    if known is None:
        return None
    return _compare(test.op, known, test.value)


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
