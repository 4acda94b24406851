"""Databases of tests: of the kind that was asked for, and put right after each test."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from crest.config import Settings
from crest.domain.permissions import TenantKind
from crest.persistence import tenants
from crest.persistence.session import DatabaseSession, writing
from tests.conftest import NOW
from tests.databases import KIND, PostgresDatabases, snapshot_of


def _add(session: DatabaseSession, code: str) -> None:
    with writing(session):
        tenants.add(session, kind=TenantKind.MEMBER, code=code, name="Member", now=NOW)


def test_a_run_is_about_the_database_that_it_names(settings: Settings) -> None:
    assert settings.database_url.startswith(KIND)


def test_a_snapshot_sees_a_change_and_takes_it_back(
    session: DatabaseSession, database_url: str, tmp_path: Path
) -> None:
    _add(session, "A")
    kept = snapshot_of(database_url, tmp_path)
    before = kept.checksum()
    _add(session, "B")
    changed = kept.checksum()
    elsewhere = kept.checksum(without={"tenant"})

    assert kept.restore()
    assert changed != before == kept.checksum()
    assert elsewhere == kept.checksum(without={"tenant"})
    kept.close()


@pytest.mark.postgres
def test_a_database_that_comes_back_is_put_right_and_lent_again(
    postgres: PostgresDatabases, tmp_path: Path
) -> None:
    first = postgres.copy(postgres.migrated, tmp_path)
    kept = snapshot_of(first, tmp_path)
    before = kept.checksum()
    _write(first, "INSERT INTO throttle VALUES ('login', 'x', 1, '2026-11-21T00:00:00Z')")
    assert kept.checksum() != before
    kept.close()
    postgres.give_back(first)
    again = postgres.copy(postgres.migrated, tmp_path)
    kept = snapshot_of(again, tmp_path)

    assert (again, kept.checksum()) == (first, before)
    kept.close()
    _write(again, "ALTER TABLE throttle ADD COLUMN extra TEXT")
    postgres.give_back(again)
    other = postgres.copy(postgres.migrated, tmp_path)

    assert other != first
    postgres.give_back(other)


def _write(address: str, statement: str) -> None:
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
