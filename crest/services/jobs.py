"""Background work as its requester sees it, and as a worker takes and finishes it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from crest.adapters.files import FileStore, FolderStore
from crest.config import Settings
from crest.content.library import Library
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.members import LEAVE_LASTS
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by, by_worker
from crest.persistence import jobs, respondents, write_keys
from crest.persistence.jobs import Job, JobState
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record

MOST_ATTEMPTS = jobs.MOST_ATTEMPTS


REGISTER, REGISTER_CSV = "register", "register_csv"
XLSFORM = "xlsform"
LIST, LIST_ROWS = "supplier_list", "supplier_list_rows"
FIGURES, FIGURES_RELEASE = "figures", "figures_release"
PROTOCOL = "protocol_report"
LIST_BOOK, LIST_TEXT = "supplier_file", "supplier_file_csv"
TWINS = "supplier_search"
CAMPAIGN = "campaign"
OWN_RESULT = "own_result"
ANSWER_COPY, ANSWER_LOAD = "answer_copy", "answer_load"
COMPANY_COPY, MEMBER_ERASURE, MEMBER_ROWS = "company_copy", "member_erasure", "member_rows"
LEASE = timedelta(seconds=30)
KEPT = timedelta(hours=24)
# A member that leaves fetches its copy within its term; all other files are made anew.
_KEPT_LONGER = {COMPANY_COPY: LEAVE_LASTS}
_CANCEL = "job.cancel"
# Whoever lost the permission since asking neither gets the work done nor the file.
_NEEDED = {
    REGISTER: Permission.REGISTER_EXPORT,
    REGISTER_CSV: Permission.REGISTER_EXPORT,
    XLSFORM: Permission.BANK_INSPECT,
    LIST: Permission.SUPPLIER_IMPORT,
    LIST_ROWS: Permission.SUPPLIER_IMPORT,
    FIGURES: Permission.FIGURES_EXPORT,
    FIGURES_RELEASE: Permission.FIGURES_RELEASE,
    PROTOCOL: Permission.REPORT_READ,
    LIST_BOOK: Permission.REGISTER_EXPORT,
    LIST_TEXT: Permission.REGISTER_EXPORT,
    TWINS: Permission.SUPPLIER_EDIT,
    CAMPAIGN: Permission.CAMPAIGN_MANAGE,
    OWN_RESULT: Permission.OWN_RESULT_READ,
    ANSWER_COPY: Permission.ASSESSMENT_READ,
    ANSWER_LOAD: Permission.ASSESSMENT_READ,
    COMPANY_COPY: Permission.COMPANY_COPY,
    MEMBER_ERASURE: Permission.MEMBER_MANAGE,
    MEMBER_ROWS: Permission.MEMBER_MANAGE,
}

Progress = Callable[[int, int], None]


class JobEndedError(Exception):
    """The job was cancelled, or its lease went to another worker: stop and write nothing."""


@dataclass(frozen=True, kw_only=True)
class JobTools:
    """What handlers work with besides the database."""

    settings: Settings
    library: Library


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """A file that a handler made."""

    file_name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFile:
    """A finished file as it is served."""

    stored_name: str
    content: bytes
    file_name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job as its page shows it; `about` is the draft or assessment that it works on, if any."""

    id: UUID
    kind: str
    about: UUID | None
    state: JobState
    done: int
    total: int
    attempts: int
    message: str
    file_name: str | None
    created_at: datetime
    expires_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Return whether the job waits or runs."""
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def has_file(self) -> bool:
        """Return whether there is a file to fetch."""
        return self.state is JobState.DONE and self.file_name is not None


def job_files(settings: Settings) -> FileStore:
    """Return where files that jobs make lie: where evidence does, so that all machines see them."""
    if settings.evidence_bucket is None:
        return FolderStore(settings.data_dir / "files")
    # Only who keeps files in a bucket needs the library that speaks to one.
    from crest.adapters.s3 import open_bucket  # noqa: PLC0415

    return open_bucket(settings.evidence_bucket, folder="made")


def sent_files(settings: Settings) -> FileStore:
    """Return where files lie that people send: evidence, and supplier lists on their way in."""
    if settings.evidence_bucket is None:
        return FolderStore(settings.evidence_dir)
    # Only who keeps files in a bucket needs the library that speaks to one.
    from crest.adapters.s3 import open_bucket  # noqa: PLC0415

    return open_bucket(settings.evidence_bucket)


def get_job(session: DatabaseSession, actor: Actor, job_id: UUID, *, now: datetime) -> JobView:
    """Return a job that this person asked for, or raise NotFoundError."""
    require(actor, Permission.JOB_READ)
    with reading(session):
        return view_of(_own(session, actor, job_id), now=now)


def cancel_job(
    session: DatabaseSession, actor: Actor, job_id: UUID, *, key: str, now: datetime
) -> None:
    """Cancel a job that this person asked for; a finished one stays as it is."""
    require(actor, Permission.JOB_READ)
    act = f"{_CANCEL}:{job_id}"
    with writing(session):
        _own(session, actor, job_id)
        if write_keys.replayed(session, actor.tenant_id, key, act) is None:
            told = {"was_open": jobs.cancel(session, job_id, now=now)}
            write_keys.remember(session, actor.tenant_id, key, act, {"id": str(job_id)}, now)
            record(session, by(actor), Act.JOB_CANCEL, of=job_id, told=told, now=now)


def get_file(
    session: DatabaseSession, actor: Actor, job_id: UUID, *, files: FileStore, now: datetime
) -> JobFile:
    """Return the file of a job that this person asked for; NotFoundError once its time is over."""
    require(actor, Permission.JOB_READ)
    with reading(session):
        job = _own(session, actor, job_id)
    return served_file(job, actor, files, now=now)


def get_newest_file(
    session: DatabaseSession, actor: Actor, *, kind: str, files: FileStore, now: datetime
) -> JobFile:
    """Return the newest file of this kind that this person asked for, or raise NotFoundError."""
    require(actor, Permission.JOB_READ)
    with reading(session):
        job = jobs.find_newest(
            session,
            tenant_id=actor.tenant_id,
            user_id=actor.user_id,
            kind=kind,
            states=(JobState.DONE,),
        )
    if job is None:
        raise NotFoundError
    return served_file(job, actor, files, now=now)


def message_of(refused: RefusedInputError) -> str:
    """Return a refusal as a job keeps it: its reason, with its values where it has any."""
    values = {name: value for name, value in refused.params.items() if name != "reason"}
    if not values:
        return refused.reason
    return json.dumps({"reason": refused.reason, "params": values}, default=str)


def refusal_of(message: str) -> RefusedInputError:
    """Return the refusal that a failed job keeps."""
    if not message.startswith("{"):
        return RefusedInputError(message)
    kept = json.loads(message)
    return RefusedInputError(kept["reason"], **kept["params"])


def take_job(session: DatabaseSession, *, now: datetime) -> Job | None:
    """Return the next job, held under a lease; jobs tried too often are marked as failed."""
    with reading(session):
        if not jobs.has_free(session, now=now):
            return None
    with writing(session):
        jobs.fail_exhausted(session, now=now)
        return jobs.take_next(session, now=now, until=now + LEASE)


def hold_job(session: DatabaseSession, job: Job, *, now: datetime) -> bool:
    """Hold the job for another lease; False once it is cancelled or held by somebody else."""
    with writing(session):
        return jobs.extend(session, job, until=now + LEASE)


def report_progress(session: DatabaseSession, job: Job, *, done: int, total: int) -> None:
    """Write how far the job is, or raise JobEndedError."""
    with writing(session):
        if not jobs.report(session, job, done=done, total=total):
            raise JobEndedError


def get_requester(session: DatabaseSession, job: Job) -> Actor:
    """Return who asked for the job, as that person's role stands now, or refuse."""
    with reading(session):
        actor = jobs.find_requester(session, job) or respondents.find_acting(
            session, job.user_id, tenant_id=job.tenant_id
        )
    if actor is None:
        raise NotFoundError
    require(actor, _NEEDED[job.kind])
    return actor


def end_job(session: DatabaseSession, job: Job, *, now: datetime) -> None:
    """Mark a job that makes no file as done."""
    with writing(session):
        if jobs.finish(session, job, None, now=now):
            worker = by_worker(job.tenant_id)
            record(session, worker, Act.JOB_FINISH, of=job.id, told={}, now=now)


def finish_job(
    session: DatabaseSession, job: Job, made: MadeFile, *, files: FileStore, now: datetime
) -> bool:
    """Keep the file and mark the job as done; a job that ended meanwhile keeps none."""
    stored = files.add(made.content)
    file = jobs.FinishedFile(
        file_name=made.file_name,
        stored_name=stored,
        media_type=made.media_type,
        expires_at=now + _KEPT_LONGER.get(job.kind, KEPT),
    )
    with writing(session):
        finished = jobs.finish(session, job, file, now=now)
        if finished:
            told = {"file": hashlib.sha256(made.content).hexdigest()}
            worker = by_worker(job.tenant_id)
            record(session, worker, Act.JOB_FINISH, of=job.id, told=told, now=now)
    if not finished:
        files.remove(stored)
    return finished


def fail_job(session: DatabaseSession, job: Job, *, message: str, now: datetime) -> None:
    """Mark the job as failed, with a stable word that says why."""
    with writing(session):
        if jobs.fail(session, job, message=message, now=now):
            told = {"message": message}
            worker = by_worker(job.tenant_id)
            record(session, worker, Act.JOB_FAIL, of=job.id, told=told, now=now)


def release_job(session: DatabaseSession, job: Job) -> None:
    """Give the job back to the queue, for the next try."""
    with writing(session):
        jobs.release(session, job)


def remove_expired_files(session: DatabaseSession, *, files: FileStore, now: datetime) -> int:
    """Delete the files whose day is over and return how many there were."""
    with writing(session):
        names = jobs.forget_expired(session, now=now)
        if names:
            told = {"files": len(names)}
            record(session, by_worker(), Act.JOB_CLEAR, of="", told=told, now=now)
    for name in names:
        files.remove(name)
    return len(names)


def view_of(job: Job, *, now: datetime) -> JobView:
    """Return a job as pages show it; a file whose time is over is no longer named."""
    is_kept = job.stored_name is not None and job.expires_at is not None and job.expires_at > now
    return JobView(
        id=job.id,
        kind=job.kind,
        about=_about(job),
        state=job.state,
        done=job.done,
        total=job.total,
        attempts=job.attempts,
        message=job.message,
        file_name=job.file_name if is_kept else None,
        created_at=job.created_at,
        expires_at=job.expires_at,
    )


def _about(job: Job) -> UUID | None:
    named = job.params.get("draft_id") or job.params.get("assessment_id")
    return None if named is None else UUID(named)


def _own(session: DatabaseSession, actor: Actor, job_id: UUID) -> Job:
    return jobs.get(session, job_id, tenant_id=actor.tenant_id, user_id=actor.user_id)


def served_file(job: Job, actor: Actor, files: FileStore, *, now: datetime) -> JobFile:
    """Return the file of a job that the caller has found; NotFoundError without one."""
    view = view_of(job, now=now)
    if not view.has_file or job.stored_name is None:
        raise NotFoundError
    require(actor, _NEEDED[job.kind])
    return JobFile(
        stored_name=job.stored_name,
        content=files.read(job.stored_name),
        file_name=job.file_name or "",
        media_type=job.media_type or "application/octet-stream",
    )
