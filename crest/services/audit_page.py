"""A result on one page for print: every step, law, answer and proof, for somebody who checks it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.answers import Answer
from crest.domain.bank import Question, Section, SectionSubject, SubjectKind
from crest.domain.errors import NotFoundError
from crest.domain.explain import explain
from crest.domain.permissions import Actor, Permission, require
from crest.domain.reference import Edition
from crest.domain.scores import Explanation, QuestionScore
from crest.domain.trail import Head
from crest.domain.workflow import AssessmentState
from crest.persistence import assessments, evidence
from crest.persistence.evidence import EvidenceFile, Review
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.subjects import AssessmentRecord
from crest.persistence.trail_reading import find_head
from crest.services.results import LawLine, ScoredAssessment, law_lines, readable, scored_of

# The numbers whose parts the page sets out, in the order in which one leads to the next.
STEPS = ("inherent", "supported", "hold", "residual")

# An assessment and the code of a question of it.
Place = tuple[UUID, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedAnswer:
    """One question of the score: what was answered, how it counts, what shows it, who saw it."""

    question: Question
    answer: Answer | None
    score: QuestionScore
    files: tuple[EvidenceFile, ...]
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedSection:
    """A section of the questionnaire with the questions of it that were asked."""

    section: Section
    answers: tuple[AuditedAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """All that the page shows; nothing of it is about another subject.

    `head` is where the company's trail of acts ended when the page was made, None before any act.
    """

    scored: ScoredAssessment
    company: str
    made_at: datetime
    steps: Mapping[str, Explanation]
    laws: tuple[LawLine, ...]
    standards: tuple[LawLine, ...]
    sections: tuple[AuditedSection, ...]
    asked_by: Mapping[str, tuple[str, ...]]
    editions: tuple[Edition, ...]
    bank_digest: str
    library_digest: str
    head: Head | None


def audit_page(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    library: Library,
    now: datetime,
) -> AuditPage:
    """Return the page of a submitted assessment that the person reads, or NotFoundError."""
    require(actor, Permission.SCORE_READ)
    with reading(session):
        record = readable(session, actor, assessment_id)
        return page_of(session, record, library=library, now=now)


def page_of(
    session: DatabaseSession, record: AssessmentRecord, *, library: Library, now: datetime
) -> AuditPage:
    """Return the page of an assessment that the caller opened; NotFoundError for a draft."""
    if record.head.state is AssessmentState.DRAFT:
        raise NotFoundError
    scored = scored_of(session, record, library=library, as_of=now.date())
    owners = _owners(session, record)
    files, reviews = _proof(session, owners, tenant_id=record.head.tenant_id)
    shown = {
        one.code: AuditedAnswer(
            question=scored.questionnaire.questions[one.code],
            answer=scored.answers.get(one.code),
            score=one,
            files=files.get(_place(scored, record, owners, one.code), ()),
            reviews=reviews.get(_place(scored, record, owners, one.code), ()),
        )
        for one in scored.score.questions
    }
    return AuditPage(
        scored=scored,
        company=record.tenant.name,
        made_at=now,
        steps=_steps(scored),
        laws=law_lines(scored.score.laws, library),
        standards=law_lines(scored.score.standards, library),
        sections=_sections(scored, shown),
        asked_by=_asked_by(scored),
        editions=tuple(sorted(library.reference.editions.values(), key=lambda one: one.source)),
        bank_digest=scored.questionnaire.digest,
        library_digest=library.digest,
        head=find_head(session, record.head.tenant_id),
    )


def _owners(session: DatabaseSession, record: AssessmentRecord) -> tuple[UUID, ...]:
    """Return the assessments whose answers are scored: a workplace's, then its company's."""
    head = record.head
    if head.subject_kind is not SubjectKind.WORKPLACE:
        return (head.id,)
    company = assessments.find_company_assessment(
        session, tenant_id=head.tenant_id, bank=head.bank, submitted=True
    )
    return (head.id,) if company is None else (head.id, company.id)


def _place(
    scored: ScoredAssessment, record: AssessmentRecord, owners: tuple[UUID, ...], code: str
) -> Place:
    """Return of which assessment the answer is."""
    of_company = scored.questionnaire.section_of[code].subject is SectionSubject.COMPANY
    is_site = record.head.subject_kind is SubjectKind.WORKPLACE
    return (owners[-1] if is_site and of_company else owners[0], code)


def _proof(
    session: DatabaseSession, owners: Iterable[UUID], *, tenant_id: UUID
) -> tuple[dict[Place, tuple[EvidenceFile, ...]], dict[Place, tuple[Review, ...]]]:
    files: dict[Place, tuple[EvidenceFile, ...]] = {}
    for use in evidence.list_uses(session, owners, tenant_id=tenant_id):
        place = (use.assessment_id, use.code)
        files[place] = (*files.get(place, ()), use.file)
    reviews: dict[Place, tuple[Review, ...]] = {}
    for one in evidence.list_reviews(session, owners):
        place = (one.assessment_id, one.code)
        reviews[place] = (*reviews.get(place, ()), one)
    return files, reviews


def _steps(scored: ScoredAssessment) -> dict[str, Explanation]:
    case = scored.case
    return {
        number: explain(
            scored.score,
            number,
            questionnaire=case.questionnaire,
            method=case.method,
            laws=case.laws,
        )
        for number in STEPS
    }


def _sections(
    scored: ScoredAssessment, shown: Mapping[str, AuditedAnswer]
) -> tuple[AuditedSection, ...]:
    found = (
        AuditedSection(
            section=section,
            answers=tuple(shown[one.code] for one in section.questions if one.code in shown),
        )
        for section in scored.questionnaire.sections
    )
    return tuple(one for one in found if one.answers)


def _asked_by(scored: ScoredAssessment) -> dict[str, tuple[str, ...]]:
    """Return the questions behind each duty, by the id of the duty."""
    return {
        part.id: part.questions
        for law in (*scored.score.laws, *scored.score.standards)
        for part in law.obligations
    }
