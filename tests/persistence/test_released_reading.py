"""While figures about all members are read, the database itself refuses every other table."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError

from crest.domain.errors import NotAllowedError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.domain.release_facts import MadeWith
from crest.domain.told_form import published
from crest.domain.told_last import LastTold
from crest.persistence import cubes, released
from crest.persistence.models import TenantRow
from crest.persistence.models.base import Row
from crest.persistence.released_rights import RELEASED, name_figures_role, reading_released
from crest.persistence.session import DatabaseSession, create_session_factory, reading, writing
from crest.services.released_figures import find_figures, list_figures, list_releases, read_last
from tests.persistence.told_release import BAND, run, small_release

OTHERS = sorted(set(Row.metadata.tables) - RELEASED)
ANALYST = Actor(
    user_id=UUID(int=1),
    tenant_id=UUID(int=2),
    tenant_kind=TenantKind.FEDERATION,
    role=Role.FAN,
    email="fan@federation.example",
    name="Analyst",
    language="en",
)


@pytest.fixture
def held(engine: Engine) -> Iterator[DatabaseSession]:
    """A session of an installation with one release, on PostgreSQL with a role for figures."""
    role = f"figures_{uuid4().hex[:8]}" if engine.dialect.name == "postgresql" else ""
    # As `docs/disclosure.md` says it.
    made = (
        f"CREATE ROLE {role} NOLOGIN",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT ON cube_release, released_cube TO {role}",
        f"GRANT {role} TO CURRENT_USER",
    )
    run(engine, *made if role else ())
    name_figures_role(engine, role)
    with create_session_factory(engine)() as session:
        with writing(session):
            cubes.keep_release(session, small_release())
        yield session
    run(engine, *(f"DROP OWNED BY {role}", f"DROP ROLE {role}") if role else ())


def test_released_figures_are_read(held: DatabaseSession) -> None:
    assert set(list_figures(held, ANALYST)) == {"band"}
    assert published(find_figures(held, ANALYST, family="band").body) == BAND
    assert len(list_releases(held, ANALYST)) == 1


def test_what_was_told_last_is_read_from_released_tables_alone(held: DatabaseSession) -> None:
    """A release of which it was not noted with what it was made compares with no other."""
    low, noted = {**BAND, "cells": [[None, 31], ["low", 12]]}, MadeWith().as_plain()
    for number, body, made in ((2, low, noted), (3, BAND, noted), (4, low, {})):
        one = replace(small_release(), number=number, cubes={"band": body}, made_with=made)
        with writing(held):
            cubes.keep_release(held, replace(one, bases={}))
    with reading(held):
        newest = [released.list_cubes(held, until=number) for number in (1, 2, 3, 4)]

    found = [read_last(held, ANALYST, found=one) for one in newest]

    last = LastTold(members=12, whole=31, release=2, as_of=small_release().as_of)
    assert found == [{}, {}, {"band": {("low",): last}}, {}]
    with pytest.raises(NotAllowedError):
        read_last(held, replace(ANALYST, role=Role.EDIT), found={})


def test_every_other_table_is_refused(held: DatabaseSession) -> None:
    """And only meanwhile, whether or not the statement was prepared before."""
    with reading(held):
        assert held.scalars(select(TenantRow.name)).all() == []

    assert len(OTHERS) > 50
    for table in OTHERS:
        with pytest.raises(DatabaseError), reading_released(held):
            held.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own names
    with pytest.raises(DatabaseError), reading_released(held):
        held.scalars(select(TenantRow.name)).all()

    with reading(held):
        assert held.scalars(select(TenantRow.name)).all() == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM released_cube",
        "UPDATE cube_release SET reason = 'other'",
        "CREATE TABLE copied AS SELECT * FROM released_cube",
        "SELECT family FROM released_cube WHERE family IN (SELECT family FROM cube_basis)",
    ],
)
def test_nothing_is_written_or_reached_through_a_table_that_may_be_read(
    held: DatabaseSession, statement: str
) -> None:
    with pytest.raises(DatabaseError), reading_released(held):
        held.execute(text(statement))

    assert set(list_figures(held, ANALYST)) == {"band"}


def test_a_mistake_in_a_query_of_a_page_shows_nothing(
    held: DatabaseSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(released, "list_families", lambda found: found.scalars(select(TenantRow)))

    with pytest.raises(DatabaseError):
        list_figures(held, ANALYST)
