"""W4: durable autosave while a worker makes a register of 20,000 suppliers, against alone.

The register is made by a process of its own, with the niceness of the worker that `crest serve`
starts. Turns alone and beside take it in turn; a turn beside begins once rows are being made.
"""

import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import insert

from benchmarks.autosave import run_turn, sign_in, start_server
from benchmarks.installation import EMAIL, NOW, Installation, installation
from benchmarks.measure import Finding
from crest.cli.child import WORKER_NICENESS
from crest.persistence.models import SupplierRow, TenantRow, UserRow
from crest.persistence.session import writing

_SUPPLIERS, _TURNS = 20_000, 5
_EXPORT = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from benchmarks.installation import settings_in
from crest.content.library import load_library
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence.session import create_database_engine, create_session_factory
from crest.services.jobs import JobTools
from crest.services.register_job import run_register_job

data, questionnaires, niceness, user, tenant = sys.argv[1:]
os.nice(int(niceness))
settings = settings_in(Path(data))
library = load_library(Path(questionnaires), Path(data) / "cache-measured")
actor = Actor(user_id=UUID(user), tenant_id=UUID(tenant), tenant_kind=TenantKind.MEMBER,
    role=Role.EDIT, email="", name="", language="en", workplace_ids=frozenset())
def told(done, total):
    print(done, flush=True)
with create_session_factory(create_database_engine(settings.database_url))() as session:
    while True:
        run_register_job(session, actor, tools=JobTools(settings=settings, library=library),
            progress=told, now=datetime.now(UTC))
"""


def measure() -> list[Finding]:
    """Return the p95 of autosave beside an export over that alone, in turn."""
    ratios, tails = [], []
    with installation(questions=12, suppliers=1) as made:
        _add_suppliers(made)
        cookie, token = sign_in(made)
        server = start_server(made)
        try:
            for _ in range(_TURNS):
                alone = run_turn(made, cookie, token)[-1][1]
                with _export(made):
                    beside = run_turn(made, cookie, token)[-1][1]
                ratios.append(beside / alone)
                tails.append((alone, beside))
        finally:
            server.terminate()
            server.wait(timeout=20)
    ratio = statistics.median(ratios)
    alone, beside = (1000 * statistics.median(one) for one in zip(*tails, strict=True))
    return [
        Finding(
            id="W4",
            goal=f"autosave p95 while a register of {_SUPPLIERS} is made: <= 1.5x of alone",
            value=f"{ratio:.2f}x (p95 {alone:.0f} ms alone, {beside:.0f} ms beside)",
            ok=ratio <= 1.5,
        )
    ]


def _add_suppliers(made: Installation) -> None:
    with made.app.extensions["crest"].sessions() as session, writing(session):
        tenant_id = session.query(TenantRow.id).scalar()
        session.execute(
            insert(SupplierRow),
            [
                {
                    "id": uuid4(),
                    "tenant_id": tenant_id,
                    "code": f"X-{number:05}",
                    "name": f"Measured supplier {number}",
                    "match_key": f"measured supplier x {number}||",
                    "country": ("KH", "VN", "TH", "CN")[number % 4],
                    "sector": ("1410", "1020", "4100")[number % 3],
                    "facts": {},
                    "version": 1,
                    "created_at": NOW,
                    "updated_at": NOW,
                }
                for number in range(_SUPPLIERS)
            ],
        )


@contextmanager
def _export(made: Installation) -> Iterator[None]:
    """Make registers in a process of its own while the block runs."""
    data = made.settings.data_dir
    with made.app.extensions["crest"].sessions() as session, session.begin():
        tenant_id = session.query(TenantRow.id).scalar()
        user_id = session.query(UserRow.id).filter(UserRow.email == EMAIL).scalar()
    command = [sys.executable, "-c", _EXPORT, data, data.parent / "questionnaires"]
    export = subprocess.Popen(
        [*map(str, command), str(WORKER_NICENESS), str(user_id), str(tenant_id)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert export.stdout is not None
    assert export.stdout.readline().strip().isdecimal()
    # What is told further on is read, lest the process waits for a reader.
    threading.Thread(target=export.stdout.read, daemon=True).start()
    try:
        yield
        assert export.poll() is None
    finally:
        export.kill()
        export.wait(timeout=20)
