"""The door takes as long for addresses with an account as for those without."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.config import Settings
from crest.domain.permissions import Role
from crest.persistence.people import set_password_hash
from crest.persistence.session import writing
from tests.conftest import Clock
from tests.soak.running import scaled
from tests.web.accounts import runtime_of
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import Federation
from tests.web.statements import counted

KNOWN, UNKNOWN = "edit@ours.example", "nobody@ours.example"
_TRIES = scaled(200, least=60)


@pytest.fixture
def real(settings: Settings, federation: Federation, clock: Clock) -> Iterator[Flask]:
    """The application with hashes of full size."""
    made = create_app(settings, clock=clock)
    hashed = runtime_of(made).passwords.hash(PASSWORD)
    with runtime_of(made).sessions() as session, writing(session):
        user_id = federation.a.users[Role.EDIT].user_id
        set_password_hash(session, user_id, password_hash=hashed)
    yield made
    runtime_of(made).sessions.kw["bind"].dispose()


def _compare(clock: Clock, send: Callable[[str], int], expected: int) -> None:
    """Try both addresses in turn; the medians of what they take lie within ten milliseconds.

    The work is compared by the time of the processor, which other programs hardly change. What an
    attacker sees is compared too, with a tenth of it allowed where the machine is busy.
    """
    spent: dict[str, list[tuple[float, float]]] = {KNOWN: [], UNKNOWN: []}
    gc.disable()
    for number in range(_TRIES + 5):
        clock.advance(hours=2)  # every try meets an open door
        for email in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            begun, worked = time.perf_counter(), time.thread_time()
            assert send(email) == expected
            spent[email].append((time.perf_counter() - begun, time.thread_time() - worked))
    gc.enable()
    seen, work = (
        [1000 * statistics.median(one[kind] for one in spent[email][5:]) for email in spent]
        for kind in (0, 1)
    )
    print(f"known, unknown: seen {seen} ms, work {work} ms")  # noqa: T201
    assert abs(work[0] - work[1]) < 10
    assert abs(seen[0] - seen[1]) < max(10, 0.1 * max(seen))


@pytest.mark.soak
def test_a_wrong_login_takes_as_long_for_known_as_for_unknown(real: Flask, clock: Clock) -> None:
    browser = PageClient(real)
    browser.token()

    def send(email: str) -> int:
        fields = {"csrf_token": browser.token(), "email": email, "password": "not this one"}
        return browser.http.post("/login", data=fields).status_code

    _compare(clock, send, 401)


@pytest.mark.soak
def test_asking_for_a_link_takes_as_long_for_known_as_for_unknown(
    real: Flask, clock: Clock
) -> None:
    browser = PageClient(real)

    def send(email: str) -> int:
        fields = {"csrf_token": browser.token(), "key": "k", "email": email}
        return browser.http.post("/login/forgot", data=fields).status_code

    _compare(clock, send, 303)


def test_a_wrong_login_asks_the_database_the_same_for_known_as_for_unknown(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.token()
    asked = []

    for email, address in ((KNOWN, "192.0.2.1"), (UNKNOWN, "198.51.100.1")):
        with counted(app) as seen:
            browser.post(
                "/login",
                {"email": email, "password": "not this one"},
                environ_base={"REMOTE_ADDR": address},
            )
        asked.append(list(seen))

    assert asked[0] == asked[1]


def test_asking_for_a_link_hashes_nothing_and_writes_the_mail_either_way(
    app: Flask, browser: PageClient, federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    passwords = runtime_of(app).passwords
    monkeypatch.setattr(Passwords, "hash", lambda _self, word: hashed.append(word) or "")
    browser.token()
    written: dict[str, list[str]] = {}

    for email in (KNOWN, UNKNOWN):
        with counted(app) as seen:
            browser.post("/login/forgot", {"email": email})
        written[email] = [words for words in seen if "INSERT INTO outbox" in words]

    assert passwords
    assert hashed == []
    assert len(written[KNOWN]) == len(written[UNKNOWN]) == 1
