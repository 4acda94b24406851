"""Whole copies of a PostgreSQL database, made and brought back by PostgreSQL's own tools."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from crest.domain.errors import CrestError, DamagedContentError, RefusedInputError
from crest.persistence.migrate import revisions
from crest.persistence.session import create_database_engine

# How every dump in PostgreSQL's custom format begins.
_MAGIC = b"PGDMP"
# Calls of workers are no data, and what a restore set aside is not dumped again.
_LEFT_OUT = ("crest_queue", "crest_replaced")
_REPLACED = "crest_replaced"
_LOOKS, _LOOK_SECONDS = 20, 0.1


def write_dump(database_url: str, target: Path) -> None:
    """Write the whole database, as it stood at one moment, to a file; others go on saving."""
    left_out = [f"--exclude-schema={schema}" for schema in _LEFT_OUT]
    kept = ["--format=custom", "--no-owner", "--no-privileges"]
    _run(database_url, "pg_dump", *kept, *left_out, f"--file={target}", failing=_tool_failed)


def check_dump(database_url: str, source: Path) -> None:
    """Return nothing for a dump that this version reads; refuse others as for SQLite."""
    with source.open("rb") as content:
        if content.read(len(_MAGIC)) != _MAGIC:
            raise RefusedInputError("foreign_backup", file=source.name)

    def torn(why: str) -> CrestError:
        return DamagedContentError(faults=(f"{source.name} is not a whole backup of CREST: {why}",))

    listed = _run(database_url, "pg_restore", "--list", str(source), failing=torn, at=None)
    if " alembic_version " not in listed or " write_key " not in listed:
        raise RefusedInputError("foreign_backup", file=source.name)
    # Everything is read once here: what is torn shows before anything is replaced.
    whole = ["--file=/dev/null", str(source)]
    _run(database_url, "pg_restore", *whole, failing=torn, at=None)
    versions = ["--data-only", "--table=alembic_version", "--file=-", str(source)]
    found = _run(database_url, "pg_restore", *versions, failing=torn, at=None)
    revision = found.partition("FROM stdin;\n")[2].partition("\n")[0]
    if revision not in revisions():
        raise RefusedInputError("newer_backup", file=source.name, revision=revision)


def restore_dump(database_url: str, source: Path, bring_up: Callable[[Engine], None]) -> str:
    """Put the dump in place, brought up as told; return where the tables before lie now."""
    check_dump(database_url, source)
    engine = create_database_engine(database_url)
    try:
        _set_aside(engine)
        try:
            kept = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
            _run(database_url, "pg_restore", *kept, str(source), failing=_tool_failed)
            bring_up(engine)
        except Exception:
            _put_back(engine)
            raise
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM session"))  # whoever signed out since stays out
    finally:
        engine.dispose()
    return f"schema {_REPLACED}"


def _set_aside(engine: Engine) -> None:
    _refuse_running(engine)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {_REPLACED} CASCADE"))
        connection.execute(text(f"ALTER SCHEMA public RENAME TO {_REPLACED}"))
        connection.execute(text("CREATE SCHEMA public"))


def _refuse_running(engine: Engine) -> None:
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    for _ in range(_LOOKS):
        with engine.connect() as connection, connection.begin():
            if not connection.execute(others).scalar_one():
                return
        # Whoever has just gone is counted until the server has noticed.
        sleep(_LOOK_SECONDS)
    raise RefusedInputError("service_running")


def _put_back(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text(f"ALTER SCHEMA {_REPLACED} RENAME TO public"))


def _tool_failed(why: str) -> CrestError:
    return RefusedInputError("postgresql_tool_failed", why=why)


def _run(
    url: str,
    tool: str,
    *arguments: str,
    failing: Callable[[str], CrestError],
    at: str | None = "--dbname",
) -> str:
    """Return what the tool prints; refuses where it is not installed, fails as told."""
    path = shutil.which(tool)
    if path is None:
        raise RefusedInputError("use_pg_dump")
    place, environment = _address(url)
    command = [path, *arguments, *([f"{at}={place}"] if at else [])]
    done = subprocess.run(  # noqa: S603  # the tool of PostgreSQL, without a shell
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise failing(_last_line(done))
    return done.stdout


def _address(url: str) -> tuple[str, dict[str, Any]]:
    # Everybody on the machine may read arguments, so the password is not among them.
    parsed = make_url(url).set(drivername="postgresql")
    secret = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
    bare = parsed.set(password=None).render_as_string(hide_password=False)
    # libpq takes a folder of sockets as a plain path alone
    return bare.replace("%2F", "/"), {**os.environ, **secret}


def _last_line(done: "subprocess.CompletedProcess[str]") -> str:
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"status {done.returncode}"
