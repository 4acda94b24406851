"""The demonstration federation: loaded once, with its logins printed."""

import shutil
from typing import Any

import click

from crest.cli.installation import database_session, open_installation, print_json
from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence.session import DatabaseSession
from crest.services.demonstration.companies import MEMBERS
from crest.services.demonstration.loading import Submission, is_loaded, load_demonstration
from crest.services.demonstration.origin import Loading
from crest.services.demonstration.people import PASSWORD, PEOPLE
from crest.services.standing import refresh_due
from crest.services.submission import submit_assessment
from crest.web.context import Runtime


@click.command("demo")
@click.option("--reset", is_flag=True, help="Empty the demonstration first.")
@click.option("--suppliers", type=click.IntRange(min=0), help="Suppliers of each member.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def demo_command(*, reset: bool, suppliers: int | None, as_json: bool) -> None:
    """Load the demonstration federation and print its logins; refused in production."""
    runtime = open_installation()
    if not runtime.settings.is_demonstration:
        raise RefusedInputError("only_in_demonstration")
    if reset:
        _empty(runtime)
    with database_session(runtime) as session:
        if not is_loaded(session):
            _load(runtime, session, suppliers=suppliers)
    logins = _logins()
    if as_json:
        print_json(logins)
    else:
        _print(logins)


def _load(runtime: Runtime, session: DatabaseSession, *, suppliers: int | None) -> None:
    loading = Loading(
        session=session,
        library=runtime.library,
        files=runtime.files,
        now=runtime.clock(),
        password_hash=runtime.passwords.hash(PASSWORD),
    )
    for submission in load_demonstration(loading, suppliers=suppliers):
        submit_assessment(
            session,
            _officer(loading, submission),
            submission.assessment_id,
            version=1,
            key=f"demonstration-{submission.assessment_id.hex}",
            library=runtime.library,
            now=submission.on,
        )
    refresh_due(runtime.sessions, runtime.library, loading.now)


def _officer(loading: Loading, submission: Submission) -> Actor:
    """Return the officer of the company whose assessment it is."""
    person = next(
        person
        for person in PEOPLE
        if person.role is Role.EDIT and loading.id_of(person.tenant) == submission.tenant_id
    )
    return Actor(
        user_id=loading.id_of(person.email),
        tenant_id=submission.tenant_id,
        tenant_kind=TenantKind.MEMBER,
        role=person.role,
        email=person.email,
        # What a supplier has not handed in is its own: this speaks for whoever was asked.
        assessment_id=submission.assessment_id,
        name=person.name,
        language="en",
        workplace_ids=frozenset(),
    )


def _empty(runtime: Runtime) -> None:
    """Drop all tables and files of a demonstration and make the tables anew."""
    from crest.persistence import migrate  # noqa: PLC0415 - only where it is asked for
    from crest.persistence.session import create_database_engine  # noqa: PLC0415

    engine = create_database_engine(runtime.settings.database_url)
    migrate.downgrade(engine, "base")
    migrate.upgrade(engine)
    engine.dispose()
    shutil.rmtree(runtime.settings.evidence_dir, ignore_errors=True)
    shutil.rmtree(runtime.settings.data_dir / "mail", ignore_errors=True)


def _logins() -> dict[str, Any]:
    return {
        "members": [{"code": member.code, "name": member.name} for member in MEMBERS],
        "users": [
            {
                "email": person.email,
                "password": PASSWORD,
                "role": person.role.value,
                "tenant": person.tenant,
            }
            for person in PEOPLE
        ],
    }


def _print(logins: dict[str, Any]) -> None:
    click.echo("Demonstration: fictional companies. Logins (all with the same password):")
    for user in logins["users"]:
        click.echo(f"  {user['email']:<32} {user['role']:<5} {user['tenant']}")
    click.echo(f"  password: {PASSWORD}")
