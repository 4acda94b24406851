"""Whole copies of the database, taken while others write, and their way back."""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Engine
from sqlalchemy.engine import make_url

from crest.domain.errors import DamagedContentError, RefusedInputError
from crest.persistence.dumps import restore_dump, write_dump
from crest.persistence.migrate import revisions, upgrade
from crest.persistence.session import (
    create_database_engine,
    create_session_factory,
    reading,
)
from crest.persistence.trail_reading import Kept, examine_restored

# Written into every backup, so that another program's database is never restored: "CRST".
_OURS = 0x43525354
# How every SQLite file begins, how long its head is, and where the head names the program.
_MAGIC, _HEAD, _PROGRAM = b"SQLite format 3\0", 100, slice(68, 72)
_CHUNK = 1 << 20


class DamagedBackupError(DamagedContentError):
    """A backup that is torn or was changed since; says which."""

    def __init__(self, words: str) -> None:
        super().__init__(faults=(words,))


def write_backup(database_url: str, target: Path) -> None:
    """Write a whole copy and, beside it, its SHA-256; both appear only when complete."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    if _is_server(database_url):
        write_dump(database_url, part)
    else:
        _copy(_database_file(database_url), part)
    _sync(part)
    _digest_file(target).write_text(f"{_digest(part)}  {target.name}\n")
    part.rename(target)
    _sync(target.parent)


def _copy(source: Path, part: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute(f"PRAGMA application_id={_OURS}")


def restore_backup(database_url: str, source: Path, *, heads: Kept | None = None) -> str | None:
    """Put the backup, brought to this version, in the database's place.

    Returns where the database before lies now; refuses one whose trail of acts is broken or
    differs from the `heads` kept outside.
    """
    if _is_server(database_url):
        _check_digest(source)
        return restore_dump(database_url, source, lambda engine: _bring_up(engine, heads or {}))
    target = _database_file(database_url)
    check_backup(source)
    _refuse_running(target)
    part = target.with_name(f"{target.name}.part")
    shutil.copyfile(source, part)
    part.chmod(0o600)
    _upgrade(part, heads or {})
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode=WAL")
        copy.execute("DELETE FROM session")  # whoever signed out since stays out
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _sync(part)
    kept = _set_aside(target)
    part.rename(target)
    _sync(target.parent)
    return str(kept) if kept else None


def check_backup(source: Path) -> None:
    """Return nothing for a whole backup that this version of CREST reads.

    Raises DamagedBackupError for a torn one, and refuses what another program or a newer CREST
    wrote.
    """
    _check_digest(source)
    _refuse_foreign(source)
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            fault = _fault(copy)
            revision = None if fault else _revision(copy)
    except sqlite3.DatabaseError as error:
        fault, revision = str(error), None
    if fault:
        words = f"{source.name} is not a whole backup of CREST: {fault}"
        raise DamagedBackupError(words)
    if revision not in revisions():
        raise RefusedInputError("newer_backup", file=source.name, revision=revision)


def _check_digest(source: Path) -> None:
    if not source.is_file():
        raise RefusedInputError("no_such_file", file=source.name)
    beside = _digest_file(source)
    if beside.is_file() and beside.read_text().split()[:1] != [_digest(source)]:
        words = f"{source.name} is not what was written: its SHA-256 differs"
        raise DamagedBackupError(words)


def _refuse_foreign(source: Path) -> None:
    with source.open("rb") as content:
        head = content.read(_HEAD)
    if _MAGIC.startswith(head[: len(_MAGIC)]) and len(head) < _HEAD:
        words = f"{source.name} is not a whole backup of CREST: it is cut short"
        raise DamagedBackupError(words)
    if not head.startswith(_MAGIC) or int.from_bytes(head[_PROGRAM], "big") != _OURS:
        raise RefusedInputError("foreign_backup", file=source.name)


def _fault(copy: sqlite3.Connection) -> str | None:
    found = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if found != ("ok",):
        return str(found[0]).splitlines()[0]
    if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
        return "rows point to rows that are missing"
    return None if _revision(copy) else "it does not say of which version it is"


def _revision(copy: sqlite3.Connection) -> str | None:
    found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found[0]) if found else None


def _upgrade(part: Path, heads: Kept) -> None:
    engine = create_database_engine(
        URL.create("sqlite", database=str(part)).render_as_string(hide_password=False)
    )
    try:
        _bring_up(engine, heads)
    finally:
        engine.dispose()


def _bring_up(engine: Engine, heads: Kept) -> None:
    upgrade(engine)
    with create_session_factory(engine)() as session, reading(session):
        found = examine_restored(session, heads)
    for chain_id, examined in found.items():
        if examined.damage is not None:
            words = f"its trail of acts is broken: chain {chain_id}, entry {examined.place}"
            raise DamagedBackupError(words)


def _refuse_running(target: Path) -> None:
    if not target.is_file():
        return
    try:
        with closing(sqlite3.connect(target, timeout=1)) as live:
            live.execute("PRAGMA locking_mode=EXCLUSIVE")
            live.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        raise RefusedInputError("service_running") from None
    except sqlite3.DatabaseError:
        return  # a damaged database is what a restore is for


def _set_aside(target: Path) -> Path | None:
    if not target.is_file():
        return None
    kept = target.with_name(f"{target.name}.replaced")
    for ending in ("", "-wal", "-shm"):
        old = target.with_name(target.name + ending)
        if old.exists():
            old.rename(kept.with_name(kept.name + ending))
    return kept


def _is_server(database_url: str) -> bool:
    return make_url(database_url).get_backend_name() == "postgresql"


def _database_file(database_url: str) -> Path:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise RefusedInputError("use_pg_dump")
    return Path(url.database)


def _digest_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as content:
        while chunk := content.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
