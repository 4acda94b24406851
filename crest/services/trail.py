"""The trail of acts as people read it: of the own tenant, or of all for the auditor."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.permissions import Actor, Permission, Role, require
from crest.domain.trail import INSTALLATION
from crest.persistence import tenants, trail_reading
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.tenants import Tenant
from crest.persistence.trail_reading import TrailFilter, TrailLine

__all__ = ["MOST_IN_FILE", "TrailFilter", "TrailLine", "TrailPage", "read_file", "read_trail"]

# What a web process writes at once without keeping others waiting.
MOST_IN_FILE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailPage:
    """One page of a chain: its acts, who stands in it, and the chains to choose from.

    `chain_id` is a tenant's, or that of what belongs to no tenant; `begin` is the time of the first
    act; `chains` is empty for whoever reads the own tenant alone. Persons of other tenants come
    without their names.
    """

    chain_id: UUID
    lines: tuple[TrailLine, ...]
    total: int
    begin: datetime | None
    actors: tuple[tuple[str, str], ...]
    chains: tuple[Tenant, ...]

    @property
    def fits_file(self) -> bool:
        """Return whether one file takes all of them."""
        return self.total <= MOST_IN_FILE


def read_trail(
    session: DatabaseSession,
    actor: Actor,
    chain_id: UUID | None,
    wanted: TrailFilter,
    *,
    limit: int,
    offset: int = 0,
) -> TrailPage:
    """Return one page, the newest first; a chain that is not the person's raises NotFoundError."""
    require(actor, Permission.TRAIL_READ)
    with reading(session):
        chains = _chains(session, actor)
        chosen = _chosen(actor, chain_id, chains)
        has_names = chosen == actor.tenant_id
        lines, total = trail_reading.list_lines(
            session, chosen, wanted, has_names=has_names, limit=limit, offset=offset
        )
        return TrailPage(
            chain_id=chosen,
            lines=lines,
            total=total,
            begin=trail_reading.find_begin(session, chosen),
            actors=trail_reading.list_actors(session, chosen, has_names=has_names),
            chains=chains,
        )


def read_file(
    session: DatabaseSession, actor: Actor, chain_id: UUID | None, wanted: TrailFilter
) -> TrailPage:
    """Return all acts that fit the filter, for a file; refused where they are too many."""
    page = read_trail(session, actor, chain_id, wanted, limit=MOST_IN_FILE)
    if not page.fits_file:
        raise RefusedInputError("trail_too_long", limit=MOST_IN_FILE)
    return page


def _chains(session: DatabaseSession, actor: Actor) -> tuple[Tenant, ...]:
    return tenants.list_tenants(session) if actor.role is Role.AUD else ()


def _chosen(actor: Actor, chain_id: UUID | None, chains: tuple[Tenant, ...]) -> UUID:
    if chain_id is None or chain_id == actor.tenant_id:
        return actor.tenant_id
    if actor.role is Role.AUD and chain_id in {INSTALLATION, *(one.id for one in chains)}:
        return chain_id
    raise NotFoundError
