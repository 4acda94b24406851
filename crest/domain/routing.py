"""Which questions are asked, and the state that each question is scored in."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from crest.domain.answers import Answer, AnswerState, ScoredState
from crest.domain.bank import Follows, Kind, Question, Questionnaire, Section
from crest.domain.conditions import AnswerValues, Operator, Test, holds
from crest.domain.facts import Facts, FactValue
from crest.domain.given import given, is_given
from crest.domain.given_facts import facts_from_answers

__all__ = [
    "Progress",
    "answer_values",
    "facts_from_answers",
    "is_in_scope",
    "is_shown",
    "missing_before_submit",
    "opens",
    "scored_states",
    "section_progress",
    "shown_questions",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many questions a page shows and how many of them have a state."""

    shown: int
    done: int


def answer_values(
    questionnaire: Questionnaire, answers: Mapping[str, Answer]
) -> dict[str, FactValue]:
    """Return the value of each answered question by its code, as conditions read it."""
    values: dict[str, FactValue] = {}
    for code, question in questionnaire.questions.items():
        answer = answers.get(code)
        value = None if answer is None else given(question, answer)
        if value is not None:
            values[code] = value
    return values


def is_in_scope(question: Question, facts: Facts) -> bool:
    """Return whether the facts ask the question; while a fact is missing, they do."""
    return question.scope is None or holds(question.scope, facts) is not False


def opens(follows: Follows, question: Question, values: AnswerValues) -> bool | None:
    """Return whether the answer to the gate `question` opens what follows it; None if unanswered.

    `values` are those of `answer_values`.
    """
    return _opens(follows, values.get(question.code))


def is_shown(question: Question, facts: Facts, values: AnswerValues) -> bool:
    """Return whether the question stands on the page: in scope, and its gate (if any) open.

    Only the gate itself is looked at; `shown_questions` follows a ladder down.
    """
    gate = _gate(question)
    if not is_in_scope(question, facts):
        return False
    return gate is None or _opens(gate, values.get(gate.question)) is True


def scored_states(
    questionnaire: Questionnaire, facts: Facts, answers: Mapping[str, Answer]
) -> dict[str, ScoredState]:
    """Return the state of every question, once facts, gates and the record are read together."""
    record, states = _Record(questionnaire, facts, answers), dict[str, ScoredState]()
    for code in questionnaire.questions:
        _resolve(code, record, states)
    return states


def shown_questions(
    questionnaire: Questionnaire, facts: Facts, answers: Mapping[str, Answer]
) -> tuple[str, ...]:
    """Return the codes of the questions on the page, in order."""
    record = _Record(questionnaire, facts, answers)
    states = scored_states(questionnaire, facts, answers)
    return tuple(
        code
        for code, question in questionnaire.questions.items()
        if states[code] is not ScoredState.NOT_ASKED and _gate_is_open(question, record, states)
    )


def missing_before_submit(
    questionnaire: Questionnaire, facts: Facts, answers: Mapping[str, Answer]
) -> tuple[str, ...]:
    """Return the shown fact and stop questions that still lack a state, in order."""
    states = scored_states(questionnaire, facts, answers)
    return tuple(
        code
        for code in shown_questions(questionnaire, facts, answers)
        if states[code] is ScoredState.BLANK and _needs_state(questionnaire.questions[code])
    )


def section_progress(
    section: Section,
    facts: Facts,
    answers: Mapping[str, Answer],
    questionnaire: Questionnaire,
) -> Progress:
    """Return how many questions of the section are shown, and how many have a state."""
    states = scored_states(questionnaire, facts, answers)
    inside = {question.code for question in section.questions}
    shown = [code for code in shown_questions(questionnaire, facts, answers) if code in inside]
    done = sum(states[code] is not ScoredState.BLANK for code in shown)
    return Progress(shown=len(shown), done=done)


@dataclass(frozen=True, slots=True)
class _Record:
    questionnaire: Questionnaire
    facts: Facts
    answers: Mapping[str, Answer]


def _resolve(code: str, record: _Record, states: dict[str, ScoredState]) -> ScoredState:
    if code in states:
        return states[code]
    # Stands in while the gates above are looked up, so that even a circle of gates ends.
    states[code] = ScoredState.BLANK
    states[code] = _state(record.questionnaire.questions[code], record, states)
    return states[code]


def _state(question: Question, record: _Record, states: dict[str, ScoredState]) -> ScoredState:
    if not is_in_scope(question, record.facts):
        return ScoredState.NOT_ASKED
    if _gate_is_open(question, record, states):
        return _own_state(question, record)
    if question.kind is not Kind.CONTROL:
        return ScoredState.NOT_ASKED
    above = _gate_state(question, record, states)
    return ScoredState.IMPLIED if above is ScoredState.ANSWERED else above


def _gate(question: Question) -> Follows | None:
    return question.follows or question.asked_when


def _gate_state(question: Question, record: _Record, states: dict[str, ScoredState]) -> ScoredState:
    gate = _gate(question)
    if gate is None or gate.question not in record.questionnaire.questions:
        return ScoredState.BLANK
    return _resolve(gate.question, record, states)


def _gate_is_open(question: Question, record: _Record, states: dict[str, ScoredState]) -> bool:
    gate = _gate(question)
    if gate is None:
        return True
    if _gate_state(question, record, states) is not ScoredState.ANSWERED:
        return False
    above = record.questionnaire.questions[gate.question]
    return _opens(gate, given(above, record.answers[gate.question])) is True


def _own_state(question: Question, record: _Record) -> ScoredState:
    """Return the state of the record where the question takes it; elsewhere it is blank."""
    answer = record.answers.get(question.code)
    if answer is None or not _TAKES[answer.state](question, answer, record.facts):
        return ScoredState.BLANK
    if answer.state is AnswerState.NOT_APPLICABLE and answer.accepted:
        return ScoredState.NOT_APPLICABLE_ACCEPTED
    return ScoredState(answer.state.value)


def _declines(question: Question, _: Answer, facts: Facts) -> bool:
    return question.decline is not None and holds(question.decline, facts) is True


_TAKES: Mapping[AnswerState, Callable[[Question, Answer, Facts], bool]] = {
    AnswerState.BLANK: lambda _question, _answer, _facts: True,
    AnswerState.ANSWERED: lambda question, answer, _: is_given(question, answer),
    AnswerState.DONT_KNOW: lambda question, _answer, _facts: question.allow.dont_know,
    AnswerState.PLANNED: lambda question, _answer, _facts: (
        question.allow.planned and not question.is_stop
    ),
    AnswerState.NOT_APPLICABLE: lambda question, _answer, _facts: (
        question.allow.not_applicable and not question.is_stop
    ),
    AnswerState.DECLINED: _declines,
}


def _needs_state(question: Question) -> bool:
    is_stop = question.kind is Kind.CONTROL and question.is_stop
    return is_stop or question.kind is Kind.FACT


def _opens(follows: Follows, known: FactValue | None) -> bool | None:
    if known is None:
        return None
    operator = Operator(follows.op)
    if operator is Operator.ANSWERED:
        return "yes" in follows.value
    wanted = _numbers(follows) if isinstance(known, Decimal) else (follows.value,)
    found = [
        holds(Test(op=operator, value=value, question="gate"), {}, {"gate": known})
        for value in wanted
    ]
    return all(found) if operator is Operator.NE else True in found


def _numbers(follows: Follows) -> tuple[FactValue, ...]:
    numbers: list[FactValue] = []
    for text in follows.value:
        with suppress(InvalidOperation):
            numbers.append(Decimal(text))
    return tuple(numbers)
