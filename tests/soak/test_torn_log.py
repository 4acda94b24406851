"""Torn or flipped write-ahead logs: a state that once was committed, or refused; never another."""

import hashlib
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from crest.config import Settings
from crest.domain.permissions import TenantKind
from crest.persistence import tenants
from crest.persistence.checks import list_faults
from crest.persistence.session import (
    DatabaseSession,
    create_database_engine,
    create_session_factory,
    writing,
)
from tests.soak.running import SEED, say, scaled

_COMMITS = 60
_NOW = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class History:
    """A database file, its log, and the digest of all rows after each commit, in order."""

    database: Path
    log: Path
    digests: tuple[str, ...]


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """The log is a file of SQLite."""
    return sqlite_settings


def _digest(engine: Engine) -> str:
    found = hashlib.sha256()
    with engine.connect() as connection, connection.begin():
        for row in connection.execute(text("SELECT * FROM tenant ORDER BY id")):
            found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def _live(settings: Settings, folder: Path, random: Random, *, written_back: bool) -> History:
    """Commit changes of all sizes, and copy the files as a sudden end would leave them.

    `written_back` leaves the hardest of them: a part of the log stands in the database already,
    and somebody who reads keeps the log from starting anew.
    """
    engine = create_database_engine(settings.database_url)
    ids: list[UUID] = []
    with create_session_factory(engine)() as session, writing(session):
        for number in range(_COMMITS):
            ids.append(_change(session, ids, number, random))
    engine.dispose()  # the last connection writes the log back and removes it
    digests = [_digest(engine)]
    with create_session_factory(engine)() as session, engine.connect() as reader:
        for number in range(_COMMITS):
            if written_back and number == 2 * _COMMITS // 3:
                reader.execute(text("SELECT count(*) FROM tenant")).scalar_one()
                _write_back(engine)
            with writing(session):
                ids.append(_change(session, ids, _COMMITS + number, random))
            digests.append(_digest(engine))
        source = settings.data_dir / "crest.sqlite"
        log = source.with_name("crest.sqlite-wal")
        for path in (source, log):
            shutil.copyfile(path, folder / path.name)
    engine.dispose()
    assert len(set(digests)) == _COMMITS + 1
    return History(database=folder / source.name, log=folder / log.name, digests=tuple(digests))


def _write_back(engine: Engine) -> None:
    with engine.connect() as connection:
        busy, pages, written = connection.execute(text("PRAGMA wal_checkpoint(PASSIVE)")).one()
    assert busy == 0
    assert pages == written > 0


def _change(session: DatabaseSession, ids: list[UUID], number: int, random: Random) -> UUID:
    if ids and random.random() < 0.6:
        one = {"name": f"N{number}", "code": f"M{random.randrange(len(ids))}"}
        session.execute(text("UPDATE tenant SET name = :name WHERE code = :code"), one)
    words = "x" * random.choice((10, 400, 9000))
    return tenants.add(session, kind=TenantKind.MEMBER, code=f"M{number}", name=words, now=_NOW).id


def _damage(log: bytes, random: Random) -> bytes:
    """Return the log cut, with flipped bits, with a page of zeros, or with a stale end."""
    torn = bytearray(log)
    place = random.randrange(len(torn))
    kind = random.choice(("cut", "flip", "flip", "many", "zeros", "head", "copied"))
    if kind == "cut":
        return bytes(torn[:place])
    if kind == "flip":
        torn[place] ^= 1 << random.randrange(8)
    elif kind == "many":
        for _ in range(random.randrange(2, 40)):
            torn[random.randrange(len(torn))] ^= random.randrange(1, 256)
    elif kind == "zeros":
        torn[place : place + 512] = bytes(len(torn[place : place + 512]))
    elif kind == "head":
        torn[random.randrange(56)] ^= 1 << random.randrange(8)
    else:
        other = random.randrange(len(torn))
        piece = torn[other : other + 4096]
        torn[place : place + len(piece)] = piece
    return bytes(torn)


def _outcome(path: Path, history: History) -> str:
    """Return what opening the damaged copy says: which commit it stands at, or that it refuses."""
    engine = create_database_engine(f"sqlite:///{path}")
    try:
        if list_faults(engine):
            return "refused"
        digest = _digest(engine)
    except DatabaseError:
        return "refused"
    finally:
        engine.dispose()
    if digest not in history.digests:
        return "WRONG"
    return "whole" if digest == history.digests[-1] else "an earlier commit"


@pytest.mark.parametrize("written_back", [False, True], ids=["whole", "written_back"])
@pytest.mark.parametrize(
    "count",
    [
        pytest.param(20, id="few"),
        pytest.param(scaled(1000, least=20), marks=pytest.mark.soak, id="soak"),
    ],
)
def test_a_damaged_log_never_gives_values_that_were_not_committed(
    settings: Settings, tmp_path: Path, count: int, written_back: bool
) -> None:
    random = Random(SEED)  # noqa: S311 - a seeded run can be repeated
    began = time.monotonic()
    kept, shaken = tmp_path / "kept", tmp_path / "shaken"
    kept.mkdir()
    history = _live(settings, kept, random, written_back=written_back)
    log = history.log.read_bytes()
    outcomes: Counter[str] = Counter()
    for _ in range(count):
        shaken.mkdir()
        shutil.copyfile(history.database, shaken / "crest.sqlite")
        (shaken / "crest.sqlite-wal").write_bytes(_damage(log, random))
        outcomes[_outcome(shaken / "crest.sqlite", history)] += 1
        shutil.rmtree(shaken)

    assert outcomes["WRONG"] == 0
    assert outcomes["an earlier commit"] > 0
    state = "partly written back" if written_back else "not written back"
    say(
        f"{count} damaged logs ({state}) in {time.monotonic() - began:.0f} s, 0 wrong: "
        f"{dict(outcomes)}"
    )


def test_the_undamaged_log_gives_the_last_commit(settings: Settings, tmp_path: Path) -> None:
    random = Random(SEED)  # noqa: S311 - a seeded run can be repeated
    history = _live(settings, tmp_path, random, written_back=True)

    assert history.log.stat().st_size > 100_000
    assert _outcome(history.database, history) == "whole"
