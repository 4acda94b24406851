"""Invitations of suppliers: written, listed and changed by the buyer; the tenant stands in each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, case, delete, func, select
from sqlalchemy import Row as ResultRow

from crest.domain.errors import NotFoundError
from crest.domain.invitations import InvitationCourse
from crest.persistence.models import (
    AnswerRow,
    AssessmentRow,
    InvitationRow,
    OutboxRow,
    SessionRow,
    SupplierRow,
    TenantRow,
    UserRow,
)
from crest.persistence.outbox import MailState
from crest.persistence.session import DatabaseSession
from crest.persistence.sessions import digest_of

_ANSWERED = (
    select(func.count())
    .select_from(AnswerRow)
    .where(AnswerRow.assessment_id == InvitationRow.assessment_id, AnswerRow.state != "blank")
    .correlate(InvitationRow)
    .scalar_subquery()
)
# The row of a mail is gone some time after it went out.
_MAIL = case(
    (InvitationRow.mail_id.is_(None), ""),
    else_=func.coalesce(OutboxRow.state, MailState.SENT.value),
)
# Nobody writes to it: it only fills the place of an address of whoever answers without account.
_NO_HOST = "respondent.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One supplier asked by one buyer, with where that stands.

    `buyer` and `sender` are the names of the tenant and of whoever made the newest link.
    """

    id: UUID
    tenant_id: UUID
    supplier_id: UUID
    assessment_id: UUID
    respondent_id: UUID
    buyer: str
    supplier: str
    country: str | None
    sender: str
    sender_email: str
    bank: str
    bank_version: str
    due_on: date
    email: str | None
    name: str
    language: str
    message: str
    created_at: datetime
    link_made_at: datetime
    pin_hash: str | None = field(repr=False)
    mailed_code_hash: str | None = field(repr=False)
    mailed_code_until: datetime | None
    reminded_before: int | None
    decline_reason: str
    course: InvitationCourse


def add_respondent(session: DatabaseSession, *, name: str, language: str, now: datetime) -> UUID:
    """Store a person who answers without account and return the id; nobody can sign in as it."""
    row = new_respondent(name=name, language=language, now=now)
    session.add(row)
    session.flush()
    return row.id


def new_respondent(*, name: str, language: str, now: datetime) -> UserRow:
    """Return a person who answers without account, not stored yet."""
    user_id = uuid4()
    return UserRow(
        id=user_id,
        email=f"{user_id}@{_NO_HOST}",
        name=name,
        language=language,
        password_hash="",
        disabled_at=now,
        created_at=now,
    )


def add(session: DatabaseSession, invited: InvitationRow) -> None:
    """Store an invitation."""
    session.add(invited)
    session.flush()


def get_row(session: DatabaseSession, invitation_id: UUID, *, tenant_id: UUID) -> InvitationRow:
    """Return an invitation of the tenant's, locked for a change, or raise NotFoundError."""
    row = session.scalars(
        select(InvitationRow)
        .where(InvitationRow.id == invitation_id, InvitationRow.tenant_id == tenant_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def list_rows(
    session: DatabaseSession, ids: Collection[UUID], *, tenant_id: UUID
) -> Sequence[InvitationRow]:
    """Return those of the ids that are invitations of the tenant's, the oldest first."""
    query = select(InvitationRow).where(
        InvitationRow.tenant_id == tenant_id, InvitationRow.id.in_(ids)
    )
    return session.scalars(query.order_by(InvitationRow.created_at, InvitationRow.id)).all()


def get(session: DatabaseSession, invitation_id: UUID, *, tenant_id: UUID) -> Asked:
    """Return an invitation of the tenant's, or raise NotFoundError."""
    found = _find(session, InvitationRow.id == invitation_id, InvitationRow.tenant_id == tenant_id)
    if found is None:
        raise NotFoundError
    return found


def find_by_link(session: DatabaseSession, token: str) -> Asked | None:
    """Return the invitation of a link, ended ones too, or None."""
    return _find(session, InvitationRow.token_digest == digest_of(token))


def find_by_respondent(session: DatabaseSession, respondent_id: UUID) -> Asked | None:
    """Return the invitation that somebody answers by, or None."""
    return _find(session, InvitationRow.respondent_id == respondent_id)


def find_by_assessment(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID
) -> Asked | None:
    """Return the invitation that leads to an assessment of the tenant's, or None."""
    return _find(
        session,
        InvitationRow.assessment_id == assessment_id,
        InvitationRow.tenant_id == tenant_id,
    )


def find_open(
    session: DatabaseSession, supplier_id: UUID, *, tenant_id: UUID, bank: str, now: datetime
) -> UUID | None:
    """Return the invitation to this bank that the supplier has not answered yet, or None."""
    return session.scalar(
        select(InvitationRow.id)
        .join(AssessmentRow, AssessmentRow.id == InvitationRow.assessment_id)
        .where(
            InvitationRow.tenant_id == tenant_id,
            InvitationRow.supplier_id == supplier_id,
            InvitationRow.closed_at.is_(None),
            InvitationRow.declined_at.is_(None),
            InvitationRow.expires_at > now,
            AssessmentRow.bank == bank,
            AssessmentRow.submitted_at.is_(None),
        )
        .order_by(InvitationRow.created_at.desc())
        .limit(1)
    )


def list_asked(
    session: DatabaseSession, *, tenant_id: UUID, limit: int, offset: int
) -> tuple[tuple[Asked, ...], int]:
    """Return a page of the tenant's invitations, the newest first, and how many there are."""
    own = InvitationRow.tenant_id == tenant_id
    total = session.scalar(select(func.count()).select_from(InvitationRow).where(own)) or 0
    query = _asked().where(own).order_by(InvitationRow.created_at.desc(), InvitationRow.id)
    return tuple(_read(row) for row in session.execute(query.limit(limit).offset(offset))), total


def list_of_supplier(
    session: DatabaseSession, supplier_id: UUID, *, tenant_id: UUID
) -> tuple[Asked, ...]:
    """Return the tenant's invitations of one supplier, the newest first."""
    query = _asked().where(
        InvitationRow.tenant_id == tenant_id, InvitationRow.supplier_id == supplier_id
    )
    ordered = query.order_by(InvitationRow.created_at.desc(), InvitationRow.id)
    return tuple(_read(row) for row in session.execute(ordered))


def count_courses(session: DatabaseSession, *, tenant_id: UUID) -> Sequence[InvitationCourse]:
    """Return how each of the tenant's invitations went, for counting."""
    query = _asked().where(InvitationRow.tenant_id == tenant_id)
    return tuple(_course(row) for row in session.execute(query))


def list_ending(
    session: DatabaseSession, *, now: datetime, until: datetime
) -> tuple[tuple[UUID, UUID], ...]:
    """Return tenant and id of what still waits, has an address, and ends by `until`."""
    query = (
        select(InvitationRow.tenant_id, InvitationRow.id)
        .join(AssessmentRow, AssessmentRow.id == InvitationRow.assessment_id)
        .join(TenantRow, TenantRow.id == InvitationRow.tenant_id)
        .where(
            # a suspended buyer asks nobody; what was sent before can still be answered
            TenantRow.suspended_at.is_(None),
            InvitationRow.email.is_not(None),
            InvitationRow.closed_at.is_(None),
            InvitationRow.declined_at.is_(None),
            InvitationRow.expires_at > now,
            InvitationRow.expires_at <= until + timedelta(days=1),
            AssessmentRow.submitted_at.is_(None),
        )
        .order_by(InvitationRow.expires_at, InvitationRow.id)
    )
    return tuple((row.tenant_id, row.id) for row in session.execute(query))


def set_due(
    session: DatabaseSession, invited: InvitationRow, *, due_on: date, end: datetime
) -> None:
    """Store the last day of an invitation, beside its assessment's."""
    invited.expires_at = end
    session.get_one(AssessmentRow, invited.assessment_id).due_on = due_on


def end_sessions(session: DatabaseSession, respondent_id: UUID) -> None:
    """Forget the browsers that answer by an invitation."""
    session.execute(delete(SessionRow).where(SessionRow.user_id == respondent_id))


def new_digest(token: str) -> str:
    """Return what is stored in place of a link's token."""
    return digest_of(token)


def _find(session: DatabaseSession, *conditions: ColumnElement[bool]) -> Asked | None:
    row = session.execute(_asked().where(*conditions)).one_or_none()
    return None if row is None else _read(row)


def _asked() -> Select[*tuple[Any, ...]]:
    return (
        select(
            InvitationRow,
            TenantRow.name.label("buyer"),
            SupplierRow.name.label("supplier"),
            SupplierRow.country,
            UserRow.name.label("sender"),
            UserRow.email.label("sender_email"),
            AssessmentRow.bank,
            AssessmentRow.bank_version,
            AssessmentRow.due_on,
            AssessmentRow.submitted_at,
            _MAIL.label("mail"),
            _ANSWERED.label("answered"),
        )
        .join_from(InvitationRow, TenantRow, TenantRow.id == InvitationRow.tenant_id)
        .join(SupplierRow, SupplierRow.id == InvitationRow.supplier_id)
        .join(UserRow, UserRow.id == InvitationRow.sent_by)
        .join(AssessmentRow, AssessmentRow.id == InvitationRow.assessment_id)
        .outerjoin(OutboxRow, OutboxRow.id == InvitationRow.mail_id)
        # A row that was read before is read again: another browser may have claimed it.
        .execution_options(populate_existing=True)
    )


def _read(row: ResultRow[*tuple[Any, ...]]) -> Asked:
    kept: InvitationRow = row.InvitationRow
    return Asked(
        id=kept.id,
        tenant_id=kept.tenant_id,
        supplier_id=kept.supplier_id,
        assessment_id=kept.assessment_id,
        respondent_id=kept.respondent_id,
        buyer=row.buyer,
        supplier=row.supplier,
        country=row.country,
        sender=row.sender,
        sender_email=row.sender_email,
        bank=row.bank,
        bank_version=row.bank_version,
        due_on=row.due_on or kept.expires_at.date(),
        email=kept.email,
        name=kept.name,
        language=kept.language,
        message=kept.message,
        created_at=kept.created_at,
        link_made_at=kept.link_made_at,
        pin_hash=kept.pin_hash,
        mailed_code_hash=kept.mailed_code_hash,
        mailed_code_until=kept.mailed_code_until,
        reminded_before=kept.reminded_before,
        decline_reason=kept.decline_reason,
        course=_course(row),
    )


def _course(row: ResultRow[*tuple[Any, ...]]) -> InvitationCourse:
    kept: InvitationRow = row.InvitationRow
    return InvitationCourse(
        expires_at=kept.expires_at,
        mail=row.mail,
        claimed_at=kept.claimed_at,
        answered=row.answered,
        submitted_at=row.submitted_at,
        declined_at=kept.declined_at,
        closed_at=kept.closed_at,
    )
