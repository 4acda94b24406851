"""A backup taken while twenty people save, restored elsewhere: all there, scores, trail equal."""

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from crest.domain.permissions import Role
from crest.domain.trail import Head
from crest.persistence.backup import write_backup
from crest.persistence.checks import list_faults
from crest.persistence.models import AnswerRow, Row, ScoreRow, SessionRow
from crest.persistence.session import create_database_engine, create_session_factory, reading
from crest.persistence.trail_reading import list_heads
from crest.services.results import result_page
from crest.services.trail_check import verify_trail
from crest.web.context import Runtime
from tests.soak.conftest import Ground
from tests.soak.running import SEED, say, scaled, threads
from tests.soak.saving import Ledger, clients, note_of

_CLIENTS = 20


def _crest(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crest.cli", *arguments],
        env={"CREST_MODE": "demonstration", "CREST_DATA_DIR": str(data_dir), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def _counts(engine: Engine) -> dict[str, int]:
    with create_session_factory(engine)() as session, reading(session):
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Row.metadata.sorted_tables
            if table.name != SessionRow.__tablename__
        }


def _versions(engine: Engine, assessment_id: UUID) -> dict[str, tuple[int, str]]:
    with create_session_factory(engine)() as session, reading(session):
        rows = session.scalars(select(AnswerRow).where(AnswerRow.assessment_id == assessment_id))
        return {row.code: (row.version, row.note) for row in rows}


def _scores(engine: Engine, runtime: Runtime, ground: Ground) -> list[Any]:
    """Return the scores as kept and as computed again from the rows."""
    member = ground.federation.a
    with create_session_factory(engine)() as session:
        page = result_page(
            session,
            member.users[Role.EDIT],
            member.submitted,
            library=runtime.library,
            now=runtime.clock(),
        )
        assert page.scored is not None
        with reading(session):
            kept = session.scalars(select(ScoreRow).order_by(ScoreRow.id)).all()
            rows = [(row.assessment_id, row.residual, row.band, row.body) for row in kept]
    return [page.scored.score, rows]


def _ends(engine: Engine) -> dict[UUID, Head]:
    """Return where each chain of the trail ends: number and digest, over all before them."""
    with create_session_factory(engine)() as session, reading(session):
        return list_heads(session)


def _trail(engine: Engine) -> list[tuple[str, int, str]]:
    """Return each chain's tenant, length and last hash, examined entry by entry."""
    with create_session_factory(engine)() as session:
        report = verify_trail(session, {})
    assert report.faults == ()
    return [(chain.code, chain.entries, chain.hash) for chain in report.chains]


def _restored(backup: Path, folder: Path) -> Engine:
    """Restore the backup into another installation and return its database, checked."""
    folder.mkdir()
    done = _crest(folder, "db", "restore", str(backup))
    assert done.returncode == 0, done.stderr
    engine = create_database_engine(f"sqlite:///{folder / 'crest.sqlite'}")
    assert list_faults(engine) == ()
    return engine


def _check_prefix(engine: Engine, ground: Ground, least: dict[str, int], most: Ledger) -> int:
    """Fail unless each answer stands at a save from between begin and end of the backup."""
    found = _versions(engine, ground.desk.assessment_id)
    for code, count in least.items():
        assert found[code][0] >= count, code
    for code, (version, note) in found.items():
        # one more may be under way at each client: saved, and not yet acknowledged
        assert version <= len(most.saves[code]) + 1
        assert note == note_of(code, version)
    return sum(version for version, _ in found.values())


def _wait_for_saves(ledger: Ledger) -> None:
    """Return once there is something to lose."""
    pause = threading.Event()
    for _ in range(600):
        if ledger.count >= _CLIENTS or pause.wait(0.1):
            return


@pytest.mark.parametrize(
    "backups",
    [
        pytest.param(1, id="one"),
        pytest.param(scaled(30, least=2), marks=pytest.mark.soak, id="soak"),
    ],
)
def test_a_backup_taken_while_twenty_people_save_holds_all_saved_before(
    ground: Ground, tmp_path: Path, backups: int
) -> None:
    began, ledger = time.monotonic(), Ledger()
    held: list[int] = []
    with ground.service() as service:
        saving = clients(service, ground.desk, ledger, count=_CLIENTS, seed=SEED)
        with threads(*saving):
            _wait_for_saves(ledger)
            for number in range(backups):
                least = {code: len(keys) for code, keys in list(ledger.saves.items()) if keys}
                copy = tmp_path / f"copy{number}.sqlite"
                if number % 2:
                    taken = _crest(ground.settings.data_dir, "db", "backup", str(copy))
                    assert taken.returncode == 0, taken.stderr
                else:  # at once, so that what was saved last stands in the log alone
                    write_backup(ground.settings.database_url, copy)
                engine = _restored(copy, tmp_path / f"elsewhere{number}")
                held.append(_check_prefix(engine, ground, least, ledger))
                ground.check_trail(engine)
                engine.dispose()
            for client in saving:
                client.ended.set()
        service.stop()
    last = tmp_path / "last.sqlite"
    assert _crest(ground.settings.data_dir, "db", "backup", str(last)).returncode == 0
    engine = _restored(last, tmp_path / "last")
    counts, scores = _counts(engine), _scores(engine, ground.runtime, ground)
    trail = _trail(engine)
    ends, entries = _ends(engine), ground.check_trail(engine)
    engine.dispose()

    assert ledger.faults == []
    assert counts == _counts(ground.engine)
    assert trail == _trail(ground.engine)
    assert _crest(tmp_path / "last", "audit", "verify").returncode == 0
    assert scores == _scores(ground.engine, ground.runtime, ground)
    assert ends == _ends(ground.engine)
    assert entries == ground.check_trail() >= ledger.count
    assert held == sorted(held)
    assert held[0] >= _CLIENTS
    say(
        f"{backups} backups in {time.monotonic() - began:.0f} s while {_CLIENTS} clients saved "
        f"{ledger.count} answers: each restored with {held} of them, counts, scores and "
        f"trail ({entries} entries, {len(ends)} chains) equal"
    )
