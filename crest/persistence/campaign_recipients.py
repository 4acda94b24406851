"""Whom a campaign asks: stored at once, read with how far each is, chosen, asked and changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import Row as ResultRow

from crest.domain.campaigns import Course
from crest.domain.errors import NotFoundError
from crest.domain.invitations import InvitationCourse
from crest.domain.members import MemberState, state_of
from crest.persistence.models import (
    AnswerRow,
    AssessmentRow,
    CampaignRecipientRow,
    CampaignRow,
    InvitationRow,
    OutboxRow,
    SupplierRow,
    TenantRow,
    WorkplaceRow,
)
from crest.persistence.outbox import MailState
from crest.persistence.session import DatabaseSession

_R = CampaignRecipientRow
_ANSWERS = func.coalesce(InvitationRow.assessment_id, _R.assessment_id)
_MAIL_ID = func.coalesce(InvitationRow.mail_id, _R.mail_id)
# A reminder as late as this has had its chance before somebody calls.
_LATE_REMINDER = 3
# More working days before the last one than any reminder stands for.
_NEVER = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One assessment that a campaign asks for, with where that stands.

    `owner` is the company that answers, `owner_state` where it stands as a member now, ACTIVE where
    it asks for itself; `phone` and `contact` stand in the supplier's record.
    """

    id: UUID
    owner_id: UUID
    owner: str
    owner_state: MemberState
    supplier_id: UUID | None
    name: str
    country: str | None
    contact: str | None
    email: str | None
    phone: str | None
    priority: int | None
    language: str
    is_chosen: bool
    asked_at: datetime | None
    reminded_at: datetime | None
    refusal: str
    has_invitation: bool
    course: Course


def add_all(session: DatabaseSession, rows: Sequence[CampaignRecipientRow]) -> None:
    """Store whom a campaign asks; their values name the tenant."""
    session.add_all(rows)
    session.flush()


def list_recipients(
    session: DatabaseSession, campaign_id: UUID, *, tenant_id: UUID, only: UUID | None = None
) -> tuple[Recipient, ...]:
    """Return everyone whom a campaign of the tenant's asks, in their order; or only one."""
    query = _recipients().where(_R.campaign_id == campaign_id, _R.tenant_id == tenant_id)
    if only is not None:
        query = query.where(_R.id == only)
    return tuple(_read(row) for row in session.execute(query.order_by(_R.place, _R.id)))


def choose(
    session: DatabaseSession,
    campaign_id: UUID,
    *,
    tenant_id: UUID,
    ids: Collection[UUID] | None,
    now: datetime,
) -> int:
    """Mark whom to ask now, all or those of the ids, and return how many are newly marked."""
    wanted = [
        _R.campaign_id == campaign_id,
        _R.tenant_id == tenant_id,
        _R.chosen_at.is_(None),
        _R.stopped_at.is_(None),
        *([] if ids is None else [_named(ids)]),
    ]
    return _changed(session, update(_R).where(*wanted).values(chosen_at=now))


def leave_out(
    session: DatabaseSession, campaign_id: UUID, ids: Collection[UUID], *, tenant_id: UUID
) -> int:
    """Take those of the ids out that were not chosen yet, and return how many."""
    wanted = (
        _R.campaign_id == campaign_id,
        _R.tenant_id == tenant_id,
        _R.chosen_at.is_(None),
        _named(ids),
    )
    return _changed(session, delete(_R).where(*wanted))


def next_to_ask(
    session: DatabaseSession, campaign_id: UUID, *, tenant_id: UUID, limit: int
) -> Sequence[CampaignRecipientRow]:
    """Return the next who are chosen and not asked, locked for a change, in their order.

    Whose company was suspended meanwhile, or is leaving, is not among them.
    """
    query = (
        select(_R)
        .where(
            _R.campaign_id == campaign_id, _R.tenant_id == tenant_id, _is_to_ask(), _takes_part()
        )
        .order_by(_R.place, _R.id)
        .limit(limit)
        .with_for_update()
    )
    return session.scalars(query).all()


def put_back(session: DatabaseSession, campaign_id: UUID, *, tenant_id: UUID) -> int:
    """Choose those no longer who do not take part any more, and return how many.

    They stand as not asked: who is resumed can be chosen again. Who asks for itself is not among
    them: its campaign goes on once it is resumed.
    """
    wanted = (
        _R.campaign_id == campaign_id,
        _R.tenant_id == tenant_id,
        _R.owner_id != tenant_id,
        _is_to_ask(),
        ~_takes_part(),
    )
    return _changed(session, update(_R).where(*wanted).values(chosen_at=None))


def count_asked(session: DatabaseSession, campaign_id: UUID, *, tenant_id: UUID) -> tuple[int, int]:
    """Return how many of those chosen have been dealt with, and how many are chosen."""
    waiting = func.coalesce(func.sum(case((_is_to_ask(), 1), else_=0)), 0)
    chosen, left = session.execute(
        select(func.count(_R.chosen_at), waiting).where(
            _R.campaign_id == campaign_id, _R.tenant_id == tenant_id
        )
    ).one()
    return chosen - left, chosen


def get_row(
    session: DatabaseSession, recipient_id: UUID, *, campaign_id: UUID, tenant_id: UUID
) -> CampaignRecipientRow:
    """Return one whom a campaign of the tenant's asks, locked, or raise NotFoundError."""
    row = session.scalars(
        select(_R)
        .where(_R.id == recipient_id, _R.campaign_id == campaign_id, _R.tenant_id == tenant_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def list_own_waiting(
    session: DatabaseSession, *, today: date, until: date
) -> tuple[tuple[UUID, UUID, UUID, date, int], ...]:
    """Return tenant, campaign, owner, last day and the newest reminder of own answers that wait."""
    query = (
        select(
            _R.tenant_id,
            _R.campaign_id,
            _R.owner_id,
            CampaignRow.due_on,
            func.max(func.coalesce(_R.reminded_before, _NEVER)),
        )
        .join(CampaignRow, CampaignRow.id == _R.campaign_id)
        .join(AssessmentRow, AssessmentRow.id == _R.assessment_id)
        .join(TenantRow, TenantRow.id == _R.owner_id)
        .where(
            # who cannot sign in, or leaves, is not reminded
            TenantRow.suspended_at.is_(None),
            TenantRow.leaving_at.is_(None),
            CampaignRow.audience != "suppliers",
            CampaignRow.state == "running",
            CampaignRow.due_on > today,
            CampaignRow.due_on <= until,
            _R.stopped_at.is_(None),
            AssessmentRow.submitted_at.is_(None),
        )
        .group_by(_R.tenant_id, _R.campaign_id, _R.owner_id, CampaignRow.due_on)
        .order_by(CampaignRow.due_on, _R.campaign_id, _R.owner_id)
    )
    return tuple((row[0], row[1], row[2], row[3], row[4]) for row in session.execute(query))


def lock_waiting(
    session: DatabaseSession, campaign_id: UUID, owner_id: UUID, *, tenant_id: UUID
) -> Sequence[CampaignRecipientRow]:
    """Return the rows of one owner whose answers still wait, locked for a change."""
    query = (
        select(_R)
        .join(AssessmentRow, AssessmentRow.id == _R.assessment_id)
        .where(
            _R.campaign_id == campaign_id,
            _R.tenant_id == tenant_id,
            _R.owner_id == owner_id,
            _R.stopped_at.is_(None),
            AssessmentRow.submitted_at.is_(None),
        )
        .order_by(_R.place)
        .with_for_update(of=_R)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def _named(ids: Collection[UUID]) -> ColumnElement[bool]:
    # A member with several assessments is named as a whole.
    return or_(_R.id.in_(ids), _R.owner_id.in_(ids))


def _is_to_ask() -> ColumnElement[bool]:
    return (
        _R.chosen_at.is_not(None)
        & _R.asked_at.is_(None)
        & _R.stopped_at.is_(None)
        & (_R.refusal == "")
    )


def _takes_part() -> ColumnElement[bool]:
    """Return whether the company may be asked, or ask: a leaving one still asks for itself."""
    return exists().where(
        TenantRow.id == _R.owner_id,
        TenantRow.suspended_at.is_(None),
        TenantRow.left_at.is_(None),
        or_(TenantRow.leaving_at.is_(None), TenantRow.id == _R.tenant_id),
    )


def _recipients() -> Select[*tuple[Any, ...]]:
    # Whether anything is answered, never how much: the federation reads this of its members.
    begun = exists().where(AnswerRow.assessment_id == _ANSWERS, AnswerRow.state != "blank")
    return (
        select(
            _R,
            InvitationRow,
            SupplierRow,
            WorkplaceRow.name.label("workplace"),
            TenantRow.name.label("owner"),
            TenantRow.suspended_at,
            TenantRow.leaving_at,
            TenantRow.left_at,
            AssessmentRow.submitted_at,
            OutboxRow.state.label("mail"),
            _MAIL_ID.label("mail_id"),
            CampaignRow.due_on,
            begun.correlate(InvitationRow, _R).label("begun"),
        )
        .join_from(_R, CampaignRow, CampaignRow.id == _R.campaign_id)
        .join(TenantRow, TenantRow.id == _R.owner_id)
        .outerjoin(SupplierRow, SupplierRow.id == _R.supplier_id)
        .outerjoin(WorkplaceRow, WorkplaceRow.id == _R.workplace_id)
        .outerjoin(InvitationRow, InvitationRow.id == _R.id)
        .outerjoin(AssessmentRow, AssessmentRow.id == _ANSWERS)
        .outerjoin(OutboxRow, OutboxRow.id == _MAIL_ID)
        .execution_options(populate_existing=True)
    )


def _read(row: ResultRow[*tuple[Any, ...]]) -> Recipient:
    kept: CampaignRecipientRow = row.CampaignRecipientRow
    supplier: SupplierRow | None = row.SupplierRow
    return Recipient(
        id=kept.id,
        owner_id=kept.owner_id,
        owner=row.owner,
        owner_state=_owner_state(row),
        supplier_id=kept.supplier_id,
        name=supplier.name if supplier else (row.workplace or row.owner),
        country=supplier.country if supplier else None,
        contact=supplier.contact_name if supplier else None,
        email=supplier.contact_email if supplier else None,
        phone=supplier.contact_phone if supplier else None,
        priority=supplier.priority if supplier else None,
        language=kept.language,
        is_chosen=kept.chosen_at is not None,
        asked_at=kept.asked_at,
        reminded_at=kept.reminded_at,
        refusal=kept.refusal,
        has_invitation=row.InvitationRow is not None,
        course=_course(row),
    )


def _owner_state(row: ResultRow[*tuple[Any, ...]]) -> MemberState:
    kept: CampaignRecipientRow = row.CampaignRecipientRow
    if kept.owner_id == kept.tenant_id:
        return MemberState.ACTIVE
    return state_of(suspended_at=row.suspended_at, leaving_at=row.leaving_at, left_at=row.left_at)


def _course(row: ResultRow[*tuple[Any, ...]]) -> Course:
    kept: CampaignRecipientRow = row.CampaignRecipientRow
    invited: InvitationRow | None = row.InvitationRow
    before = kept.reminded_before if invited is None else invited.reminded_before
    late = before is not None and before <= _LATE_REMINDER
    return Course(
        invitation=None if kept.asked_at is None else _sent(row, kept, invited),
        refusal=kept.refusal,
        stopped_at=kept.stopped_at,
        reminded=late or kept.reminded_at is not None,
    )


def _sent(
    row: ResultRow[*tuple[Any, ...]], kept: CampaignRecipientRow, invited: InvitationRow | None
) -> InvitationCourse:
    # The row of a mail is gone some time after it went out.
    mail = "" if row.mail_id is None else (row.mail or MailState.SENT.value)
    if invited is None:
        end = datetime.combine(row.due_on, time(), UTC) + timedelta(days=1)
        return InvitationCourse(
            expires_at=end,
            mail=mail,
            claimed_at=kept.asked_at if row.begun else None,
            answered=int(row.begun),
            submitted_at=row.submitted_at,
        )
    return InvitationCourse(
        expires_at=invited.expires_at,
        mail=mail,
        claimed_at=invited.claimed_at,
        answered=int(row.begun),
        submitted_at=row.submitted_at,
        declined_at=invited.declined_at,
        closed_at=invited.closed_at,
    )


def _changed(session: DatabaseSession, statement: Any) -> int:
    found = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", found).rowcount
