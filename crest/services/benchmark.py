"""A member's own results beside the released figures of its sector, for the member alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from crest.domain.disclosure import OTHERS
from crest.domain.member_figures import NOT_SAID
from crest.domain.permissions import Actor, Permission, require
from crest.domain.told import ToldCube, cube_of
from crest.persistence import own_results, released
from crest.persistence.own_results import OwnLine
from crest.persistence.released import ReleaseHead
from crest.persistence.released_rights import reading_released
from crest.persistence.session import DatabaseSession, reading
from crest.services.released_figures import last_of

__all__ = ["Benchmark", "OwnLine", "own_benchmark"]

_SHOWN = ("band", "supported")


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """What the member submitted last, and the families of its sector that are told.

    `group` is the sector's group in the figures; None where the member's sector is in none.
    """

    own: tuple[OwnLine, ...]
    group: str | None
    cubes: Mapping[str, ToldCube]
    head: ReleaseHead | None


def own_benchmark(session: DatabaseSession, actor: Actor) -> Benchmark:
    """Return the newest own results, and what is released about the members of that sector."""
    require(actor, Permission.BENCHMARK_READ)
    with reading(session):
        own = own_results.list_own_lines(session, tenant_id=actor.tenant_id)
        sector = own_results.find_sector(session, tenant_id=actor.tenant_id) or NOT_SAID
    with reading_released(session):
        told = released.list_cubes(session, families=_SHOWN)
        last = last_of(session, told)
    cubes = {name: cube_of(told[name].body, last=last.get(name)) for name in _SHOWN if name in told}
    return Benchmark(
        own=own,
        group=_group(sector, cubes),
        cubes=cubes,
        head=max((one.head for one in told.values()), key=lambda head: head.number, default=None),
    )


def _group(sector: str, cubes: Mapping[str, ToldCube]) -> str | None:
    sectors = next((cube.values["sector"] for cube in cubes.values()), ())
    return next((one for one in (sector, OTHERS) if one in sectors), None)
