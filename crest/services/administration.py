"""What administers an installation: what a role finds where, and which leave members gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crest.domain.members import MemberState
from crest.domain.permissions import Actor, Permission, Role, allows, require
from crest.persistence import associations, federation_members, given_grants, memberships
from crest.persistence.given_grants import GivenGrant
from crest.persistence.session import DatabaseSession, reading

__all__ = ["Administration", "GivenGrant", "list_grants", "read_administration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """Counts for the page of administration; what the role does not read is None or empty."""

    states: Mapping[MemberState, int]
    associations: int | None
    without_administrator: int | None
    users: int | None
    live_grants: int | None

    @property
    def members(self) -> int:
        """Return how many members there are that have not left."""
        return sum(count for state, count in self.states.items() if state is not MemberState.LEFT)


def read_administration(session: DatabaseSession, actor: Actor, *, now: datetime) -> Administration:
    """Return the counts of what the role administers or looks into."""
    require(actor, Permission.ADMINISTRATION_READ)
    tenant_id = actor.tenant_id
    reads_members = allows(actor, Permission.MEMBER_READ)
    manages = allows(actor, Permission.MEMBER_MANAGE)
    reads_users = allows(actor, Permission.USER_READ)
    reads_grants = allows(actor, Permission.GRANT_LIST)
    with reading(session):
        orphans = memberships.list_members_without(session, Role.ADM) if manages else ()
        named = associations.list_all(session, tenant_id=tenant_id) if reads_members else ()
        users = memberships.list_users(session, tenant_id=tenant_id) if reads_users else ()
        given = given_grants.list_given(session, to_tenant_id=tenant_id) if reads_grants else ()
        return Administration(
            states=federation_members.count_states(session) if reads_members else {},
            associations=len(named) if reads_members else None,
            without_administrator=len(orphans) if manages else None,
            users=len(users) if reads_users else None,
            live_grants=sum(one.is_live(now) for one in given) if reads_grants else None,
        )


def list_grants(session: DatabaseSession, actor: Actor) -> tuple[GivenGrant, ...]:
    """Return all leave that members gave the federation; what it opens is not read."""
    require(actor, Permission.GRANT_LIST)
    with reading(session):
        return given_grants.list_given(session, to_tenant_id=actor.tenant_id)
