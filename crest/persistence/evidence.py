"""Evidence, its uses and what reviewers found; whose it is stands in every query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from crest.domain.answers import Assurance
from crest.domain.assurance import EvidenceUsed, Verification
from crest.domain.errors import NotFoundError
from crest.persistence.assessments import Reach, within
from crest.persistence.models import (
    AssessmentRow,
    EvidenceRow,
    EvidenceUseRow,
    UserRow,
    VerificationRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """One file as a page shows it; its bytes lie elsewhere under `stored_name`."""

    id: UUID
    file_name: str
    stored_name: str
    media_type: str
    size: int
    digest: str
    kind: str
    issued_on: date | None
    valid_until: date | None
    added_at: datetime

    @property
    def used(self) -> EvidenceUsed:
        """Return what the file says about the answers that it is shown for."""
        return EvidenceUsed(
            kind=self.kind,
            added_on=self.added_at.date(),
            issued_on=self.issued_on,
            valid_until=self.valid_until,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceUse:
    """A file and the answer that it is shown for."""

    file: EvidenceFile
    assessment_id: UUID
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What one person found about one answer, when, how it is known, and what was replied."""

    assessment_id: UUID
    code: str
    level: Assurance
    name: str
    made_on: date
    valid_until: date | None
    source: str
    reply: str
    replied_on: date | None


def list_reviews(session: Session, assessment_ids: Iterable[UUID]) -> tuple[Review, ...]:
    """Return what was found about answers of these assessments, and by whom, oldest first."""
    query = (
        select(VerificationRow, UserRow.name)
        .join(UserRow, UserRow.id == VerificationRow.made_by)
        .where(
            VerificationRow.assessment_id.in_(tuple(assessment_ids)),
            VerificationRow.is_internal.is_(False),
        )
        .order_by(VerificationRow.made_at, VerificationRow.id)
    )
    return tuple(
        Review(
            assessment_id=row.assessment_id,
            code=row.code,
            level=Assurance(row.level),
            name=name,
            made_on=row.made_at.date(),
            valid_until=row.valid_until,
            source=row.source,
            reply=row.reply,
            replied_on=None if row.replied_at is None else row.replied_at.date(),
        )
        for row, name in session.execute(query)
    )


def list_uses(
    session: Session, assessment_ids: Iterable[UUID], *, tenant_id: UUID
) -> tuple[EvidenceUse, ...]:
    """Return the files shown for the answers of these assessments, oldest first."""
    query = (
        _uses()
        .where(
            EvidenceUseRow.assessment_id.in_(tuple(assessment_ids)),
            EvidenceRow.tenant_id == tenant_id,
        )
        .order_by(EvidenceRow.added_at, EvidenceRow.id)
    )
    return _read(session, query)


def list_within(
    session: Session, *, reach: Reach, limit: int, offset: int
) -> tuple[tuple[EvidenceUse, ...], int]:
    """Return the files shown for assessments within reach, newest first, and how many."""
    query = (
        _uses()
        .join(AssessmentRow, AssessmentRow.id == EvidenceUseRow.assessment_id)
        .where(within(reach), EvidenceRow.tenant_id == reach.tenant_id)
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(EvidenceRow.added_at.desc(), EvidenceRow.id, EvidenceUseRow.id)
    return _read(session, ordered.limit(limit).offset(offset)), total


def get_use(session: Session, evidence_id: UUID, *, reach: Reach) -> EvidenceUse:
    """Return a file that is shown for an assessment within reach, or raise NotFoundError."""
    query = (
        _uses()
        .join(AssessmentRow, AssessmentRow.id == EvidenceUseRow.assessment_id)
        .where(
            EvidenceRow.id == evidence_id, EvidenceRow.tenant_id == reach.tenant_id, within(reach)
        )
        .order_by(EvidenceUseRow.added_at)
        .limit(1)
    )
    found = _read(session, query)
    if not found:
        raise NotFoundError
    return found[0]


def list_owners(session: Session, evidence_id: UUID) -> tuple[UUID, ...]:
    """Return the assessments that show this file, which the caller then looks up in scope."""
    query = select(EvidenceUseRow.assessment_id).where(EvidenceUseRow.evidence_id == evidence_id)
    return tuple(session.scalars(query.distinct()))


def find_same(session: Session, file: EvidenceFile, *, assessment_id: UUID) -> EvidenceFile | None:
    """Return a file with the same bytes, kind and days that the assessment shows, or None."""
    query = _uses().where(
        EvidenceUseRow.assessment_id == assessment_id,
        EvidenceRow.digest == file.digest,
        EvidenceRow.kind == file.kind,
        EvidenceRow.issued_on.is_not_distinct_from(file.issued_on),
        EvidenceRow.valid_until.is_not_distinct_from(file.valid_until),
    )
    found = _read(session, query.limit(1))
    return found[0].file if found else None


def count_uses(session: Session, assessment_id: UUID) -> int:
    """Return how many files the assessment shows."""
    query = select(func.count()).where(EvidenceUseRow.assessment_id == assessment_id)
    return session.scalar(query.select_from(EvidenceUseRow)) or 0


def add(session: Session, file: EvidenceFile, *, tenant_id: UUID, by: UUID) -> None:
    """Write a file's record; its bytes are already stored."""
    session.add(
        EvidenceRow(
            id=file.id,
            tenant_id=tenant_id,
            file_name=file.file_name,
            stored_name=file.stored_name,
            media_type=file.media_type,
            size=file.size,
            digest=file.digest,
            kind=file.kind,
            issued_on=file.issued_on,
            valid_until=file.valid_until,
            added_by=by,
            added_at=file.added_at,
        )
    )
    session.flush()


def add_use(
    session: Session, evidence_id: UUID, *, assessment_id: UUID, code: str, now: datetime
) -> bool:
    """Show the file for this answer; False where it already is."""
    query = select(EvidenceUseRow.id).where(
        EvidenceUseRow.evidence_id == evidence_id,
        EvidenceUseRow.assessment_id == assessment_id,
        EvidenceUseRow.code == code,
    )
    if session.scalar(query) is not None:
        return False
    session.add(
        EvidenceUseRow(
            id=uuid4(),
            evidence_id=evidence_id,
            assessment_id=assessment_id,
            code=code,
            added_at=now,
        )
    )
    return True


def remove(session: Session, evidence_id: UUID, *, tenant_id: UUID) -> None:
    """Delete the record of a file of this tenant's with all its uses."""
    owned = select(EvidenceRow.id).where(
        EvidenceRow.id == evidence_id, EvidenceRow.tenant_id == tenant_id
    )
    session.execute(delete(EvidenceUseRow).where(EvidenceUseRow.evidence_id.in_(owned)))
    session.execute(
        delete(EvidenceRow).where(EvidenceRow.id == evidence_id, EvidenceRow.tenant_id == tenant_id)
    )


def list_verifications(
    session: Session, assessment_ids: Sequence[UUID]
) -> dict[tuple[UUID, str], tuple[Verification, ...]]:
    """Return what reviewers found, oldest first, by assessment and question code."""
    found: dict[tuple[UUID, str], tuple[Verification, ...]] = {}
    query = (
        select(VerificationRow)
        .where(
            VerificationRow.assessment_id.in_(assessment_ids),
            VerificationRow.is_internal.is_(False),
        )
        .order_by(VerificationRow.made_at, VerificationRow.id)
    )
    for row in session.scalars(query):
        check = Verification(
            level=Assurance(row.level),
            option=row.option,
            made_on=row.made_at.date(),
            valid_until=row.valid_until,
        )
        place = (row.assessment_id, row.code)
        found[place] = (*found.get(place, ()), check)
    return found


def _uses() -> Select[EvidenceRow, UUID, str]:
    return select(EvidenceRow, EvidenceUseRow.assessment_id, EvidenceUseRow.code).join(
        EvidenceUseRow, EvidenceUseRow.evidence_id == EvidenceRow.id
    )


def _read(session: Session, query: Select[EvidenceRow, UUID, str]) -> tuple[EvidenceUse, ...]:
    return tuple(
        EvidenceUse(file=_file(row), assessment_id=assessment_id, code=code)
        for row, assessment_id, code in session.execute(query)
    )


def _file(row: EvidenceRow) -> EvidenceFile:
    return EvidenceFile(
        id=row.id,
        file_name=row.file_name,
        stored_name=row.stored_name,
        media_type=row.media_type,
        size=row.size,
        digest=row.digest,
        kind=row.kind,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        added_at=row.added_at,
    )
