"""I1 and I2: supplier lists taken in, against what reading the same file alone costs.

Each work runs in a process of its own, so that its processor time (its children's with it) and its
peak of memory are its own. I2 is a dry run with proposals of matches and a report, then a commit
that asks no more, as the pages do it, on a new database; standings of the suppliers are not part of
it: they are brought up to date by the worker afterwards.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook

from benchmarks.measure import Finding

_FEW, _MANY, _ROUNDS = 10_000, 100_000, 5
_HEADER = (
    "Supplier code",
    "Name",
    "Country",
    "Address",
    "City",
    "Postcode",
    "Sector",
    "Products",
    "Tier",
    "Total workers",
    "Female workers",
    "Migrant workers",
    "Email",
    "Phone",
    "Contact",
    "Registration number",
    "Annual spend",
    "Currency",
    "Extra 1",
    "Extra 2",
    "Extra 3",
    "Extra 4",
    "Extra 5",
    "Extra 6",
    "Extra 7",
)
_SPENT = """
import json, resource
own, kids = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
# What getrusage tells of this process begins with the peak of the one that started it.
status = Path("/proc/self/status").read_text().splitlines()
peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(json.dumps({"cpu": own.ru_utime + own.ru_stime + kids.ru_utime + kids.ru_stime - before,
    "peak": max(peak, kids.ru_maxrss) / 1000, "kept": kept}))
"""
_BEFORE = """
import resource, sys
from pathlib import Path
path = Path(sys.argv[1])
"""
_STARTED = """
use = resource.getrusage(resource.RUSAGE_SELF)
before = use.ru_utime + use.ru_stime
"""
_OPENPYXL = """
from openpyxl import load_workbook
{started}
sheet = load_workbook(path, read_only=True).worksheets[0]
kept = sum(1 for row in sheet.iter_rows(values_only=True))
"""
_CALAMINE = """
from python_calamine import CalamineWorkbook
{started}
kept = sum(1 for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())
"""
_OURS = """
from crest.content.library import load_library
from crest.imports.supplier_list import read_with
from crest.imports.understanding import understand
reference = load_library().reference
reference.find_country("")
mapping = understand(path, reference).mapping
own, kids = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
before = own.ru_utime + own.ru_stime + kids.ru_utime + kids.ru_stime
listed = read_with(path, mapping, reference)
kept = len(listed.candidates)
assert not listed.faults
"""
_COMMIT = """
from datetime import UTC, datetime
from uuid import uuid4
from sqlalchemy import func, select
from crest.content.library import load_library
from crest.domain.permissions import Actor, Role, TenantKind
from crest.imports.supplier_list import read_with
from crest.imports.understanding import understand
from crest.persistence import imports, migrate
from crest.persistence.models import SupplierRow, TenantRow
from crest.persistence.session import (
    create_database_engine, create_session_factory, reading, writing)
from crest.services.supplier_imports import plan_list, report_of, write_plan

now = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
url = "sqlite:///" + sys.argv[2]
engine = create_database_engine(url)
migrate.upgrade(engine)
sessions = create_session_factory(engine)
tenant = uuid4()
with sessions() as session, writing(session):
    session.add(TenantRow(id=tenant, code="M", kind="member", name="Measured", facts={},
        created_at=now, version=1))
actor = Actor(user_id=uuid4(), tenant_id=tenant, tenant_kind=TenantKind.MEMBER, role=Role.EDIT,
    email="", name="", language="en", workplace_ids=frozenset())
reference = load_library().reference
reference.find_country("")
mapping = understand(path, reference).mapping
own, kids = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
before = own.ru_utime + own.ru_stime + kids.ru_utime + kids.ru_stime
with sessions() as session:
    listed = read_with(path, mapping, reference)
    with reading(session):
        tried = plan_list(session, actor, listed, now=now)
    assert report_of(tried, lines={}).refused == 0
    with writing(session):
        imports.hold_suppliers(session, tenant_id=tenant)
        planned = plan_list(session, actor, listed, asks=False, now=now)
        write_plan(session, actor, planned, uuid4(), now=now)
        assert report_of(planned, lines={}).created == len(listed.candidates)
        kept = session.scalar(select(func.count()).select_from(SupplierRow))
"""


def measure() -> list[Finding]:
    """Return I1 and I2; the ratios are medians of rounds taken in turn."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        return [_few(folder), _many(folder)]


def _few(folder: Path) -> Finding:
    path = _list_of(folder / "few.xlsx", _FEW)
    rounds = [(_spent(_OURS, path), _spent(_OPENPYXL, path)) for _ in range(_ROUNDS)]
    assert all(ours["kept"] == _FEW for ours, _ in rounds)
    ratio = statistics.median(theirs["cpu"] / ours["cpu"] for ours, theirs in rounds)
    ours, theirs = rounds[-1]
    return Finding(
        id="I1",
        goal=f"list of {_FEW} rows read and validated: >= 4x faster than openpyxl reading it",
        value=f"{ratio:.1f}x ({ours['cpu']:.2f} s, openpyxl {theirs['cpu']:.2f} s)",
        ok=ratio >= 4,
    )


def _many(folder: Path) -> Finding:
    path = _list_of(folder / "many.xlsx", _MANY)
    rounds = [
        (_spent(_CALAMINE, path), _spent(_COMMIT, path, str(folder / f"measured-{turn}.db")))
        for turn in range(_ROUNDS)
    ]
    assert all(ours["kept"] == _MANY for _, ours in rounds)
    ratio = statistics.median(ours["cpu"] / plain["cpu"] for plain, ours in rounds)
    peak = max(ours["peak"] for _, ours in rounds)
    plain, ours = rounds[-1]
    return Finding(
        id="I2",
        goal=f"list of {_MANY} rows x {len(_HEADER)}, dry run and commit: <= 4x calamine's plain "
        "reading, <= 400 MB a process",
        value=f"{ratio:.1f}x ({ours['cpu']:.1f} s, plain reading {plain['cpu']:.1f} s), "
        f"peak {peak:.0f} MB",
        ok=ratio <= 4 and peak <= 400,
    )


def _spent(work: str, *arguments: object) -> dict[str, Any]:
    code = _BEFORE + work.replace("{started}", _STARTED) + _SPENT
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=Path(__file__).parents[1],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _list_of(path: Path, rows: int) -> Path:
    with Workbook(path) as book:
        sheet = book.add_worksheet("Suppliers")
        sheet.write_row(0, 0, _HEADER)
        for number, cells in enumerate(_cells(rows), start=1):
            sheet.write_row(number, 0, cells)
    return path


def _cells(rows: int) -> Iterator[list[Any]]:
    for at in range(rows):
        yield [
            *(f"S{at:06}", f"Angkor Garment Factory {at} Co., Ltd", "Cambodia"),
            *(f"{at} River Road, Khan Chamkar Mon", "Phnom Penh", "12000", "Apparel"),
            *("Knitwear; Woven", 1 + at % 3, 100 + at % 900, 60 + at % 40, 3 + at % 7),
            *(f"contact{at}@angkor{at}.example", f"+855 12 {at:06}", f"Contact {at}"),
            *(f"KH{at:08}", 1000.5 + at, "USD", *(f"extra {at % 50}" for _ in range(7))),
        ]
