"""W5: eight processes that save durably at once, queueing at the writer lock and without it.

The p95 is that of the saves under way at a random moment: each counts by how long it lasts. By
number, a process that is kept waiting for seconds would count as one slow save beside hundreds of
quick ones of whoever overtook it, though all that time somebody waits.
"""

import json
import statistics
import subprocess
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

from benchmarks.installation import Installation, installation
from benchmarks.measure import Finding

_WRITERS, _SAVES, _TURNS = 8, 60, 5
# One writing process. `lock` is the engine as CREST makes it; `none` leaves the queue to SQLite.
_WRITER = """
import json, sys, time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4
from sqlalchemy import event, select
from crest.content.library import load_library
from crest.domain.answer_input import RawAnswer
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence import session as database
from crest.persistence.models import MembershipRow
from crest.services.answering import AnswerPost, GivenAnswer, record_answer

url, folder, cache, assessment, code, saves, kind, version = sys.argv[1:]
engine = database.create_database_engine(url)
if kind == "none":
    event.remove(engine, "begin", database._begin_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(
        "BEGIN IMMEDIATE" if connection.get_execution_options().get("crest_writes") else "BEGIN"))
sessions = database.create_session_factory(engine)
library = load_library(Path(folder), Path(cache))
library.questionnaires
with sessions() as session, database.reading(session):
    editor = session.scalars(select(MembershipRow)).one()
actor = Actor(user_id=editor.user_id, tenant_id=editor.tenant_id, tenant_kind=TenantKind.MEMBER,
    role=Role.EDIT, email="", name="", language="en", workplace_ids=frozenset())
print("ready", flush=True)
sys.stdin.readline()
taken, failed, version = [], 0, int(version)
for number in range(int(saves)):
    raw = RawAnswer(code=code, values=(("yes", "partly", "no")[version % 3],))
    post = AnswerPost(assessment_id=UUID(assessment), code=code,
        read=lambda question: GivenAnswer(raw=raw, version=version))
    began = time.perf_counter()
    try:
        with sessions() as session:
            version = record_answer(session, actor, post, key=uuid4().hex, library=library,
                now=datetime.now(UTC)).version
    except database.DatabaseError:
        failed += 1
    taken.append(time.perf_counter() - began)
print(json.dumps({"taken": taken, "failed": failed, "version": version}))
"""


def measure() -> list[Finding]:
    """Return the p95 of a durable save with the lock over that without it, in turn."""
    ratios, tails, failed = [], [], 0
    with installation(questions=_WRITERS, suppliers=1) as made:
        versions = dict.fromkeys(range(_WRITERS), 0)
        for _ in range(_TURNS):
            (with_lock, _), (without, lost) = (
                _turn(made, versions, kind=kind) for kind in ("lock", "none")
            )
            tails.append((_under_way(with_lock, 0.95), _under_way(without, 0.95)))
            ratios.append(tails[-1][0] / tails[-1][1])
            failed += lost
    ratio = statistics.median(ratios)
    ours, theirs = (1000 * statistics.median(one) for one in zip(*tails, strict=True))
    return [
        Finding(
            id="W5",
            goal=f"durable autosave, {_WRITERS} writing processes: p95 <= 0.25x of no writer lock",
            value=f"{ratio:.2f}x (p95 {ours:.0f} ms, without the lock {theirs:.0f} ms "
            f"and {failed} of {_WRITERS * _SAVES * _TURNS} saves failed)",
            ok=ratio <= 0.25,
        )
    ]


def _under_way(taken: list[float], share: float) -> float:
    """Return the length below which lie the saves of this share of all time spent waiting."""
    ordered = sorted(taken)
    spent = accumulate(ordered)
    whole = sum(ordered)
    return next(one for one, until in zip(ordered, spent, strict=True) if until >= share * whole)


def _turn(made: Installation, versions: dict[int, int], *, kind: str) -> tuple[list[float], int]:
    """Let all processes save at once; return how long each save took, and how many failed."""
    started = [_start(made, number, versions[number], kind=kind) for number in range(_WRITERS)]
    for writer in started:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in started:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    found: list[dict[str, Any]] = [json.loads(writer.communicate()[0]) for writer in started]
    for number, one in enumerate(found):
        versions[number] = one["version"]
    return [taken for one in found for taken in one["taken"]], sum(one["failed"] for one in found)


def _start(made: Installation, number: int, version: int, *, kind: str) -> "subprocess.Popen[str]":
    data = made.settings.data_dir
    places = [str(data.parent / "questionnaires"), str(data / "cache-measured")]
    code = f"Q{number:02}-010"
    arguments = [made.settings.database_url, *places, str(made.assessment_id), code]
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            _WRITER,
            *arguments,
            str(_SAVES),
            kind,
            str(version),
        ],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
