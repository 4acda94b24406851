"""D1: a page of figures from released cubes, against counting answers when somebody asks.

Released cubes and answers lie in one database, with one million answers and with ten (some 250 MB
in a temporary folder, a few minutes). Measured are reading all cells as the page does, which is
what counting replaces, and the whole page: session, pictures and tables rendered.
"""

import sqlite3
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.installation import Installation, installation
from benchmarks.measure import ROUNDS, Finding, cpu_seconds
from crest.domain.told import cube_of
from crest.domain.told_form import cell_keys
from crest.imports.collector import uncollected
from crest.persistence import cubes, released
from crest.persistence.cubes import ReleaseToKeep
from crest.persistence.session import reading, writing

NOW = datetime(2026, 11, 21, tzinfo=UTC)
FEW, MANY, QUESTIONS = 1_000_000, 10_000_000, 80
PAGE = "/federation/figures"
SECTORS = tuple(f"sector {n}" for n in range(8))
REGIONS, SIZES = tuple(f"region {n}" for n in range(5)), ("1-99", "100-999", "1000+")
LEVELS = ("0-40", "40-70", "70-90", "90-100", "no_figure")
BANDS = ("low", "moderate", "high", "severe")
DUTY = ("not_in_place", "partly_met", "in_place", "open", "not_listed")
# 36,000 cells: two families crossed with all three places, and 664 duties by sector
DUTIES = 664
COUNTED = """
SELECT m.sector, m.region, a.code, a.state, COUNT(*) FROM measured_answer a
JOIN measured_member m ON m.id = a.member GROUP BY m.sector, m.region, a.code, a.state
"""
FILLED = """
CREATE TABLE measured_member (id INTEGER PRIMARY KEY, sector INT, region INT);
CREATE TABLE measured_answer (
  member INT, code INT, state INT, PRIMARY KEY (member, code)) WITHOUT ROWID;
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {members} - 1)
INSERT INTO measured_member SELECT i, i * 7919 % 104729 % 8, i * 7877 % 104723 % 5 FROM n;
WITH RECURSIVE q(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM q WHERE i < {questions} - 1)
INSERT INTO measured_answer
SELECT m.id, q.i, (m.id * 7919 + q.i * 104729) % 1299709 % 4 FROM measured_member m CROSS JOIN q;
"""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Processor seconds of reading all cells, of the whole page, and of counting answers."""

    read: float
    page: float
    raw: float


def measure() -> list[Finding]:
    """Return how reading released cells compares with counting, and with ten times the answers."""
    with _filled(FEW) as few, _filled(MANY) as many:
        small, large = _measured(few, count=True), _measured(many, count=False)
    ratio, page, flat = small.read / small.raw, small.page / small.raw, large.read / small.read
    return [
        Finding(
            id="D1",
            goal="36,000 cells from the released cube: <= 0.05x counting 1,000,000 answers in SQL, "
            "and <= 1.5x as long with 10,000,000 (read, not rendered; the page beside it)",
            value=f"{ratio:.3f}x ({1000 * small.read:.0f} ms), {flat:.2f}x at {MANY:,}; whole page "
            f"{page:.3f}x ({1000 * small.page:.0f} ms); counting takes {small.raw:.2f} s",
            ok=ratio <= 0.05 and flat <= 1.5,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class _Filled:
    made: Installation
    database: sqlite3.Connection


@contextmanager
def _filled(answers: int) -> Iterator[_Filled]:
    with installation(questions=1, suppliers=1) as made:
        with made.app.extensions["crest"].sessions() as session, writing(session):
            cubes.keep_release(session, _release())
        path = Path(made.settings.data_dir) / "crest.sqlite"
        database = sqlite3.connect(path)
        database.execute("UPDATE tenant SET kind = 'federation'")
        database.execute("UPDATE membership SET role = 'fan'")
        database.commit()
        database.executescript(FILLED.format(members=answers // QUESTIONS, questions=QUESTIONS))
        database.commit()
        yield _Filled(made=made, database=database)
        database.close()


def _measured(found: _Filled, *, count: bool) -> Measured:
    """Return medians of rounds taken in turn; counting is left out where it is not asked for."""
    client = found.made.client()
    works: list[Callable[[], object]] = [_read(found.made), lambda: client.get(PAGE).text]
    if count:
        works.append(lambda: found.database.execute(COUNTED).fetchall())
    assert "measured_answer" not in client.get(PAGE).text
    assert client.get(PAGE).status_code == 200
    rounds = [[cpu_seconds(work, repeat=1) for work in works] for _ in range(ROUNDS)]
    medians = [statistics.median(times) for times in zip(*rounds, strict=True)]
    return Measured(read=medians[0], page=medians[1], raw=medians[-1])


def _read(made: Installation) -> Callable[[], int]:
    sessions = made.app.extensions["crest"].sessions

    def read() -> int:
        with uncollected(), sessions() as session, reading(session):
            found = released.list_cubes(session)
            return sum(len(cube_of(one.body).cells) for one in found.values())

    assert read() >= 36_000
    return read


def _release() -> ReleaseToKeep:
    wide = (("sector",), ("region",), ("size",))
    families = {
        "band": _body("band", BANDS, wide),
        "supported": _body("supported", LEVELS, wide),
        **{
            f"obligation.measured.{n}": _body(f"obligation.measured.{n}", DUTY, (("sector",),))
            for n in range(DUTIES)
        },
    }
    return ReleaseToKeep(
        number=1,
        as_of=NOW.date(),
        made_at=NOW,
        method="2026.1",
        reason="",
        audits={},
        cubes=families,
    )


def _body(
    family: str, outcomes: tuple[str, ...], crossed: tuple[tuple[str, ...], ...]
) -> dict[str, Any]:
    """Return a family as it is published; one cell in three is hidden."""
    dice = Random(family)  # noqa: S311 - the same figures every time
    places = {"sector": SECTORS, "region": REGIONS, "size": SIZES}
    used = {name: places[name] for name in places if any(name in cube for cube in crossed)}
    values = {**used, "outcome": outcomes}
    cubes_told = tuple((*cube, "outcome") for cube in crossed)
    keys = cell_keys(tuple(values.items()), cubes_told)
    return {
        "family": family,
        "unit": "companies",
        "least": 5,
        "dimensions": [{"name": name, "values": list(found)} for name, found in values.items()],
        "cubes": [list(cube) for cube in cubes_told],
        "cells": [[*key, dice.choice((None, 6, 60)) if any(key) else 900] for key in keys],
    }
