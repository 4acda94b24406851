"""Ways to bend answers for a better result, so that what each would gain can be measured."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crest.domain.answers import Answer, AnswerState, Assurance
from crest.domain.bank import Kind, Question, Questionnaire
from crest.domain.best_answers import best_value
from crest.domain.crediting import credit_of, is_scored
from crest.domain.given import chosen, given

Answers = Mapping[str, Answer]


class Bending(StrEnum):
    """What a respondent may do instead of answering as things are.

    `found_out` is `deny` after a person saw what is true: every denied answer stands as found.
    """

    HIDE = "hide"
    DENY = "deny"
    FOUND_OUT = "found_out"
    JUNK = "junk"
    NOT_APPLICABLE = "not_applicable"
    SILENCE = "silence"


def bent(
    questionnaire: Questionnaire, answers: Answers, how: Bending, *, as_of: date
) -> dict[str, Answer]:
    """Return the answers after bending; silence leaves none.

    `hide` says "don't know" to every fact, `deny` gives the best answer wherever less was true,
    `junk` attaches a file to everything that is only said, `not_applicable` is claimed wherever
    less than the best was true and the question allows it.
    """
    if how is Bending.SILENCE:
        return {}
    bend = _BENDS[how]
    return {
        code: bend(questionnaire.questions[code], answer, as_of)
        if code in questionnaire.questions
        else answer
        for code, answer in answers.items()
    }


def _hide(question: Question, answer: Answer, _as_of: date) -> Answer:
    if question.kind is not Kind.FACT:
        return answer
    return Answer(code=answer.code, state=AnswerState.DONT_KNOW)


def _deny(question: Question, answer: Answer, as_of: date) -> Answer:
    value = best_value(question, as_of) if _falls_short(question, answer, as_of) else None
    if value is None:
        return answer
    return Answer(code=answer.code, state=AnswerState.ANSWERED, value=value)


def _found_out(question: Question, answer: Answer, as_of: date) -> Answer:
    denied = _deny(question, answer, as_of)
    if denied == answer:
        return answer
    return replace(denied, assurance=Assurance.CONTRADICTED, found=_true_of(question, answer))


def _junk(question: Question, answer: Answer, _as_of: date) -> Answer:
    said = answer.state is AnswerState.ANSWERED and answer.assurance is Assurance.STATED
    return replace(answer, assurance=Assurance.ATTACHED) if said and is_scored(question) else answer


def _not_applicable(question: Question, answer: Answer, as_of: date) -> Answer:
    may = question.allow.not_applicable and not question.is_stop
    if not may or not _falls_short(question, answer, as_of):
        return answer
    return Answer(code=answer.code, state=AnswerState.NOT_APPLICABLE, reason="other")


def _falls_short(question: Question, answer: Answer, as_of: date) -> bool:
    """Return whether a control that earns credit was answered, with less than all of it."""
    if not is_scored(question) or answer.state is not AnswerState.ANSWERED:
        return False
    return credit_of(question, answer, as_of) < 1


def _true_of(question: Question, answer: Answer) -> str:
    """Return what a person would note as true: the number, or the worst option that was ticked."""
    value = given(question, answer)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(answer.value, date):
        return answer.value.isoformat()
    ticked = chosen(question, answer)
    return min(ticked, key=lambda one: (not one.trigger, one.credit or Decimal(0))).code


_BENDS = {
    Bending.HIDE: _hide,
    Bending.DENY: _deny,
    Bending.FOUND_OUT: _found_out,
    Bending.JUNK: _junk,
    Bending.NOT_APPLICABLE: _not_applicable,
}
