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
from tests.web.accounts import runtime_of
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import Federation
from tests.web.statements import counted

KNOWN, UNKNOWN = "edit@ours.example", "nobody@ours.example"
_TRIES = 200


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


def _medians(clock: Clock, send: Callable[[str], int], expected: int) -> tuple[float, float]:
    """Return the median milliseconds for the known and the unknown address, tried in turn."""
    spent: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    gc.disable()
    for number in range(_TRIES + 5):
        clock.advance(hours=2)  # every try meets an open door
        for email in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            begun = time.perf_counter()
            assert send(email) == expected
            spent[email].append((time.perf_counter() - begun) * 1000)
    gc.enable()
    return statistics.median(spent[KNOWN][5:]), statistics.median(spent[UNKNOWN][5:])


@pytest.mark.soak
def test_a_wrong_login_takes_as_long_for_known_as_for_unknown(real: Flask, clock: Clock) -> None:
    browser = PageClient(real)
    browser.token()

    def send(email: str) -> int:
        fields = {"csrf_token": browser.token(), "email": email, "password": "not this one"}
        return browser.http.post("/login", data=fields).status_code

    known, unknown = _medians(clock, send, 401)

    print(f"login: known {known:.2f} ms, unknown {unknown:.2f} ms")  # noqa: T201
    assert abs(known - unknown) < 10


@pytest.mark.soak
def test_asking_for_a_link_takes_as_long_for_known_as_for_unknown(
    real: Flask, clock: Clock
) -> None:
    browser = PageClient(real)

    def send(email: str) -> int:
        fields = {"csrf_token": browser.token(), "key": "k", "email": email}
        return browser.http.post("/login/forgot", data=fields).status_code

    known, unknown = _medians(clock, send, 303)

    print(f"link: known {known:.2f} ms, unknown {unknown:.2f} ms")  # noqa: T201
    assert abs(known - unknown) < 10


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
