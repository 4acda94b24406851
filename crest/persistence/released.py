"""Released cubes, and nothing else: the only rows that pages about all members may read.

This module knows two tables. A rule of the architecture holds it, and what reads through it, to
them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from crest.persistence.models import CubeReleaseRow, ReleasedCubeRow
from crest.persistence.session import DatabaseSession

TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseHead:
    """Which release figures come from."""

    number: int
    as_of: date
    made_at: datetime
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCube:
    """A family of cubes as told, with its release."""

    head: ReleaseHead
    family: str
    body: dict[str, Any]


def list_families(session: DatabaseSession) -> tuple[ReleaseHead, tuple[str, ...]] | None:
    """Return the newest release and the families it tells, or None where none is told yet."""
    row = session.execute(_newest()).first()
    if row is None:
        return None
    names = select(ReleasedCubeRow.family).where(ReleasedCubeRow.release_id == row.id)
    return _head(row), tuple(session.scalars(names.order_by(ReleasedCubeRow.family)))


def find_cube(session: DatabaseSession, family: str) -> ReleasedCube | None:
    """Return a family as the newest release tells it, or None where it does not."""
    row = session.execute(_newest()).first()
    if row is None:
        return None
    query = select(ReleasedCubeRow.body).where(
        ReleasedCubeRow.release_id == row.id, ReleasedCubeRow.family == family
    )
    body = session.scalar(query)
    return None if body is None else ReleasedCube(head=_head(row), family=family, body=body)


def _newest() -> Any:
    return (
        select(CubeReleaseRow)
        .with_only_columns(
            CubeReleaseRow.id,
            CubeReleaseRow.number,
            CubeReleaseRow.as_of,
            CubeReleaseRow.made_at,
            CubeReleaseRow.method,
        )
        .where(CubeReleaseRow.state == TOLD)
        .order_by(CubeReleaseRow.number.desc())
        .limit(1)
    )


def _head(row: Any) -> ReleaseHead:
    return ReleaseHead(number=row.number, as_of=row.as_of, made_at=row.made_at, method=row.method)
