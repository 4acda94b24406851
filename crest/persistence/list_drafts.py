"""Supplier lists on their way in: drafts, packed pages of what they change, remembered columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select

from crest.domain.errors import NotFoundError
from crest.persistence.jobs import JobState
from crest.persistence.models import (
    JobRow,
    ListDraftRow,
    ListMemoryRow,
    ListPageRow,
    SupplierRow,
    UserRow,
)
from crest.persistence.session import DatabaseSession

# How long a list waits for somebody's yes, counted from the last thing done to it.
KEPT = timedelta(days=30)
_AT_ONCE = 200


class DraftState(StrEnum):
    """Where a list stands; in reading, checking and taking a worker has the next step."""

    READING = "reading"
    MAPPING = "mapping"
    CHECKING = "checking"
    CHECKED = "checked"
    TAKING = "taking"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkState:
    """How the job that works on a list stands."""

    state: JobState
    done: int
    total: int
    message: str
    asked_by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """A list that waits, as lists of such lists show it."""

    id: UUID
    file_name: str
    state: DraftState
    sent_by: str
    created_at: datetime
    expires_at: datetime


def add_draft(session: DatabaseSession, *, now: datetime, **values: Any) -> ListDraftRow:
    """Store a list that was just sent and return its row."""
    empty: dict[str, Any] = {"understood": {}, "mapping": {}, "decisions": {}, "report": {}}
    times = {"created_at": now, "changed_at": now, "expires_at": now + KEPT}
    row = ListDraftRow(
        id=uuid4(), state=DraftState.READING.value, basis="", version=1, **empty, **times, **values
    )
    session.add(row)
    session.flush()
    return row


def find_draft(
    session: DatabaseSession, draft_id: UUID, *, tenant_id: UUID, lock: bool = False
) -> ListDraftRow | None:
    """Return a list of this member's that waits, or None."""
    query = select(ListDraftRow).where(
        ListDraftRow.id == draft_id, ListDraftRow.tenant_id == tenant_id
    )
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def get_draft(
    session: DatabaseSession, draft_id: UUID, *, tenant_id: UUID, lock: bool = False
) -> ListDraftRow:
    """Return a list of this member's that waits, or raise NotFoundError."""
    row = find_draft(session, draft_id, tenant_id=tenant_id, lock=lock)
    if row is None:
        raise NotFoundError
    return row


def list_drafts(
    session: DatabaseSession, *, tenant_id: UUID, now: datetime, limit: int
) -> tuple[tuple[WaitingList, ...], int]:
    """Return the newest lists of a member that wait, and how many there are."""
    waits = (ListDraftRow.tenant_id == tenant_id, ListDraftRow.expires_at > now)
    rows = session.execute(
        select(
            ListDraftRow.id,
            ListDraftRow.file_name,
            ListDraftRow.state,
            UserRow.name,
            ListDraftRow.created_at,
            ListDraftRow.expires_at,
            func.count().over(),
        )
        .join(UserRow, UserRow.id == ListDraftRow.created_by)
        .where(*waits)
        .order_by(ListDraftRow.created_at.desc(), ListDraftRow.id)
        .limit(limit)
    ).all()
    lines = tuple(
        WaitingList(
            id=row[0],
            file_name=row[1],
            state=DraftState(row[2]),
            sent_by=row[3],
            created_at=row[4],
            expires_at=row[5],
        )
        for row in rows
    )
    return lines, rows[0][6] if rows else 0


def remove_draft(session: DatabaseSession, row: ListDraftRow) -> None:
    """Delete a list that waits; the caller removes its file once this is committed."""
    session.delete(row)
    session.flush()


def find_work(
    session: DatabaseSession, job_id: UUID | None, *, tenant_id: UUID
) -> WorkState | None:
    """Return how the job of a list stands, whoever asked for it; None where it is gone."""
    if job_id is None:
        return None
    found = session.execute(
        select(JobRow.state, JobRow.done, JobRow.total, JobRow.message, JobRow.user_id).where(
            JobRow.id == job_id, JobRow.tenant_id == tenant_id
        )
    ).one_or_none()
    if found is None:
        return None
    return WorkState(
        state=JobState(found[0]), done=found[1], total=found[2], message=found[3], asked_by=found[4]
    )


def name_of(session: DatabaseSession, user_id: UUID) -> str:
    """Return the name of the person who sent a list."""
    return session.scalars(select(UserRow.name).where(UserRow.id == user_id)).one()


def basis_of(session: DatabaseSession, *, tenant_id: UUID) -> str:
    """Return a text that differs once a supplier of the member was added or changed."""
    found = session.execute(
        select(func.count(), func.sum(SupplierRow.version), func.max(SupplierRow.updated_at)).where(
            SupplierRow.tenant_id == tenant_id
        )
    ).one()
    return f"{found[0]}:{found[1] or 0}:{found[2]}"


def put_pages(
    session: DatabaseSession,
    import_id: UUID,
    pages: Mapping[str, Sequence[bytes]],
    *,
    tenant_id: UUID,
    now: datetime,
) -> None:
    """Store the pages of each fate in place of those that were there; numbers count from 1."""
    drop_pages(session, import_id, tenant_id=tenant_id)
    frame = {"import_id": import_id, "tenant_id": tenant_id, "made_at": now}
    rows = [
        {**frame, "fate": fate, "number": number, "packed": packed}
        for fate, parts in pages.items()
        for number, packed in enumerate(parts, start=1)
    ]
    for first in range(0, len(rows), _AT_ONCE):
        session.execute(insert(ListPageRow), rows[first : first + _AT_ONCE])


def drop_pages(session: DatabaseSession, import_id: UUID, *, tenant_id: UUID) -> None:
    """Delete all pages of a list."""
    session.execute(
        delete(ListPageRow).where(
            ListPageRow.import_id == import_id, ListPageRow.tenant_id == tenant_id
        )
    )


def find_page(
    session: DatabaseSession, import_id: UUID, fate: str, *, number: int, tenant_id: UUID
) -> bytes | None:
    """Return one packed page, or None where there is none of this number."""
    return session.scalars(
        select(ListPageRow.packed).where(
            ListPageRow.import_id == import_id,
            ListPageRow.fate == fate,
            ListPageRow.number == number,
            ListPageRow.tenant_id == tenant_id,
        )
    ).one_or_none()


def list_pages(
    session: DatabaseSession, import_id: UUID, fate: str, *, tenant_id: UUID
) -> Iterable[bytes]:
    """Return all packed pages of one fate, in order."""
    return session.scalars(
        select(ListPageRow.packed)
        .where(
            ListPageRow.import_id == import_id,
            ListPageRow.fate == fate,
            ListPageRow.tenant_id == tenant_id,
        )
        .order_by(ListPageRow.number)
    ).all()


def find_memory(session: DatabaseSession, *, tenant_id: UUID) -> list[Any]:
    """Return what the member took the columns of its lists for, as plain data."""
    found = session.scalars(
        select(ListMemoryRow.columns).where(ListMemoryRow.tenant_id == tenant_id)
    ).one_or_none()
    return found or []


def keep_memory(
    session: DatabaseSession, columns: list[Any], *, tenant_id: UUID, now: datetime
) -> None:
    """Keep what the member took the columns of its lists for."""
    row = session.get(ListMemoryRow, tenant_id)
    if row is None:
        session.add(ListMemoryRow(tenant_id=tenant_id, columns=columns, changed_at=now))
    else:
        row.columns, row.changed_at = columns, now
    session.flush()
