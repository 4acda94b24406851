"""Questions given to colleagues: who has which, by a link, and how far they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, exists, func, select, update
from sqlalchemy.orm import aliased

from crest.domain.answers import AnswerState
from crest.domain.bank import SubjectKind
from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence.models import (
    AnswerRow,
    AssessmentRow,
    DelegationRow,
    InvitationRow,
    SessionRow,
    TenantRow,
    UserRow,
)
from crest.persistence.session import DatabaseSession
from crest.persistence.sessions import IDLE, SignedIn, digest_of, remove_of_user

_HELPER = aliased(UserRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """What a colleague was given, by whom, until when; `code` is empty for the whole section.

    `ended`: it was taken back, or there is nothing left to answer.
    """

    id: UUID
    tenant_id: UUID
    assessment_id: UUID
    subject_kind: SubjectKind
    section: str
    code: str
    helper_id: UUID
    giver: str
    company: str
    bank: str
    bank_version: str
    name: str
    language: str
    created_at: datetime
    expires_at: datetime
    claimed_at: datetime | None
    pin_hash: str | None = field(repr=False)
    ended: bool

    @property
    def last_day(self) -> date:
        """Return the last day on which the link works: it ends at midnight."""
        return (self.expires_at - timedelta(seconds=1)).date()

    def is_open(self, now: datetime) -> bool:
        """Return whether the link still leads to the questions."""
        return not self.ended and now < self.expires_at


def add(session: DatabaseSession, row: DelegationRow) -> None:
    """Store what is given to a colleague."""
    session.add(row)
    session.flush()


def find_by_link(session: DatabaseSession, token: str) -> Delegation | None:
    """Return what a link leads to, ended ones too, or None."""
    found = _list(session, DelegationRow.token_digest == digest_of(token))
    return found[0] if found else None


def get(session: DatabaseSession, delegation_id: UUID, *, tenant_id: UUID) -> Delegation:
    """Return what somebody of the tenant gave away, or raise NotFoundError."""
    return _one(
        _list(session, DelegationRow.id == delegation_id, DelegationRow.tenant_id == tenant_id)
    )


def get_of_helper(session: DatabaseSession, helper_id: UUID, *, tenant_id: UUID) -> Delegation:
    """Return what a colleague was given, or raise NotFoundError."""
    return _one(
        _list(session, DelegationRow.helper_id == helper_id, DelegationRow.tenant_id == tenant_id)
    )


def list_of(
    session: DatabaseSession, assessment_id: UUID, section: str, *, tenant_id: UUID
) -> tuple[Delegation, ...]:
    """Return what was given away of one section, the newest first."""
    return _list(
        session,
        DelegationRow.assessment_id == assessment_id,
        DelegationRow.section == section,
        DelegationRow.tenant_id == tenant_id,
    )


def count_answers(session: DatabaseSession, assessment_id: UUID) -> Mapping[UUID, int]:
    """Return how many answers that stand now each person gave."""
    rows = session.execute(
        select(AnswerRow.answered_by, func.count().label("given"))
        .where(
            AnswerRow.assessment_id == assessment_id,
            AnswerRow.state != AnswerState.BLANK.value,
        )
        .group_by(AnswerRow.answered_by)
    )
    return {row.answered_by: row.given for row in rows}


def claim(session: DatabaseSession, given: Delegation, *, pin_hash: str, now: datetime) -> bool:
    """Begin to answer by a link; returns whether this was the one browser that does."""
    taken = session.execute(
        update(DelegationRow)
        .where(
            DelegationRow.id == given.id,
            DelegationRow.claimed_at.is_(None),
            DelegationRow.closed_at.is_(None),
        )
        .values(claimed_at=now, pin_hash=pin_hash)
        .execution_options(synchronize_session=False)
    )
    return isinstance(taken, CursorResult) and bool(taken.rowcount)


def close(session: DatabaseSession, given: Delegation, *, now: datetime) -> None:
    """End a link at once, and the session that it opened."""
    session.execute(
        update(DelegationRow)
        .where(DelegationRow.id == given.id)
        .values(closed_at=now)
        .execution_options(synchronize_session=False)
    )
    remove_of_user(session, given.helper_id)


def find_signed_in(session: DatabaseSession, token: str, *, now: datetime) -> SignedIn | None:
    """Return the colleague who answers under this token; None once that or the session is over."""
    row = session.execute(
        select(DelegationRow, UserRow, TenantRow, SessionRow.seen_at)
        .join_from(SessionRow, DelegationRow, DelegationRow.helper_id == SessionRow.user_id)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .join(TenantRow, TenantRow.id == DelegationRow.tenant_id)
        .join(AssessmentRow, AssessmentRow.id == DelegationRow.assessment_id)
        .where(
            SessionRow.token_digest == digest_of(token),
            SessionRow.tenant_id == DelegationRow.tenant_id,
            SessionRow.expires_at > now,
            SessionRow.seen_at > now - IDLE,
            SessionRow.seen_at < now + IDLE,
            DelegationRow.expires_at > now,
            ~_is_ended(),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    given, user, tenant, seen_at = row
    actor = Actor(
        user_id=user.id,
        tenant_id=tenant.id,
        tenant_kind=TenantKind(tenant.kind),
        role=Role.AID,
        email=user.email,
        name=user.name,
        language=user.language,
        assessment_id=given.assessment_id,
    )
    return SignedIn(actor=actor, tenant_name=tenant.name, membership_count=1, seen_at=seen_at)


def _is_ended() -> ColumnElement[bool]:
    """Return the condition of a link that is over; it falls with its giver's invitation."""
    giver = exists().where(
        InvitationRow.respondent_id == DelegationRow.made_by,
        InvitationRow.closed_at.is_not(None) | InvitationRow.declined_at.is_not(None),
    )
    return DelegationRow.closed_at.is_not(None) | AssessmentRow.submitted_at.is_not(None) | giver


def _list(session: DatabaseSession, *conditions: ColumnElement[bool]) -> tuple[Delegation, ...]:
    rows = session.execute(
        select(
            DelegationRow,
            AssessmentRow,
            TenantRow.name,
            UserRow.name,
            _HELPER.language,
            _is_ended(),
        )
        .join_from(DelegationRow, AssessmentRow, AssessmentRow.id == DelegationRow.assessment_id)
        .join(TenantRow, TenantRow.id == DelegationRow.tenant_id)
        .join(UserRow, UserRow.id == DelegationRow.made_by)
        .join(_HELPER, _HELPER.id == DelegationRow.helper_id)
        .where(*conditions)
        .order_by(DelegationRow.created_at.desc(), DelegationRow.id)
        .execution_options(populate_existing=True)
    )
    return tuple(_delegation(*found) for found in rows)


def _delegation(
    row: DelegationRow,
    assessment: AssessmentRow,
    company: str,
    giver: str,
    language: str,
    ended: object,
) -> Delegation:
    return Delegation(
        id=row.id,
        tenant_id=row.tenant_id,
        assessment_id=row.assessment_id,
        subject_kind=SubjectKind(assessment.subject_kind),
        section=row.section,
        code=row.code,
        helper_id=row.helper_id,
        giver=giver or company,
        company=company,
        bank=assessment.bank,
        bank_version=assessment.bank_version,
        name=row.name,
        language=language,
        created_at=row.created_at,
        expires_at=row.expires_at,
        claimed_at=row.claimed_at,
        pin_hash=row.pin_hash,
        ended=bool(ended),
    )


def _one(found: tuple[Delegation, ...]) -> Delegation:
    if not found:
        raise NotFoundError
    return found[0]
