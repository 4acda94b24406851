"""D1: a page of figures from a released cube, against counting answers when somebody asks."""

import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.measure import Finding, median_ratio
from crest.persistence import cubes, released
from crest.persistence.cubes import ReleaseToKeep
from crest.persistence.migrate import upgrade
from crest.persistence.session import (
    DatabaseSession,
    create_database_engine,
    create_session_factory,
    reading,
    writing,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)
QUESTIONS, SECTORS, REGIONS, STATES = 80, 8, 5, 4
FEW, MANY = 1_000_000, 3_000_000
# 36,000 cells: questions, sectors with their margin, regions with theirs, answers with theirs
CELLS = 36_000
COUNTED = """
SELECT m.sector, m.region, a.code, a.state, COUNT(*) FROM answer a
JOIN member m ON m.id = a.member GROUP BY m.sector, m.region, a.code, a.state
"""


def measure() -> list[Finding]:
    """Return how reading 36,000 released cells compares with counting answers."""
    with tempfile.TemporaryDirectory() as folder:
        engine = _released(Path(folder))
        with create_session_factory(engine)() as session:
            few = median_ratio(_read(session), _counted(Path(folder), FEW), repeat=1)
            many = median_ratio(_read(session), _counted(Path(folder), MANY), repeat=1)
        engine.dispose()
    return [
        Finding(
            id="D1",
            goal="36,000 cells from the released cube: <= 0.05x counting 1,000,000 answers in SQL",
            value=f"{few:.3f}x at {FEW:,} answers, {many:.3f}x at {MANY:,}: it reads no answer",
            ok=few <= 0.05,
        )
    ]


def _read(session: DatabaseSession) -> Callable[[], int]:
    def read() -> int:
        with reading(session):
            found = released.find_cube(session, "questions")
        assert found is not None
        return sum(value or 0 for *_, value in found.body["cells"])

    return read


def _released(folder: Path) -> Any:
    url = f"sqlite:///{folder / 'crest.db'}"
    engine = create_database_engine(url)
    upgrade(engine)
    dice = Random(1)  # noqa: S311 - the same figures every time
    cells = [[f"s{n % 9}", f"r{n % 6}", f"Q{n}", dice.randrange(6, 90)] for n in range(CELLS)]
    with create_session_factory(engine)() as session, writing(session):
        cubes.keep_release(
            session,
            ReleaseToKeep(
                number=1,
                as_of=NOW.date(),
                made_at=NOW,
                method="2026.1",
                reason="",
                audits={},
                cubes={"questions": {"cells": cells}},
            ),
        )
    return engine


def _counted(folder: Path, answers: int) -> Callable[[], int]:
    database = sqlite3.connect(folder / f"{answers}.db")
    database.execute("CREATE TABLE member (id INTEGER PRIMARY KEY, sector INT, region INT)")
    database.execute(
        "CREATE TABLE answer (member INT, code INT, state INT, PRIMARY KEY (member, code))"
        " WITHOUT ROWID"
    )
    members = range(answers // QUESTIONS)
    database.executemany(
        "INSERT INTO member VALUES (?, ?, ?)", ((n, n % SECTORS, n % REGIONS) for n in members)
    )
    database.executemany(
        "INSERT INTO answer VALUES (?, ?, ?)",
        ((n, code, (n * 7 + code) % STATES) for n in members for code in range(QUESTIONS)),
    )
    database.commit()
    return lambda: len(database.execute(COUNTED).fetchall())
