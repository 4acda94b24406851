"""Conditions of a bank as XPath over the fields of a form, and as JSON for an extra column.

A form knows no "unknown": a condition comes as two expressions, one for "surely true" and one for
"not false". A question whose fact is unknown is asked, so its scope is written as "not false".
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crest.domain.bank import AnswerType, Follows, Question
from crest.domain.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Count,
    Disputed,
    FromDay,
    Not,
    Operator,
    Test,
    Years,
)
from crest.domain.facts import FactValue

TRUE, FALSE = "true()", "false()"
_NUMERIC = frozenset({AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.MONEY})
_SIGNS: Mapping[Operator, str] = {
    Operator.GT: ">",
    Operator.GE: ">=",
    Operator.LT: "<",
    Operator.LE: "<=",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the form that a test reads: its name, and whether it holds several words."""

    name: str
    is_list: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One condition as XPath: where it is surely true, and where it is not surely false."""

    surely: str
    maybe: str


FieldOf = Callable[[Test], Field | None]

_CARRIED_AS_OPEN = Said(surely=FALSE, maybe=TRUE)


def said(condition: Condition, field_of: FieldOf) -> Said:
    """Return the condition as XPath; what a form cannot decide stays open, so it is asked."""
    if isinstance(condition, Test):
        return _test(condition, field_of(condition))
    if isinstance(condition, Not):
        inner = said(condition.part, field_of)
        return Said(surely=_not(inner.maybe), maybe=_not(inner.surely))
    if isinstance(condition, AllOf | AnyOf | Count):
        parts = [said(part, field_of) for part in condition.parts]
        return _group(condition, parts)
    return _CARRIED_AS_OPEN


def is_carried(condition: Condition) -> bool:
    """Return whether a form can decide the condition: not by years, days or disputed sources."""
    if isinstance(condition, Years | FromDay | Disputed):
        return False
    if isinstance(condition, Test):
        return True
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return all(is_carried(part) for part in parts)


def gate_opens(follows: Follows, gate: Question) -> str:
    """Return the XPath that is true where the answer to the gate opens what follows it."""
    name, operator = reference(gate.code), Operator(follows.op)
    if operator is Operator.ANSWERED:
        return f"{name} != ''" if "yes" in follows.value else FALSE
    if gate.type in _NUMERIC:
        parts = [_compared(name, operator, number) for number in follows.numbers]
        opened = both(parts) if operator is Operator.NE else either(parts)
        return both([f"{name} != ''", opened])
    field = Field(name=gate.code, is_list=gate.type is AnswerType.MULTI)
    return both([f"{name} != ''", _words(field, operator, follows.value)])


def reference(name: str) -> str:
    """Return how XLSForm names another field in an expression."""
    return f"${{{name}}}"


def both(parts: Sequence[str]) -> str:
    """Return that all parts are true."""
    kept = [part for part in dict.fromkeys(parts) if part != TRUE]
    if FALSE in kept:
        return FALSE
    return _joined(kept, "and") if kept else TRUE


def either(parts: Sequence[str]) -> str:
    """Return that one part is true."""
    kept = [part for part in dict.fromkeys(parts) if part != FALSE]
    if TRUE in kept:
        return TRUE
    return _joined(kept, "or") if kept else FALSE


def as_json(condition: Condition | None) -> str:
    """Return the condition in the words of a bank file, as JSON; empty without one."""
    return "" if condition is None else json.dumps(_plain(condition), ensure_ascii=False)


def _joined(parts: Sequence[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else "(" + f" {word} ".join(parts) + ")"


def _not(expression: str) -> str:
    return {TRUE: FALSE, FALSE: TRUE}.get(expression, f"not({expression})")


def _group(condition: AllOf | AnyOf | Count, parts: Sequence[Said]) -> Said:
    surely, maybe = [part.surely for part in parts], [part.maybe for part in parts]
    if isinstance(condition, Count):
        return Said(surely=_many(surely, condition), maybe=_many(maybe, condition))
    join = both if isinstance(condition, AllOf) else either
    return Said(surely=join(surely), maybe=join(maybe))


def _many(parts: Sequence[str], condition: Count) -> str:
    added = " + ".join(f"if({part}, 1, 0)" for part in parts)
    return f"(({added}) >= {condition.at_least})"


def _test(test: Test, field: Field | None) -> Said:
    if field is None:
        return _CARRIED_AS_OPEN
    name = reference(field.name)
    if test.op is Operator.ANSWERED:
        known = f"{name} {'!=' if test.value == 'yes' else '='} ''"
        return Said(surely=known, maybe=known)
    if isinstance(test.value, Decimal):
        holds = _compared(name, test.op, test.value)
    elif test.op in _SIGNS:
        return _CARRIED_AS_OPEN
    else:
        words = test.value if isinstance(test.value, tuple) else (test.value,)
        holds = _words(field, test.op, words)
    return Said(surely=both([f"{name} != ''", holds]), maybe=either([f"{name} = ''", holds]))


def _compared(name: str, operator: Operator, number: Decimal) -> str:
    sign = "!=" if operator is Operator.NE else _SIGNS.get(operator, "=")
    return f"{name} {sign} {number:f}"


def _words(field: Field, operator: Operator, words: Sequence[str]) -> str:
    if operator in {Operator.IN, Operator.CONTAINS}:
        return either([_has(field, word) for word in words])
    if operator in _SIGNS:
        return FALSE
    same = _same(field, words)
    return _not(same) if operator is Operator.NE else same


def _same(field: Field, words: Sequence[str]) -> str:
    if not field.is_list:
        return _has(field, words[0]) if len(set(words)) == 1 else FALSE
    many = f"count-selected({reference(field.name)}) = {len(set(words))}"
    return both([many, *(_has(field, word) for word in words)])


def _has(field: Field, word: str) -> str:
    name = reference(field.name)
    return f"selected({name}, '{word}')" if field.is_list else f"{name} = '{word}'"


def _plain(condition: Condition) -> Mapping[str, object]:
    if isinstance(condition, Test):
        return _plain_test(condition)
    if isinstance(condition, FromDay):
        return {"from_day": condition.day.isoformat()}
    if isinstance(condition, Count | AllOf | AnyOf):
        return _plain_group(condition)
    if isinstance(condition, Not | Disputed):
        name = "not" if isinstance(condition, Not) else "disputed"
        return {name: _plain(condition.part)}
    name = "each_year" if condition.each else "any_year"
    return {name: {"last": condition.last, "of": _plain(condition.part)}}


def _plain_group(condition: AllOf | AnyOf | Count) -> Mapping[str, object]:
    parts = [_plain(part) for part in condition.parts]
    if isinstance(condition, Count):
        return {"count": {"at_least": condition.at_least, "of": parts}}
    return {"all" if isinstance(condition, AllOf) else "any": parts}


def _plain_test(test: Test) -> Mapping[str, object]:
    about = {"fact": test.fact} if test.fact else {"question": test.question}
    more = {"currency": test.currency} if test.currency else {}
    return {**about, "op": test.op.value, "value": _plain_value(test.value), **more}


def _plain_value(value: FactValue) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
