"""Starting assessments, listing them, and the list of what is to be answered in one."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from crest.content.library import Library
from crest.domain.bank import (
    BankState,
    Question,
    Questionnaire,
    Section,
    SectionSubject,
    SubjectKind,
)
from crest.domain.errors import NotAllowedError, RefusedInputError
from crest.domain.permissions import Actor, Permission, allows, may_reach_workplace, require
from crest.domain.trail import Act, by
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.persistence import assessments, change_requests, sign_offs, subjects
from crest.persistence.assessments import AssessmentLine
from crest.persistence.change_requests import ChangeRequest
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.sign_offs import SignOff
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.banks_offered import get_offered, offered_banks, standing_version
from crest.services.opened import OpenedAssessment, is_answerable, open_assessment
from crest.services.reach import may_answer, reach_of, tenant_reach

_ACT = "assessment.start"


class SectionState(StrEnum):
    """How far a section is answered."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssessment:
    """An assessment that is asked for: of which bank, about whom."""

    kind: SubjectKind
    subject_id: UUID
    bank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLine:
    """One section of a task list: how many questions it asks and how many have a state."""

    code: str
    title: str
    about: str
    shown: int
    done: int

    @property
    def state(self) -> SectionState:
        """Return how far the section is answered."""
        if self.done == self.shown:
            return SectionState.DONE
        return SectionState.IN_PROGRESS if self.done else SectionState.NOT_STARTED


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedChange:
    """An answer that the buyer asks to have changed, with its section and why."""

    question: Question
    section: Section
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyPart:
    """The company's own answers, which count for a workplace and are answered elsewhere."""

    assessment_id: UUID | None
    submitted: bool
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskList:
    """What is to be answered in one assessment, and how far it is."""

    head: AssessmentHead
    subject_name: str
    title: str
    about: str
    audience: str
    bank_is_draft: bool
    bank_is_retired: bool
    minutes_left: int
    sections: tuple[SectionLine, ...]
    missing: int
    answerable: bool
    company: CompanyPart | None
    sent_back: SignOff | None = None
    asked: tuple[AskedChange, ...] = ()
    asked_until: date | None = None

    @property
    def shown(self) -> int:
        """Return how many questions are asked now."""
        return sum(section.shown for section in self.sections)

    @property
    def done(self) -> int:
        """Return how many of them have a state."""
        return sum(section.done for section in self.sections)

    @property
    def goes_on_with(self) -> SectionLine | None:
        """Return the first section with open questions; None once nothing must be answered."""
        waiting = (one for one in self.sections if one.state is not SectionState.DONE)
        return next(waiting, None) if self.missing and self.answerable else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOption:
    """Something that an assessment can be started about, with the banks that fit it."""

    kind: SubjectKind
    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAssessment:
    """One line of the list, with the title of its bank."""

    line: AssessmentLine
    title: str
    answerable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentList:
    """One page of the assessments that a person may see, and what can be started."""

    lines: tuple[ListedAssessment, ...]
    total: int
    startable: tuple[StartOption, ...]
    banks: tuple[Questionnaire, ...]


def start(
    session: DatabaseSession,
    actor: Actor,
    wanted: NewAssessment,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> UUID:
    """Return a new assessment, or the draft of this bank that is open about the subject."""
    require(actor, Permission.ASSESSMENT_START)
    kind, subject_id = wanted.kind, wanted.subject_id
    with writing(session):
        first = replayed(session, actor.tenant_id, key, _ACT)
        if first is not None:
            return UUID(first["id"])
        questionnaire = _questionnaire_for(get_offered(session, library, wanted.bank), kind)
        subjects.subject_name(session, tenant_id=actor.tenant_id, kind=kind, subject_id=subject_id)
        _check_startable(actor, kind, subject_id)
        found = assessments.find_draft(
            session, reach=tenant_reach(actor), kind=kind, subject_id=subject_id, bank=wanted.bank
        )
        head = _new_head(actor, kind, subject_id, questionnaire=questionnaire, now=now)
        if found is None:
            assessments.add(session, head, by=actor.user_id)
        remember(session, actor.tenant_id, key, _ACT, {"id": str(found or head.id)}, now)
        told = {"kind": kind, "subject": subject_id, "bank": wanted.bank, "is_new": found is None}
        record(session, by(actor), Act.ASSESSMENT_START, of=found or head.id, told=told, now=now)
    return found or head.id


def list_assessments(
    session: DatabaseSession, actor: Actor, *, library: Library, limit: int, offset: int
) -> AssessmentList:
    """Return a page of the assessments that the person may see, newest first."""
    require(actor, Permission.ASSESSMENT_LIST)
    with reading(session):
        lines, total = assessments.list_lines(
            session, reach=reach_of(actor), limit=limit, offset=offset
        )
        startable = _startable(session, actor)
        banks = offered_banks(session, library)
    return AssessmentList(
        lines=tuple(
            ListedAssessment(
                line=line,
                title=library.questionnaire(line.head.bank, line.head.bank_version).title,
                answerable=may_answer(actor, line.head.subject_kind),
            )
            for line in lines
        ),
        total=total,
        startable=startable,
        banks=tuple(banks.values()),
    )


def task_list(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, *, library: Library
) -> TaskList:
    """Return what is to be answered in an assessment, and how far it is."""
    require(actor, Permission.ASSESSMENT_READ)
    with reading(session):
        opened = open_assessment(session, actor, assessment_id, library=library)
        company = _company_part(session, opened, library)
        head = opened.head
        sent_back = _sent_back(session, head) if is_answerable(opened, actor) else None
        request = _request(session, opened)
        standing = standing_version(session, library, head.bank, head.bank_version)
    sections = tuple(
        SectionLine(
            code=section.code,
            title=section.title,
            about=section.about,
            shown=len(opened.shown_in(section)),
            done=opened.done_in(section),
        )
        for section in opened.asked_sections
    )
    questionnaire = opened.questionnaire
    return TaskList(
        head=opened.head,
        subject_name=opened.record.subject_name,
        title=questionnaire.title,
        about=questionnaire.about,
        audience=questionnaire.audience,
        bank_is_draft=standing.state is BankState.DRAFT,
        bank_is_retired=standing.state is BankState.RETIRED,
        minutes_left=opened.minutes_left,
        sections=sections,
        missing=len(opened.missing),
        answerable=is_answerable(opened, actor),
        company=company,
        sent_back=sent_back,
        asked=() if request is None else _asked_changes(opened, request),
        asked_until=None if request is None else request.due_on,
    )


def _request(session: DatabaseSession, opened: OpenedAssessment) -> ChangeRequest | None:
    """Return the request that a draft was opened by; a draft without one takes no statement."""
    head = opened.head
    if not opened.is_draft or opened.record.row.kept_codes is None:
        return None
    return change_requests.find_opened(session, head.id, tenant_id=head.tenant_id)


def _asked_changes(opened: OpenedAssessment, request: ChangeRequest) -> tuple[AskedChange, ...]:
    questionnaire = opened.questionnaire
    return tuple(
        AskedChange(
            question=questionnaire.questions[one.code],
            section=questionnaire.section_of[one.code],
            reason=one.reason,
        )
        for one in request.marks
        if one.code in questionnaire.questions
    )


def _sent_back(session: DatabaseSession, head: AssessmentHead) -> SignOff | None:
    """Return the sign-off that came back unsigned, unless another one followed it."""
    asked = sign_offs.list_of(session, head.id, tenant_id=head.tenant_id)
    return asked[0] if asked and asked[0].course.returned_at else None


def _questionnaire_for(questionnaire: Questionnaire, kind: SubjectKind) -> Questionnaire:
    if kind not in questionnaire.subjects:
        bank = questionnaire.id
        raise RefusedInputError("bank_not_for_subject", bank=bank, subject=kind.value)
    return questionnaire


def _check_startable(actor: Actor, kind: SubjectKind, subject_id: UUID) -> None:
    place = subject_id if kind is SubjectKind.WORKPLACE else None
    if not may_answer(actor, kind) or not may_reach_workplace(actor, place):
        raise NotAllowedError(role=actor.role.value)


def _new_head(
    actor: Actor,
    kind: SubjectKind,
    subject_id: UUID,
    *,
    questionnaire: Questionnaire,
    now: datetime,
) -> AssessmentHead:
    return AssessmentHead(
        id=uuid4(),
        tenant_id=actor.tenant_id,
        subject_kind=kind,
        subject_id=subject_id,
        bank=questionnaire.id,
        bank_version=questionnaire.version,
        state=AssessmentState.DRAFT,
        # whoever holds a supplier's record is its buyer and answers in its place
        on_behalf=kind is SubjectKind.SUPPLIER,
        version=1,
        created_at=now,
    )


def _startable(session: DatabaseSession, actor: Actor) -> tuple[StartOption, ...]:
    if not allows(actor, Permission.ASSESSMENT_START):
        return ()
    found = subjects.list_own(session, tenant_id=actor.tenant_id)
    return tuple(
        StartOption(kind=kind, id=subject_id, name=name)
        for kind, subject_id, name in found
        if may_reach_workplace(actor, subject_id if kind is SubjectKind.WORKPLACE else None)
    )


def _company_part(
    session: DatabaseSession, opened: OpenedAssessment, library: Library
) -> CompanyPart | None:
    head = opened.head
    if head.subject_kind is not SubjectKind.WORKPLACE:
        return None
    whole = library.questionnaire(head.bank, head.bank_version)
    titles = tuple(part.title for part in whole.sections if part.subject is SectionSubject.COMPANY)
    if not titles:
        return None
    row = assessments.find_company_assessment(
        session, tenant_id=head.tenant_id, bank=head.bank, submitted=False
    )
    return CompanyPart(
        assessment_id=None if row is None else row.id,
        submitted=row is not None and row.submitted_at is not None,
        sections=titles,
    )
