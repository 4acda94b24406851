"""Files that back answers: taken by their content, kept outside the web root, given back whole."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from crest.adapters.files import FileStore
from crest.adapters.media import clean_name, recognise
from crest.adapters.photos import without_metadata
from crest.content.library import Library
from crest.domain.answers import AnswerState
from crest.domain.bank import AnswerType, Question
from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.trail import Act, by
from crest.domain.workflow import AssessmentHead, check_answerable
from crest.persistence import answers as answer_rows
from crest.persistence import assessments, evidence
from crest.persistence.answers import AnswerChange
from crest.persistence.evidence import EvidenceFile, EvidenceUse
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.opened import (
    OpenedAssessment,
    is_answerable,
    open_assessment,
    open_to_answer,
)
from crest.services.reach import check_readable, reach_of, tenant_reach

KINDS = (
    "policy",
    "contract",
    "payslip",
    "receipt",
    "register",
    "photo",
    "certificate",
    "report",
    "letter",
    "other",
)
MAX_FILES = 200
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file as it came: its name and kind are claims, its bytes are checked."""

    name: str
    content: bytes
    kind: str
    issued_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePlace:
    """The answer that a file is shown for."""

    assessment_id: UUID
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePost:
    """A file to be attached, and how large one may be."""

    place: EvidencePlace
    upload: UploadedFile
    max_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedEvidence:
    """A file as attached, and the section to go back to."""

    id: UUID
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """The files of one answer, and what is wanted there."""

    head: AssessmentHead
    subject_name: str
    audience: str
    question: Question
    section: str
    files: tuple[EvidenceFile, ...]
    max_megabytes: int
    answerable: bool
    may_remove: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One file of a list, with the assessment and question that it is shown for."""

    use: EvidenceUse
    subject_name: str
    question_text: str
    section: str
    removable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceList:
    """One page of files, and how many there are."""

    lines: tuple[EvidenceLine, ...]
    total: int


def evidence_page(
    session: DatabaseSession,
    actor: Actor,
    place: EvidencePlace,
    *,
    library: Library,
    max_bytes: int,
) -> EvidencePage:
    """Return the files of one answer, and what is wanted there."""
    require(actor, Permission.EVIDENCE_READ)
    with reading(session):
        opened = open_assessment(session, actor, place.assessment_id, library=library)
        uses = evidence.list_uses(session, [place.assessment_id], tenant_id=actor.tenant_id)
    question = opened.question(place.code)
    answerable = is_answerable(opened, actor)
    return EvidencePage(
        head=opened.head,
        subject_name=opened.record.subject_name,
        audience=opened.questionnaire.audience,
        question=question,
        section=opened.questionnaire.section_of[question.code].code,
        files=tuple(use.file for use in uses if use.code == question.code),
        max_megabytes=max_bytes // _MEGABYTE,
        answerable=answerable,
        may_remove=answerable and allows(actor, Permission.EVIDENCE_DELETE),
    )


def add_evidence(  # noqa: PLR0913 - who, what, where to, and the three that every write takes
    session: DatabaseSession,
    actor: Actor,
    post: EvidencePost,
    *,
    files: FileStore,
    key: str,
    library: Library,
    now: datetime,
) -> AddedEvidence:
    """Attach a file to an answer; the same paper is kept once and shown for several answers."""
    require(actor, Permission.EVIDENCE_ADD)
    place = post.place
    act = f"evidence:{place.assessment_id}:{place.code}"
    stored: list[str] = []
    try:
        with writing(session):
            opened = open_to_answer(session, actor, place.assessment_id, library=library)
            first = replayed(session, actor.tenant_id, key, act)
            if first is not None:
                return AddedEvidence(id=UUID(first["id"]), section=first["section"])
            _check_room(session, opened, place)
            wanted, content = _described(post.upload, max_bytes=post.max_bytes, now=now)
            shown = evidence.find_same(session, wanted, assessment_id=place.assessment_id)
            if shown is None:
                stored.append(files.add(content))
                shown = replace(wanted, stored_name=stored[0])
                evidence.add(session, shown, tenant_id=actor.tenant_id, by=actor.user_id)
            _show(session, opened, shown, code=place.code, by=actor.user_id, now=now)
            section = opened.questionnaire.section_of[place.code].code
            reply = {"id": str(shown.id), "section": section}
            remember(session, actor.tenant_id, key, act, reply, now)
            told = {"assessment": place.assessment_id, "code": place.code, "file": shown.digest}
            record(session, by(actor), Act.EVIDENCE_ADD, of=shown.id, told=told, now=now)
    except BaseException:
        for name in stored:
            files.remove(name)  # its record was rolled back
        raise
    return AddedEvidence(id=shown.id, section=section)


def remove_evidence(
    session: DatabaseSession,
    actor: Actor,
    evidence_id: UUID,
    *,
    files: FileStore,
    key: str,
    now: datetime,
) -> EvidenceUse | None:
    """Delete a file while all answers that it backs may still change; None when done before."""
    require(actor, Permission.EVIDENCE_DELETE)
    act = f"evidence.remove:{evidence_id}"
    with writing(session):
        if replayed(session, actor.tenant_id, key, act) is not None:
            return None
        use = evidence.get_use(session, evidence_id, reach=tenant_reach(actor))
        for assessment_id in evidence.list_owners(session, evidence_id):
            owner = assessments.get(session, assessment_id, reach=tenant_reach(actor), lock=True)
            check_readable(actor, owner.head)
            check_answerable(owner.head)
        evidence.remove(session, evidence_id, tenant_id=actor.tenant_id)
        remember(session, actor.tenant_id, key, act, {}, now)
        told = {"file": use.file.digest}
        record(session, by(actor), Act.EVIDENCE_REMOVE, of=evidence_id, told=told, now=now)
    files.remove(use.file.stored_name)
    return use


def get_evidence(session: DatabaseSession, actor: Actor, evidence_id: UUID) -> EvidenceFile:
    """Return a file that the person may read, or raise NotFoundError."""
    require(actor, Permission.EVIDENCE_READ)
    with reading(session):
        use = evidence.get_use(session, evidence_id, reach=tenant_reach(actor))
        record = assessments.get(session, use.assessment_id, reach=tenant_reach(actor))
    check_readable(actor, record.head)
    return use.file


def list_evidence(
    session: DatabaseSession, actor: Actor, *, library: Library, limit: int, offset: int
) -> EvidenceList:
    """Return a page of the files that the person may read, newest first."""
    require(actor, Permission.EVIDENCE_LIST)
    with reading(session):
        uses, total = evidence.list_within(
            session, reach=reach_of(actor), limit=limit, offset=offset
        )
        heads = assessments.list_named(
            session, {use.assessment_id for use in uses}, reach=reach_of(actor)
        )
    lines = []
    for use in uses:
        line = heads[use.assessment_id]
        questionnaire = library.questionnaire(line.head.bank, line.head.bank_version)
        question = questionnaire.questions[use.code]
        lines.append(
            EvidenceLine(
                use=use,
                subject_name=line.subject_name,
                question_text=question.text,
                section=questionnaire.section_of[use.code].code,
                removable=line.head.submitted_at is None,
            )
        )
    return EvidenceList(lines=tuple(lines), total=total)


def _check_room(session: DatabaseSession, opened: OpenedAssessment, place: EvidencePlace) -> None:
    check_answerable(opened.head)
    opened.question(place.code)
    opened.check_changeable(place.code)
    if evidence.count_uses(session, place.assessment_id) >= MAX_FILES:
        raise RefusedInputError("too_many_files", limit=MAX_FILES)


def _show(
    session: DatabaseSession,
    opened: OpenedAssessment,
    file: EvidenceFile,
    *,
    code: str,
    by: UUID,
    now: datetime,
) -> None:
    """Show the file for the answer; where files are the answer, that makes it answered."""
    evidence.add_use(session, file.id, assessment_id=opened.head.id, code=code, now=now)
    question, before = opened.question(code), opened.answer(code)
    if question.type is not AnswerType.FILE or before.state is AnswerState.ANSWERED:
        return
    after = replace(before, state=AnswerState.ANSWERED, version=before.version + 1)
    change = AnswerChange(question=question, before=opened.answers.get(code), after=after)
    answer_rows.save(session, opened.head.id, [change], by=by, now=now)


def _described(
    upload: UploadedFile, *, max_bytes: int, now: datetime
) -> tuple[EvidenceFile, bytes]:
    """Return the file's record and the bytes to be kept, or refuse what cannot be taken."""
    if not upload.name and not upload.content:
        raise RefusedInputError("file_missing")
    if len(upload.content) > max_bytes:
        raise RefusedInputError("file_too_large", megabytes=max_bytes // _MEGABYTE)
    if upload.kind not in KINDS:
        raise RefusedInputError("file_kind")
    if upload.issued_on and upload.valid_until and upload.valid_until < upload.issued_on:
        raise RefusedInputError("file_dates")
    media = recognise(upload.content, name=upload.name)
    content = without_metadata(upload.content, media.type)
    file = EvidenceFile(
        id=uuid4(),
        file_name=clean_name(upload.name, ending=media.ending),
        stored_name="",
        media_type=media.type,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        kind=upload.kind,
        issued_on=upload.issued_on,
        valid_until=upload.valid_until,
        added_at=now,
    )
    return file, content
