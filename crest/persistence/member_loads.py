"""Lists of members that were sent in, as they wait and once they are taken in."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from crest.domain.errors import NotFoundError
from crest.persistence.models import MemberLoadRow
from crest.persistence.session import DatabaseSession


def add(session: DatabaseSession, *, tenant_id: UUID, **values: Any) -> UUID:
    """Store what was read of a list and return its id."""
    row = MemberLoadRow(id=uuid4(), tenant_id=tenant_id, outcome={}, committed_at=None, **values)
    session.add(row)
    session.flush()
    return row.id


def get(
    session: DatabaseSession, load_id: UUID, *, tenant_id: UUID, lock: bool = False
) -> MemberLoadRow:
    """Return a list that was sent to this federation, or raise NotFoundError."""
    query = select(MemberLoadRow).where(
        MemberLoadRow.id == load_id, MemberLoadRow.tenant_id == tenant_id
    )
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def mark_taken(row: MemberLoadRow, outcome: dict[str, Any], *, now: datetime) -> None:
    """Write down that a list is taken in, and what became of its rows."""
    row.outcome, row.committed_at = outcome, now
