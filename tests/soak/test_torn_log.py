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


def _digest(engine: Engine) -> str:
    found = hashlib.sha256()
    with engine.connect() as connection, connection.begin():
        for row in connection.execute(text("SELECT * FROM tenant ORDER BY id")):
            found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def _live(settings: Settings, folder: Path, random: Random) -> History:
    """Commit changes of all sizes, and copy the files as a sudden end would leave them."""
    engine = create_database_engine(settings.database_url)
    digests = [_digest(engine)]
    ids: list[UUID] = []
    with create_session_factory(engine)() as session:
        for number in range(_COMMITS):
            with writing(session):
                ids.append(_change(session, ids, number, random))
            digests.append(_digest(engine))
        source = settings.data_dir / "crest.sqlite"
        log = source.with_name("crest.sqlite-wal")
        for path in (source, log):
            shutil.copyfile(path, folder / path.name)
    engine.dispose()
    assert len(set(digests)) == _COMMITS + 1
    return History(database=folder / source.name, log=folder / log.name, digests=tuple(digests))


def _change(session: DatabaseSession, ids: list[UUID], number: int, random: Random) -> UUID:
    if ids and random.random() < 0.3:
        session.execute(
            text("UPDATE tenant SET name = :name, version = version + 1"), {"name": f"N{number}"}
        )
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


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(25, id="few"),
        pytest.param(scaled(2000, least=25), marks=pytest.mark.soak, id="soak"),
    ],
)
def test_a_damaged_log_never_gives_values_that_were_not_committed(
    settings: Settings, tmp_path: Path, count: int
) -> None:
    random = Random(SEED)  # noqa: S311 - a seeded run can be repeated
    began = time.monotonic()
    kept, shaken = tmp_path / "kept", tmp_path / "shaken"
    kept.mkdir()
    history = _live(settings, kept, random)
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
    say(f"{count} damaged logs in {time.monotonic() - began:.0f} s, 0 wrong: {dict(outcomes)}")


def test_the_undamaged_log_gives_the_last_commit(settings: Settings, tmp_path: Path) -> None:
    history = _live(settings, tmp_path, Random(SEED))  # noqa: S311 - a seeded run can be repeated

    assert history.log.stat().st_size > 100_000
    assert _outcome(history.database, history) == "whole"
