"""How the installation stands: database, tables, disk, jobs, content."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from crest.content.library import Library
from crest.persistence import jobs, outbox
from crest.persistence.revision import newest_numbered_revision, read_revision
from crest.persistence.session import DatabaseSession, reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the operator asks first."""

    database: str
    revision: str | None
    newest_revision: str
    open_jobs: int
    mails: Mapping[str, int]
    free_bytes: int
    banks: Mapping[str, str]
    instruments: int
    method: str
    faults: tuple[str, ...]


def read_status(session: DatabaseSession, data_dir: Path, *, library: Library) -> Status:
    """Return how the installation stands; raises DamagedContentError for damaged content."""
    faults = list_readiness_faults(session, data_dir)
    open_jobs, mails = 0, dict[str, int]()
    if not faults:
        with reading(session):
            open_jobs = jobs.count_open(session)
            mails = {state.value: count for state, count in outbox.count_states(session).items()}
    return Status(
        database=session.get_bind().dialect.name,
        revision=read_revision(session),
        newest_revision=newest_numbered_revision(),
        open_jobs=open_jobs,
        mails=mails,
        free_bytes=shutil.disk_usage(data_dir).free,
        banks={one.id: one.version for one in library.questionnaires},
        instruments=len(library.instruments),
        method=library.method().version,
        faults=faults,
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
