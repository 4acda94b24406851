"""Migrations by Alembic: upgrade, downgrade and the difference between tables and models."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select

from crest.domain.errors import RefusedInputError
from crest.paths import data_folder
from crest.persistence.models import Row

# The name, "CRST" as a number, of the lock that upgrades take turns by.
_UPGRADES = 0x43525354


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to the revision, the newest by default."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Several machines may start at once: the second waits, and finds nothing to do.
            connection.execute(select(func.pg_advisory_xact_lock(_UPGRADES)))
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to the revision; `base` empties it; others are refused."""
    if revision != "base" and revision not in revisions():
        raise RefusedInputError("unknown_revision", revision=revision)
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def current_revision(engine: Engine) -> str | None:
    """Return the revision of the database, or None for one without tables."""
    with engine.connect() as connection, connection.begin():
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """Return the newest revision of this version of CREST."""
    return ScriptDirectory(str(data_folder("migrations"))).get_current_head()


def revisions() -> frozenset[str]:
    """Return all revisions that this version of CREST knows."""
    scripts = ScriptDirectory(str(data_folder("migrations")))
    return frozenset(script.revision for script in scripts.walk_revisions())


def differences(engine: Engine) -> list[object]:
    """Return how the tables differ from the models; empty where they agree."""
    with engine.connect() as connection, connection.begin():
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Row.metadata))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_folder()))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _folder() -> Path:
    return data_folder("migrations")
