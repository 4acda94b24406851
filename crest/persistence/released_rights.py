"""A transaction that the database itself holds to released figures.

Pages about all members run in the same process, with the same account, as all others. Inside this
transaction the database refuses every table but the two that hold what was released, so that a
mistake in a query cannot show what it was counted from.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine, text

from crest.persistence.models import CubeReleaseRow, ReleasedCubeRow
from crest.persistence.session import DatabaseSession

RELEASED = frozenset({CubeReleaseRow.__tablename__, ReleasedCubeRow.__tablename__})
_ROLE = "crest_figures_role"
_HARMLESS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_FUNCTION})


def name_figures_role(engine: Engine, role: str) -> None:
    """Let `reading_released` take this role of PostgreSQL; none where it is empty."""
    engine.update_execution_options(**{_ROLE: role})


@contextmanager
def reading_released(session: DatabaseSession) -> Iterator[DatabaseSession]:
    """Open a transaction that can read released cubes alone; the database refuses all else.

    SQLite asks an authorizer about every table of every statement. PostgreSQL takes the role that
    the operator named, which has rights to the two tables, and writes nothing either way.
    """
    with session.begin():
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            with _sqlite_held(connection):
                yield session
        else:
            _take_role(connection)
            yield session


@contextmanager
def _sqlite_held(connection: Connection) -> Iterator[None]:
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError(raw)
    raw.set_authorizer(_authorize)
    try:
        yield
    finally:
        with suppress(sqlite3.ProgrammingError):  # a fault of the disk has closed it already
            raw.set_authorizer(None)


def _authorize(
    action: int, table: str | None, _column: str | None, _database: str | None, _by: str | None
) -> int:
    """Return whether SQLite may do this; it asks for every table and column of a statement."""
    is_released = action == sqlite3.SQLITE_READ and table in RELEASED
    return sqlite3.SQLITE_OK if is_released or action in _HARMLESS else sqlite3.SQLITE_DENY


def _take_role(connection: Connection) -> None:
    connection.execute(text("SET TRANSACTION READ ONLY"))
    role = connection.get_execution_options().get(_ROLE)
    if role:
        quoted = connection.dialect.identifier_preparer.quote_identifier(role)
        connection.execute(text(f"SET LOCAL ROLE {quoted}"))
