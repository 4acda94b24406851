"""A day's load on one machine: sixty saves and thirty pages a second, for a quarter of an hour."""

import statistics
import threading
import time
from dataclasses import dataclass, field
from itertools import count

import pytest

from crest.persistence.checks import list_faults
from tests.soak.conftest import Ground
from tests.soak.running import SEED, SHARE, Line, Service, say, scaled, threads
from tests.soak.saving import Ledger, SavingClient, clients, compare

_SAVES, _READS = 60, 30  # a second
_SECONDS = 15 * 60
_SAVERS, _READERS = 12, 6
_MOST_GROWTH = 60_000_000


@dataclass(kw_only=True)
class _Times:
    """When each request began after the start, and how long it took."""

    taken: list[tuple[float, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def p95(self) -> float:
        """Return the 95th percentile in milliseconds."""
        return 1000 * statistics.quantiles([taken for _, taken in self.taken], n=20)[-1]


class _Paced(threading.Thread):
    """Asks at fixed moments; when the service falls behind it asks as fast as it is answered."""

    def __init__(self, times: _Times, *, every: float, first: float, until: float) -> None:
        super().__init__(daemon=True)
        self.times, self.every, self.first, self.until = times, every, first, until

    def run(self) -> None:
        """Ask until the time is over, each moment once."""
        began, pause = time.monotonic(), threading.Event()
        for number in count():
            due = self.first + number * self.every
            if due >= self.until or self.times.errors:
                break
            pause.wait(max(0.0, due - (time.monotonic() - began)))
            sent = time.monotonic()
            self.ask(number)
            self.times.taken.append((due, time.monotonic() - sent))
        self.end()

    def ask(self, number: int) -> None:
        """Send one request."""
        raise NotImplementedError

    def end(self) -> None:
        """Close what was opened."""


class _Saver(_Paced):
    def __init__(self, client: SavingClient, times: _Times, *, first: float, until: float) -> None:
        super().__init__(times, every=_SAVERS / _SAVES, first=first, until=until)
        self.client = client

    def ask(self, number: int) -> None:
        self.client.save(self.client.codes[number % len(self.client.codes)])
        self.times.errors += self.client.ledger.faults

    def end(self) -> None:
        self.client.close()


class _Reader(_Paced):
    def __init__(
        self, ground: Ground, service: Service, times: _Times, *, first: float, until: float
    ) -> None:
        super().__init__(times, every=_READERS / _READS, first=first, until=until)
        self.line = Line(service, ground.desk.cookie)
        a = ground.federation.a
        self.paths = (
            "/",
            f"/assessments/{a.draft}",
            f"/assessments/{a.draft}/sections/{a.section_code}",
            "/suppliers",
            f"/assessments/{a.submitted}/result",
            "/assessments",
        )

    def ask(self, number: int) -> None:
        path = self.paths[number % len(self.paths)]
        status = self.line.get(path).status
        if status != 200:
            self.times.errors.append(f"{path}: {status}")

    def end(self) -> None:
        self.line.close()


def _load(ground: Ground, service: Service, *, seconds: float) -> tuple[_Times, _Times, Ledger]:
    saves, reads, ledger = _Times(), _Times(), Ledger()
    working: list[threading.Thread] = []
    for number, client in enumerate(
        clients(service, ground.desk, ledger, count=_SAVERS, seed=SEED)
    ):
        working.append(_Saver(client, saves, first=number / _SAVES, until=seconds))
    working += [
        _Reader(ground, service, reads, first=number / _READS, until=seconds)
        for number in range(_READERS)
    ]
    with threads(*working, seconds=seconds * 2 + 60):
        pass
    return saves, reads, ledger


def _warm(ground: Ground, service: Service) -> None:
    """Open each page once, so that what is loaded at first sight does not count as growth."""
    reader = _Reader(ground, service, _Times(), first=0, until=0)
    for number in range(4 * len(reader.paths)):
        reader.ask(number)
    reader.end()


@pytest.mark.soak
def test_a_days_load_is_served_without_an_error(ground: Ground) -> None:
    # The rate is the same whatever the share: less than a whole run takes half of its time again.
    seconds = _SECONDS if SHARE >= 1 else scaled(_SECONDS // 2, least=10)
    with ground.service() as service:
        _warm(ground, service)
        before, began = service.resident(), time.monotonic()
        saves, reads, ledger = _load(ground, service, seconds=seconds)
        spent, growth = time.monotonic() - began, service.resident() - before
        service.stop()

    assert saves.errors + reads.errors == []
    assert ledger.refused == {}
    assert ledger.replays == 0
    assert len(saves.taken) == pytest.approx(_SAVES * seconds, abs=_SAVERS)
    assert len(reads.taken) == pytest.approx(_READS * seconds, abs=_READERS)
    assert list_faults(ground.engine) == ()
    compare(ground.engine, ground.desk, ledger)
    say(
        f"{ledger.count} saves and {len(reads.taken)} pages in {spent:.0f} s of {seconds}: no "
        f"error; {ledger.count / spent:.0f} saves/s p95 {saves.p95():.0f} ms, "
        f"{len(reads.taken) / spent:.0f} pages/s p95 {reads.p95():.0f} ms; memory "
        f"{before / 1e6:.0f} MB + {growth / 1e6:.1f} MB"
    )
    assert growth <= _MOST_GROWTH
