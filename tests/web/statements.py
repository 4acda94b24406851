"""Counts the statements that a request sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that are sent while the block runs."""
    engine = app.extensions["crest"].sessions.kw["bind"]
    found: list[str] = []

    def note(
        _connection: object, _cursor: object, statement: str, *_rest: object, **_named: object
    ) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
