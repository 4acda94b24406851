"""Supplier lists that were taken in, as a list of them shows them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from crest.persistence.models import ImportRow, UserRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenList:
    """A list that was taken in; `taken_by` is empty where the operator did it by command."""

    id: UUID
    file_name: str
    taken_by: str
    taken_at: datetime


def list_taken(session: DatabaseSession, *, tenant_id: UUID, limit: int) -> tuple[TakenList, ...]:
    """Return the newest lists that a member took in, by its people or by command."""
    rows = session.execute(
        select(ImportRow.id, ImportRow.file_name, UserRow.name, ImportRow.committed_at)
        .outerjoin(UserRow, UserRow.id == ImportRow.created_by)
        .where(ImportRow.tenant_id == tenant_id, ImportRow.committed_at.is_not(None))
        .order_by(ImportRow.committed_at.desc(), ImportRow.id)
        .limit(limit)
    )
    return tuple(
        TakenList(id=row[0], file_name=row[1], taken_by=row[2] or "", taken_at=row[3])
        for row in rows
        if row[3] is not None
    )
