"""The demonstration federation: loaded once, with its logins printed."""

import os
import shutil
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

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
@click.option(
    "--members",
    type=click.IntRange(min=len(MEMBERS)),
    help="Members in all; more than four answer in two waves, and figures about all are released.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def demo_command(*, reset: bool, suppliers: int | None, members: int | None, as_json: bool) -> None:
    """Load the demonstration federation and print its logins; refused in production."""
    runtime = open_installation()
    if not runtime.settings.is_demonstration:
        raise RefusedInputError("only_in_demonstration")
    if reset:
        _empty(runtime)
    with database_session(runtime) as session:
        if not is_loaded(session):
            loading = _loading(runtime, session)
            _load(runtime, loading, suppliers=suppliers)
            if members is not None and members > len(MEMBERS):
                _load_further(runtime, loading, count=members - len(MEMBERS))
    logins = _logins()
    if as_json:
        print_json(logins)
    else:
        _print(logins)


def _loading(runtime: Runtime, session: DatabaseSession) -> Loading:
    return Loading(
        session=session,
        library=runtime.library,
        files=runtime.files,
        now=runtime.clock(),
        password_hash=runtime.passwords.hash(PASSWORD),
    )


def _load(runtime: Runtime, loading: Loading, *, suppliers: int | None) -> None:
    for submission in load_demonstration(loading, suppliers=suppliers):
        _submit(loading, submission, _officer(loading, submission))
    refresh_due(runtime.sessions, runtime.library, loading.now)


def _load_further(runtime: Runtime, loading: Loading, *, count: int) -> None:
    """Let further members answer in two waves; after each, figures about all are released."""
    from crest.services.aggregates import (  # noqa: PLC0415 - its solver is heavy
        Releasing,
        release_figures,
    )
    from crest.services.demonstration.many import (  # noqa: PLC0415 - only where it is asked for
        EFFORT,
        FIRST_RELEASE,
        author_of,
        load_further,
    )

    first, second = load_further(loading, count=count)
    author, session = author_of(loading), loading.session
    days = loading.now - timedelta(days=FIRST_RELEASE)
    for number, (wave, released) in enumerate(((first, days), (second, loading.now)), start=1):
        for done, submission in enumerate(wave, start=1):
            _submit(loading, submission, _editor(author, "", submission))
            _say(f"wave {number}: assessments", done, len(wave))
        how = Releasing(
            effort=EFFORT,
            processes=os.cpu_count() or 1,
            progress=partial(_say, f"release {number}: tables"),
        )
        release_figures(session, library=runtime.library, now=released, how=how)


def _say(what: str, done: int, total: int) -> None:
    """Print how far it is, a line for each tenth: beside what the command prints."""
    if done * 10 // total > (done - 1) * 10 // total:
        click.echo(f"{what} {done} of {total}", err=True)


def _submit(loading: Loading, submission: Submission, actor: Actor) -> None:
    submit_assessment(
        loading.session,
        actor,
        submission.assessment_id,
        version=1,
        key=f"demonstration-{submission.assessment_id.hex}",
        library=loading.library,
        now=submission.on,
    )


def _officer(loading: Loading, submission: Submission) -> Actor:
    """Return the officer of the company whose assessment it is."""
    person = next(
        person
        for person in PEOPLE
        if person.role is Role.EDIT and loading.id_of(person.tenant) == submission.tenant_id
    )
    return _editor(loading.id_of(person.email), person.email, submission)


def _editor(user_id: UUID, email: str, submission: Submission) -> Actor:
    return Actor(
        user_id=user_id,
        tenant_id=submission.tenant_id,
        tenant_kind=TenantKind.MEMBER,
        role=Role.EDIT,
        email=email,
        # What a supplier has not handed in is its own: this speaks for whoever was asked.
        assessment_id=submission.assessment_id,
        name="Example",
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
