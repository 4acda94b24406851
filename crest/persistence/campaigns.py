"""Campaigns of one tenant: found, listed, and locked for a change."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy import Row as ResultRow

from crest.domain.campaigns import Audience, CampaignState
from crest.domain.errors import NotFoundError
from crest.persistence.jobs import JobState
from crest.persistence.models import (
    AssessmentRow,
    CampaignRecipientRow,
    CampaignRow,
    InvitationRow,
    JobRow,
    TenantRow,
    UserRow,
)
from crest.persistence.session import DatabaseSession

# A piece of work that was interrupted too often ends with this word.
_STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign; `asker` is the tenant by name, `sender` whoever sends or made it."""

    id: UUID
    tenant_id: UUID
    audience: Audience
    name: str
    bank: str
    bank_version: str
    due_on: date
    language: str
    message: str
    needs_sign_off: bool
    state: CampaignState
    send_on: date | None
    base_url: str
    created_by: UUID
    created_at: datetime
    sent_by: UUID | None
    sent_at: datetime | None
    closed_at: datetime | None
    asker: str
    sender: str
    sender_email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLine:
    """A campaign in a list, with how many it asks, has asked, and has answers of."""

    campaign: Campaign
    wanted: int
    asked: int
    submitted: int


def add(session: DatabaseSession, row: CampaignRow) -> None:
    """Store a campaign."""
    session.add(row)
    session.flush()


def get(
    session: DatabaseSession, campaign_id: UUID, *, tenant_id: UUID, owner: UUID | None = None
) -> Campaign:
    """Return a campaign of the tenant's (made by `owner`, if named), or raise NotFoundError."""
    query = _campaigns().where(CampaignRow.id == campaign_id, *_own(tenant_id, owner))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError
    return _read(row)


def get_row(
    session: DatabaseSession, campaign_id: UUID, *, tenant_id: UUID, owner: UUID | None = None
) -> CampaignRow:
    """Return a campaign of the tenant's, locked for a change, or raise NotFoundError."""
    row = session.scalars(
        select(CampaignRow)
        .where(CampaignRow.id == campaign_id, *_own(tenant_id, owner))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def list_campaigns(
    session: DatabaseSession, *, tenant_id: UUID, owner: UUID | None, limit: int, offset: int
) -> tuple[tuple[CampaignLine, ...], int]:
    """Return a page of the tenant's campaigns, the newest first, and how many there are."""
    own = _own(tenant_id, owner)
    total = session.scalar(select(func.count()).select_from(CampaignRow).where(*own)) or 0
    query = _campaigns().where(*own).order_by(CampaignRow.created_at.desc(), CampaignRow.id)
    found = [_read(row) for row in session.execute(query.limit(limit).offset(offset))]
    return _lines(session, found, tenant_id=tenant_id), total


def list_running(
    session: DatabaseSession, *, tenant_id: UUID, owner: UUID | None, limit: int
) -> tuple[CampaignLine, ...]:
    """Return the tenant's campaigns that go on (made by `owner`, if named), the newest first."""
    going = CampaignRow.state.in_((CampaignState.SENDING.value, CampaignState.RUNNING.value))
    query = (
        _campaigns()
        .where(*_own(tenant_id, owner), going)
        .order_by(CampaignRow.created_at.desc(), CampaignRow.id)
    )
    found = [_read(row) for row in session.execute(query.limit(limit))]
    return _lines(session, found, tenant_id=tenant_id)


def list_to_begin(session: DatabaseSession, *, today: date) -> tuple[tuple[UUID, UUID], ...]:
    """Return tenant and id of what is to be sent today, and of what was interrupted for good."""
    planned = and_(CampaignRow.state == CampaignState.DRAFT.value, CampaignRow.send_on <= today)
    is_gone = or_(
        JobRow.id.is_(None),
        and_(JobRow.state == JobState.FAILED.value, JobRow.message == _STOPPED),
        # it found its company suspended, and left the rest for when it is resumed
        JobRow.state == JobState.DONE.value,
    )
    torn = and_(CampaignRow.state == CampaignState.SENDING.value, is_gone)
    query = (
        select(CampaignRow.tenant_id, CampaignRow.id)
        .join(TenantRow, TenantRow.id == CampaignRow.tenant_id)
        .outerjoin(JobRow, JobRow.id == CampaignRow.job_id)
        .where(or_(planned, torn), TenantRow.suspended_at.is_(None))
        .order_by(CampaignRow.created_at, CampaignRow.id)
    )
    return tuple((row.tenant_id, row.id) for row in session.execute(query))


def remove(session: DatabaseSession, row: CampaignRow) -> None:
    """Delete a draft, with whom it would have asked; the caller found it within its tenant."""
    recipients = select(CampaignRecipientRow).where(CampaignRecipientRow.campaign_id == row.id)
    for one in session.scalars(recipients):
        session.delete(one)
    session.flush()
    session.delete(row)


def _lines(
    session: DatabaseSession, found: list[Campaign], *, tenant_id: UUID
) -> tuple[CampaignLine, ...]:
    counts = _counts(session, [one.id for one in found], tenant_id=tenant_id)
    return tuple(
        CampaignLine(campaign=one, wanted=wanted, asked=asked, submitted=submitted)
        for one in found
        for wanted, asked, submitted in (counts.get(one.id, (0, 0, 0)),)
    )


def _own(tenant_id: UUID, owner: UUID | None) -> tuple[ColumnElement[bool], ...]:
    own = CampaignRow.tenant_id == tenant_id
    return (own,) if owner is None else (own, CampaignRow.created_by == owner)


def _campaigns() -> Select[*tuple[Any, ...]]:
    sender = func.coalesce(CampaignRow.sent_by, CampaignRow.created_by)
    return (
        select(
            CampaignRow,
            TenantRow.name.label("asker"),
            UserRow.name.label("sender"),
            UserRow.email.label("sender_email"),
        )
        .join_from(CampaignRow, TenantRow, TenantRow.id == CampaignRow.tenant_id)
        .join(UserRow, UserRow.id == sender)
        .execution_options(populate_existing=True)
    )


def _counts(
    session: DatabaseSession, campaign_ids: list[UUID], *, tenant_id: UUID
) -> dict[UUID, tuple[int, int, int]]:
    answers = func.coalesce(InvitationRow.assessment_id, CampaignRecipientRow.assessment_id)
    found = session.execute(
        select(
            CampaignRecipientRow.campaign_id,
            func.count(),
            func.count(CampaignRecipientRow.asked_at),
            func.count(AssessmentRow.submitted_at),
        )
        .outerjoin(InvitationRow, InvitationRow.id == CampaignRecipientRow.id)
        .outerjoin(AssessmentRow, AssessmentRow.id == answers)
        .where(
            CampaignRecipientRow.tenant_id == tenant_id,
            CampaignRecipientRow.campaign_id.in_(campaign_ids),
        )
        .group_by(CampaignRecipientRow.campaign_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in found}


def _read(row: ResultRow[*tuple[Any, ...]]) -> Campaign:
    kept: CampaignRow = row.CampaignRow
    return Campaign(
        id=kept.id,
        tenant_id=kept.tenant_id,
        audience=Audience(kept.audience),
        name=kept.name,
        bank=kept.bank,
        bank_version=kept.bank_version,
        due_on=kept.due_on,
        language=kept.language,
        message=kept.message,
        needs_sign_off=kept.needs_sign_off,
        state=CampaignState(kept.state),
        send_on=kept.send_on,
        base_url=kept.base_url,
        created_by=kept.created_by,
        created_at=kept.created_at,
        sent_by=kept.sent_by,
        sent_at=kept.sent_at,
        closed_at=kept.closed_at,
        asker=row.asker,
        sender=row.sender,
        sender_email=row.sender_email,
    )
