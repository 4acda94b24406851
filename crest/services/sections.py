"""One section of an assessment: its questions, with what is answered and what is known."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from crest.content.library import Library
from crest.domain.answers import Answer, AnswerState
from crest.domain.bank import Kind, Question, Section
from crest.domain.conditions import holds
from crest.domain.facts import FactValue
from crest.domain.permissions import Actor, Permission, Role, require
from crest.domain.workflow import AssessmentHead
from crest.persistence import change_requests, evidence
from crest.persistence.evidence import EvidenceFile
from crest.persistence.facts import FactOrigin
from crest.persistence.session import DatabaseSession, reading
from crest.services.opened import OpenedAssessment, is_answerable, open_assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFact:
    """What is already known where nothing is answered yet: to be confirmed, not typed again."""

    value: FactValue
    origin: FactOrigin | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPart:
    """One question of a page, with its answer, its files and what may be said instead.

    `kept`: changes of other answers were asked for. `asked_for`: why a change of this one was.
    """

    question: Question
    answer: Answer
    known: KnownFact | None
    files: tuple[EvidenceFile, ...]
    may_decline: bool
    kept: bool = False
    asked_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPage:
    """One section with its asked questions, and the sections before and after it."""

    head: AssessmentHead
    subject_name: str
    title: str
    audience: str
    section: Section
    parts: tuple[QuestionPart, ...]
    place: int
    places: int
    before: str | None
    after: str | None
    done: int
    minutes_left: int
    answerable: bool


def section_page(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, code: str, *, library: Library
) -> SectionPage:
    """Return one section with its questions and answers, in three statements."""
    require(actor, Permission.ASSESSMENT_READ)
    with reading(session):
        opened = open_assessment(session, actor, assessment_id, library=library)
        uses = evidence.list_uses(session, [assessment_id], tenant_id=actor.tenant_id)
        reasons = _reasons(session, opened)
    files: dict[str, tuple[EvidenceFile, ...]] = {}
    for use in uses:
        files[use.code] = (*files.get(use.code, ()), use.file)
    section = opened.section(code)
    # A page opened before an answer emptied it keeps its place among the others.
    asked = {part.code for part in opened.asked_sections} | {code}
    codes = [part.code for part in opened.questionnaire.sections if part.code in asked]
    place = codes.index(code)
    return SectionPage(
        head=opened.head,
        subject_name=opened.record.subject_name,
        title=opened.questionnaire.title,
        audience=opened.questionnaire.audience,
        section=section,
        parts=tuple(
            replace(
                _part(opened, question, files, known=_known(opened, question, actor)),
                asked_for=reasons.get(question.code, ""),
            )
            for question in opened.shown_in(section)
        ),
        place=place + 1,
        places=len(codes),
        before=codes[place - 1] if place else None,
        after=codes[place + 1] if place + 1 < len(codes) else None,
        done=opened.done_in(section),
        minutes_left=opened.minutes_left,
        answerable=is_answerable(opened, actor),
    )


def _part(
    opened: OpenedAssessment,
    question: Question,
    files: Mapping[str, tuple[EvidenceFile, ...]],
    *,
    known: KnownFact | None,
) -> QuestionPart:
    answer = opened.answer(question.code)
    declines = question.decline is not None and holds(question.decline, opened.facts) is True
    return QuestionPart(
        question=question,
        answer=answer,
        known=known,
        files=files.get(question.code, ()),
        may_decline=declines,
        kept=question.code in opened.kept,
    )


def _reasons(session: DatabaseSession, opened: OpenedAssessment) -> dict[str, str]:
    """Return why the buyer asks for changes, by question; nothing where it did not."""
    head = opened.head
    if opened.record.row.kept_codes is None:
        return {}
    found = change_requests.find_opened(session, head.id, tenant_id=head.tenant_id)
    return {} if found is None else {one.code: one.reason for one in found.marks}


def _known(opened: OpenedAssessment, question: Question, actor: Actor) -> KnownFact | None:
    # What a buyer keeps of a supplier is not told to whoever answers by invitation.
    if question.kind is not Kind.FACT or actor.role is Role.RESP:
        return None
    if opened.answer(question.code).state is not AnswerState.BLANK:
        return None
    value = opened.record.facts.get(question.fact or "")
    if value is None:
        return None
    return KnownFact(value=value, origin=opened.record.origins.get(question.fact or ""))
