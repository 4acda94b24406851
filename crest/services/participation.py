"""Participation: which members take part, as counts; never what they answered."""

from crest.domain.permissions import Actor, Permission, require
from crest.persistence import overview
from crest.persistence.overview import Participation
from crest.persistence.session import DatabaseSession, reading

__all__ = ["Participation", "list_participation"]


def list_participation(session: DatabaseSession, actor: Actor) -> tuple[Participation, ...]:
    """Return every member's name, sector and contact, and its counts of assessments."""
    require(actor, Permission.MEMBER_READ)
    with reading(session):
        return overview.list_participation(session)
