"""Conditions: known facts, comparisons that their types bear, values that can occur."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from crest.content.faults import Document, Fault, Path_
from crest.content.rules.known import Known, nearest
from crest.domain.bank import AnswerType, Question
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
from crest.domain.facts import CATALOGUE, FactType, FactValue

_ORDER = frozenset({Operator.GT, Operator.GE, Operator.LT, Operator.LE})
_SAME = frozenset({Operator.EQ, Operator.NE})
_NUMBERS = frozenset({FactType.NUMBER, FactType.PERCENT, FactType.AMOUNT})
_NUMBER_ANSWERS = frozenset({AnswerType.NUMBER, AnswerType.MONEY, AnswerType.PERCENT})
_OPTION_ANSWERS = frozenset({AnswerType.SINGLE, AnswerType.MULTI})


_CURRENCY = {
    True: "is a sum of money; say the currency of the line",
    False: "is no sum of money of a year; remove the currency",
}
_GROUP: Mapping[type, tuple[str, ...]] = {
    AllOf: ("all",),
    AnyOf: ("any",),
    Count: ("count", "of"),
}


def facts_only(
    condition: Condition, document: Document, path: Path_, known: Known
) -> Iterator[Fault]:
    """Yield the faults of a condition that may name facts alone."""
    for test, place in _tests(condition, path):
        if test.question is not None:
            message = f"asks about the answer to {test.question}; only facts may stand here"
            yield document.fault((*place, "question"), message)
        else:
            yield from _fact_test(test, document, place, known)


def facts_and_answers(
    condition: Condition,
    document: Document,
    path: Path_,
    *,
    known: Known,
    questions: Mapping[str, Question],
) -> Iterator[Fault]:
    """Yield the faults of a condition that may also name answers to these questions."""
    for test, place in _tests(condition, path):
        if test.question is None:
            yield from _fact_test(test, document, place, known)
        elif test.question not in questions:
            message = f"question {test.question} is not in this bank"
            yield document.fault(
                (*place, "question"), f"{message}{nearest(test.question, questions)}"
            )
        else:
            words = _answer_words(test, questions[test.question])
            if words:
                yield document.fault((*place, "value"), words)


def _tests(condition: Condition, path: Path_) -> Iterator[tuple[Test, Path_]]:
    if isinstance(condition, Test):
        yield condition, path
    elif isinstance(condition, Not | Disputed | Years):
        yield from _tests(condition.part, (*path, *_around(condition)))
    elif not isinstance(condition, FromDay):
        for index, part in enumerate(condition.parts):
            yield from _tests(part, (*path, *_GROUP[type(condition)], index))


def _around(condition: Not | Disputed | Years) -> tuple[str, ...]:
    if isinstance(condition, Years):
        return ("each_year" if condition.each else "any_year", "of")
    return ("not",) if isinstance(condition, Not) else ("disputed",)


def _fact_test(test: Test, document: Document, path: Path_, known: Known) -> Iterator[Fault]:
    fact = test.fact or ""
    if fact not in CATALOGUE:
        message = f"fact {fact} is not in the catalogue{nearest(fact, CATALOGUE)}"
        yield document.fault((*path, "fact"), message)
        return
    definition = CATALOGUE[fact]
    words = _comparison(test, is_number=definition.type in _NUMBERS)
    if (test.currency is not None) != definition.money:
        yield document.fault((*path, "fact"), f"{fact} {_CURRENCY[definition.money]}")
    elif words:
        yield document.fault((*path, "op"), f"{fact} {words}")
    elif test.op is not Operator.ANSWERED and (possible := known.values_of(fact)):
        for value in _texts(test.value):
            if value not in possible:
                message = f"{fact} is never {value}{nearest(value, possible)}"
                yield document.fault((*path, "value"), message)


def _comparison(test: Test, *, is_number: bool) -> str:
    if test.op is Operator.ANSWERED:
        return "" if test.value in {"yes", "no"} else "is answered yes or no; write one of them"
    has_number = isinstance(test.value, Decimal)
    if is_number and not has_number:
        return "is a number; compare it with a number, without quotes"
    if is_number and test.op not in _ORDER | _SAME:
        return f"is a number; {test.op.value} does not compare numbers"
    if not is_number and (has_number or test.op in _ORDER):
        return "is not a number; compare it with texts by eq, ne, in or contains"
    return ""


def _answer_words(test: Test, question: Question) -> str:
    if question.type in _NUMBER_ANSWERS:
        words = _comparison(test, is_number=True)
        return f"{question.code} {words}" if words else ""
    if question.type not in _OPTION_ANSWERS:
        only = test.op is Operator.ANSWERED
        return "" if only else f"{question.code} has no options; only answered compares it"
    words = _comparison(test, is_number=False)
    if words or test.op is Operator.ANSWERED:
        return f"{question.code} {words}" if words else ""
    options = {option.code: option for option in question.options}
    wrong = [value for value in _texts(test.value) if value not in options]
    return f"{question.code} has no option {wrong[0]}{nearest(wrong[0], options)}" if wrong else ""


def _texts(value: FactValue) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) else ()


def implies(narrow: Condition | None, wide: Condition | None) -> bool:
    """Return whether `narrow` surely asks nobody whom `wide` does not; False where in doubt.

    Holds for unknown facts too: where `narrow` is unknown, `wide` is not false.
    """
    if wide is None or narrow == wide:
        return True
    if isinstance(wide, AllOf):
        return all(implies(narrow, part) for part in wide.parts)
    if isinstance(narrow, AnyOf):
        return bool(narrow.parts) and all(implies(part, wide) for part in narrow.parts)
    narrowed = narrow.parts if isinstance(narrow, AllOf) else ()
    widened = wide.parts if isinstance(wide, AnyOf) else ()
    return any(implies(part, wide) for part in narrowed) or any(
        implies(narrow, part) for part in widened
    )
