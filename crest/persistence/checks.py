"""Whether a database is whole and of this version."""

from collections.abc import Iterator

from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from crest.persistence.migrate import current_revision, differences, newest_revision
from crest.persistence.session import DatabaseError as UnavailableError


def list_faults(engine: Engine) -> tuple[str, ...]:
    """Return what is wrong with tables, rows or version; nothing when all is well."""
    try:
        return _faults(engine)
    except UnavailableError:
        raise  # a database that is away is not a damaged one
    except DatabaseError as error:
        return (f"damaged: {error.orig}",)


def _faults(engine: Engine) -> tuple[str, ...]:
    revision, newest = current_revision(engine), newest_revision()
    if revision != newest:
        return (f"tables are of version {revision or 'none'}, this is {newest}",)
    wrong = [f"tables differ: {difference}" for difference in differences(engine)]
    if engine.dialect.name == "sqlite":
        wrong += _sqlite_faults(engine)
    return tuple(wrong)


def _sqlite_faults(engine: Engine) -> Iterator[str]:
    with engine.connect() as connection, connection.begin():
        for (word,) in connection.execute(text("PRAGMA integrity_check(20)")):
            if word != "ok":
                yield f"damaged: {word}"
        for table, *_ in connection.execute(text("PRAGMA foreign_key_check")):
            yield f"a row of {table} points to a missing row"
