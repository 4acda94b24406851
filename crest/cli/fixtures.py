"""`crest fixture`: a described federation for demonstrations and trials."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from uuid import UUID, uuid4

import click

from crest.cli.installation import chosen_library, database_session, open_installation
from crest.domain.answer_input import RawAnswer
from crest.domain.bank import Question
from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Actor
from crest.imports.fixture_file import AnswerPart, AssessmentPart, read_fixture
from crest.persistence.session import DatabaseSession
from crest.services.answering import AnswerPost, GivenAnswer, record_answer
from crest.services.assessments import NewAssessment, start
from crest.services.fixtures import WrittenFederation, write_federation
from crest.services.standing import refresh_due
from crest.services.submission import check_page, submit_assessment
from crest.web.context import Runtime


@click.group("fixture")
def fixture_group() -> None:
    """Load a described federation."""


@fixture_group.command("load")
@click.argument(
    "source", metavar="FILE.json", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def load_command(source: Path) -> None:
    """Load the federation that FILE.json describes; refused in production."""
    runtime = open_installation()
    if not runtime.settings.is_demonstration:
        raise RefusedInputError("only_in_demonstration")
    fixture = read_fixture(source.read_bytes())
    for part in fixture.assessments:
        list(_given(part, runtime))  # a wrong code is refused before anything is written
    now = runtime.clock()
    with database_session(runtime) as session:
        written = write_federation(session, fixture, passwords=runtime.passwords, now=now)
        for part in fixture.assessments:
            _load_assessment(session, part, written=written, runtime=runtime)
        library = chosen_library(runtime, session)
    refresh_due(runtime.sessions, library, now)
    click.echo(
        f"loaded: {len(fixture.tenants)} tenants, {len(fixture.users)} users, "
        f"{len(fixture.workplaces)} workplaces, {len(fixture.suppliers)} suppliers, "
        f"{len(fixture.assessments)} assessments"
    )


def _load_assessment(
    session: DatabaseSession,
    part: AssessmentPart,
    *,
    written: WrittenFederation,
    runtime: Runtime,
) -> None:
    actor = written.actor(part.tenant, part.by)
    on = datetime.combine(part.on, time(12), UTC) if part.on else runtime.clock()
    wanted = NewAssessment(
        kind=part.subject.kind,
        subject_id=written.subject(part.tenant, part.subject),
        bank=part.bank,
    )
    library = chosen_library(runtime, session)
    assessment_id = start(session, actor, wanted, key=uuid4().hex, library=library, now=on)
    for given in _given(part, runtime):
        post = AnswerPost(assessment_id=assessment_id, code=given.raw.code, read=_as_is(given))
        record_answer(session, actor, post, key=uuid4().hex, library=library, now=on)
    if part.submitted:
        _submit(session, actor, assessment_id, runtime=runtime, now=on)


def _submit(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    runtime: Runtime,
    now: datetime,
) -> None:
    library = chosen_library(runtime, session)
    page = check_page(session, actor, assessment_id, library=library)
    submit_assessment(
        session,
        actor,
        assessment_id,
        version=page.head.version,
        key=uuid4().hex,
        library=library,
        now=now,
    )


def _as_is(given: GivenAnswer) -> Callable[[Question], GivenAnswer]:
    return lambda _question: given


def _given(part: AssessmentPart, runtime: Runtime) -> Iterator[GivenAnswer]:
    questions = runtime.library.questionnaire(part.bank).questions
    for code in part.answers:
        if code not in questions:
            raise RefusedInputError("fixture_unknown", question=code)
    # In the bank's order, so that a question is answered after the one that opens it.
    for code in questions:
        if code in part.answers:
            yield GivenAnswer(raw=_raw(code, part.answers[code]), version=0)


def _raw(code: str, answer: AnswerPart) -> RawAnswer:
    value = answer.value
    rows = value if isinstance(value, list) and value and isinstance(value[0], list) else []
    values = value if isinstance(value, list) and not rows else [] if rows else [value]
    return RawAnswer(
        code=code,
        values=tuple(str(one) for one in values if one is not None),
        state="" if answer.state == "answered" else answer.state,
        reason=answer.reason,
        note=answer.note,
        planned_by=answer.planned_by.isoformat() if answer.planned_by else "",
        currency=answer.currency,
        rows=tuple(tuple(row) for row in rows),
    )
