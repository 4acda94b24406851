"""An assessment as it is being answered: its questions, answers and facts, read at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from crest.content.library import Library
from crest.domain.answers import Answer, AnswerState, ScoredState
from crest.domain.bank import Kind, Question, Questionnaire, Section
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.facts import FactValue
from crest.domain.given_facts import merged_facts
from crest.domain.loaded import answered_part
from crest.domain.permissions import Actor
from crest.domain.routing import (
    is_in_scope,
    missing_before_submit,
    scored_states,
    shown_questions,
)
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.persistence import answers as answer_rows
from crest.persistence import assessments
from crest.persistence.session import DatabaseSession
from crest.persistence.subjects import AssessmentRecord
from crest.services.reach import check_answering, check_readable, may_answer, tenant_reach


@dataclass(frozen=True, kw_only=True)
class OpenedAssessment:
    """An assessment with its answers, and which questions these and the facts ask."""

    record: AssessmentRecord
    questionnaire: Questionnaire
    answers: dict[str, Answer]

    @cached_property
    def head(self) -> AssessmentHead:
        """Return the assessment without its answers."""
        return self.record.head

    @property
    def is_draft(self) -> bool:
        """Return whether the answers may still change."""
        return self.head.state is AssessmentState.DRAFT

    @cached_property
    def facts(self) -> dict[str, FactValue]:
        """Return what is known of the subject, its newest answers on top."""
        return merged_facts(self.questionnaire, self.answers, self.record.facts)

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """Return the codes of the questions that are asked now, in order."""
        return shown_questions(self.questionnaire, self.facts, self.answers)

    @cached_property
    def states(self) -> dict[str, ScoredState]:
        """Return the state of every question."""
        return scored_states(self.questionnaire, self.facts, self.answers)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Return the codes of the questions that need a state before submitting."""
        return missing_before_submit(self.questionnaire, self.facts, self.answers)

    def shown_in(self, section: Section) -> tuple[Question, ...]:
        """Return the questions of the section that are asked now."""
        asked = set(self.shown)
        return tuple(question for question in section.questions if question.code in asked)

    @property
    def asked_sections(self) -> tuple[Section, ...]:
        """Return the sections of which something is asked now, in order."""
        return tuple(part for part in self.questionnaire.sections if self.shown_in(part))

    def done_in(self, section: Section) -> int:
        """Return how many asked questions of the section have a state."""
        return sum(
            self.states[question.code] is not ScoredState.BLANK
            for question in self.shown_in(section)
        )

    @property
    def minutes_left(self) -> int:
        """Return about how many minutes the open questions take, at the pace of the bank."""
        parts = self.questionnaire.sections
        blank = sum(len(self.shown_in(part)) - self.done_in(part) for part in parts)
        every = self.questionnaire.questions.values()
        asked = [
            part for part in every if part.kind is not Kind.REPAIR and is_in_scope(part, self.facts)
        ]
        return -(-self.questionnaire.minutes * blank // max(len(asked), 1))

    def with_answers(self, answers: Sequence[Answer]) -> "OpenedAssessment":
        """Return the assessment as it is once these answers stand."""
        if not answers:
            return self
        return replace(self, answers=self.answers | {answer.code: answer for answer in answers})

    def section(self, code: str) -> Section:
        """Return the section that this subject is asked, or raise NotFoundError."""
        found = self.questionnaire.section(code)
        if found is None:
            raise NotFoundError(section=code)
        return found

    def question(self, code: str) -> Question:
        """Return the question that this subject is asked, or raise NotFoundError."""
        found = self.questionnaire.questions.get(code)
        if found is None:
            raise NotFoundError(question=code)
        return found

    def answer(self, code: str) -> Answer:
        """Return the answer to the question; a blank one where nothing is recorded."""
        return self.answers.get(code) or self.blank(code)

    def blank(self, code: str) -> Answer:
        """Return the answer where nothing is recorded."""
        return Answer(code=code, state=AnswerState.BLANK)

    @cached_property
    def kept(self) -> frozenset[str]:
        """Return the questions whose answers stay, where changes of others were asked for."""
        return frozenset(self.record.row.kept_codes or ())

    def check_changeable(self, code: str) -> None:
        """Return nothing where this answer may change, or raise RefusedInputError."""
        if code in self.kept:
            raise RefusedInputError("answer_kept", code=code)


def open_assessment(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    library: Library,
    lock: bool = False,
) -> OpenedAssessment:
    """Return an assessment that the person reads, in two statements, or raise NotFoundError."""
    record = assessments.get(session, assessment_id, reach=tenant_reach(actor), lock=lock)
    check_readable(actor, record.head)
    head = record.head
    questionnaire = library.questionnaire(head.bank, head.bank_version)
    return OpenedAssessment(
        record=record,
        questionnaire=answered_part(questionnaire, head.subject_kind),
        answers=answer_rows.list_answers(session, assessment_id),
    )


def open_to_answer(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, *, library: Library
) -> OpenedAssessment:
    """Return an assessment locked for a change by this person, or raise as `check_answering` does.

    The right to answer comes first: a key that somebody else used tells a stranger nothing.
    """
    opened = open_assessment(session, actor, assessment_id, library=library, lock=True)
    check_answering(actor, opened.head)
    return opened


def is_answerable(opened: OpenedAssessment, actor: Actor) -> bool:
    """Return whether the person may change answers of it now."""
    is_free = opened.is_draft and opened.head.handed_over_at is None
    return is_free and may_answer(actor, opened.head.subject_kind)
