"""`crest db`: migrations, backups taken while others write, and their way back."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from crest.config import Settings
from tests.cli.commands import Crest


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """Backups are files of SQLite; PostgreSQL brings its own tools."""
    return sqlite_settings


def _add_tenants(settings: Settings, count: int) -> None:
    path = settings.data_dir / "crest.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for number in range(count):
            database.execute(
                "INSERT INTO tenant (id, kind, code, name, facts, version, created_at)"
                " VALUES (?, 'member', ?, 'Member', '{}', 1, '2026-11-21 00:00:00.000000')",
                (f"{number:032x}", f"M{number}"),
            )


def _count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("SELECT count(*) FROM tenant").fetchone()[0])


def test_a_backup_comes_back_row_by_row(crest: Crest, settings: Settings, tmp_path: Path) -> None:
    live, copy = settings.data_dir / "crest.sqlite", tmp_path / "copy.sqlite"
    _add_tenants(settings, 3)
    assert crest("db", "backup", str(copy)).exit_code == 0
    with closing(sqlite3.connect(live)) as database:
        database.execute("DELETE FROM tenant")
        database.commit()

    restored = crest("db", "restore", str(copy))

    assert restored.exit_code == 0
    assert _count(live) == 3
    assert crest("db", "check").exit_code == 0
    assert _count(live.with_name("crest.sqlite.replaced")) == 0


def test_a_restored_database_is_in_wal_mode_and_signs_everybody_out(
    crest: Crest, settings: Settings, tmp_path: Path
) -> None:
    _add_tenants(settings, 1)
    live, copy = settings.data_dir / "crest.sqlite", tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(live)) as database:
        database.execute(
            "INSERT INTO user_account (id, email, name, language, password_hash, created_at)"
            " VALUES ('u', 'a@b.example', 'A', 'en', '', '2026-11-21 00:00:00.000000')"
        )
        database.execute(
            "INSERT INTO session (token_digest, user_id, tenant_id,"
            " created_at, seen_at, expires_at) VALUES ('d', 'u', ?, '2026-11-21 00:00:00.000000',"
            " '2026-11-21 00:00:00.000000', '2026-11-22 00:00:00.000000')",
            (f"{0:032x}",),
        )
        database.commit()
    crest("db", "backup", str(copy))

    crest("db", "restore", str(copy))

    with closing(sqlite3.connect(live)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("SELECT count(*) FROM session").fetchone() == (0,)


def test_a_backup_taken_while_others_write_is_whole(
    crest: Crest, settings: Settings, tmp_path: Path
) -> None:
    writer = threading.Thread(target=_add_tenants, args=(settings, 200))
    writer.start()
    copies = [tmp_path / f"copy{number}.sqlite" for number in range(3)]
    results = [crest("db", "backup", str(copy)) for copy in copies]
    writer.join()

    assert [result.exit_code for result in results] == [0, 0, 0]
    for copy in copies:
        with closing(sqlite3.connect(copy)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_restore_refuses_a_torn_file(crest: Crest, settings: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    _add_tenants(settings, 50)
    crest("db", "backup", str(copy))
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])

    with_digest = crest("db", "restore", str(copy))
    copy.with_name("copy.sqlite.sha256").unlink()
    without_digest = crest("db", "restore", str(copy))

    assert (with_digest.exit_code, without_digest.exit_code) == (4, 4)
    assert _count(settings.data_dir / "crest.sqlite") == 50


def test_restore_refuses_a_file_changed_by_one_byte(crest: Crest, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    crest("db", "backup", str(copy))
    content = bytearray(copy.read_bytes())
    content[-1] ^= 1
    copy.write_bytes(content)

    assert crest("db", "restore", str(copy)).exit_code == 4


def test_restore_refuses_what_another_program_wrote(crest: Crest, tmp_path: Path) -> None:
    foreign, text = tmp_path / "foreign.sqlite", tmp_path / "notes.txt"
    with closing(sqlite3.connect(foreign)) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('0001')")
        database.commit()
    text.write_text("not a database at all")

    refused = [crest("db", "restore", str(file)) for file in (foreign, text)]

    assert [result.exit_code for result in refused] == [3, 3]
    assert all("another program wrote it" in result.stderr for result in refused)


def test_restore_takes_a_file_without_its_head_for_a_torn_one(crest: Crest, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    crest("db", "backup", str(copy))
    copy.with_name("copy.sqlite.sha256").unlink()
    whole = copy.read_bytes()

    statuses = []
    for size in (0, 10, 60, 99, 100, 4096):
        copy.write_bytes(whole[:size])
        statuses.append(crest("db", "restore", str(copy)).exit_code)

    assert statuses == [4] * 6


def test_restore_brings_a_backup_of_the_first_version_up_to_this_one(
    crest: Crest, settings: Settings, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite"
    _add_tenants(settings, 3)
    assert crest("db", "downgrade", "0001").exit_code == 0
    assert crest("db", "check").exit_code == 4
    crest("db", "backup", str(copy))

    restored = crest("db", "restore", str(copy))

    assert restored.exit_code == 0
    assert crest("db", "check").exit_code == 0
    assert _count(settings.data_dir / "crest.sqlite") == 3


def test_restore_refuses_a_missing_file_and_one_of_a_later_version(
    crest: Crest, settings: Settings, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite"
    crest("db", "backup", str(copy))
    copy.with_name("copy.sqlite.sha256").unlink()
    with closing(sqlite3.connect(copy)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()

    _add_tenants(settings, 2)

    newer = crest("db", "restore", str(copy))
    missing = crest("db", "restore", str(tmp_path / "none"))

    assert (newer.exit_code, missing.exit_code) == (3, 3)
    assert "9999, which is newer" in newer.stderr
    assert _count(settings.data_dir / "crest.sqlite") == 2


def test_restore_refuses_while_the_service_runs(
    crest: Crest, settings: Settings, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite"
    crest("db", "backup", str(copy))
    with closing(sqlite3.connect(settings.data_dir / "crest.sqlite")) as running:
        running.execute("SELECT count(*) FROM tenant").fetchone()

        refused = crest("db", "restore", str(copy))

    assert refused.exit_code == 3
    assert "stop the service" in refused.stderr


def test_the_way_down_and_up_again(crest: Crest) -> None:
    down = crest("db", "downgrade", "base")
    checked = crest("db", "check")
    up = crest("db", "upgrade")

    assert "none" in down.stdout
    assert checked.exit_code == 4
    assert up.exit_code == 0
    assert crest("db", "check").exit_code == 0


def test_an_unknown_revision_is_refused(crest: Crest) -> None:
    assert crest("db", "downgrade", "7777").exit_code == 3


def test_check_names_a_file_that_is_no_database_as_damaged(
    crest: Crest, settings: Settings
) -> None:
    (settings.data_dir / "crest.sqlite").write_bytes(b"no database" * 1000)

    found = crest("db", "check")

    assert found.exit_code == 4
    assert "damaged: file is not a database" in found.stderr


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("INSERT INTO membership VALUES ('m', 'u', 't', 'view', '[]')", id="lost rows"),
        pytest.param("ALTER TABLE tenant ADD COLUMN extra TEXT", id="another shape"),
    ],
)
def test_check_finds_damage(crest: Crest, settings: Settings, damage: str) -> None:
    with closing(sqlite3.connect(settings.data_dir / "crest.sqlite")) as database:
        database.execute(damage)
        database.commit()

    found = crest("db", "check")

    assert found.exit_code == 4
    assert len(found.stderr.splitlines()) == 1
