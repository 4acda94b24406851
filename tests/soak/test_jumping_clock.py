"""A clock thirty days ahead and a day back: refused cleanly or carried on, well again by itself."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest

from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.domain.permissions import Role
from crest.jobs.worker import create_worker
from crest.persistence.checks import list_faults
from crest.services.jobs import take_job
from tests.conftest import Clock
from tests.soak.conftest import Ground
from tests.soak.running import SEED, say, scaled
from tests.soak.saving import Ledger, compare, ends_of_jobs, note_of, open_jobs
from tests.web.client import PASSWORD, PageClient

_JUMPS = (timedelta(days=30), timedelta(days=-1), timedelta(0))


class _Person:
    """Somebody who saves, and signs in again whenever the clock ended the session."""

    def __init__(self, ground: Ground, browser: PageClient, ledger: Ledger) -> None:
        self.ground, self.browser, self.ledger = ground, browser, ledger
        self.statuses: Counter[int] = Counter()

    def save(self, code: str) -> None:
        """Save the next answer, at the second try where the first one found nobody signed in."""
        keys = self.ledger.saves.setdefault(code, [])
        number, key = len(keys) + 1, uuid4().hex
        fields = {
            f"q_{code}__state": "dont_know",
            f"q_{code}__note": note_of(code, number),
            f"v_{code}": str(number - 1),
            "key": key,
        }
        path = f"/assessments/{self.ground.desk.assessment_id}/answers/{code}"
        for _ in range(2):
            answer = self.browser.post(path, fields)
            self.statuses[answer.status_code] += 1
            if answer.status_code == 200:
                keys.append(key)
                return
            assert answer.status_code == 401, answer.text
            self.sign_in()
        raise AssertionError(answer.text)

    def sign_in(self) -> None:
        """Sign in; the doors count wrong passwords of whatever day the clock says."""
        email = self.ground.federation.email(Role.EDIT)
        wrong = self.browser.post("/login", {"email": email, "password": f"not {PASSWORD}"})
        assert wrong.status_code == 401
        self.browser.login(email)

    def ask_for_register(self) -> None:
        """Ask for a register and remember the job."""
        answer = self.browser.post("/register.xlsx")
        assert answer.status_code == 303, answer.text
        self.ledger.jobs.add(answer.location.rpartition("/")[2])


@pytest.mark.parametrize(
    "jumps",
    [
        pytest.param(6, id="few"),
        pytest.param(scaled(200, least=6), marks=pytest.mark.soak, id="soak"),
    ],
)
def test_a_jumping_clock_loses_nothing_and_locks_nobody_out(
    ground: Ground, passwords: Passwords, jumps: int
) -> None:
    random = Random(SEED)  # noqa: S311 - a seeded run can be repeated
    began, ledger, right = time.monotonic(), Ledger(), datetime.now(UTC)
    clock = Clock(right)
    before = open_jobs(ground.engine)
    app = create_app(ground.settings, passwords=passwords, clock=clock)
    runtime = app.extensions["crest"]
    worker = create_worker(ground.settings)
    worker.clock = clock
    person = _Person(ground, PageClient(app), ledger)
    for number in range(jumps):
        clock.now = right + _JUMPS[number % len(_JUMPS)]
        right += timedelta(minutes=random.uniform(1, 40))
        person.save(random.choice(ground.desk.codes))
        person.ask_for_register()
        if random.random() < 0.5:
            with runtime.sessions() as session:  # a worker takes the job and dies
                take_job(session, now=clock())
        else:
            worker.run_next()
    clock.now = right + timedelta(minutes=1)
    person.save(ground.desk.codes[0])
    while worker.run_next():
        pass
    for opened in (runtime, worker):
        opened.sessions.kw["bind"].dispose()

    assert open_jobs(ground.engine) == set()
    assert list_faults(ground.engine) == ()
    compare(ground.engine, ground.desk, ledger)
    ends = ends_of_jobs(ground.engine, ledger, before)
    say(
        f"{jumps} jumps of the clock in {time.monotonic() - began:.0f} s: replies "
        f"{dict(person.statuses)}, {ledger.count} saves, 0 lost; jobs {dict(ends)}"
    )
