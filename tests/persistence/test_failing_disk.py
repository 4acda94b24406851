"""Connections that saw the disk fail are given up, so that saving works once it is well."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from crest.config import Settings
from crest.persistence.session import (
    DatabaseError,
    create_database_engine,
    create_session_factory,
    reading,
    writing,
)


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """These are faults of files, whatever the run is about."""
    return sqlite_settings


def _save(engine: Engine) -> None:
    with create_session_factory(engine)() as session, writing(session):
        session.execute(text("UPDATE tenant SET name = name"))


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _failing(code: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        error = sqlite3.OperationalError("the disk fails")
        error.sqlite_errorcode = code
        raise error

    return fail


def _connections(engine: Engine) -> list[int]:
    """Return the ids of the connections that two sessions at once get."""
    factory = create_session_factory(engine)
    with factory() as one, factory() as other, reading(one), reading(other):
        pair = (one.connection(), other.connection())
        return [id(each.connection.dbapi_connection) for each in pair]


@pytest.mark.parametrize(
    ("code", "given_up"),
    [
        (sqlite3.SQLITE_READONLY, True),
        (sqlite3.SQLITE_READONLY_DIRECTORY, True),
        (sqlite3.SQLITE_IOERR_READ, True),
        # refused, and the connection whole: pages are read on
        (sqlite3.SQLITE_IOERR_WRITE, False),
        (sqlite3.SQLITE_CANTOPEN, True),
        (sqlite3.SQLITE_FULL, False),
        (sqlite3.SQLITE_BUSY, False),
    ],
)
def test_connections_of_a_failing_disk_are_given_up(
    settings: Settings, code: int, given_up: bool
) -> None:
    engine = create_database_engine(settings.database_url)
    opened: list[object] = []
    event.listen(engine, "connect", lambda *_: opened.append(None))
    _connections(engine)
    fail = _failing(code)
    event.listen(engine.dialect, "do_execute", fail)
    with pytest.raises(OperationalError):
        _save(engine)
    event.remove(engine.dialect, "do_execute", fail)
    before = len(opened)

    _save(engine)
    _connections(engine)
    engine.dispose()

    assert (len(opened) > before) is given_up


def test_a_lock_that_cannot_be_made_is_a_database_that_cannot_save(
    settings: Settings,
) -> None:
    engine = create_database_engine(settings.database_url)
    lock = Path(f"{settings.data_dir}/crest.sqlite.lock")
    lock.mkdir()
    with pytest.raises(DatabaseError):
        _save(engine)
    lock.rmdir()

    _save(engine)
    engine.dispose()

    assert lock.is_file()


def test_a_failed_save_holds_no_lock_and_no_file(settings: Settings) -> None:
    engine = create_database_engine(settings.database_url)
    _save(engine)
    before = _open_files()
    fail = _failing(sqlite3.SQLITE_IOERR_WRITE)
    event.listen(engine.dialect, "do_execute", fail)
    for _ in range(5):
        with pytest.raises(OperationalError):
            _save(engine)
    event.remove(engine.dialect, "do_execute", fail)

    _save(engine)

    assert _open_files() <= before
    engine.dispose()


@pytest.mark.postgres
def test_postgresql_set_to_reading_only_is_a_database_that_cannot_save(postgres_url: str) -> None:
    engine = create_database_engine(postgres_url)
    event.listen(engine, "connect", _let_read_alone)
    with pytest.raises(DatabaseError):
        _save(engine)
    event.remove(engine, "connect", _let_read_alone)
    engine.dispose()

    _save(engine)
    engine.dispose()


def _let_read_alone(connection: Any, _record: object) -> None:
    connection.read_only = True
