"""Engines and sessions: how CREST talks to SQLite and PostgreSQL."""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

# Web, jobs and commands name session and engine by these aliases, so that no module of theirs
# imports the database library.
DatabaseSession = Session
DatabaseEngine = Engine
SessionFactory = sessionmaker[Session]
# The database cannot serve now: full disk, lock not got in time, server away.
DatabaseError = OperationalError

_BUSY_MILLISECONDS = 10_000
# A connection opened while the disk was read-only or failing stays so when the disk is well.
# PostgreSQL: a standby, or a database that its operator set to reading only.
_READ_ONLY = "25006"
_STALE = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
# A write that was refused leaves the connection whole. Were it closed as well, the last one would
# take the index of the log along, and on a disk that takes no more nobody could read any longer.
_WHOLE = frozenset({sqlite3.SQLITE_IOERR_WRITE})


def create_database_engine(url: str) -> Engine:
    """Return an engine; SQLite gets WAL, full sync and foreign keys on every connection."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, pool_pre_ping=True)
        event.listen(engine, "handle_error", _note_read_only)
        return engine
    engine = create_engine(parsed)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _release)
    event.listen(engine, "handle_error", _note_stale)
    return engine


def create_session_factory(engine: Engine) -> SessionFactory:
    """Return the factory of sessions; each service opens its one transaction itself."""
    return sessionmaker(engine, autobegin=False, expire_on_commit=False)


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """Open the one transaction of a service that writes; commits at the end or rolls back."""
    with session.begin():
        session.connection(execution_options={"crest_writes": True})
        yield session


@contextmanager
def reading(session: Session) -> Iterator[Session]:
    """Open the one transaction of a service that only reads."""
    with session.begin():
        yield session


@contextmanager
def reading_at_once(session: Session) -> Iterator[Session]:
    """Open the transaction of a service whose many statements must all see the same moment."""
    with session.begin():
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={_BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # PostgreSQL brings its own; the trail of acts is sealed by it.
    connection.create_function("crest_sha256", 1, _sha256, deterministic=True)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get("crest_writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    database = connection.engine.url.database
    if database and database != ":memory:":
        # Writers queue at a file lock: SQLite's own busy loop starves some of them for seconds.
        connection.info["crest_lock"] = _lock(f"{database}.lock")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _note_stale(context: ExceptionContext) -> None:
    code = getattr(context.original_exception, "sqlite_errorcode", 0)
    # the low byte is the kind of the error, the rest its detail
    if code & 0xFF not in _STALE or code in _WHOLE or context.engine is None:
        return
    if context.connection is not None:
        context.connection.info["crest_stale"] = True
    # Idle ones go too: the connections of a process share how they see the index of the log.
    context.engine.dispose()


def _note_read_only(context: ExceptionContext) -> None:
    """Raise DatabaseError where PostgreSQL takes no writes now, as it does when it is full."""
    fault = context.original_exception
    if getattr(fault, "sqlstate", None) == _READ_ONLY:
        raise DatabaseError(context.statement, None, fault) from fault


def _lock(path: str) -> int:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:  # a full or read-only disk, as the database itself would find it
        raise DatabaseError("BEGIN IMMEDIATE", None, error) from error
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def _release(_connection: object, record: ConnectionPoolEntry) -> None:
    descriptor = record.info.pop("crest_lock", None)
    if descriptor is not None:
        os.close(descriptor)
    if record.info.pop("crest_stale", False):
        record.invalidate()
