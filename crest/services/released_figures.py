"""Figures about all members, as they were released; this module reads nothing else."""

from collections.abc import Mapping

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Permission, require
from crest.persistence import released
from crest.persistence.released import ReleasedCube, ReleaseHead
from crest.persistence.session import DatabaseSession, reading

__all__ = ["ReleaseHead", "ReleasedCube", "find_figures", "list_figures"]


def list_figures(session: DatabaseSession, actor: Actor) -> Mapping[str, ReleaseHead]:
    """Return the families that are told, each with the newest release that tells it."""
    require(actor, Permission.FIGURES_READ)
    with reading(session):
        return released.list_families(session)


def find_figures(session: DatabaseSession, actor: Actor, *, family: str) -> ReleasedCube:
    """Return one family of cubes of the newest release, or raise NotFoundError."""
    require(actor, Permission.FIGURES_READ)
    with reading(session):
        found = released.find_cube(session, family)
    if found is None:
        raise NotFoundError(family=family)
    return found
