"""I2, the web's part: pages and autosaves while a list of 100,000 rows goes its four steps beside.

The list is read, held against the suppliers and taken in by a worker in a process of its own, as
nice as `crest serve` starts one; a turn goes on for some seconds of rating the new suppliers, which
the worker does afterwards by small parts. Pages are read and answers saved over HTTP, ten of each a
second, in turn without and with the import. What waited longest is told beside the ratios: the list
is written in one transaction, and SQLite has one writer. Every turn has a new installation, so that
each import is the same work.
"""

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from benchmarks.autosave import PORT, save_answer, sign_in, start_server
from benchmarks.installation import Installation, installation
from benchmarks.measure import Finding, percentile
from crest.cli.child import WORKER_NICENESS

_ROWS, _COLUMNS, _TURNS = 100_000, 25, 3
# Requests of each kind alone in a turn, and the seconds from the beginning of one to the next.
_ALONE, _PACE = 150, 0.1
_RATING, _LONGEST_TURN = 5, 240
# What a worker does to one list; prints a line when it is ready, and another when all is taken in.
_WORKER = """
import json, os, sys, time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from sqlalchemy import select
from benchmarks.installation import settings_in
from crest.domain.permissions import Actor, Role, TenantKind
from crest.content.library import load_library
from crest.jobs.worker import create_worker
from crest.persistence.models import MembershipRow
from crest.persistence.session import reading
from crest.services import list_work
from crest.services.jobs import sent_files
from crest.services.list_drafts import Turn, UploadedList, confirm, send_list, set_mapping
from crest.services.list_views import get_list

os.nice(int(sys.argv[3]))
data, path = Path(sys.argv[1]), Path(sys.argv[2])
settings = settings_in(data)
worker, files = create_worker(settings), sent_files(settings)
library = load_library(data.parent / "questionnaires", data / "cache-measured")
worker = replace(worker, tools=replace(worker.tools, library=library))
now = datetime.now(UTC)
seconds, rates = [], list_work.catch_up
def run():
    began[:] = [time.perf_counter()]
    worker.run_next()
    seconds.append(time.perf_counter() - began[0])
def rated(session, actor, **how):
    seconds.append(time.perf_counter() - began[0])
    with worker.sessions() as other:
        report = get_list(other, actor, list_id, now=now).report
    done = {"rows": report.rows, "refused": report.refused, "seconds": seconds}
    print(json.dumps(done), flush=True)
    rates(session, actor, **how)
began, list_work.catch_up = [], rated
with worker.sessions() as session:
    with reading(session):
        editor = session.scalars(select(MembershipRow)).one()
    actor = Actor(user_id=editor.user_id, tenant_id=editor.tenant_id,
        tenant_kind=TenantKind.MEMBER, role=Role.EDIT, email="", name="", language="en",
        workplace_ids=frozenset())
    print("ready", flush=True)
    sys.stdin.readline()
    sent = UploadedList(file_name="list.csv", content=path.read_bytes())
    list_id = send_list(session, actor, sent, files=files, key=uuid4().hex, now=now)
    run()
    for step in ("map", "take"):
        view = get_list(session, actor, list_id, now=now)
        turn = Turn(list_id=list_id, version=view.version, key=uuid4().hex)
        if step == "map":
            set_mapping(session, actor, turn, view.mapping, now=now)
        else:
            confirm(session, actor, turn, now=now)
        run()
"""
_Ask = Callable[[http.client.HTTPConnection], int]


@dataclass(kw_only=True)
class _Taken:
    """The seconds that each request of a kind took."""

    pages: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)


def measure() -> list[Finding]:
    """Return the p95 of pages and of autosaves during imports over that alone, by turns."""
    turns, steps = [], []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        _write_list(path)
        for _ in range(_TURNS):
            alone, meanwhile, seconds = _turn(path)
            turns.append((alone, meanwhile))
            steps.append(seconds)
    told = [", ".join(f"{one:.0f}" for one in seconds) for seconds in steps]
    return [
        _finding("pages", [(alone.pages, beside.pages) for alone, beside in turns], told),
        _finding("autosaves", [(alone.saves, beside.saves) for alone, beside in turns], told),
    ]


def _finding(kind: str, turns: list[tuple[list[float], list[float]]], steps: list[str]) -> Finding:
    tails = [(percentile(alone, 0.95), percentile(beside, 0.95)) for alone, beside in turns]
    ratio = statistics.median(beside / alone for alone, beside in tails)
    alone, beside = (1000 * statistics.median(one) for one in zip(*tails, strict=True))
    longest = statistics.median(max(taken) for _, taken in turns)
    return Finding(
        id=f"I2 web, {kind}",
        goal=f"p95 of {kind} while {_ROWS} x {_COLUMNS} cells are taken in: <= 1.5x of alone",
        value=f"{ratio:.2f}x (p95 {alone:.0f} ms alone, {beside:.0f} ms meanwhile, longest wait "
        f"{longest:.1f} s; seconds to read, check, take: {'; '.join(steps)})",
        ok=ratio <= 1.5,
    )


def _turn(path: Path) -> tuple[_Taken, _Taken, list[float]]:
    """Return what requests took alone and during an import, and the seconds of its steps."""
    with installation(questions=12, suppliers=50) as made:
        cookie, token = sign_in(made)
        server = start_server(made)
        try:
            # The first requests of a process are slower than all others.
            _asked(made, cookie, token, lambda taken: len(taken) >= 20)
            alone = _asked(made, cookie, token, lambda taken: len(taken) >= _ALONE)
            with _importing(made, path) as done:
                meanwhile = _asked(made, cookie, token, lambda _: done.ended)
        finally:
            server.terminate()
            server.wait(timeout=20)
    if done.told.get("rows") != _ROWS or done.told.get("refused"):
        words = f"the list was not taken in: {done.told}"
        raise RuntimeError(words)
    return alone, meanwhile, done.told["seconds"]


def _write_list(path: Path) -> None:
    others = ",".join(f"remark {number}" for number in range(_COLUMNS - 5))
    cells = ",".join("as before" for _ in range(_COLUMNS - 5))
    with path.open("w", encoding="utf-8") as file:
        file.write(f"code,name,country,address,workers,{others}\n")
        for number in range(_ROWS):
            file.write(f"M{number},Maker {number} Works,KH,{number} River Road,{number % 900},")
            file.write(f"{cells}\n")


@dataclass(kw_only=True)
class _Done:
    """What a worker told of the list that it took in, and when that was."""

    told: dict[str, Any] = field(default_factory=dict)
    at: float | None = None

    def hear(self, stream: IO[str]) -> None:
        """Wait until the list is taken in, or the worker ended without."""
        self.told = json.loads(stream.readline() or "{}")
        self.at = time.perf_counter()

    @property
    def ended(self) -> bool:
        """Return whether the new suppliers were rated for long enough."""
        return self.at is not None and time.perf_counter() > self.at + _RATING


@contextmanager
def _importing(made: Installation, path: Path) -> Iterator[_Done]:
    """Run a worker that takes the list in; it begins with the block."""
    child = subprocess.Popen(
        [sys.executable, "-c", _WORKER, made.settings.data_dir, path, str(WORKER_NICENESS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert child.stdout is not None
        assert child.stdin is not None
        child.stdout.readline()
        child.stdin.write("\n")
        child.stdin.flush()
        done = _Done()
        threading.Thread(target=done.hear, args=(child.stdout,), daemon=True).start()
        yield done
    finally:
        child.kill()
        child.wait(timeout=20)


def _asked(
    made: Installation, cookie: str, token: str, ends: Callable[[list[float]], bool]
) -> _Taken:
    """Return what pages and autosaves took, asked for side by side until it ends."""
    taken = _Taken()
    page = f"/assessments/{made.assessment_id}/sections/S00"

    def read(connection: http.client.HTTPConnection) -> int:
        connection.request("GET", page, headers={"Cookie": cookie})
        reply = connection.getresponse()
        reply.read()
        return reply.status

    def save(connection: http.client.HTTPConnection) -> int:
        return save_answer(made, connection, cookie, token, code="Q00-010", number=len(taken.saves))

    kinds = ((read, taken.pages), (save, taken.saves))
    threads = [threading.Thread(target=_ask, args=(*kind, ends)) for kind in kinds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def _ask(ask: _Ask, taken: list[float], ends: Callable[[list[float]], bool]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    pause, first = threading.Event(), time.perf_counter()
    while not ends(taken):
        began = time.perf_counter()
        if ask(connection) != 200 or began - first > _LONGEST_TURN:
            words = f"request {len(taken)} was not answered, or the turn takes too long"
            raise RuntimeError(words)
        ended = time.perf_counter()
        taken.append(ended - began)
        pause.wait(max(0.0, _PACE - (ended - began)))
    connection.close()


if __name__ == "__main__":
    for finding in measure():
        print(finding.id, "met" if finding.ok else "MISSED", finding.value)
