"""Why a condition comes out as it does: its tests in the order written, without any words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crest.domain.amounts import Span
from crest.domain.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Count,
    Disputed,
    FromDay,
    Ground,
    Not,
    Test,
    Years,
    decided,
    leaf,
    parts_of,
)
from crest.domain.facts import Facts, FactValue
from crest.domain.look_up import When

_GROUPS: dict[type, str] = {AllOf: "all", AnyOf: "any", Not: "not", Disputed: "disputed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One line of a condition, `depth` deep in its groups.

    A test has the `key` of its fact (with the year meant), its operator, the value `wanted` and
    what is `known`, a sum already in `currency`. A group has no key; its `op` is all, any, not,
    count (of at least `wanted`), each_year or any_year (of the last `wanted`), from (the day
    `wanted`) or disputed. `needs` are the facts that would decide the line.
    """

    key: str
    op: str
    wanted: FactValue | int | date | None
    known: FactValue | Span | None
    holds: bool | None
    depth: int
    currency: str | None = None
    needs: tuple[str, ...] = ()


def reasons_of(condition: Condition | None, facts: Facts, *, as_of: date) -> tuple[Reason, ...]:
    """Return every line of the condition; none where there is no condition."""
    if condition is None:
        return ()
    ground = Ground(facts=facts, answers={}, when=When(as_of=as_of))
    return tuple(_lines(condition, ground, 0))


def _lines(condition: Condition, ground: Ground, depth: int) -> Iterator[Reason]:
    if isinstance(condition, Test):
        yield _of_test(condition, ground, depth)
        return
    op, wanted = _group(condition)
    found = decided(condition, ground)
    yield Reason(key="", op=op, wanted=wanted, known=None, holds=found, depth=depth)
    for part, on in parts_of(condition, ground):
        yield from _lines(part, on, depth + 1)


def _of_test(test: Test, ground: Ground, depth: int) -> Reason:
    found = leaf(test, ground)
    return Reason(
        key=found.known.key,
        op=test.op.value,
        wanted=test.value,
        known=found.known.value,
        holds=found.holds,
        depth=depth,
        currency=test.currency,
        needs=found.known.missing if found.holds is None else (),
    )


def _group(condition: Condition) -> tuple[str, int | date | None]:
    if isinstance(condition, Count):
        return "count", condition.at_least
    if isinstance(condition, Years):
        return "each_year" if condition.each else "any_year", condition.last
    if isinstance(condition, FromDay):
        return "from", condition.day
    return _GROUPS[type(condition)], None
