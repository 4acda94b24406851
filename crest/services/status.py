"""Whether the installation can serve: database, tables, data folder."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import OperationalError

from crest.persistence.migrate import current_revision, newest_revision
from crest.persistence.session import DatabaseSession


def list_readiness_faults(session: DatabaseSession, data_dir: Path) -> tuple[str, ...]:
    """Return what keeps the installation from serving; nothing when it is ready."""
    return (*_database_faults(session), *_folder_faults(data_dir))


def _database_faults(session: DatabaseSession) -> Iterator[str]:
    engine = session.get_bind().engine
    try:
        revision = current_revision(engine)
    except OperationalError:
        yield "database does not answer"
        return
    newest = newest_revision()
    if revision != newest:
        yield f"tables are of version {revision or 'none'}, this is {newest}: run crest db upgrade"


def _folder_faults(data_dir: Path) -> Iterator[str]:
    try:
        with tempfile.TemporaryFile(dir=data_dir) as probe:
            probe.write(b"ready")
            probe.flush()
    except OSError:
        yield "data folder cannot be written"
