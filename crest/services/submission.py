"""Looking all answers over, and submitting them: from then on they no longer change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.answers import Answer, ScoredState, TriggerState
from crest.domain.bank import Question, Section, SubjectKind
from crest.domain.errors import StaleVersionError
from crest.domain.given_facts import facts_from_answers
from crest.domain.kept_parts import PARTS, parts_of, parts_to_json
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.response_file import score_to_json
from crest.domain.scores import Score
from crest.domain.trail import Act, by
from crest.domain.workflow import AssessmentHead, submit
from crest.persistence import assessments, change_requests, evidence, scores, sign_offs
from crest.persistence.evidence import EvidenceFile, EvidenceUse
from crest.persistence.facts import merge_facts
from crest.persistence.scores import Editions
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.sign_offs import SignOff
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.contradictions import AskedAgain, asked_again, keep
from crest.services.loading import load_assessment
from crest.services.opened import (
    OpenedAssessment,
    is_answerable,
    open_assessment,
    open_to_answer,
)
from crest.services.scored import score_loaded
from crest.services.standing import refresh_standing


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One asked question with what is answered, as it will be submitted."""

    question: Question
    answer: Answer
    state: ScoredState
    missing: bool
    files: tuple[EvidenceFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionAnswers:
    """The asked questions of one section."""

    section: Section
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """All answers of an assessment before it is submitted, and what is still open."""

    head: AssessmentHead
    subject_name: str
    title: str
    audience: str
    sections: tuple[SectionAnswers, ...]
    missing: tuple[tuple[Question, Section], ...]
    asked_again: tuple[AskedAgain, ...]
    blank: int
    answerable: bool
    signed: SignOff | None = None
    kept: frozenset[str] = frozenset()
    may_review: bool = False


def check_page(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, *, library: Library
) -> CheckPage:
    """Return all answers, which are missing, and which do not fit together."""
    require(actor, Permission.ASSESSMENT_READ)
    with reading(session):
        opened = open_assessment(session, actor, assessment_id, library=library)
        uses = evidence.list_uses(session, [assessment_id], tenant_id=actor.tenant_id)
        again = asked_again(session, actor, opened, library=library) if opened.is_draft else ()
        signed = None
        if opened.head.signed_off_at is not None:
            signed = sign_offs.find_signed(session, assessment_id, tenant_id=actor.tenant_id)
    sections = answered_sections(opened, uses)
    lines = [line for part in sections for line in part.lines]
    return CheckPage(
        head=opened.head,
        subject_name=opened.record.subject_name,
        title=opened.questionnaire.title,
        audience=opened.questionnaire.audience,
        sections=sections,
        missing=_placed(opened, opened.missing),
        asked_again=again,
        blank=sum(line.state is ScoredState.BLANK for line in lines),
        answerable=is_answerable(opened, actor),
        signed=signed,
        kept=opened.kept,
        may_review=not opened.is_draft
        and opened.head.subject_kind is SubjectKind.SUPPLIER
        and allows(actor, Permission.SUPPLIER_ASSESSMENT_REVIEW),
    )


def answered_sections(
    opened: OpenedAssessment, uses: Sequence[EvidenceUse]
) -> tuple[SectionAnswers, ...]:
    """Return what is asked now with what is answered, and the files that back it."""
    files: dict[str, tuple[EvidenceFile, ...]] = {}
    for use in uses:
        files[use.code] = (*files.get(use.code, ()), use.file)
    return tuple(
        SectionAnswers(
            section=section,
            lines=tuple(
                _line(opened, question, files.get(question.code, ()))
                for question in opened.shown_in(section)
            ),
        )
        for section in opened.questionnaire.sections
    )


def submit_assessment(  # noqa: PLR0913 - who, what, and the four that a submission takes
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    version: int,
    key: str,
    library: Library,
    now: datetime,
) -> UUID:
    """Lock the answers, keep the score and the fired triggers, and return the assessment's id.

    Refused while a question lacks its state, or where somebody submitted it meanwhile.
    """
    require(actor, Permission.ASSESSMENT_SUBMIT)
    act = f"submit:{assessment_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return assessment_id
        opened = open_to_answer(session, actor, assessment_id, library=library)
        submit(opened.head, missing=opened.missing, now=now)
        if version != opened.head.version:
            raise StaleVersionError(current=opened.head.version, given=version)
        hand_in(session, opened, submitted_by=actor.user_id, library=library, now=now)
        remember(session, actor.tenant_id, key, act, {"id": str(assessment_id)}, now)
        told = {"version": version}
        record(session, by(actor), Act.ASSESSMENT_SUBMIT, of=assessment_id, told=told, now=now)
    return assessment_id


def hand_in(
    session: DatabaseSession,
    opened: OpenedAssessment,
    *,
    submitted_by: UUID,
    library: Library,
    now: datetime,
) -> None:
    """Write an assessment as submitted, with all that is kept of it, in the caller's transaction.

    The caller has checked that it may be.
    """
    keep(session, opened, library=library, now=now)
    head = opened.head
    assessments.mark_submitted(opened.record.row, now, by=submitted_by)
    if head.subject_kind is SubjectKind.SUPPLIER:
        change_requests.mark_answered(session, head.id, tenant_id=head.tenant_id, now=now)
    _keep_facts(opened, now=now)
    _keep_score(session, opened, library=library, now=now)
    _keep_standing(session, opened, library=library, now=now)


def _line(
    opened: OpenedAssessment, question: Question, files: tuple[EvidenceFile, ...]
) -> AnswerLine:
    return AnswerLine(
        question=question,
        answer=opened.answer(question.code),
        state=opened.states[question.code],
        missing=question.code in opened.missing,
        files=files,
    )


def _placed(
    opened: OpenedAssessment, codes: tuple[str, ...]
) -> tuple[tuple[Question, Section], ...]:
    questionnaire = opened.questionnaire
    return tuple(
        (questionnaire.questions[code], questionnaire.section_of[code])
        for code in codes
        if code in questionnaire.questions
    )


def _keep_facts(opened: OpenedAssessment, *, now: datetime) -> None:
    """Write the answered facts to the company, workplace or supplier; the newest word counts."""
    given = facts_from_answers(opened.questionnaire, opened.answers, opened.record.facts)
    row = opened.record.subject_row
    merged = merge_facts(row.facts, given, source="answers", on=now.date())
    if merged != row.facts:
        row.facts = merged
        row.version += 1


def _keep_score(
    session: DatabaseSession, opened: OpenedAssessment, *, library: Library, now: datetime
) -> None:
    record, as_of = opened.record, now.date()
    loaded = load_assessment(session, record, library=library, as_of=as_of)
    score = score_loaded(loaded, library=library, buyer_facts=record.company_facts, as_of=as_of)
    editions = Editions(
        method=library.method().digest, bank=loaded.bank_digest, library=library.digest
    )
    scores.add(
        session,
        score,
        assessment_id=record.row.id,
        body=score_to_json(score, None) | {PARTS: parts_to_json(parts_of(score))},
        editions=editions,
        now=now,
    )
    scores.open_triggers(session, record.row.id, _fired(score, opened, loaded.triggers), now=now)


def _keep_standing(
    session: DatabaseSession, opened: OpenedAssessment, *, library: Library, now: datetime
) -> None:
    head = opened.head
    if head.subject_kind is SubjectKind.SUPPLIER:
        refresh_standing(
            session,
            tenant_id=head.tenant_id,
            supplier_ids=[head.subject_id],
            library=library,
            as_of=now.date(),
        )


def _fired(
    score: Score, opened: OpenedAssessment, recorded: Mapping[str, TriggerState]
) -> list[str]:
    asked = opened.questionnaire.questions
    return [
        scored.code
        for scored in score.questions
        if scored.trigger is not None and scored.code in asked and scored.code not in recorded
    ]
