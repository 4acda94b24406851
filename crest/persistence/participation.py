"""How far members are: for figures about all, and by name for those who read members.

Never an answer, a score or a supplier: of answers, whether and when any was saved, and to which
question.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from crest.domain.bank import SubjectKind
from crest.domain.participation import BEGUN, NOT_BEGUN, STAGES, SUBMITTED
from crest.domain.permissions import Role, TenantKind
from crest.domain.workflow import AssessmentState
from crest.persistence.models import (
    AnswerRow,
    AssessmentRow,
    CampaignRecipientRow,
    DataGrantRow,
    MembershipRow,
    ScoreRow,
    TenantRow,
    UserInvitationRow,
    WorkplaceRow,
)
from crest.persistence.session import DatabaseSession

_OWN = AssessmentRow.subject_kind.in_((SubjectKind.COMPANY.value, SubjectKind.WORKPLACE.value))
_MEMBER = and_(TenantRow.kind == TenantKind.MEMBER.value, TenantRow.left_at.is_(None))
# A suspended member takes no part in figures about all.
_COUNTED = and_(_MEMBER, TenantRow.suspended_at.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPlace:
    """A member as figures see it: its sector, facts, and provinces and facts of its workplaces."""

    id: UUID
    sector: str | None
    facts: Mapping[str, Any]
    workplaces: tuple[tuple[str | None, Mapping[str, Any]], ...]
    asked: bool
    begun: bool
    shares: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RestingDraft:
    """A draft of a member's own, and the questions that were answered last, saved together."""

    member: UUID
    bank: str
    bank_version: str
    touched_at: datetime
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedMember:
    """A member by name with how far it is; `stage` is not_begun, begun or submitted."""

    id: UUID
    code: str
    name: str
    sector_group: str | None
    contact_name: str | None
    contact_email: str | None
    stage: str
    asked: bool
    shares: bool


def list_members(session: DatabaseSession, *, now: datetime) -> tuple[MemberPlace, ...]:
    """Return every member with where it stands, whether it was asked, has begun and shares."""
    places = defaultdict[UUID, list[tuple[str | None, Mapping[str, Any]]]](list)
    workplaces = select(WorkplaceRow.tenant_id, WorkplaceRow.province, WorkplaceRow.facts)
    for row in session.execute(workplaces.order_by(WorkplaceRow.id)):
        places[row.tenant_id].append((row.province, row.facts))
    query = (
        select(
            TenantRow.id,
            TenantRow.sector_group,
            TenantRow.facts,
            _asked().label("asked"),
            _begun().label("begun"),
            _shares(now).label("shares"),
        )
        .where(_COUNTED)
        .order_by(TenantRow.id)
    )
    return tuple(
        MemberPlace(
            id=row.id,
            sector=row.sector_group,
            facts=row.facts,
            workplaces=tuple(places[row.id]),
            asked=row.asked,
            begun=row.begun,
            shares=row.shares,
        )
        for row in session.execute(query)
    )


def list_resting(session: DatabaseSession, *, before: datetime) -> tuple[RestingDraft, ...]:
    """Return the members' own drafts in which nothing was saved since, with what was saved last."""
    last = (
        select(AnswerRow.assessment_id, func.max(AnswerRow.answered_at).label("at"))
        .join(AssessmentRow, AssessmentRow.id == AnswerRow.assessment_id)
        .where(_OWN, AssessmentRow.state == AssessmentState.DRAFT.value)
        .group_by(AnswerRow.assessment_id)
        .having(func.max(AnswerRow.answered_at) <= before)
        .subquery()
    )
    is_last = and_(
        AnswerRow.assessment_id == last.c.assessment_id, AnswerRow.answered_at == last.c.at
    )
    query = (
        select(
            AssessmentRow.id,
            AssessmentRow.tenant_id,
            AssessmentRow.bank,
            AssessmentRow.bank_version,
            AnswerRow.answered_at,
            AnswerRow.code,
        )
        .select_from(last)
        .join(AnswerRow, is_last)
        .join(AssessmentRow, AssessmentRow.id == last.c.assessment_id)
        .join(TenantRow, TenantRow.id == AssessmentRow.tenant_id)
        .where(_COUNTED, _has_answers())
        .order_by(AssessmentRow.id, AnswerRow.code)
    )
    found: dict[UUID, tuple[Any, list[str]]] = {}
    for row in session.execute(query):
        found.setdefault(row.id, (row, []))[1].append(row.code)
    return tuple(_resting(row, codes) for row, codes in found.values())


def list_named(
    session: DatabaseSession, *, stage: str, since: datetime, now: datetime, limit: int, offset: int
) -> tuple[NamedMember, ...]:
    """Return a page of the members by name, of one stage or of all where it is empty.

    What was submitted before `since` does not count any more.
    """
    query = (
        select(
            TenantRow,
            _stage(since).label("stage"),
            _asked().label("asked"),
            _shares(now).label("shares"),
        )
        .where(_MEMBER, *([_stage(since) == stage] if stage else []))
        .order_by(TenantRow.name, TenantRow.code)
    )
    return tuple(_named(row) for row in session.execute(query.limit(limit).offset(offset)))


def count_stages(session: DatabaseSession, *, since: datetime) -> Mapping[str, int]:
    """Return how many members are at each stage."""
    staged = select(_stage(since).label("stage")).where(_MEMBER).subquery()
    query = select(staged.c.stage, func.count()).group_by(staged.c.stage)
    found = {row[0]: row[1] for row in session.execute(query)}
    return {one: found.get(one, 0) for one in STAGES}


def _resting(row: Any, codes: list[str]) -> RestingDraft:
    return RestingDraft(
        member=row.tenant_id,
        bank=row.bank,
        bank_version=row.bank_version,
        touched_at=row.answered_at,
        codes=tuple(codes),
    )


def _named(row: Any) -> NamedMember:
    kept: TenantRow = row.TenantRow
    return NamedMember(
        id=kept.id,
        code=kept.code,
        name=kept.name,
        sector_group=kept.sector_group,
        contact_name=kept.contact_name,
        contact_email=kept.contact_email,
        stage=row.stage,
        asked=row.asked,
        shares=row.shares,
    )


def _stage(since: datetime) -> ColumnElement[str]:
    counted = exists().where(
        ScoreRow.assessment_id == AssessmentRow.id,
        AssessmentRow.tenant_id == TenantRow.id,
        _OWN,
        AssessmentRow.submitted_at >= since,
    )
    return case((counted, SUBMITTED), (_begun(), BEGUN), else_=NOT_BEGUN)


def _begun() -> ColumnElement[bool]:
    """Say whether a member has a draft of its own with an answer in it."""
    return exists().where(
        AnswerRow.assessment_id == AssessmentRow.id,
        AnswerRow.state != "blank",
        AssessmentRow.tenant_id == TenantRow.id,
        AssessmentRow.state == AssessmentState.DRAFT.value,
        _OWN,
    )


def _has_answers() -> ColumnElement[bool]:
    other = AnswerRow.__table__.alias()
    return exists().where(other.c.assessment_id == AssessmentRow.id, other.c.state != "blank")


def _asked() -> ColumnElement[bool]:
    """Say whether the federation asked: by a campaign, or by a way in for an administrator."""
    return or_(
        exists().where(
            CampaignRecipientRow.owner_id == TenantRow.id,
            CampaignRecipientRow.asked_at.is_not(None),
            CampaignRecipientRow.tenant_id != TenantRow.id,
        ),
        exists().where(
            UserInvitationRow.tenant_id == TenantRow.id,
            UserInvitationRow.role == Role.ADM.value,
        ),
        exists().where(
            MembershipRow.tenant_id == TenantRow.id, MembershipRow.role == Role.ADM.value
        ),
    )


def _shares(now: datetime) -> ColumnElement[bool]:
    """Say whether a member lets the federation read the result of a self-assessment now."""
    return exists().where(
        DataGrantRow.tenant_id == TenantRow.id,
        DataGrantRow.revoked_at.is_(None),
        DataGrantRow.ends_at > now,
        AssessmentRow.id == DataGrantRow.assessment_id,
        _OWN,
    )
