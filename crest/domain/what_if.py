"""What a score would be if answers, or how far they are shown, were others; nothing is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from crest.domain.answers import Answer, AnswerState, AnswerValue, Assurance, TriggerState
from crest.domain.bank import Kind, Question
from crest.domain.case import ScoringCase
from crest.domain.crediting import assurance_of, credit_of, is_contradicted
from crest.domain.errors import NotFoundError
from crest.domain.method import Method
from crest.domain.scores import (
    GroupScore,
    InstrumentScore,
    ObligationScore,
    QuestionScore,
    Score,
)

One = TypeVar("One")

# What a person of another organisation accepted belongs to the answer that it was accepted for.
ACCEPTED = frozenset({Assurance.DOCUMENTED, Assurance.VERIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is supposed of one control question; None leaves that part as it is.

    With a `value` it is answered. `trigger` is where its trigger would stand.
    """

    code: str
    state: AnswerState | None = None
    value: AnswerValue | None = None
    assurance: Assurance | None = None
    trigger: TriggerState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawMoved:
    """A law or standard whose status or whose duty changes its status."""

    before: InstrumentScore
    after: InstrumentScore
    duties: tuple[tuple[ObligationScore, ObligationScore], ...]
    is_standard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A score beside the one that the changes would give, and what differs between them."""

    before: Score
    after: Score
    questions: tuple[tuple[QuestionScore, QuestionScore], ...]
    groups: tuple[tuple[GroupScore, GroupScore], ...]
    laws: tuple[LawMoved, ...]

    @property
    def residual_change(self) -> Decimal:
        """Return by how many points the residual risk changes; below 0 it falls."""
        return self.after.residual.value - self.before.residual.value


def what_if(case: ScoringCase, changes: Sequence[Change], *, before: Score | None = None) -> WhatIf:
    """Return the score of the case and the one with the changes; NotFoundError as below.

    `before` is the score of the case where the caller has it.
    """
    before, after = before or case.score(), changed_case(case, changes).score()
    return WhatIf(
        before=before,
        after=after,
        questions=_differing(before.questions, after.questions),
        groups=_differing(before.groups, after.groups),
        laws=(
            *laws_moved(before.laws, after.laws),
            *laws_moved(before.standards, after.standards, is_standard=True),
        ),
    )


def changed_case(case: ScoringCase, changes: Iterable[Change]) -> ScoringCase:
    """Return the case with the changes made; NotFoundError for what is no control of its bank.

    What is on record stays: a contradiction, and, below another answer, the support earned before.
    """
    answers = dict(case.response.answers)
    triggers = dict(case.response.triggers or {})
    for change in changes:
        question = case.questionnaire.questions.get(change.code)
        if question is None or question.kind is not Kind.CONTROL:
            raise NotFoundError(question=change.code)
        before = answers.get(change.code) or Answer(code=change.code, state=AnswerState.BLANK)
        answers[change.code] = _answered(question, before, change, case)
        if change.trigger is not None:
            triggers[change.code] = change.trigger
    return replace(case, response=replace(case.response, answers=answers, triggers=triggers))


def laws_moved(
    before: Sequence[InstrumentScore],
    after: Sequence[InstrumentScore],
    *,
    is_standard: bool = False,
) -> tuple[LawMoved, ...]:
    """Return the laws of which a status differs, in order; both lists hold the same laws."""
    found = (
        LawMoved(
            before=old,
            after=new,
            duties=tuple(
                pair
                for pair in zip(old.obligations, new.obligations, strict=True)
                if pair[0].status is not pair[1].status
            ),
            is_standard=is_standard,
        )
        for old, new in zip(before, after, strict=True)
    )
    return tuple(one for one in found if one.duties or one.before.status is not one.after.status)


def _answered(question: Question, before: Answer, change: Change, case: ScoringCase) -> Answer:
    answer = _said(question, before, change, case)
    if change.assurance is None or is_contradicted(before):
        return answer
    return replace(answer, assurance=change.assurance, valid_until=None)


def _said(question: Question, before: Answer, change: Change, case: ScoringCase) -> Answer:
    """Return the answer as it would be given; what was accepted for another one is left behind."""
    state = change.state or (before.state if change.value is None else AnswerState.ANSWERED)
    value = before.value if change.value is None else change.value
    if (state, value) == (before.state, before.value):
        return before
    return replace(
        before,
        state=state,
        value=value if state is AnswerState.ANSWERED else None,
        reason=None,
        planned_by=None,
        accepted=False,
        assurance=Assurance.STATED if before.assurance in ACCEPTED else before.assurance,
        valid_until=None if before.assurance in ACCEPTED else before.valid_until,
        earned=_earned(question, before, case.method, case.response.as_of),
    )


def _earned(question: Question, before: Answer, method: Method, as_of: date) -> Decimal | None:
    level = assurance_of(before, as_of)
    if before.state is not AnswerState.ANSWERED or level not in ACCEPTED:
        return before.earned
    shown = credit_of(question, before, as_of) * method.assurance.factor[level]
    return shown if before.earned is None else max(shown, before.earned)


def _differing(before: Sequence[One], after: Sequence[One]) -> tuple[tuple[One, One], ...]:
    return tuple(pair for pair in zip(before, after, strict=True) if pair[0] != pair[1])
