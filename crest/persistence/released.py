"""Released cubes, and nothing else: the only rows that pages about all members may read.

This module knows two tables. A rule of the architecture holds it, and what reads through it, to
them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select

from crest.persistence.models import CubeReleaseRow, ReleasedCubeRow
from crest.persistence.session import DatabaseSession

TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseHead:
    """Which release figures come from; `made_with` is empty where it was not noted."""

    number: int
    as_of: date
    made_at: datetime
    method: str
    made_with: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCube:
    """A family of cubes as told, with its release."""

    head: ReleaseHead
    family: str
    body: dict[str, Any]


def list_families(session: DatabaseSession) -> Mapping[str, ReleaseHead]:
    """Return every family that is told, with the newest release that tells it."""
    query = _told(ReleasedCubeRow.family).order_by(CubeReleaseRow.number)
    return {row.family: _head(row) for row in session.execute(query)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """A release as it stands in the list: told, or refused with its reason."""

    head: ReleaseHead
    state: str
    reason: str
    families: int


def list_releases(session: DatabaseSession) -> tuple[ReleaseLine, ...]:
    """Return all releases, the newest first, with the number of families that each tells."""
    families = (
        select(func.count())
        .select_from(ReleasedCubeRow)
        .where(ReleasedCubeRow.release_id == CubeReleaseRow.id)
        .correlate(CubeReleaseRow)
        .scalar_subquery()
    )
    rows = session.execute(
        select(CubeReleaseRow, families.label("families")).order_by(CubeReleaseRow.number.desc())
    )
    return tuple(
        ReleaseLine(
            head=_head(row.CubeReleaseRow),
            state=row.CubeReleaseRow.state,
            reason=row.CubeReleaseRow.reason,
            families=row.families,
        )
        for row in rows
    )


def list_cubes(
    session: DatabaseSession, *, families: Collection[str] | None = None, until: int | None = None
) -> Mapping[str, ReleasedCube]:
    """Return every family, or those named, as the newest release that tells it does.

    `until` is the number of a release: later ones are as if they were not there.
    """
    found = (
        select(ReleasedCubeRow.family, func.max(CubeReleaseRow.number).label("number"))
        .join(CubeReleaseRow, CubeReleaseRow.id == ReleasedCubeRow.release_id)
        .where(CubeReleaseRow.state == TOLD)
        .group_by(ReleasedCubeRow.family)
    )
    if families is not None:
        found = found.where(ReleasedCubeRow.family.in_(families))
    if until is not None:
        found = found.where(CubeReleaseRow.number <= until)
    newest = found.subquery()
    query = (
        select(ReleasedCubeRow.family, ReleasedCubeRow.body, CubeReleaseRow.number)
        .join(CubeReleaseRow, CubeReleaseRow.id == ReleasedCubeRow.release_id)
        .join(
            newest,
            and_(
                newest.c.family == ReleasedCubeRow.family,
                newest.c.number == CubeReleaseRow.number,
            ),
        )
        .order_by(ReleasedCubeRow.family)
    )
    heads = _heads(session)
    return {
        family: ReleasedCube(head=heads[number], family=family, body=body)
        for family, body, number in session.execute(query)
    }


def _heads(session: DatabaseSession) -> Mapping[int, ReleaseHead]:
    """Return the releases that tell something by number: each is read once, not for each family."""
    rows = session.scalars(select(CubeReleaseRow).where(CubeReleaseRow.state == TOLD))
    return {row.number: _head(row) for row in rows}


def list_history(session: DatabaseSession, family: str) -> tuple[ReleasedCube, ...]:
    """Return a family as each release told it, the oldest first."""
    query = (
        _told(ReleasedCubeRow.body)
        .where(ReleasedCubeRow.family == family)
        .order_by(CubeReleaseRow.number)
    )
    return tuple(
        ReleasedCube(head=_head(row), family=family, body=row.body)
        for row in session.execute(query)
    )


def list_histories(
    session: DatabaseSession, families: Collection[str]
) -> Mapping[str, tuple[ReleasedCube, ...]]:
    """Return these families as each release told them, the oldest first; without those untold."""
    query = (
        _told(ReleasedCubeRow.family, ReleasedCubeRow.body)
        .where(ReleasedCubeRow.family.in_(families))
        .order_by(CubeReleaseRow.number)
    )
    found: dict[str, tuple[ReleasedCube, ...]] = {}
    for row in session.execute(query):
        one = ReleasedCube(head=_head(row), family=row.family, body=row.body)
        found[row.family] = (*found.get(row.family, ()), one)
    return found


def list_earlier(session: DatabaseSession, families: Mapping[str, int]) -> Iterator[ReleasedCube]:
    """Yield these families as releases before the one given told them, family by family.

    `families` has the number of a release by family; of each the newest comes first.
    """
    query = (
        _told(ReleasedCubeRow.family, ReleasedCubeRow.body)
        .where(ReleasedCubeRow.family.in_(families))
        .where(CubeReleaseRow.number < max(families.values(), default=0))
        .order_by(ReleasedCubeRow.family, CubeReleaseRow.number.desc())
    )
    for row in session.execute(query):
        if row.number < families[row.family]:
            yield ReleasedCube(head=_head(row), family=row.family, body=row.body)


def find_cube(session: DatabaseSession, family: str) -> ReleasedCube | None:
    """Return a family as the newest release tells it, or None where none does."""
    query = (
        _told(ReleasedCubeRow.body)
        .where(ReleasedCubeRow.family == family)
        .order_by(CubeReleaseRow.number.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return None if row is None else ReleasedCube(head=_head(row), family=family, body=row.body)


def _told(*wanted: Any) -> Select[Any]:
    return (
        select(
            *wanted,
            CubeReleaseRow.number,
            CubeReleaseRow.as_of,
            CubeReleaseRow.made_at,
            CubeReleaseRow.method,
            CubeReleaseRow.made_with,
        )
        .join(CubeReleaseRow, CubeReleaseRow.id == ReleasedCubeRow.release_id)
        .where(CubeReleaseRow.state == TOLD)
    )


def _head(row: Any) -> ReleaseHead:
    return ReleaseHead(
        number=row.number,
        as_of=row.as_of,
        made_at=row.made_at,
        method=row.method,
        made_with=row.made_with,
    )
