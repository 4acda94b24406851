"""Suppliers are invited while server and worker are killed: none lost, nothing known sent twice."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest

from crest.app import create_app
from crest.config import Mode, Settings
from crest.domain.permissions import Role
from crest.jobs.worker import create_worker
from crest.persistence.checks import list_faults
from crest.services.campaign_rounds import tend_campaigns
from crest.services.jobs import LEASE
from tests.adapters.smtp_server import Record, serving
from tests.soak.asking import (
    AskingClient,
    Watch,
    add_suppliers,
    begin_campaign,
    clear_jobs,
    tally,
)
from tests.soak.conftest import Ground
from tests.soak.inviting import send_what_is_left
from tests.soak.running import SEED, Service, say, scaled, threads
from tests.soak.saving import Ledger
from tests.soak.starter import Starter
from tests.web.client import PageClient

# How often the mail server hangs up in the middle, so that some outcomes are unknown.
_BREAKS = 0.1


def _by_form(
    ground: Ground, service: Service, suppliers: tuple[UUID, ...], *, kills: int, watch: Watch
) -> Ledger:
    """Let a person invite one after the other, some between every two kills."""
    ledger, pace = Ledger(), threading.Semaphore(0)
    client = AskingClient(service, ground.desk, (), ledger, SEED)
    client.ask(suppliers, pace)
    with threads(client):
        _shake(ground, service, kills=kills, watch=watch, going=pace, share=len(suppliers))
        for _ in suppliers:
            pace.release()
    return ledger


def _shake(
    ground: Ground,
    service: Service,
    *,
    kills: int,
    watch: Watch,
    going: threading.Semaphore | None = None,
    share: int = 0,
) -> None:
    random = Random(SEED)  # noqa: S311 - a seeded run can be repeated
    pause = threading.Event()
    for number in range(kills):
        for _ in range(share * (number + 1) // kills - share * number // kills):
            if going is not None:
                going.release()
        if number % 4:
            # On a slow machine nothing would be under way yet, and the kill would show nothing.
            watch.wait_for_a_mail(pause)
        pause.wait(random.uniform(0.0, 0.2))
        service.kill()
        watch.look(ground.engine)
        if number % 10 == 0:
            assert list_faults(ground.engine) == ()
            ground.check_trail()
        ground.engine.dispose()
        service.start()


def _later(settings: Settings) -> None:
    """Run the jobs that are left, and go on with campaigns that were interrupted too often."""
    worker = create_worker(settings)
    worker.clock = lambda: datetime.now(UTC) + 2 * LEASE
    for _ in range(3):
        while worker.run_next():
            pass
        with worker.sessions() as session:
            tend_campaigns(session, tools=worker.tools, now=worker.clock())
    worker.sessions.kw["bind"].dispose()


def _unsent_as_shown(ground: Ground) -> int:
    """Return how many mails the page of an administrator names as not out."""
    browser = PageClient(create_app(ground.settings, passwords=ground.runtime.passwords))
    browser.login(ground.federation.a.email(Role.ADM))
    return browser.get("/mail/unsent").text.count(" tries</span>")


def _prove(ground: Ground, *, suppliers: int, kills: int, campaign: bool) -> None:
    began, record = time.monotonic(), Record(chance=_BREAKS)
    watch = Watch(record=record)
    ids = add_suppliers(ground, suppliers)
    clear_jobs(ground)
    with serving(record) as port:
        real = replace(
            ground.settings,
            mode=Mode.PRODUCTION,
            base_url="http://127.0.0.1",
            mail_url=f"smtp://127.0.0.1:{port}",
        )
        if campaign:
            begin_campaign(ground)
        with Starter() as starter, ground.service(settings=real, starter=starter) as service:
            if campaign:
                _shake(ground, service, kills=kills, watch=watch)
                faults: list[str] = []
            else:
                faults = _by_form(ground, service, ids, kills=kills, watch=watch).faults
        _later(real)
        record.chance = 0
        send_what_is_left(ground.engine, real)

    assert faults == []
    assert list_faults(ground.engine) == ()
    found = tally(ground.engine, watch, suppliers=suppliers)
    ground.check_trail()
    say(
        f"{kills} kills in {time.monotonic() - began:.0f} s "
        f"({'a campaign' if campaign else 'one by one'}): {found.invitations} invitations, 0 lost, "
        f"0 doubled; {found.sent} mails known to be out, {len(watch.sent)} of them seen so while "
        f"it ran and 0 sent again; {found.unknown} with an unknown outcome, sent once more with "
        f"the same id ({found.again} second copies); {found.failed} given up and shown"
    )
    assert found.sent + found.failed == suppliers
    assert _unsent_as_shown(ground) == found.failed


@pytest.mark.parametrize("campaign", [False, True], ids=["one by one", "campaign"])
@pytest.mark.parametrize(
    ("suppliers", "kills"),
    [
        pytest.param(8, 3, id="few"),
        pytest.param(
            scaled(200, least=10), scaled(100, least=5), marks=pytest.mark.soak, id="soak"
        ),
    ],
)
def test_invitations_survive_kills(
    ground: Ground, suppliers: int, kills: int, *, campaign: bool
) -> None:
    _prove(ground, suppliers=suppliers, kills=kills, campaign=campaign)


@pytest.mark.postgres
@pytest.mark.soak
def test_invitations_survive_kills_on_postgresql(postgres_ground: Ground) -> None:
    _prove(
        postgres_ground,
        suppliers=scaled(200, least=10),
        kills=scaled(100, least=5),
        campaign=False,
    )
