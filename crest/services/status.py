"""How the installation stands: database, tables, queue, jobs, mails, disk, backup, content."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from crest.adapters.queue import Queue
from crest.config import Settings
from crest.content.library import Library
from crest.domain.permissions import Actor, Permission, require
from crest.domain.releases import is_altered, version_of
from crest.persistence import jobs, outbox
from crest.persistence.backup_record import read_last_backup
from crest.persistence.outbox import MailState
from crest.persistence.revision import newest_numbered_revision, read_revision
from crest.persistence.session import DatabaseSession, reading
from crest.services.banks_offered import known_releases

# A backup at least once a day is what the guide promises.
BACKUP_EVERY = timedelta(hours=24)
# Longer than the longest work takes: nobody takes the job.
_PATIENCE = timedelta(minutes=10)


class Concern(StrEnum):
    """What somebody should look after before it becomes a fault."""

    DISK_LOW = "disk_low"
    BACKUP_MISSING = "backup_missing"
    BACKUP_OLD = "backup_old"
    MAIL_FAILED = "mail_failed"
    JOBS_WAIT = "jobs_wait"
    QUEUE_AWAY = "queue_away"
    BANK_ALTERED = "bank_altered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the operator asks first."""

    database: str
    revision: str | None
    newest_revision: str
    queue: str
    queue_answers: bool
    open_jobs: int
    oldest_waiting_job: datetime | None
    mails: Mapping[str, int]
    free_bytes: int
    disk_bytes: int
    last_backup: datetime | None
    banks: Mapping[str, str]
    altered_banks: tuple[str, ...]
    instruments: int
    method: str
    concerns: tuple[Concern, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What waits in the tables."""

    open_jobs: int = 0
    oldest_waiting_job: datetime | None = None
    mails: Mapping[str, int] = field(default_factory=dict)


def read_status(
    session: DatabaseSession, settings: Settings, *, library: Library, queue: Queue, now: datetime
) -> Status:
    """Return how the installation stands; raises DamagedContentError for damaged content."""
    faults = list_readiness_faults(session, settings.data_dir)
    work = _Work() if faults else _read_work(session)
    disk = shutil.disk_usage(settings.data_dir)
    answers = queue.answers()
    altered = () if faults else _altered(session, library)
    found = {Concern.QUEUE_AWAY: not answers, Concern.BANK_ALTERED: bool(altered)}
    concerns = _concerns(settings, work, now=now)
    return Status(
        database=session.get_bind().dialect.name,
        revision=read_revision(session),
        newest_revision=newest_numbered_revision(),
        queue=queue.kind,
        queue_answers=answers,
        open_jobs=work.open_jobs,
        oldest_waiting_job=work.oldest_waiting_job,
        mails=work.mails,
        free_bytes=disk.free,
        disk_bytes=disk.total,
        last_backup=read_last_backup(settings.data_dir),
        banks={one.id: one.version for one in library.questionnaires},
        altered_banks=altered,
        instruments=len(library.instruments),
        method=library.method().version,
        concerns=(*concerns, *(concern for concern, holds in found.items() if holds)),
        faults=faults,
    )


def list_concerns(
    session: DatabaseSession, actor: Actor, settings: Settings, *, now: datetime
) -> tuple[Concern, ...]:
    """Return what the federation's administrators and the operator should look after."""
    require(actor, Permission.INSTALLATION_READ)
    return _concerns(settings, _read_work(session), now=now)


def is_disk_low(settings: Settings) -> bool:
    """Return whether less is free in the data folder than the settings ask for."""
    return shutil.disk_usage(settings.data_dir).free < settings.disk_warn_bytes


def _concerns(settings: Settings, work: _Work, *, now: datetime) -> tuple[Concern, ...]:
    backup, oldest = read_last_backup(settings.data_dir), work.oldest_waiting_job
    # What a demonstration holds is made up, and need not be kept.
    kept = not settings.is_demonstration
    found = {
        Concern.DISK_LOW: is_disk_low(settings),
        Concern.BACKUP_MISSING: kept and backup is None,
        Concern.BACKUP_OLD: kept and backup is not None and now - backup > BACKUP_EVERY,
        Concern.MAIL_FAILED: work.mails.get(MailState.FAILED.value, 0) > 0,
        Concern.JOBS_WAIT: oldest is not None and now - oldest > _PATIENCE,
    }
    return tuple(concern for concern, holds in found.items() if holds)


def _altered(session: DatabaseSession, library: Library) -> tuple[str, ...]:
    """Return the versions that read otherwise than when they were published."""
    with reading(session):
        known = known_releases(session, library)
    return tuple(
        f"{one.id} {one.version}"
        for one in library.questionnaires
        if is_altered(one, known.get(version_of(one)))
    )


def _read_work(session: DatabaseSession) -> _Work:
    with reading(session):
        return _Work(
            open_jobs=jobs.count_open(session),
            oldest_waiting_job=jobs.find_oldest_waiting(session),
            mails={state.value: count for state, count in outbox.count_states(session).items()},
        )


def list_readiness_faults(session: DatabaseSession, data_dir: Path) -> tuple[str, ...]:
    """Return what keeps the installation from serving; nothing when it is ready."""
    return (*_table_faults(session), *_folder_faults(data_dir))


def _table_faults(session: DatabaseSession) -> Iterator[str]:
    revision, newest = read_revision(session), newest_numbered_revision()
    if revision is None:
        yield "the database does not answer, or has no tables: run crest db upgrade"
    elif revision != newest:
        yield f"tables are of version {revision}, this is {newest}: run crest db upgrade"


def _folder_faults(data_dir: Path) -> Iterator[str]:
    try:
        with tempfile.TemporaryFile(dir=data_dir) as probe:
            probe.write(b"ready")
            probe.flush()
    except OSError:
        yield "the data folder cannot be written"
