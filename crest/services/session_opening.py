"""Opening a session for somebody who proved who they are."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from crest.domain.errors import LoginRefusedError, MemberSuspendedError
from crest.persistence import people, sessions
from crest.persistence.people import Membership
from crest.persistence.session import DatabaseSession


def open_session(session: DatabaseSession, user_id: UUID, *, now: datetime, hours: int) -> str:
    """Return the token of a new session, or raise LoginRefusedError where no role is left.

    MemberSuspendedError where every tenant of the person is closed to it now.
    """
    memberships = open_memberships(session, user_id)
    sessions.remove_expired(session, now=now)
    token = secrets.token_urlsafe(32)
    sessions.add(
        session,
        token,
        user_id=user_id,
        tenant_id=memberships[0].tenant_id,
        now=now,
        until=now + timedelta(hours=hours),
    )
    return token


def open_memberships(session: DatabaseSession, user_id: UUID) -> tuple[Membership, ...]:
    """Return the tenants that a person may enter now, or raise LoginRefusedError."""
    found = people.list_memberships(session, user_id)
    if not found:
        raise LoginRefusedError
    entered = tuple(one for one in found if one.is_open)
    if not entered:
        raise MemberSuspendedError
    return entered
