"""What a first page needs to know: drafts, open triggers, new results and reviews due."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from crest.domain.answers import TriggerState
from crest.domain.permissions import TenantKind
from crest.domain.workflow import AssessmentState
from crest.persistence.assessments import Reach, within
from crest.persistence.models import (
    AnswerRow,
    AssessmentRow,
    ScoreRow,
    SignOffRow,
    SupplierRow,
    TenantRow,
    TriggerRow,
    UserRow,
    WorkplaceRow,
)
from crest.persistence.session import DatabaseSession

_DRAFT = AssessmentRow.state == AssessmentState.DRAFT.value
_SUBJECT_NAME: ColumnElement[str] = func.coalesce(
    SupplierRow.name, WorkplaceRow.name, TenantRow.name
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An assessment that waits for answers."""

    id: UUID
    subject_name: str
    subject_kind: str
    bank: str
    bank_version: str
    answered: int
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTrigger:
    """Something that needs action now, and the assessment that showed it."""

    assessment_id: UUID
    subject_name: str
    bank: str
    bank_version: str
    code: str
    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewResult:
    """An assessment submitted lately, with the risk: of a supplier today, else when submitted."""

    assessment_id: UUID
    subject_name: str
    submitted_at: datetime
    band: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue:
    """A supplier whose review date has come."""

    supplier_id: UUID
    name: str
    next_review: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureDue:
    """An assessment that waits for the signature of one person, who asked, and since when."""

    assessment_id: UUID
    subject_name: str
    asker: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """A member's name, sector and contact, and how many assessments it has begun and sent."""

    code: str
    name: str
    sector_group: str | None
    contact_name: str | None
    contact_email: str | None
    begun: int
    submitted: int


def list_drafts(session: DatabaseSession, *, reach: Reach, limit: int) -> tuple[Draft, ...]:
    """Return the drafts within reach, those with a due date first."""
    answered = (
        select(func.count())
        .where(AnswerRow.assessment_id == AssessmentRow.id, AnswerRow.state != "blank")
        .correlate(AssessmentRow)
        .scalar_subquery()
    )
    query = (
        _named(
            AssessmentRow.id,
            _SUBJECT_NAME,
            AssessmentRow.subject_kind,
            AssessmentRow.bank,
            AssessmentRow.bank_version,
            answered,
            AssessmentRow.due_on,
        )
        .where(within(reach), _DRAFT)
        .order_by(
            AssessmentRow.due_on.is_(None),
            AssessmentRow.due_on,
            AssessmentRow.created_at.desc(),
            AssessmentRow.id,
        )
        .limit(limit)
    )
    return tuple(
        Draft(
            id=row[0],
            subject_name=row[1],
            subject_kind=row[2],
            bank=row[3],
            bank_version=row[4],
            answered=row[5],
            due_on=row[6],
        )
        for row in session.execute(query)
    )


def list_signatures_due(
    session: DatabaseSession, *, tenant_id: UUID, certifier_id: UUID, now: datetime, limit: int
) -> tuple[SignatureDue, ...]:
    """Return what one person with an account is asked to sign now, the longest waiting first."""
    query = (
        _named(AssessmentRow.id, _SUBJECT_NAME, UserRow.name, SignOffRow.created_at)
        .join(SignOffRow, SignOffRow.assessment_id == AssessmentRow.id)
        .join(UserRow, UserRow.id == SignOffRow.asked_by)
        .where(
            AssessmentRow.tenant_id == tenant_id,
            _DRAFT,
            SignOffRow.tenant_id == tenant_id,
            SignOffRow.certifier_id == certifier_id,
            SignOffRow.signed_at.is_(None),
            SignOffRow.returned_at.is_(None),
            SignOffRow.closed_at.is_(None),
            SignOffRow.expires_at > now,
        )
        .order_by(SignOffRow.created_at, SignOffRow.id)
        .limit(limit)
    )
    return tuple(
        SignatureDue(assessment_id=row[0], subject_name=row[1], asker=row[2], asked_at=row[3])
        for row in session.execute(query)
    )


def count_assessments(session: DatabaseSession, *, reach: Reach) -> tuple[int, int]:
    """Return how many assessments within reach are in draft, and how many are submitted."""
    found = session.execute(
        select(_DRAFT, func.count())
        .select_from(AssessmentRow)
        .where(within(reach))
        .group_by(AssessmentRow.state)
    )
    drafts = submitted = 0
    for is_draft, count in found:
        drafts, submitted = (drafts + count, submitted) if is_draft else (drafts, submitted + count)
    return drafts, submitted


def list_open_triggers(
    session: DatabaseSession, *, reach: Reach, limit: int
) -> tuple[tuple[OpenTrigger, ...], int]:
    """Return the triggers that need action now, newest first, and how many there are in all."""
    wanted = and_(within(reach), TriggerRow.state == TriggerState.OPEN.value)
    joined = TriggerRow.assessment_id == AssessmentRow.id
    total = session.scalar(
        select(func.count()).select_from(AssessmentRow).join(TriggerRow, joined).where(wanted)
    )
    query = (
        _named(
            AssessmentRow.id,
            _SUBJECT_NAME,
            AssessmentRow.bank,
            AssessmentRow.bank_version,
            TriggerRow.code,
            TriggerRow.opened_on,
        )
        .join(TriggerRow, joined)
        .where(wanted)
        .order_by(TriggerRow.opened_on.desc(), TriggerRow.code, TriggerRow.id)
        .limit(limit)
    )
    lines = tuple(
        OpenTrigger(
            assessment_id=row[0],
            subject_name=row[1],
            bank=row[2],
            bank_version=row[3],
            code=row[4],
            opened_on=row[5],
        )
        for row in session.execute(query)
    )
    return lines, total or 0


def list_new_results(
    session: DatabaseSession, *, reach: Reach, limit: int
) -> tuple[NewResult, ...]:
    """Return the assessments submitted last, with the bands of their subjects."""
    query = (
        _named(
            AssessmentRow.id,
            _SUBJECT_NAME,
            AssessmentRow.submitted_at,
            func.coalesce(SupplierRow.band, ScoreRow.band),
        )
        .join(ScoreRow, ScoreRow.assessment_id == AssessmentRow.id)
        .where(within(reach), AssessmentRow.submitted_at.is_not(None))
        .order_by(AssessmentRow.submitted_at.desc(), AssessmentRow.id)
        .limit(limit)
    )
    return tuple(
        NewResult(
            assessment_id=row[0],
            subject_name=row[1],
            submitted_at=row[2],
            band=row[3],
        )
        for row in session.execute(query)
    )


def list_reviews_due(
    session: DatabaseSession, *, tenant_id: UUID, on: date, limit: int
) -> tuple[ReviewDue, ...]:
    """Return the suppliers whose review date has come, the longest overdue first."""
    query = (
        select(SupplierRow.id, SupplierRow.name, SupplierRow.next_review)
        .where(
            SupplierRow.tenant_id == tenant_id,
            SupplierRow.archived_at.is_(None),
            SupplierRow.next_review <= on,
        )
        .order_by(SupplierRow.next_review, SupplierRow.code)
        .limit(limit)
    )
    return tuple(
        ReviewDue(supplier_id=row[0], name=row[1], next_review=row[2])
        for row in session.execute(query)
        if row[2] is not None
    )


def list_participation(session: DatabaseSession) -> tuple[Participation, ...]:
    """Return every member by name with its counts; never an answer, a score or a supplier."""
    submitted = func.count(AssessmentRow.submitted_at)
    query = (
        select(TenantRow, func.count(AssessmentRow.id), submitted)
        .outerjoin(AssessmentRow, AssessmentRow.tenant_id == TenantRow.id)
        .where(TenantRow.kind == TenantKind.MEMBER.value, TenantRow.left_at.is_(None))
        .group_by(TenantRow.id)
        .order_by(TenantRow.name, TenantRow.code)
    )
    return tuple(
        Participation(
            code=row.code,
            name=row.name,
            sector_group=row.sector_group,
            contact_name=row.contact_name,
            contact_email=row.contact_email,
            begun=begun,
            submitted=sent,
        )
        for row, begun, sent in session.execute(query)
    )


def _named(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(AssessmentRow)
        .join(TenantRow, TenantRow.id == AssessmentRow.tenant_id)
        .outerjoin(
            WorkplaceRow,
            and_(
                WorkplaceRow.id == AssessmentRow.workplace_id,
                WorkplaceRow.tenant_id == AssessmentRow.tenant_id,
            ),
        )
        .outerjoin(
            SupplierRow,
            and_(
                SupplierRow.id == AssessmentRow.supplier_id,
                SupplierRow.tenant_id == AssessmentRow.tenant_id,
            ),
        )
    )
