"""Figures about all members, as they were released; this module reads nothing else.

The database holds it to that: see `persistence/released_rights.py`.
"""

from collections.abc import Collection, Mapping

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Permission, require
from crest.persistence import released
from crest.persistence.released import ReleasedCube, ReleaseHead, ReleaseLine
from crest.persistence.released_rights import reading_released
from crest.persistence.session import DatabaseSession

__all__ = [
    "ReleaseHead",
    "ReleaseLine",
    "ReleasedCube",
    "find_figures",
    "list_figures",
    "list_releases",
    "read_figures",
    "read_histories",
    "read_history",
    "read_some",
]


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


def list_releases(session: DatabaseSession, actor: Actor) -> tuple[ReleaseLine, ...]:
    """Return all releases, told and refused, the newest first."""
    require(actor, Permission.FIGURES_READ)
    with reading_released(session):
        return released.list_releases(session)
