"""Calls for workers: they arrive at once and carry nothing; a queue that is away costs time."""

import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from uuid import uuid4

import pytest
from fakeredis import TcpFakeServer
from sqlalchemy import text
from sqlalchemy.engine import make_url

from crest.adapters import queue as module
from crest.adapters.queue import HueyQueue, Queue, TableQueue, open_queue
from crest.persistence.migrate import differences
from crest.persistence.session import create_database_engine

Open = Callable[[], Queue]


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A server that speaks the protocol of Redis."""
    server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"redis://127.0.0.1:{server.server_address[1]}/0"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres), "redis"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of each kind of queue."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'queue.sqlite'}"
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
def opened(url: str) -> Iterator[Open]:
    """A function that opens the queue, as each process does for itself; nobody has called yet."""
    with closing(open_queue(url)) as emptied:
        assert isinstance(emptied, HueyQueue)
        emptied._ask(lambda storage: storage.flush_queue())
    with ExitStack() as left_open:

        def open_one() -> Queue:
            return left_open.enter_context(closing(open_queue(url)))

        yield open_one


def _waited(queue: Queue, stop: Event) -> float:
    began = monotonic()
    queue.wait(stop)
    return monotonic() - began


def test_a_call_is_heard_at_once_by_one_of_several_processes(opened: Open) -> None:
    web, worker = opened(), opened()
    assert web.answers()  # its tables are there before the worker looks
    stop, heard = Event(), Event()

    def listen() -> None:
        worker.wait(stop)
        heard.set()
        worker.close()

    listening = Thread(target=listen)
    listening.start()
    assert not heard.wait(0.3)
    began = monotonic()
    web.call()
    assert heard.wait(5)
    listening.join()

    assert monotonic() - began < 1
    assert web.answers()


def test_each_call_is_taken_once(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.4)
    web, worker, stop = opened(), opened(), Event()
    web.call()
    web.call()

    quick = [_waited(worker, stop) for _ in range(2)]
    slow = _waited(worker, stop)

    assert max(quick) < 0.4 <= slow


def test_a_stop_ends_the_wait(opened: Open) -> None:
    worker, stop = opened(), Event()
    stop.set()

    assert _waited(worker, stop) < 1


def test_a_call_is_bytes_that_nothing_is_made_of(tmp_path: Path) -> None:
    path = tmp_path / "queue.sqlite"
    open_queue(f"sqlite:///{path}").call()

    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT data FROM task").fetchall() == [(b"look",)]


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////no/such/folder/queue.sqlite",
        "postgresql+psycopg://127.0.0.1:1/crest",
        "redis://127.0.0.1:1/0",
    ],
)
def test_a_queue_that_is_away_costs_time_alone(url: str, caplog: pytest.LogCaptureFixture) -> None:
    queue, stop = open_queue(url), Event()

    with caplog.at_level(logging.WARNING, logger="crest.adapters.queue"):
        queue.call()
        waited = [_waited(queue, stop) for _ in range(2)]

    assert max(waited) < module.LOOK_SECONDS / 2
    assert not queue.answers()
    assert len(caplog.records) == 1


def test_a_queue_that_comes_back_is_used_again(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    queue = open_queue(f"sqlite:///{folder / 'queue.sqlite'}")
    assert not queue.answers()

    folder.mkdir()

    assert queue.answers()


@pytest.mark.postgres
def test_the_tables_of_the_queue_stay_out_of_ours(postgres_url: str) -> None:
    with closing(open_queue(postgres_url)) as queue:
        queue.call()

    engine = create_database_engine(postgres_url)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT table_schema FROM information_schema.tables WHERE table_name LIKE 'huey%'")
        )
        schemas = set(found.scalars())
    left = differences(engine)
    engine.dispose()

    assert schemas == {"crest_queue"}
    assert left == []


@pytest.mark.postgres
def test_an_account_that_may_make_no_tables_calls_through_those_that_are_there(
    postgres_url: str,
) -> None:
    with closing(open_queue(postgres_url)) as owner:
        assert owner.answers()
    role = f"calls_{uuid4().hex}"
    engine = create_database_engine(postgres_url)
    with engine.begin() as connection:
        for statement in (
            f"CREATE ROLE {role} LOGIN",
            f"GRANT USAGE ON SCHEMA crest_queue TO {role}",
            f"GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA crest_queue TO {role}",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA crest_queue TO {role}",
        ):
            connection.execute(text(statement))
    address = make_url(postgres_url).set(username=role).render_as_string(hide_password=False)

    with closing(open_queue(address)) as web, closing(open_queue(address)) as worker:
        web.call()
        waited = _waited(worker, Event())
        answers = web.answers()

    with engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {role}"))
        connection.execute(text(f"DROP ROLE {role}"))
    engine.dispose()
    assert answers
    assert waited < 5


def test_without_a_queue_workers_look_by_themselves() -> None:
    queue = open_queue("database:")
    queue.call()

    assert isinstance(queue, TableQueue)
    assert queue.answers()
    assert 0.3 < _waited(queue, Event()) < 5


def test_nothing_is_opened_before_the_first_call() -> None:
    opened: list[str] = []

    HueyQueue("sqlite", lambda: opened.append("opened"))

    assert opened == []


def test_a_queue_is_opened_by_several_threads_at_once(tmp_path: Path) -> None:
    code = (
        "import threading; from crest.adapters.queue import open_queue\n"
        f"queues = [open_queue('sqlite:///{tmp_path}/q.sqlite') for _ in range(6)]\n"
        "threads = [threading.Thread(target=one.call) for one in queues]\n"
        "[one.start() for one in threads]; [one.join() for one in threads]\n"
        "print(all(one.answers() for one in queues), queues[0]._storage.queue_size())"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert (done.stdout.strip(), done.stderr) == ("True 6", "")
