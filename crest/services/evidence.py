"""Files that back answers: taken by their content, kept outside the web root, given back whole."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from crest.adapters.files import FileStore
from crest.adapters.media import clean_name, recognise
from crest.content.library import Library
from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Actor, Permission, require
from crest.domain.workflow import check_answerable
from crest.persistence import assessments, evidence
from crest.persistence.evidence import EvidenceFile, EvidenceUse
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.write_keys import remember, replayed
from crest.services.opened import OpenedAssessment, open_assessment
from crest.services.reach import check_answering, check_readable, reach_of, tenant_reach

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


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file as it came: its name and kind are claims, its bytes are checked."""

    name: str
    content: bytes
    kind: str
    issued_on: date | None = None
    valid_until: date | None = None


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


def add_evidence(  # noqa: PLR0913 - who, what for, the file, its bounds, and what a write takes
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    code: str,
    upload: UploadedFile,
    *,
    files: FileStore,
    max_bytes: int,
    key: str,
    library: Library,
    now: datetime,
) -> UUID:
    """Return the id of the file, now shown for this answer; the same bytes are kept once."""
    require(actor, Permission.EVIDENCE_ADD)
    act = f"evidence:{assessment_id}:{code}"
    stored: str | None = None
    try:
        with writing(session):
            first = replayed(session, actor.tenant_id, key, act)
            if first is not None:
                return UUID(first["id"])
            opened = _open_for_adding(session, actor, assessment_id, code, library=library)
            file = _described(upload, max_bytes=max_bytes, now=now)
            known = evidence.find_same(session, file, assessment_id=assessment_id)
            if known is None:
                stored = files.add(upload.content)
                file = replace(file, stored_name=stored)
                evidence.add(session, file, tenant_id=actor.tenant_id, by=actor.user_id)
            shown = known or file
            evidence.add_use(session, shown.id, assessment_id=opened.head.id, code=code, now=now)
            remember(session, actor.tenant_id, key, act, {"id": str(shown.id)}, now)
    except BaseException:
        if stored is not None:
            files.remove(stored)  # its record was rolled back
        raise
    return shown.id


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
            record = assessments.get(session, assessment_id, reach=tenant_reach(actor), lock=True)
            check_readable(actor, record.head)
            check_answerable(record.head)
        evidence.remove(session, evidence_id, tenant_id=actor.tenant_id)
        remember(session, actor.tenant_id, key, act, {}, now)
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
    require(actor, Permission.EVIDENCE_READ)
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


def _open_for_adding(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, code: str, *, library: Library
) -> OpenedAssessment:
    opened = open_assessment(session, actor, assessment_id, library=library, lock=True)
    check_answering(actor, opened.head)
    check_answerable(opened.head)
    opened.question(code)
    if evidence.count_uses(session, assessment_id) >= MAX_FILES:
        raise RefusedInputError("too_many_files", limit=MAX_FILES)
    return opened


def _described(upload: UploadedFile, *, max_bytes: int, now: datetime) -> EvidenceFile:
    if not upload.name and not upload.content:
        raise RefusedInputError("file_missing")
    if len(upload.content) > max_bytes:
        raise RefusedInputError("file_too_large", megabytes=max_bytes // 1_000_000)
    if upload.kind not in KINDS:
        raise RefusedInputError("file_kind")
    if upload.issued_on and upload.valid_until and upload.valid_until < upload.issued_on:
        raise RefusedInputError("file_dates")
    media = recognise(upload.content, name=upload.name)
    return EvidenceFile(
        id=uuid4(),
        file_name=clean_name(upload.name, ending=media.ending),
        stored_name="",
        media_type=media.type,
        size=len(upload.content),
        digest=hashlib.sha256(upload.content).hexdigest(),
        kind=upload.kind,
        issued_on=upload.issued_on,
        valid_until=upload.valid_until,
        added_at=now,
    )
