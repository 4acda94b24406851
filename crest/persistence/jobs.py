"""Background work in the job table: asked for, taken under a lease, finished once.

`attempts` is the token of whoever holds a job: a worker that lost its lease finds the count moved
on, and none of its writes reaches the row any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, CursorResult, and_, func, or_, select, update

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence.models import JobRow, MembershipRow, TenantRow, UserRow
from crest.persistence.new_jobs import note_new_job
from crest.persistence.session import DatabaseSession

MOST_ATTEMPTS = 3
_LONGEST_LEASE = timedelta(minutes=10)


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job with its requester's scope."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    kind: str
    params: dict[str, Any]
    state: JobState
    done: int
    total: int
    attempts: int
    message: str
    file_name: str | None
    stored_name: str | None
    media_type: str | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedFile:
    """A file that a job made: the name it is served under and the one it is stored under."""

    file_name: str
    stored_name: str
    media_type: str
    expires_at: datetime


def add(
    session: DatabaseSession,
    *,
    tenant_id: UUID,
    user_id: UUID,
    kind: str,
    params: dict[str, Any],
    now: datetime,
) -> UUID:
    """Store a waiting job in the caller's transaction and return its id."""
    row = JobRow(
        id=uuid4(),
        tenant_id=tenant_id,
        user_id=user_id,
        kind=kind,
        params=params,
        state=JobState.WAITING.value,
        done=0,
        total=0,
        attempts=0,
        message="",
        created_at=now,
    )
    session.add(row)
    session.flush()
    note_new_job(session)
    return row.id


def get(session: DatabaseSession, job_id: UUID, *, tenant_id: UUID, user_id: UUID) -> Job:
    """Return a job that this person asked for in this tenant, or raise NotFoundError."""
    row = session.scalars(
        select(JobRow).where(
            JobRow.id == job_id, JobRow.tenant_id == tenant_id, JobRow.user_id == user_id
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return _read(row)


def find_newest(
    session: DatabaseSession,
    *,
    tenant_id: UUID,
    user_id: UUID,
    kind: str,
    states: tuple[JobState, ...],
) -> Job | None:
    """Return the newest job of a kind in these states that this person asked for, or None."""
    row = session.scalars(
        select(JobRow)
        .where(
            JobRow.tenant_id == tenant_id,
            JobRow.user_id == user_id,
            JobRow.kind == kind,
            JobRow.state.in_([state.value for state in states]),
        )
        .order_by(JobRow.created_at.desc(), JobRow.id)
        .limit(1)
    ).first()
    return None if row is None else _read(row)


def list_newest(
    session: DatabaseSession, *, tenant_id: UUID, user_id: UUID, kind: str, limit: int = 50
) -> tuple[Job, ...]:
    """Return the jobs of a kind that this person asked for, newest first, at most so many."""
    rows = session.scalars(
        select(JobRow)
        .where(JobRow.tenant_id == tenant_id, JobRow.user_id == user_id, JobRow.kind == kind)
        .order_by(JobRow.created_at.desc(), JobRow.id)
        .limit(limit)
    )
    return tuple(_read(row) for row in rows)


def find_requester(session: DatabaseSession, job: Job) -> Actor | None:
    """Return who asked for the job as that person's role stands now; None once it has ended."""
    row = session.execute(
        select(UserRow, MembershipRow, TenantRow)
        .join(MembershipRow, MembershipRow.user_id == UserRow.id)
        .join(TenantRow, TenantRow.id == MembershipRow.tenant_id)
        .where(
            UserRow.id == job.user_id,
            UserRow.disabled_at.is_(None),
            MembershipRow.tenant_id == job.tenant_id,
        )
    ).one_or_none()
    if row is None:
        return None
    user, membership, tenant = row
    return Actor(
        user_id=user.id,
        tenant_id=tenant.id,
        tenant_kind=TenantKind(tenant.kind),
        role=Role(membership.role),
        email=user.email,
        name=user.name,
        language=user.language,
        workplace_ids=frozenset(UUID(text) for text in membership.workplace_ids),
    )


def has_free(session: DatabaseSession, *, now: datetime) -> bool:
    """Return whether a job waits or has lost its worker."""
    return session.scalars(select(JobRow.id).where(_is_free(now)).limit(1)).first() is not None


def take_next(session: DatabaseSession, *, now: datetime, until: datetime) -> Job | None:
    """Return the oldest job that waits or whose lease is over, now held until then; or None."""
    # Several workers at PostgreSQL pass over what another is just taking; SQLite has one writer.
    row = session.scalars(
        select(JobRow)
        .where(_is_free(now), JobRow.attempts < MOST_ATTEMPTS)
        .order_by(JobRow.created_at, JobRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    held = row.attempts
    changed = _update(
        session,
        and_(JobRow.id == row.id, JobRow.attempts == held, _is_free(now)),
        state=JobState.RUNNING.value,
        attempts=held + 1,
        lease_until=until,
        done=0,
    )
    if not changed:
        return None
    session.refresh(row)
    return _read(row)


def fail_exhausted(session: DatabaseSession, *, now: datetime) -> int:
    """Mark as failed what was tried often enough and still left its lease; return how many."""
    return _update(
        session,
        and_(_is_free(now), JobRow.attempts >= MOST_ATTEMPTS),
        state=JobState.FAILED.value,
        message="stopped",
        finished_at=now,
        lease_until=None,
    )


def extend(session: DatabaseSession, job: Job, *, until: datetime) -> bool:
    """Hold the job longer; False where it was cancelled or somebody else holds it."""
    return bool(_update(session, _held(job), lease_until=until))


def report(session: DatabaseSession, job: Job, *, done: int, total: int) -> bool:
    """Write how far the job is; False where it was cancelled or somebody else holds it."""
    return bool(_update(session, _held(job), done=done, total=total))


def finish(session: DatabaseSession, job: Job, file: FinishedFile | None, *, now: datetime) -> bool:
    """Mark the job as done with its file, if any; False where somebody else holds it by now."""
    kept: dict[str, Any] = {}
    if file is not None:
        names = ("file_name", "stored_name", "media_type", "expires_at")
        kept = {name: getattr(file, name) for name in names}
    done = JobState.DONE.value
    return bool(_update(session, _held(job), state=done, finished_at=now, lease_until=None, **kept))


def fail(session: DatabaseSession, job: Job, *, message: str, now: datetime) -> bool:
    """Mark the job as failed; `message` is a stable word that pages put into a sentence."""
    return bool(
        _update(
            session,
            _held(job),
            state=JobState.FAILED.value,
            message=message,
            finished_at=now,
            lease_until=None,
        )
    )


def release(session: DatabaseSession, job: Job) -> bool:
    """Let the job wait again for the next worker."""
    return bool(_update(session, _held(job), state=JobState.WAITING.value, lease_until=None))


def cancel(session: DatabaseSession, job_id: UUID, *, now: datetime) -> bool:
    """Cancel a job that is not finished; the caller has checked whose it is."""
    open_states = (JobState.WAITING.value, JobState.RUNNING.value)
    return bool(
        _update(
            session,
            and_(JobRow.id == job_id, JobRow.state.in_(open_states)),
            state=JobState.CANCELLED.value,
            finished_at=now,
            lease_until=None,
        )
    )


def forget_expired(session: DatabaseSession, *, now: datetime) -> tuple[str, ...]:
    """Return the stored names of files whose time is over, and no longer name them in jobs."""
    over = and_(JobRow.stored_name.is_not(None), JobRow.expires_at <= now)
    names = session.scalars(select(JobRow.stored_name).where(over)).all()
    _update(session, over, stored_name=None)
    return tuple(name for name in names if name)


def count_open(session: DatabaseSession) -> int:
    """Return how many jobs wait or run."""
    open_states = (JobState.WAITING.value, JobState.RUNNING.value)
    return len(session.scalars(select(JobRow.id).where(JobRow.state.in_(open_states))).all())


def find_oldest_waiting(session: DatabaseSession) -> datetime | None:
    """Return since when the job waits that has waited longest; None where none waits."""
    waiting = select(func.min(JobRow.created_at)).where(JobRow.state == JobState.WAITING.value)
    return session.execute(waiting).scalar()


def _is_free(now: datetime) -> ColumnElement[bool]:
    # A lease longer than any was given by a clock that ran ahead, and would hold for as long.
    over = or_(JobRow.lease_until < now, JobRow.lease_until > now + _LONGEST_LEASE)
    return or_(
        JobRow.state == JobState.WAITING.value,
        and_(JobRow.state == JobState.RUNNING.value, over),
    )


def _held(job: Job) -> ColumnElement[bool]:
    return and_(
        JobRow.id == job.id,
        JobRow.state == JobState.RUNNING.value,
        JobRow.attempts == job.attempts,
    )


def _update(session: DatabaseSession, where: ColumnElement[bool], **values: Any) -> int:
    statement = update(JobRow).where(where).values(**values)
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


def _read(row: JobRow) -> Job:
    return Job(
        id=row.id,
        tenant_id=row.tenant_id,
        user_id=row.user_id,
        kind=row.kind,
        params=row.params,
        state=JobState(row.state),
        done=row.done,
        total=row.total,
        attempts=row.attempts,
        message=row.message,
        file_name=row.file_name,
        stored_name=row.stored_name,
        media_type=row.media_type,
        created_at=row.created_at,
        finished_at=row.finished_at,
        expires_at=row.expires_at,
    )
