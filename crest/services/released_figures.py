"""Figures about all members, as they were released; this module reads nothing else.

The database holds it to that: see `persistence/released_rights.py`.
"""

from collections.abc import Collection, Mapping
from itertools import groupby

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Permission, require
from crest.domain.told_form import Key
from crest.domain.told_last import Edition, LastTold, last_told
from crest.persistence import released
from crest.persistence.released import ReleasedCube, ReleaseHead, ReleaseLine
from crest.persistence.released_rights import reading_released
from crest.persistence.session import DatabaseSession

__all__ = [
    "LastCells",
    "ReleaseHead",
    "ReleaseLine",
    "ReleasedCube",
    "find_figures",
    "list_figures",
    "list_releases",
    "read_figures",
    "read_histories",
    "read_history",
    "read_last",
    "read_some",
]


# By family: what the last release that told a cell said of it, where it is hidden now.
LastCells = Mapping[str, Mapping[Key, LastTold]]


def list_figures(session: DatabaseSession, actor: Actor) -> Mapping[str, ReleaseHead]:
    """Return the families that are told, each with the newest release that tells it."""
    require(actor, Permission.FIGURES_READ)
    with reading_released(session):
        return released.list_families(session)


def find_figures(session: DatabaseSession, actor: Actor, *, family: str) -> ReleasedCube:
    """Return one family of cubes of the newest release, or raise NotFoundError."""
    require(actor, Permission.FIGURES_READ)
    with reading_released(session):
        found = released.find_cube(session, family)
    if found is None:
        raise NotFoundError(family=family)
    return found


def read_figures(session: DatabaseSession, actor: Actor) -> Mapping[str, ReleasedCube]:
    """Return every family that is told, as the newest release that tells it does."""
    require(actor, Permission.FIGURES_READ)
    with reading_released(session):
        return released.list_cubes(session)


def read_some(
    session: DatabaseSession, actor: Actor, *, families: Collection[str]
) -> Mapping[str, ReleasedCube]:
    """Return those of the families that are told, as the newest release that tells each does."""
    require(actor, Permission.FIGURES_READ)
    with reading_released(session):
        return released.list_cubes(session, families=families)


def read_history(
    session: DatabaseSession, actor: Actor, *, family: str
) -> tuple[ReleasedCube, ...]:
    """Return a family as each release told it, the oldest first."""
    require(actor, Permission.FIGURES_READ)
    with reading_released(session):
        return released.list_history(session, family)


def read_histories(
    session: DatabaseSession, actor: Actor, *, families: Collection[str]
) -> Mapping[str, tuple[ReleasedCube, ...]]:
    """Return those of the families that were ever told, as each release told them."""
    require(actor, Permission.FIGURES_READ)
    with reading_released(session):
        return released.list_histories(session, families)


def read_last(
    session: DatabaseSession, actor: Actor, *, found: Mapping[str, ReleasedCube]
) -> LastCells:
    """Return for hidden cells of these families what the last release that told them said.

    It is made of what earlier releases published and of nothing else; families of which no hidden
    cell was told before, or of which the cells meant something else, are left out.
    """
    require(actor, Permission.FIGURES_READ)
    with reading_released(session):
        return last_of(session, found)


def last_of(session: DatabaseSession, found: Mapping[str, ReleasedCube]) -> LastCells:
    """Return the same within a transaction that reads released figures."""
    earlier = released.list_earlier(session, {name: one.head.number for name, one in found.items()})
    by_family = groupby(earlier, key=lambda one: one.family)
    told = {name: last_told(_edition(found[name]), map(_edition, some)) for name, some in by_family}
    return {name: cells for name, cells in told.items() if cells}


def _edition(one: ReleasedCube) -> Edition:
    head = one.head
    return Edition(
        release=head.number,
        as_of=head.as_of,
        method=head.method,
        body=one.body,
        made_with=head.made_with,
    )


def list_releases(session: DatabaseSession, actor: Actor) -> tuple[ReleaseLine, ...]:
    """Return all releases, told and refused, the newest first."""
    require(actor, Permission.FIGURES_READ)
    with reading_released(session):
        return released.list_releases(session)
