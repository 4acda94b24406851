"""Killing web and worker again and again: nothing acknowledged is lost, nothing happens twice."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from crest.config import Mode
from crest.jobs.worker import create_worker
from crest.persistence.checks import list_faults
from crest.services.jobs import LEASE
from tests.adapters.smtp_server import Record, serving
from tests.soak.conftest import Ground
from tests.soak.inviting import (
    InvitingClient,
    compare_mails,
    let_invite_again,
    send_what_is_left,
)
from tests.soak.running import SEED, Service, say, scaled, threads
from tests.soak.saving import Ledger, clients, compare, ends_of_jobs, open_jobs, wait_for_jobs
from tests.soak.starter import Starter

_CLIENTS = 4
# A killed worker's lease runs out after half a minute; then the job is taken again.
_JOBS_SECONDS = 90


def _shake(ground: Ground, service: Service, *, kills: int) -> Ledger:
    """Kill and start the service so often while clients save; let them come to an end."""
    ledger, pause = Ledger(), threading.Event()
    random = Random(SEED)  # noqa: S311 - a seeded run can be repeated
    saving = clients(service, ground.desk, ledger, count=_CLIENTS, seed=SEED)
    saving.append(InvitingClient(service, ground.office, (), ledger, SEED))
    with threads(*saving):
        for round_number in range(kills):
            if round_number % 4:
                # On a slow machine nothing would be under way yet, and the kill would show nothing.
                _wait_for_a_save(ledger, pause)
            pause.wait(random.uniform(0.02, 0.6))
            service.kill()
            if round_number % 10 == 0:
                assert list_faults(ground.engine) == ()
                ground.check_trail()
                let_invite_again(ground.engine)
                ground.engine.dispose()
            service.start()
            if any(client.ended.is_set() for client in saving):
                break
        for client in saving:
            client.ended.set()
    return ledger


def _wait_for_a_save(ledger: Ledger, pause: threading.Event) -> None:
    before = ledger.count
    for _ in range(100):
        if ledger.count > before or pause.wait(0.05):
            return


def _later(ground: Ground) -> None:
    """Run the jobs that are left once every lease is over."""
    worker = create_worker(ground.settings)
    worker.clock = lambda: datetime.now(UTC) + 2 * LEASE
    while worker.run_next():
        pass
    worker.sessions.kw["bind"].dispose()


def _prove(ground: Ground, *, kills: int, patient: bool) -> None:
    began = time.monotonic()
    before, record = open_jobs(ground.engine), Record()
    with serving(record) as port:
        real = replace(
            ground.settings,
            mode=Mode.PRODUCTION,
            base_url="http://127.0.0.1",
            mail_url=f"smtp://127.0.0.1:{port}",
        )
        with Starter() as starter, ground.service(settings=real, starter=starter) as service:
            ledger = _shake(ground, service, kills=kills)
            if patient:
                wait_for_jobs(ground.engine, seconds=_JOBS_SECONDS)
        _later(ground)
        send_what_is_left(ground.engine, real)

    assert ledger.faults == []
    assert ledger.count >= kills
    assert ledger.replays >= 1
    assert list_faults(ground.engine) == ()
    assert open_jobs(ground.engine) == set()
    compare(ground.engine, ground.desk, ledger)
    ends = ends_of_jobs(ground.engine, ledger, before)
    mails = compare_mails(ground.engine, ledger.invited, record)
    entries = ground.check_trail()
    assert entries >= ledger.count
    say(
        f"{kills} kills in {time.monotonic() - began:.0f} s: {ledger.count} saves acknowledged, "
        f"0 lost, 0 doubled; {ledger.replays} requests without an answer sent again; "
        f"{sum(ends.values())} jobs, 0 lost: {dict(ends)}; {len(ledger.invited)} mails, 0 lost: "
        f"{dict(mails)}; trail of {entries} entries whole"
    )


@pytest.mark.parametrize(
    ("kills", "patient"),
    [
        pytest.param(3, False, id="few"),
        pytest.param(scaled(500, least=10), True, marks=pytest.mark.soak, id="soak"),
    ],
)
def test_sqlite_keeps_every_acknowledged_save(ground: Ground, kills: int, patient: bool) -> None:
    _prove(ground, kills=kills, patient=patient)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("kills", "patient"),
    [
        pytest.param(2, False, id="few"),
        pytest.param(scaled(100, least=5), True, marks=pytest.mark.soak, id="soak"),
    ],
)
def test_postgresql_keeps_every_acknowledged_save(
    postgres_ground: Ground, kills: int, patient: bool
) -> None:
    _prove(postgres_ground, kills=kills, patient=patient)
