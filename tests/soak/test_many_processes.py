"""Two web processes and two workers at PostgreSQL: every job is run once, every mail sent once."""

import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select

from crest.domain.permissions import Role
from crest.persistence import jobs
from crest.persistence.models import JobRow, OutboxRow
from crest.persistence.outbox import queue_mail
from crest.persistence.session import create_session_factory, reading, writing
from crest.services.jobs import REGISTER
from tests.adapters.smtp_server import Record, serving
from tests.soak.conftest import Ground
from tests.soak.running import SEED, Service, say, scaled, threads
from tests.soak.saving import Ledger, clients, compare, wait_for_jobs

pytestmark = pytest.mark.postgres

_CLIENTS = 4
_SECONDS = 240
_WEB = ("serve", "--port", "0", "--web", "2", "--workers", "0")


@contextmanager
def _running(ground: Ground, *command: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run one `crest` command at the ground's database; it is asked to end, and must end well."""
    environment = {
        **os.environ,
        "CREST_MODE": "demonstration",
        "CREST_DATA_DIR": str(ground.settings.data_dir),
        "CREST_DATABASE_URL": ground.settings.database_url,
        "CREST_LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    with (
        ground.log.open("a") as log,
        subprocess.Popen(
            [sys.executable, "-m", "crest.cli", *command],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            yield process
            process.terminate()
            assert process.wait(60) == 0
        finally:
            process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    found = re.search(r"http://([\d.:]+)/", process.stdout.readline())
    assert found is not None
    return found.group(1)


def _ask(ground: Ground, *, count: int) -> set[UUID]:
    """Ask for registers and write mails, so many of each, in transactions of their own."""
    sessions, asked = create_session_factory(ground.engine), set()
    member = ground.federation.a
    for number in range(count):
        now = datetime.now(UTC)
        with sessions() as session, writing(session):
            user = member.users[Role.EDIT].user_id
            tenant = {"tenant_id": member.tenant_id, "now": now}
            asked.add(jobs.add(session, user_id=user, kind=REGISTER, params={}, **tenant))
            words = {"subject": f"Mail {number}", "body": "Words", "purpose": "test"}
            queue_mail(session, to=f"person{number}@example.org", **words, **tenant)
    return asked


def _unsent(ground: Ground) -> int:
    waiting = select(func.count()).select_from(OutboxRow).where(OutboxRow.state != "sent")
    with create_session_factory(ground.engine)() as session, reading(session):
        return session.execute(waiting).scalar_one()


def _mails(ground: Ground) -> dict[UUID, OutboxRow]:
    with create_session_factory(ground.engine)() as session, reading(session):
        return {row.id: row for row in session.scalars(select(OutboxRow))}


def _wait_for_mails(ground: Ground) -> None:
    pause = threading.Event()
    for _ in range(_SECONDS * 2):
        if not _unsent(ground):
            return
        pause.wait(0.5)
    words = f"{_unsent(ground)} mails not sent"
    raise AssertionError(words)


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(6, id="few"),
        pytest.param(scaled(300, least=30), marks=pytest.mark.soak, id="soak"),
    ],
)
def test_nothing_happens_twice(postgres_ground: Ground, count: int) -> None:
    ground, ledger, record = postgres_ground, Ledger(), Record()
    subjects = {f"Mail {number}" for number in range(count)}
    began, earlier = time.monotonic(), _mails(ground)
    with ExitStack() as running:
        port = running.enter_context(serving(record))
        mail = {"CREST_MODE": "production", "CREST_MAIL_URL": f"smtp://127.0.0.1:{port}"}
        for _ in range(2):
            running.enter_context(_running(ground, "jobs", "run", **mail))
        web = running.enter_context(_running(ground, *_WEB))
        service = Service(ground.settings, ground.log)
        service.address = _address(web)
        service.is_up.set()
        saving = clients(service, ground.desk, ledger, count=_CLIENTS, seed=SEED)
        with threads(*saving):
            asked = _ask(ground, count=count)
            wait_for_jobs(ground.engine, seconds=_SECONDS)
            for client in saving:
                client.ended.set()
        wait_for_jobs(ground.engine, seconds=_SECONDS)
        _wait_for_mails(ground)

    with create_session_factory(ground.engine)() as session, reading(session):
        rows = [row for row in session.scalars(select(JobRow)) if row.id in asked]
    mails = [row for key, row in _mails(ground).items() if key not in earlier]
    asked_for = Counter(row.subject for row in mails if row.subject in subjects)
    assert asked_for == dict.fromkeys(subjects, 1)
    # The workers write mails of their own too, as the monthly one of where the trails end.
    assert len({(row.subject, row.recipient) for row in mails}) == len(mails)
    files = Counter(row.stored_name for row in rows)
    ids = Counter(record.ids())
    assert ledger.faults == []
    assert Counter((row.state, row.attempts) for row in rows) == {("done", 1): count}
    assert max(files.values()) == 1
    assert {row.message_id for row in mails} == set(ids)
    assert max(ids.values()) == 1
    assert [row for row in mails if row.attempts != 1] == []
    compare(ground.engine, ground.desk, ledger)
    say(
        f"2 web processes, 2 workers, {time.monotonic() - began:.0f} s: {count} jobs and "
        f"{len(mails)} mails, none twice; {ledger.count} saves acknowledged, none lost or doubled"
    )
