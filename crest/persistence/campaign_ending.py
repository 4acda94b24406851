"""What happens to all whom a campaign asks at once: more time, and the end."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, select, update

from crest.domain.campaigns import Audience
from crest.persistence.models import (
    AssessmentRow,
    CampaignRecipientRow,
    CampaignRow,
    InvitationRow,
    SessionRow,
)
from crest.persistence.session import DatabaseSession

_R = CampaignRecipientRow
_ANSWERS = func.coalesce(InvitationRow.assessment_id, _R.assessment_id)


def extend(
    session: DatabaseSession,
    campaign: CampaignRow,
    *,
    due_on: date,
    end: datetime,
    reminded_before: int | None,
) -> None:
    """Move the last day of everyone who has not ended: links, assessments and reminders."""
    open_ones = _open_invitations(campaign)
    _change(
        session,
        update(AssessmentRow)
        .where(
            AssessmentRow.id.in_(_own_answers(campaign)),
            AssessmentRow.submitted_at.is_(None),
            AssessmentRow.due_on == campaign.due_on,
        )
        .values(due_on=due_on),
    )
    _change(
        session,
        update(InvitationRow)
        .where(InvitationRow.id.in_(open_ones), InvitationRow.expires_at < end)
        .values(expires_at=end, reminded_before=reminded_before),
    )
    _change(
        session,
        update(_R).where(*_of(campaign)).values(reminded_before=reminded_before),
    )


def close(session: DatabaseSession, campaign: CampaignRow, *, now: datetime) -> None:
    """End every link that waits, and its sessions; own assessments no longer have a day."""
    close_invitations(session, _open_invitations(campaign), now=now)
    if campaign.audience != Audience.SUPPLIERS.value:
        _change(
            session,
            update(AssessmentRow)
            .where(
                AssessmentRow.id.in_(_own_answers(campaign)),
                AssessmentRow.submitted_at.is_(None),
                AssessmentRow.due_on == campaign.due_on,
            )
            .values(due_on=None),
        )


def stop(
    session: DatabaseSession, campaign: CampaignRow, one: CampaignRecipientRow, *, now: datetime
) -> None:
    """Stop asking one: a supplier or a workplace, or a member with all its assessments."""
    is_member = campaign.audience == Audience.MEMBERS.value
    meant = _R.owner_id == one.owner_id if is_member else _R.id == one.id
    _change(session, update(_R).where(*_of(campaign), meant).values(stopped_at=now))
    close_invitations(session, [one.id], now=now)


def close_invitations(
    session: DatabaseSession, ids: Select[UUID] | Collection[UUID], *, now: datetime
) -> None:
    """End links by id, and the sessions of whoever answers by them; found within the tenant."""
    respondents = select(InvitationRow.respondent_id).where(InvitationRow.id.in_(ids))
    _change(session, delete(SessionRow).where(SessionRow.user_id.in_(respondents)))
    _change(
        session,
        update(InvitationRow).where(InvitationRow.id.in_(ids)).values(closed_at=now),
    )


def _of(campaign: CampaignRow) -> tuple[ColumnElement[bool], ...]:
    return (_R.campaign_id == campaign.id, _R.tenant_id == campaign.tenant_id)


def _open_invitations(campaign: CampaignRow) -> Select[UUID]:
    return (
        select(InvitationRow.id)
        .join(_R, _R.id == InvitationRow.id)
        .join(AssessmentRow, AssessmentRow.id == InvitationRow.assessment_id)
        .where(
            *_of(campaign),
            InvitationRow.closed_at.is_(None),
            InvitationRow.declined_at.is_(None),
            AssessmentRow.submitted_at.is_(None),
        )
    )


def _own_answers(campaign: CampaignRow) -> Select[UUID]:
    return (
        select(_ANSWERS)
        .select_from(_R)
        .outerjoin(InvitationRow, InvitationRow.id == _R.id)
        .where(*_of(campaign), _R.assessment_id.is_not(None), _R.stopped_at.is_(None))
    )


def _change(session: DatabaseSession, statement: Any) -> None:
    session.execute(statement.execution_options(synchronize_session=False))
