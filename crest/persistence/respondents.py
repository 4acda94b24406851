"""Whoever answers by invitation: found by the link, and known to a browser by its session."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, Select, bindparam, or_, select, update
from sqlalchemy.orm import Session, aliased

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence import invitations
from crest.persistence.invitations import Asked
from crest.persistence.models import (
    AssessmentRow,
    InvitationRow,
    MembershipRow,
    SessionRow,
    SpaceTieRow,
    TenantRow,
    UserRow,
)
from crest.persistence.session import DatabaseSession
from crest.persistence.sessions import IDLE, SignedIn, digest_of


def find_signed_in(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Return who answers by invitation under this token; None once that or the session is over."""
    held = {"digest": digest_of(token), "now": now, "idle": now - IDLE, "ahead": now + IDLE}
    row = session.execute(_INVITED, held).one_or_none()
    if row is None:
        return _seated(session, held)
    invitation, user, tenant, seen_at = row
    actor = _actor(user, tenant.id, TenantKind(tenant.kind), invitation.assessment_id)
    return SignedIn(
        actor=actor,
        tenant_name=tenant.name,
        membership_count=1,
        seen_at=seen_at,
        ends_at=invitation.expires_at,
    )


def _seated(session: Session, held: dict[str, Any]) -> SignedIn | None:
    """Return an account of a supplier that sits at what a buyer asked, as the invited person.

    So the buyer reads one and the same name, whoever of the supplier answers. What is submitted
    stays readable once the last day is over.
    """
    row = session.execute(_SEATED, held).one_or_none()
    if row is None:
        return None
    invitation, user, asking, name, seen_at = row
    actor = _actor(user, asking.id, TenantKind(asking.kind), invitation.assessment_id)
    return SignedIn(
        actor=actor, tenant_name=asking.name, membership_count=1, seen_at=seen_at, space=name
    )


def _is_held() -> tuple[ColumnElement[bool], ...]:
    return (
        SessionRow.token_digest == bindparam("digest"),
        SessionRow.expires_at > bindparam("now"),
        SessionRow.seen_at > bindparam("idle"),
        # as for people with an account: what a clock far ahead began is over
        SessionRow.seen_at < bindparam("ahead"),
        InvitationRow.closed_at.is_(None),
        InvitationRow.declined_at.is_(None),
    )


def _seats() -> Select[*tuple[Any, ...]]:
    space, buyer = aliased(TenantRow), aliased(TenantRow)
    return (
        select(InvitationRow, UserRow, buyer, space.name, SessionRow.seen_at)
        .join_from(SessionRow, SpaceTieRow, SpaceTieRow.assessment_id == SessionRow.assessment_id)
        .join(AssessmentRow, AssessmentRow.id == SpaceTieRow.assessment_id)
        .join(InvitationRow, InvitationRow.assessment_id == SpaceTieRow.assessment_id)
        .join(UserRow, UserRow.id == InvitationRow.respondent_id)
        .join(buyer, buyer.id == InvitationRow.tenant_id)
        .join(space, space.id == SpaceTieRow.tenant_id)
        .join(MembershipRow, MembershipRow.tenant_id == space.id)
        .where(
            *_is_held(),
            MembershipRow.user_id == SessionRow.user_id,
            MembershipRow.role == Role.SUP.value,
            or_(
                InvitationRow.expires_at > bindparam("now"), AssessmentRow.submitted_at.is_not(None)
            ),
        )
        .execution_options(populate_existing=True)
    )


# Built once: a statement costs more to build than to send, and every request of theirs sends one.
_INVITED = (
    select(InvitationRow, UserRow, TenantRow, SessionRow.seen_at)
    .join_from(SessionRow, InvitationRow, InvitationRow.respondent_id == SessionRow.user_id)
    .join(UserRow, UserRow.id == SessionRow.user_id)
    .join(TenantRow, TenantRow.id == InvitationRow.tenant_id)
    .where(
        *_is_held(),
        SessionRow.tenant_id == InvitationRow.tenant_id,
        InvitationRow.expires_at > bindparam("now"),
    )
    .execution_options(populate_existing=True)
)
_SEATED = _seats()


def find_acting(session: Session, user_id: UUID, *, tenant_id: UUID) -> Actor | None:
    """Return who answers by an invitation of this tenant; None once the buyer stopped asking."""
    row = session.execute(
        select(InvitationRow.assessment_id, UserRow, TenantRow.kind)
        .join_from(InvitationRow, UserRow, UserRow.id == InvitationRow.respondent_id)
        .join(TenantRow, TenantRow.id == InvitationRow.tenant_id)
        .where(
            InvitationRow.respondent_id == user_id,
            InvitationRow.tenant_id == tenant_id,
            InvitationRow.closed_at.is_(None),
            InvitationRow.declined_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    assessment_id, user, kind = row
    return _actor(user, tenant_id, TenantKind(kind), assessment_id)


def get_of_assessment(session: Session, assessment_id: UUID, *, tenant_id: UUID) -> Actor:
    """Return who was invited to answer this, as an actor; NotFoundError once that has ended."""
    query = select(InvitationRow.respondent_id).where(
        InvitationRow.assessment_id == assessment_id, InvitationRow.tenant_id == tenant_id
    )
    respondent_id = session.scalar(query)
    found = respondent_id and find_acting(session, respondent_id, tenant_id=tenant_id)
    if not found:
        raise NotFoundError
    return found


def _actor(user: UserRow, tenant_id: UUID, kind: TenantKind, assessment_id: UUID) -> Actor:
    return Actor(
        user_id=user.id,
        tenant_id=tenant_id,
        tenant_kind=kind,
        role=Role.RESP,
        email=user.email,
        name=user.name,
        language=user.language,
        assessment_id=assessment_id,
    )


def claim(session: DatabaseSession, asked: Asked, *, pin_hash: str | None, now: datetime) -> bool:
    """Begin to answer by an invitation; returns whether this was the one browser that does."""
    taken = session.execute(
        update(InvitationRow)
        .where(
            InvitationRow.id == asked.id,
            InvitationRow.claimed_at.is_(None),
            InvitationRow.closed_at.is_(None),
            InvitationRow.declined_at.is_(None),
            InvitationRow.expires_at > now,
        )
        .values(claimed_at=now, pin_hash=pin_hash)
        .execution_options(synchronize_session=False)
    )
    return _changed(taken)


def begin_afresh(
    session: DatabaseSession,
    asked: Asked,
    *,
    assessment_id: UUID,
    pin_hash: str | None,
    now: datetime,
) -> bool:
    """Point a link that was made anew at a fresh assessment; returns whether it still could be."""
    moved = session.execute(
        update(InvitationRow)
        .where(
            InvitationRow.id == asked.id,
            InvitationRow.assessment_id == asked.assessment_id,
            InvitationRow.claimed_at < InvitationRow.link_made_at,
        )
        .values(assessment_id=assessment_id, claimed_at=now, pin_hash=pin_hash)
        .execution_options(synchronize_session=False)
    )
    return _changed(moved)


def come_back(session: DatabaseSession, asked: Asked, *, now: datetime) -> None:
    """Write down that somebody proved to be the one who began; a mailed code is used up by it."""
    _change(session, asked, claimed_at=now, mailed_code_hash=None, mailed_code_until=None)


def keep_mailed_code(
    session: DatabaseSession, asked: Asked, *, code_hash: str, until: datetime
) -> None:
    """Store the hash of a code that was mailed; an earlier one opens nothing any more."""
    _change(session, asked, mailed_code_hash=code_hash, mailed_code_until=until)


def decline(session: DatabaseSession, asked: Asked, *, reason: str, now: datetime) -> None:
    """Store that the supplier does not answer, and why as far as it was said."""
    _change(session, asked, declined_at=now, decline_reason=reason)
    invitations.end_sessions(session, asked.respondent_id)


def _change(session: DatabaseSession, asked: Asked, **values: object) -> None:
    statement = update(InvitationRow).where(InvitationRow.id == asked.id).values(**values)
    session.execute(statement.execution_options(synchronize_session=False))


def _changed(result: object) -> bool:
    return isinstance(result, CursorResult) and bool(result.rowcount)
