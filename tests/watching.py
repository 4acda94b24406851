"""Watches every write of every service while tests run: what changes rows leaves one event.

The rule over the source sees that each writing block records; this sees that it does so at each
way through it, that a repeated write leaves nothing, and that no act is recorded twice.
"""

import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Any

from sqlalchemy import Engine, event

import crest.services
from crest.persistence.session import DatabaseSession, writing
from tests.architecture.test_rules import _WITHOUT_EVENT

Writing = Callable[[DatabaseSession], AbstractContextManager[DatabaseSession]]

_WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
_KEPT = "crest_written"
_TRAIL = {"audit_event", "trail_head"}
# Counts of tries, and what a browser's end or expiry takes along.
_UNNOTICED = {"throttle", "session", "?"}
# Acts that are written down even where they found nothing to change.
_ACTS_ALONE = {
    "ask_for_copy",
    "make_all_due",
    "forget_factor",
    "end_others",
    "import_file",
    "load_file",
    "_keep_register",
    "show_links",
}
# SQLite counts no rows of statements that return some: it may have changed one, or none.
_PERHAPS = "?"


class UnrecordedWriteError(AssertionError):
    """A service wrote without its one event, or recorded an act that changed nothing."""


@contextmanager
def watched_services() -> Iterator[None]:
    """Watch all writing blocks of services while the block runs."""
    modules = [
        import_module(found.name)
        for found in pkgutil.walk_packages(crest.services.__path__, "crest.services.")
    ]
    changed = [module for module in modules if getattr(module, "writing", None) is writing]
    event.listen(Engine, "after_cursor_execute", _note)
    for module in changed:
        setattr(module, "writing", _watching(module.__name__.rpartition(".")[2]))  # noqa: B010
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", _note)
        for module in changed:
            setattr(module, "writing", writing)  # noqa: B010


def _watching(module: str) -> Writing:
    @contextmanager
    def watched(session: DatabaseSession) -> Iterator[DatabaseSession]:
        # two frames up: behind the machinery of the context manager stands the service
        service = sys._getframe(2).f_code.co_name
        with writing(session):
            written: list[str] = []
            session.connection().info[_KEPT] = written
            try:
                yield session
                session.flush()
            finally:
                session.connection().info.pop(_KEPT, None)
            _check(f"{module}.{service}", written)

    return watched


def _check(service: str, written: list[str]) -> None:
    tables, events = set(written) - _TRAIL, written.count("audit_event")
    if service in _WITHOUT_EVENT:
        return
    is_silent = not events and tables - _UNNOTICED
    is_idle = events and not tables and service.rpartition(".")[2] not in _ACTS_ALONE
    if events > 1 or is_silent or is_idle:
        words = f"{service} wrote {sorted(tables)} and recorded {events} events"
        raise UnrecordedWriteError(words)


def _note(
    connection: Any, cursor: Any, statement: str, _values: object, _context: object, _many: object
) -> None:
    kept = connection.info.get(_KEPT)
    found = _WRITES.match(statement) if kept is not None else None
    if not found:
        return
    if cursor.rowcount != 0:
        kept.append(found[1])
    elif " RETURNING " in statement:
        kept.append(_PERHAPS)
