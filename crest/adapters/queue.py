"""How a worker learns that there is work: calls that pass through the storages of Huey.

A call carries no work. The job table is the record, and workers look into it every ten seconds
anyway; a call that is lost, late or doubled costs time and nothing else. Calls are plain bytes, so
whoever writes into the queue makes a worker look, and nothing more.
"""

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Any, Protocol
from urllib.parse import urlsplit

# Without a call a worker looks into the table as often as this: for leases that are over.
LOOK_SECONDS = 10.0
# Where there is no queue, or it is out of reach, this is how soon a job is found.
POLL_SECONDS = 0.5
# How often a queue that cannot push is asked.
_ASK_SECONDS = 0.25
_NAME, _SCHEMA, _CALL = "crest", "crest_queue", b"look"
_REACH_SECONDS = 5

logger = logging.getLogger(__name__)


class Queue(Protocol):
    """What web processes call workers with."""

    kind: str

    def call(self) -> None:
        """Call one worker; a queue out of reach is written down and is no fault."""
        ...

    def wait(self, stop: Event) -> None:
        """Return at a call, at a stop, or when it is time to look without one."""
        ...

    def answers(self) -> bool:
        """Return whether the queue can be reached now."""
        ...

    def close(self) -> None:
        """Give back what is open; the next call opens it again."""
        ...


class TableQueue:
    """No queue at all: workers look into the job table twice a second."""

    kind = "database"

    def call(self) -> None:
        """Do nothing: the row is found by looking."""

    def wait(self, stop: Event) -> None:
        """Return half a second later, or at a stop."""
        stop.wait(POLL_SECONDS)

    def answers(self) -> bool:
        """Return True: it is the database itself."""
        return True

    def close(self) -> None:
        """Do nothing: nothing is open."""


class HueyQueue:
    """Calls through one of Huey's storages, opened when first needed and again after a fault."""

    def __init__(self, kind: str, open_storage: Callable[[], Any]) -> None:
        self.kind = kind
        self._open = open_storage
        self._storage: Any = None
        self._lock = Lock()
        self._was_lost = False

    def call(self) -> None:
        """Call one worker; a queue out of reach is written down and is no fault."""
        self._ask(lambda storage: storage.enqueue(_CALL))

    def wait(self, stop: Event) -> None:
        """Return at a call, at a stop, or when it is time to look without one."""
        ends = monotonic() + LOOK_SECONDS
        while not stop.is_set() and monotonic() < ends:
            if self._ask(_take_call):
                return
            if self._storage is None:
                stop.wait(POLL_SECONDS)
                return
            if not self._storage.blocking:
                stop.wait(_ASK_SECONDS)

    def answers(self) -> bool:
        """Return whether the queue can be reached now."""
        self._ask(lambda storage: storage.queue_size())
        return self._storage is not None

    def close(self) -> None:
        """Give back what is open; the next call opens it again."""
        with self._lock:
            storage, self._storage = self._storage, None
        if storage is not None:
            with contextlib.suppress(Exception):  # what is broken already need not be closed
                storage.close()

    def _ask(self, act: Callable[[Any], Any]) -> Any:
        try:
            with self._lock:
                self._storage = storage = self._storage or self._open()
            answer = act(storage)
        except Exception:  # a queue that is away makes work slower, not lost
            self.close()
            # Said once, and not twice a second for as long as the queue is away.
            if not self._was_lost:
                logger.exception("queue out of reach, workers look by themselves")
            self._was_lost = True
            return None
        self._was_lost = False
        return answer


def _take_call(storage: Any) -> bool:
    return storage.dequeue() is not None


def open_queue(url: str) -> Queue:
    """Return the queue at this address; nothing is opened before the first call."""
    scheme = urlsplit(url).scheme.partition("+")[0]
    if scheme == "sqlite":
        return HueyQueue("sqlite", lambda: _sqlite(Path(url.partition("///")[2])))
    if scheme == "postgresql":
        # The driver's name is a word of the database library, not of the driver.
        return HueyQueue("postgresql", lambda: _postgres("postgresql" + url[url.index("://") :]))
    if scheme in {"redis", "rediss"}:
        return HueyQueue("redis", lambda: _redis(url))
    return TableQueue()


def _sqlite(path: Path) -> Any:
    # A call need not survive a power cut, so that it costs no wait for the disk.
    return _storages().SqliteStorage(_NAME, filename=str(path), fsync=False, cache_mb=1, timeout=2)


def _postgres(url: str) -> Any:
    from psycopg import connect  # noqa: PLC0415 - with the extra `postgres` alone

    def connection() -> Any:
        made = connect(url, autocommit=True, connect_timeout=_REACH_SECONDS)
        # A schema of its own keeps the queue's tables out of the application's.
        made.execute(f"SET search_path TO {_SCHEMA}")
        return made

    with connection() as first:
        found = first.execute("SELECT to_regclass('huey_task')").fetchone()
        # Looked up, since an account that may not make tables is refused even where they are there.
        is_new = found[0] is None
        if is_new:
            first.execute(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}")
    return _storages().PostgresStorage(_NAME, connection=connection, create_tables=is_new)


def _redis(url: str) -> Any:
    joint = "&" if urlsplit(url).query else "?"
    return _storages().RedisStorage(
        _NAME, url=f"{url}{joint}socket_connect_timeout={_REACH_SECONDS}"
    )


def _storages() -> Any:
    # Web processes that never call need none of it.
    from huey import storage  # noqa: PLC0415

    return storage
