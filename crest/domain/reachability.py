"""Questions that nobody can be asked, and questions that nobody can get past: a search.

The search goes over the conditions themselves, not over samples. It tries what tells the tests of
a question apart: for a number the values at and beside each threshold, for codes those that are
named and one that is not. All facts are known in it, so that "asked while a fact is unknown" alone
does not make a question reachable.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from crest.domain.answers import Answer, AnswerState, AnswerValue
from crest.domain.bank import AnswerType, Follows, Kind, Question, Questionnaire
from crest.domain.conditions import ALWAYS, AllOf, AnyOf, Condition, Operator, Test, holds, tests
from crest.domain.facts import CATALOGUE, SUMS_WITHOUT_YEAR, Facts, FactType, FactValue, with_shares
from crest.domain.given import given
from crest.domain.routing import opens

_CHOOSING = frozenset({AnswerType.SINGLE, AnswerType.MULTI})
_NUMERIC = frozenset({AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.MONEY})
_OTHER = "(another)"
_TOTAL = "workforce.total"
_COUNTS = ("workforce.women", "workforce.migrants", "workforce.agency", "workforce.under_18")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """What no respondent can be asked, and what none can get past, in the order of the bank."""

    unreachable: tuple[str, ...]
    dead_ends: tuple[str, ...]


def search(questionnaire: Questionnaire) -> Blocked:
    """Return the codes of questions that no facts and answers reach, or that let nobody go on.

    A dead end is a question that can be reached, must have a state before submitting (a fact or a
    stop question) and takes none: no value, no "don't know".
    """
    reached = {
        code: reaching_facts(questionnaire, code) is not None for code in questionnaire.questions
    }
    return Blocked(
        unreachable=tuple(code for code, found in reached.items() if not found),
        dead_ends=tuple(
            code
            for code, found in reached.items()
            if found and _must_have_a_state(questionnaire.questions[code])
            if not takes_a_state(questionnaire.questions[code])
        ),
    )


def reaching_facts(questionnaire: Questionnaire, code: str) -> Facts | None:
    """Return facts with which the question can be asked, or None where there are none.

    The scopes of its gates, and of the gates above them, hold with the same facts.
    """
    chain = _chain(questionnaire, code)
    if chain is None:
        return None
    conditions: list[Condition] = []
    for question, gate in chain:
        if gate is not None and not opening_answers(gate, questionnaire.questions[gate.question]):
            return None
        if gate is not None:
            conditions.append(_of_gate(gate, questionnaire.questions[gate.question]))
        if question.scope is not None:
            conditions.append(question.scope)
    return _satisfied(AllOf(tuple(conditions)), questionnaire)


def opening_answers(follows: Follows, gate: Question) -> tuple[Answer, ...]:
    """Return answers to the gate that open it: one of each sort that can be told apart."""
    found = []
    for value in _candidates(follows, gate):
        answer = Answer(code=gate.code, state=AnswerState.ANSWERED, value=value)
        known = given(gate, answer)
        if known is not None and opens(follows, gate, {gate.code: known}) is True:
            found.append(answer)
    return tuple(found)


def takes_a_state(question: Question) -> bool:
    """Return whether an answer or a state without one can be given, whatever the facts."""
    if question.type not in _CHOOSING or question.options:
        return True
    allow = question.allow
    without = allow.planned or allow.not_applicable
    return allow.dont_know or (without and not question.is_stop)


def _must_have_a_state(question: Question) -> bool:
    return question.kind is Kind.FACT or (question.kind is Kind.CONTROL and question.is_stop)


def _chain(
    questionnaire: Questionnaire, code: str
) -> Sequence[tuple[Question, Follows | None]] | None:
    """Return the question and the gates above it; None where one is missing or they go round."""
    chain: list[tuple[Question, Follows | None]] = []
    place: str | None = code
    while place is not None:
        question = questionnaire.questions.get(place)
        if question is None or any(question is passed for passed, _ in chain):
            return None
        gate = question.follows or question.asked_when
        chain.append((question, gate))
        place = gate.question if gate else None
    return chain


def _candidates(follows: Follows, gate: Question) -> Iterator[AnswerValue]:
    if gate.type is AnswerType.SINGLE:
        yield from (option.code for option in gate.options)
    elif gate.type is AnswerType.MULTI:
        codes = tuple(option.code for option in gate.options)
        yield from ((code,) for code in codes)
        yield from (codes, follows.value)
    elif gate.type in _NUMERIC:
        yield from _around(follows.numbers)
    else:
        yield from follows.value


def _of_gate(follows: Follows, gate: Question) -> Condition:
    """Return what the gate asks of the fact that it sets; nothing where it sets none."""
    operator = Operator(follows.op)
    if gate.kind is not Kind.FACT or not gate.fact or operator is Operator.ANSWERED:
        return ALWAYS
    if gate.type in _NUMERIC:
        numbers = follows.numbers
        parts = tuple(Test(op=operator, fact=gate.fact, value=number) for number in numbers)
        return AllOf(parts) if operator is Operator.NE else AnyOf(parts)
    said = {option.code: option.fact_value or option.code for option in gate.options}
    words = tuple(said.get(word, word) for word in follows.value)
    return Test(op=operator, fact=gate.fact, value=words)


def _satisfied(condition: Condition, questionnaire: Questionnaire) -> Facts | None:
    found = list(tests(condition))
    whether = {test.fact for test in found if test.op is Operator.ANSWERED}
    keys = dict.fromkeys(key for test in found if (key := _key(test)) is not None)
    # What is asked about being known comes first: of these alone "not tried yet" is an answer.
    ordered = sorted(keys, key=lambda key: key not in whether)
    domains = [(key, _values(key, found, questionnaire)) for key in ordered]
    first = sum(key in whether for key in ordered)
    return _tried(condition, domains, {}, after=first)


def _tried(
    condition: Condition,
    domains: Sequence[tuple[str, Sequence[FactValue | None]]],
    facts: Mapping[str, FactValue],
    *,
    after: int,
) -> Facts | None:
    """Return facts of these domains with which the condition is not false, or None.

    From the fact number `after` on, whatever follows cannot mend what is false already.
    """
    known = with_shares(facts)
    outcome = holds(condition, known) if after <= 0 else None
    if outcome is False or not _adds_up(facts):
        return None
    if not domains:
        return known
    key, values = domains[0]
    for value in values:
        more = facts if value is None else {**facts, key: value}
        found = _tried(condition, domains[1:], more, after=after - 1)
        if found is not None:
            return found
    return None


def _adds_up(facts: Mapping[str, FactValue]) -> bool:
    """Return whether no part of the workforce is larger than the whole of it."""
    total = facts.get(_TOTAL)
    parts = [part for key in _COUNTS if isinstance(part := facts.get(key), Decimal)]
    return not isinstance(total, Decimal) or all(part <= total for part in parts)


def _key(test: Test) -> str | None:
    """Return the key that the fact of a test is kept under; None for what is looked up by year."""
    if test.fact is None or test.currency is None:
        return test.fact
    return SUMS_WITHOUT_YEAR.get((test.fact, test.currency))


def _values(
    key: str, found: Sequence[Test], questionnaire: Questionnaire
) -> Sequence[FactValue | None]:
    own = [test for test in found if _key(test) == key]
    definition = CATALOGUE.get(key)
    named = [value for test in own if test.op is not Operator.ANSWERED for value in _named(test)]
    numbers = [value for value in named if isinstance(value, Decimal)]
    words = [value for value in named if isinstance(value, str)]
    type_ = definition.type if definition else FactType.TEXT
    values: list[FactValue | None] = [*_around(numbers)]
    if type_ is FactType.PERCENT:
        values = [value for value in values if isinstance(value, Decimal) and value <= 100]
    if not numbers:
        offered = _offered(key, words, questionnaire)
        values = [*_of_words(_told_apart(offered, own), is_list=type_ is FactType.LIST)]
    if any(test.op is Operator.ANSWERED for test in own):
        values.append(None)
    return values


def _named(test: Test) -> tuple[str | Decimal, ...]:
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _around(numbers: Sequence[Decimal]) -> Sequence[Decimal]:
    steps = {number + step for number in numbers for step in (-1, 0, 1)} | {Decimal(0)}
    return sorted(step for step in steps if step >= 0)


def _of_words(words: Sequence[str], *, is_list: bool) -> Iterator[FactValue]:
    if not is_list:
        yield from words
        return
    for size in range(1, len(words) + 1):
        yield from combinations(words, size)


def _told_apart(words: Sequence[str], own: Sequence[Test]) -> Sequence[str]:
    """Return one word of each sort that the tests tell apart."""
    sorts: dict[tuple[bool, ...], str] = {}
    for word in words:
        sorts.setdefault(tuple(word in _named(test) for test in own), word)
    return tuple(sorts.values())


def _offered(key: str, named: Sequence[str], questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the words that this fact can be: those a question offers, or any.

    Where a fact question asks everybody, nothing else can come of it than what it offers.
    """
    for question in questionnaire.questions.values():
        if question.fact == key and question.type in _CHOOSING and question.scope is None:
            return tuple(one.fact_value or one.code for one in question.options)
    return (*named, _OTHER)
