"""An account at PostgreSQL that may read released figures and nothing that they were made from."""

from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import ProgrammingError

from crest.domain.told_form import published
from crest.persistence import cubes, released
from crest.persistence.session import (
    create_database_engine,
    create_session_factory,
    reading,
    writing,
)
from tests.persistence.told_release import BAND, run, small_release

pytestmark = pytest.mark.postgres

# As `docs/disclosure.md` says it.
_GRANTED = (
    "CREATE ROLE {role} LOGIN",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT ON cube_release, released_cube TO {role}",
)


def test_who_may_read_released_figures_alone_reads_them_and_no_other_table(
    postgres_url: str,
) -> None:
    role = f"analyst_{uuid4().hex[:8]}"
    owner = create_engine(postgres_url)
    run(owner, *(one.format(role=role) for one in _GRANTED))
    keeper = create_database_engine(postgres_url)
    with create_session_factory(keeper)() as session, writing(session):
        cubes.keep_release(session, small_release())
    analyst = create_database_engine(
        make_url(postgres_url).set(username=role).render_as_string(hide_password=False)
    )

    with create_session_factory(analyst)() as session, reading(session):
        heads = released.list_families(session)
        cube = released.find_cube(session, "band")
    for table in ("score", "assessment", "answer", "tenant", "cube_basis", "cube_audit"):
        with pytest.raises(ProgrammingError):
            run(analyst, f"TABLE {table}")
    with pytest.raises(ProgrammingError):
        run(analyst, "DELETE FROM released_cube")

    assert set(heads) == {"band"}
    assert cube is not None
    assert published(cube.body) == BAND
    for engine in (analyst, keeper):
        engine.dispose()
    run(owner, f"DROP OWNED BY {role}", f"DROP ROLE {role}")
    owner.dispose()
