"""`crest db`: migrations, checks, backup and restore."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from crest.adapters.queue import open_queue
from crest.config import read_settings
from crest.domain.errors import DamagedContentError
from crest.persistence.backup import restore_backup, write_backup
from crest.persistence.backup_record import note_backup
from crest.persistence.checks import list_faults
from crest.persistence.migrate import current_revision, downgrade, upgrade
from crest.persistence.session import (
    DatabaseEngine,
    create_database_engine,
    create_session_factory,
)
from crest.services.trail_check import head_file, keep_heads

_FILE = click.Path(dir_okay=False, path_type=Path)


@contextmanager
def _database() -> Iterator[DatabaseEngine]:
    engine = create_database_engine(read_settings().database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@click.group("db")
def database_group() -> None:
    """Migrations, checks, backup and restore of the database."""


@database_group.command("upgrade")
def upgrade_command() -> None:
    """Create the tables or bring them to this version."""
    with _database() as engine:
        before = current_revision(engine)
        upgrade(engine)
        click.echo(f"tables: {before or 'none'} -> {current_revision(engine)}")
    # The queue's tables are made by whoever may make tables; the service need not.
    with closing(open_queue(read_settings().queue_url)) as queue:
        if not queue.answers():
            click.echo("the queue is out of reach; workers look by themselves")


@database_group.command("downgrade")
@click.argument("revision")
def downgrade_command(revision: str) -> None:
    """Take the tables back to REVISION; `base` drops them with all data."""
    with _database() as engine:
        downgrade(engine, revision)
        click.echo(f"tables: {current_revision(engine) or 'none'}")


@database_group.command("check")
def check_command() -> None:
    """Compare tables with this version and let the database check itself."""
    with _database() as engine:
        faults = list_faults(engine)
    if faults:
        raise DamagedContentError(faults)
    click.echo("the database is whole and of this version")


@database_group.command("backup")
@click.argument("target", metavar="FILE", type=_FILE)
def backup_command(target: Path) -> None:
    """Write a whole copy to FILE, while others go on saving."""
    settings = read_settings()
    write_backup(settings.database_url, target)
    with _database() as engine, create_session_factory(engine)() as session:
        keep_heads(session, head_file(settings), now=datetime.now(UTC))
    note_backup(settings.data_dir, at=datetime.now(UTC), size=target.stat().st_size)
    click.echo(f"written: {target} ({target.stat().st_size} bytes), its SHA-256 beside it")


@database_group.command("restore")
@click.argument("source", metavar="FILE", type=_FILE)
def restore_command(source: Path) -> None:
    """Put the backup FILE, upgraded, in the database's place; stop the service first."""
    settings = read_settings()
    heads = head_file(settings)
    kept = restore_backup(settings.database_url, source, heads=heads.read())
    # What came after the backup is gone with the database before; its ends go with it.
    heads.set_aside()
    click.echo("restored, its tables are of this version, its trail of acts is whole")
    if kept:
        click.echo(f"the database before lies at {kept}")
