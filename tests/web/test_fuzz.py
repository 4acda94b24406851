"""Requests by the thousand that no browser of ours sends: none of them brings the service down."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.config import Settings
from tests.conftest import BuiltFederation, Clock, settings_with
from tests.web.federation import build_federation
from tests.web.fuzzer import Fuzzer

if TYPE_CHECKING:
    from flask import Flask

SHARE = float(os.environ.get("CREST_SOAK_SHARE", "1"))
SEED = int(os.environ.get("CREST_FUZZ_SEED", "20261121"))

# A body that breaks off leaves the file that it was read into to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings(
        "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.no_cover,  # thousands of requests; single ones are counted elsewhere
]
Start = Callable[[int], Fuzzer]


@pytest.fixture
def start(
    tmp_path: Path, built_federation: BuiltFederation, passwords: Passwords, clock: Clock
) -> Iterator[Start]:
    """Starts a fuzzer on an installation of its own."""
    apps: list[Flask] = []

    def begin(seed: int) -> Fuzzer:
        # Faults are logged all the same, and thousands of lines about requests are not read.
        settings = replace(
            settings_with(tmp_path / f"var{seed}", built_federation), log_level="ERROR"
        )
        app = create_app(settings, passwords=passwords, clock=clock)
        apps.append(app)
        return Fuzzer(app, built_federation.federation, seed=seed)

    yield begin
    for app in apps:
        app.extensions["crest"].sessions.kw["bind"].dispose()


def test_odd_requests_are_answered_without_a_fault(start: Start) -> None:
    fuzzer = start(SEED)

    fuzzer.run(600)

    assert fuzzer.faults == []
    assert fuzzer.statuses.total() == 600
    # It got past the doors, was refused, and reached what only the right role reaches.
    assert {200, 303, 400, 403, 404, 405, 422} <= set(fuzzer.statuses)


@pytest.mark.postgres
def test_odd_requests_bring_no_fault_with_the_larger_database(
    sqlite_settings: Settings, postgres_url: str, passwords: Passwords, clock: Clock
) -> None:
    chosen = replace(sqlite_settings, database_url=postgres_url, log_level="ERROR")
    app = create_app(chosen, passwords=passwords, clock=clock)
    fuzzer = Fuzzer(app, build_federation(app.extensions["crest"]), seed=SEED)

    fuzzer.run(200)
    app.extensions["crest"].sessions.kw["bind"].dispose()

    assert fuzzer.faults == []
    assert fuzzer.statuses.total() == 200


@pytest.mark.soak
# an upload that is refused while it is read leaves its temporary file to the collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_twenty_thousand_odd_requests_bring_no_fault(start: Start) -> None:
    wanted = int(20_000 * SHARE)
    sent, part = 0, 0
    while sent < wanted:
        part += 1
        fuzzer = start(SEED + part)
        fuzzer.run(min(2_000, wanted - sent))
        sent += fuzzer.statuses.total()
        print(fuzzer.counts)  # noqa: T201
        assert fuzzer.faults == []
        fuzzer.app.extensions["crest"].sessions.kw["bind"].dispose()

    print(f"{sent} requests, no 5xx, no trace")  # noqa: T201
    assert sent == wanted
