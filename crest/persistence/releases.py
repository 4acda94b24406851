"""Which versions of banks were proposed, published and retired, and by whom."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select

from crest.domain.releases import Release, Version
from crest.persistence.models import BankReleaseRow, UserRow
from crest.persistence.session import DatabaseSession


def list_releases(session: DatabaseSession) -> dict[Version, Release]:
    """Return what is on record of each version that has a record."""
    rows = session.scalars(select(BankReleaseRow))
    return {(row.bank, row.version): _release(row) for row in rows}


def find_release(
    session: DatabaseSession, version: Version, *, lock: bool = False
) -> Release | None:
    """Return the record of one version, locked until the commit if it is to be changed."""
    query = select(BankReleaseRow).where(
        BankReleaseRow.bank == version[0], BankReleaseRow.version == version[1]
    )
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _release(row)


def write_release(session: DatabaseSession, release: Release) -> None:
    """Store the record of a version in the place of the one before."""
    session.merge(BankReleaseRow(**asdict(release)))
    session.flush()


def list_names(session: DatabaseSession, user_ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """Return the names of these people; whose name is erased says so."""
    wanted = {one for one in user_ids if one is not None}
    if not wanted:
        return {}
    query = select(UserRow.id, UserRow.name, UserRow.email).where(UserRow.id.in_(wanted))
    return {row.id: row.name or row.email for row in session.execute(query)}


def _release(row: BankReleaseRow) -> Release:
    return Release(
        bank=row.bank,
        version=row.version,
        digest=row.digest,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        published_by=row.published_by,
        published_at=row.published_at,
        retired_by=row.retired_by,
        retired_at=row.retired_at,
        reason=row.reason,
    )
