"""A supplier's own space: which buyers ask, what each may see, when each looked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.errors import NotFoundError
from crest.domain.invitations import InvitationState, state_of
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by, by_person
from crest.persistence import sessions, space_grants, spaces
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.space_grants import SpaceGrant
from crest.persistence.spaces import AskedLine, Look
from crest.persistence.trail import record

# Looks that a page shows; how many there are is said beside them.
_LOOKS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOf:
    """What a buyer asked, where that stands, and when it last looked at the answers."""

    asked: AskedLine
    title: str
    state: InvitationState | None
    looks: tuple[Look, ...]
    looked: int

    @property
    def is_submitted(self) -> bool:
        """Return whether the buyer reads the answers."""
        return self.asked.submitted_at is not None

    @property
    def may_open(self) -> bool:
        """Return whether the questions or the submitted answers still open."""
        ended = {None, InvitationState.CLOSED, InvitationState.DECLINED, InvitationState.OVER}
        return self.state not in ended


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceHome:
    """All that buyers ask of a supplier, and what it shares beside that."""

    asked: tuple[AskedOf, ...]
    grants: tuple[SpaceGrant, ...]
    now: datetime


def space_home(
    session: DatabaseSession, actor: Actor, *, library: Library, now: datetime
) -> SpaceHome:
    """Return who asks this supplier, and what it lets others read."""
    require(actor, Permission.SPACE_READ)
    with reading(session):
        lines = spaces.list_asked(session, tenant_id=actor.tenant_id)
        asked = tuple(
            _told(session, one, actor, library=library, now=now, looks=1) for one in lines
        )
        grants = space_grants.list_given(session, tenant_id=actor.tenant_id)
    return SpaceHome(asked=asked, grants=grants, now=now)


def asked_page(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    library: Library,
    now: datetime,
) -> AskedOf:
    """Return one thing that a buyer asks with every look at it, or raise NotFoundError."""
    require(actor, Permission.SPACE_READ)
    with reading(session):
        line = spaces.get_asked(session, assessment_id, tenant_id=actor.tenant_id)
        return _told(session, line, actor, library=library, now=now, looks=_LOOKS)


def sit_down(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, *, token: str, now: datetime
) -> None:
    """Let the session answer what a buyer asks; NotFoundError where it no longer does."""
    require(actor, Permission.SPACE_MANAGE)
    with writing(session):
        line = spaces.get_asked(session, assessment_id, tenant_id=actor.tenant_id)
        if line.course is None or not _opens(line, now):
            raise NotFoundError
        buyer = line.buyer_id
        sessions.seat(session, token, tenant_id=buyer, assessment_id=assessment_id)
        record(session, by(actor), Act.SPACE_SIT, of=assessment_id, told={}, now=now)


def stand_up(session: DatabaseSession, actor: Actor, *, token: str, now: datetime) -> None:
    """Lead the session back to the space that it came from, or raise NotFoundError."""
    require(actor, Permission.SPACE_CLAIM)
    with writing(session):
        space = spaces.find_space_of_session(session, token=token)
        if space is None:
            raise NotFoundError
        sessions.seat(session, token, tenant_id=space, assessment_id=None)
        # in the chain of the space: the buyer learns nothing of it
        person = by_person(None, in_chain=space)
        record(session, person, Act.SPACE_RETURN, of=space, told={}, now=now)


def note_look(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, *, now: datetime
) -> None:
    """Write down that a buyer's person opened what a supplier submitted; else nothing."""
    with writing(session):
        spaces.note_look(
            session, assessment_id, tenant_id=actor.tenant_id, user_id=actor.user_id, now=now
        )


def _opens(line: AskedLine, now: datetime) -> bool:
    course = line.course
    if course is None or course.closed_at is not None or course.declined_at is not None:
        return False
    return line.submitted_at is not None or course.expires_at > now


def _told(
    session: DatabaseSession,
    line: AskedLine,
    actor: Actor,
    *,
    library: Library,
    now: datetime,
    looks: int,
) -> AskedOf:
    seen, total = spaces.list_looks(
        session, tenant_id=actor.tenant_id, assessment_id=line.assessment_id, limit=looks
    )
    return AskedOf(
        asked=line,
        title=library.questionnaire(line.bank, line.bank_version).title,
        state=None if line.course is None else state_of(line.course, now=now),
        looks=seen,
        looked=total,
    )
