"""The account that the service needs at PostgreSQL: it reads and writes rows, and nothing else."""

from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from crest.domain.permissions import TenantKind
from crest.persistence import tenants
from crest.persistence.session import create_database_engine, create_session_factory, writing
from tests.conftest import NOW

pytestmark = pytest.mark.postgres

# As `docs/security.md` says it.
_GRANTED = (
    "CREATE ROLE {role} LOGIN",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
)


def _run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_rows_are_written_and_tables_stay_for_an_account_without_rights_of_its_own(
    postgres_url: str,
) -> None:
    role = f"service_{uuid4().hex[:8]}"
    owner = create_engine(postgres_url)
    _run(owner, *(one.format(role=role) for one in _GRANTED))
    service = create_database_engine(
        make_url(postgres_url).set(username=role).render_as_string(hide_password=False)
    )
    with create_session_factory(service)() as session, writing(session):
        tenants.add(session, kind=TenantKind.MEMBER, code="A", name="Member", now=NOW)

    for beyond in ("CREATE TABLE x (y int)", "DROP TABLE tenant", "CREATE ROLE other"):
        with pytest.raises(ProgrammingError):
            _run(service, beyond)
    service.dispose()
    _run(owner, f"DROP OWNED BY {role}", f"DROP ROLE {role}")
    owner.dispose()
