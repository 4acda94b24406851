"""I2, the web's part: a page's p95 while a list of 100,000 rows goes its four steps beside it.

The list is read, held against the suppliers and taken in by a worker in a process of its own, as
`crest serve` starts one; the pages are asked for over HTTP, in turn with and without the import.
"""

import http.client
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.autosave import PORT, sign_in, start_server
from benchmarks.installation import Installation, installation
from benchmarks.measure import Finding, percentile

_ROWS, _COLUMNS, _TURNS, _REQUESTS = 100_000, 25, 5, 150
# What a worker does to one list; prints a line when it begins and when it ends.
_WORKER = """
import json, sys, time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from sqlalchemy import select
from benchmarks.installation import settings_in
from crest.domain.permissions import Actor, Role, TenantKind
from crest.jobs.worker import create_worker
from crest.persistence.models import MembershipRow
from crest.persistence.session import reading
from crest.services.jobs import sent_files
from crest.services.list_drafts import Turn, UploadedList, confirm, send_list, set_mapping
from crest.services.list_views import get_list

settings, path = settings_in(Path(sys.argv[1])), Path(sys.argv[2])
worker, files = create_worker(settings), sent_files(settings)
now = datetime.now(UTC)
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
    worker.run_next()
    for step in ("map", "take"):
        view = get_list(session, actor, list_id, now=now)
        turn = Turn(list_id=list_id, version=view.version, key=uuid4().hex)
        if step == "map":
            set_mapping(session, actor, turn, view.mapping, now=now)
        else:
            confirm(session, actor, turn, now=now)
        worker.run_next()
    report = get_list(session, actor, list_id, now=now).report
print(json.dumps({"rows": report.rows, "refused": report.refused}), flush=True)
"""


def measure() -> list[Finding]:
    """Return the p95 of a page during imports over its p95 alone, the median of the turns."""
    ratios, seconds = [], []
    with installation(questions=12, suppliers=50) as made, TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        _write_list(path)
        cookie, _ = sign_in(made)
        server = start_server(made)
        try:
            for _ in range(_TURNS):
                alone = _tail(cookie, made, importing=None)
                began = time.perf_counter()
                with _importing(made, path) as child:
                    meanwhile = _tail(cookie, made, importing=child)
                seconds.append(time.perf_counter() - began)
                ratios.append(meanwhile / alone)
        finally:
            server.terminate()
            server.wait(timeout=20)
    ratio = statistics.median(ratios)
    return [
        Finding(
            id="I2 web",
            goal=f"page's p95 while {_ROWS} x {_COLUMNS} cells are taken in: <= 1.5x of alone",
            value=f"{ratio:.2f}x (imports of {statistics.median(seconds):.0f} s)",
            ok=ratio <= 1.5,
        )
    ]


def _write_list(path: Path) -> None:
    others = ",".join(f"remark {number}" for number in range(_COLUMNS - 5))
    cells = ",".join("as before" for _ in range(_COLUMNS - 5))
    with path.open("w", encoding="utf-8") as file:
        file.write(f"code,name,country,address,workers,{others}\n")
        for number in range(_ROWS):
            file.write(f"M{number},Maker {number} Works,KH,{number} River Road,{number % 900},")
            file.write(f"{cells}\n")


class _importing:  # noqa: N801 - used as a context
    """A worker that takes the list in while the block runs; the block ends when it is done."""

    def __init__(self, made: Installation, path: Path) -> None:
        self.command = [sys.executable, "-c", _WORKER, str(made.settings.data_dir), str(path)]

    def __enter__(self) -> "subprocess.Popen[str]":
        self.child = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.child.stdout is not None
        assert self.child.stdin is not None
        self.child.stdout.readline()
        self.child.stdin.write("\n")
        self.child.stdin.flush()
        return self.child

    def __exit__(self, *_raised: object) -> None:
        assert self.child.stdout is not None
        done = json.loads(self.child.stdout.readline() or "{}")
        self.child.wait()
        if done.get("rows") != _ROWS or done.get("refused"):
            words = f"the list was not taken in: {done}"
            raise RuntimeError(words)


def _tail(cookie: str, made: Installation, *, importing: "subprocess.Popen[str] | None") -> float:
    """Return the p95 in seconds of a page, asked for until there are enough or the import ends."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    taken: list[float] = []
    while len(taken) < _REQUESTS or (importing is not None and importing.poll() is None):
        began = time.perf_counter()
        connection.request(
            "GET", f"/assessments/{made.assessment_id}/sections/S00", headers={"Cookie": cookie}
        )
        reply = connection.getresponse()
        reply.read()
        taken.append(time.perf_counter() - began)
        if reply.status != 200:
            words = f"the page answered {reply.status}"
            raise RuntimeError(words)
    connection.close()
    return percentile(taken, 0.95)


if __name__ == "__main__":
    for finding in measure():
        print(finding.id, "met" if finding.ok else "MISSED", finding.value)
