"""Submitting: the last look, the lock, the kept score, the triggers and the facts."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from crest.content.library import Library
from crest.domain.bank import SubjectKind
from crest.domain.errors import (
    AnswersLockedError,
    NotAllowedError,
    NotFoundError,
    NotReadyError,
    StaleVersionError,
)
from crest.domain.permissions import Role
from crest.persistence.models import ScoreRow, SupplierRow, TriggerRow
from crest.persistence.session import DatabaseSession, reading
from crest.services.results import result_page
from crest.services.submission import check_page, submit_assessment
from tests.services.world import (
    NOW,
    World,
    answer_what_is_missing,
    give,
    key,
    save,
    start_own,
    start_supplier,
    submit,
)

STOP = "FRE-010"


@pytest.fixture
def draft(session: DatabaseSession, world: World, library: Library) -> UUID:
    return start_supplier(session, world.a, library)


def _triggers(session: DatabaseSession, assessment_id: UUID) -> dict[str, str]:
    query = select(TriggerRow).where(TriggerRow.assessment_id == assessment_id)
    with reading(session):
        return {row.code: row.state for row in session.scalars(query)}


def _bad_option(library: Library, code: str) -> str:
    question = library.questionnaire("supplier-short").questions[code]
    return next(option.code for option in question.options if option.trigger)


def test_facts_and_stop_questions_need_a_state_before_submitting(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    page = check_page(session, world.a.editor, draft, library=library)
    questions = library.questionnaire("supplier-short").questions

    assert page.missing
    assert all(
        questions[question.code].kind == "fact" or questions[question.code].is_stop
        for question, _section in page.missing
    )
    with pytest.raises(NotReadyError):
        submit_assessment(
            session,
            world.a.editor,
            draft,
            version=page.head.version,
            key=key(),
            library=library,
            now=NOW,
        )


def test_submitting_locks_the_answers_and_keeps_the_score(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    submit(session, world.a.editor, draft, library)

    head = check_page(session, world.a.editor, draft, library=library).head
    with reading(session):
        kept = session.scalars(select(ScoreRow).where(ScoreRow.assessment_id == draft)).one()
    shown = result_page(session, world.a.editor, draft, library=library, now=NOW)
    assert (head.state, head.submitted_at) == ("submitted", NOW)
    assert shown.scored is not None
    assert kept.residual == shown.scored.score.residual.value
    assert kept.body["residual"] == pytest.approx(float(kept.residual))
    assert kept.library_digest == library.digest
    assert kept.as_of == NOW.date()


def test_a_fired_trigger_becomes_a_record(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    given = give(STOP, _bad_option(library, STOP))
    save(session, world.a.editor, draft, given, library)

    submit(session, world.a.editor, draft, library)

    assert _triggers(session, draft) == {STOP: "open"}


def test_a_newer_and_better_answer_does_not_end_a_trigger(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    save(session, world.a.editor, draft, give(STOP, _bad_option(library, STOP)), library)
    submit(session, world.a.editor, draft, library)

    newer = start_supplier(session, world.a, library)
    question = library.questionnaire("supplier-short").questions[STOP]
    best = next(option.code for option in question.options if option.credit == 1)
    save(session, world.a.editor, newer, give(STOP, best), library)
    submit(session, world.a.editor, newer, library, now=NOW + timedelta(days=1))

    page = result_page(session, world.a.editor, newer, library=library, now=NOW + timedelta(days=1))
    assert page.scored is not None
    assert page.scored.score.residual.triggers_open == 1
    assert page.scored.score.residual.band == "severe"


def test_submitting_twice_is_refused_and_the_same_key_is_not(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    answer_what_is_missing(session, world.a.editor, draft, library)
    once = key()
    for _ in range(2):
        submit_assessment(
            session, world.a.editor, draft, version=1, key=once, library=library, now=NOW
        )

    with pytest.raises(AnswersLockedError):
        submit_assessment(
            session, world.a.editor, draft, version=1, key=key(), library=library, now=NOW
        )
    with reading(session):
        assert len(session.scalars(select(ScoreRow)).all()) == 1


def test_a_stale_page_does_not_submit(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    answer_what_is_missing(session, world.a.editor, draft, library)

    with pytest.raises(StaleVersionError):
        submit_assessment(
            session, world.a.editor, draft, version=7, key=key(), library=library, now=NOW
        )


def test_who_may_not_submit_is_refused(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    for person, error in (
        (world.a.people[Role.VIEW], NotAllowedError),
        (world.a.people[Role.ADM], NotAllowedError),
        (world.b.editor, NotFoundError),
    ):
        with pytest.raises(error):
            submit_assessment(
                session, person, draft, version=1, key=key(), library=library, now=NOW
            )


def test_answered_facts_become_the_suppliers_facts(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    save(session, world.a.editor, draft, give("PRO-010", "75"), library)
    submit(session, world.a.editor, draft, library)

    with reading(session):
        row = session.get_one(SupplierRow, world.a.supplier)
        assert row.facts["workforce.total"] == {
            "value": "75",
            "source": "answers",
            "on": "2026-11-21",
        }
        assert row.version == 2


def test_answers_that_do_not_fit_are_asked_about_and_stop_nothing(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    save(session, world.a.editor, draft, give("PRO-020", "0"), library)
    save(session, world.a.editor, draft, give("PRO-060", "yes"), library)

    page = check_page(session, world.a.editor, draft, library=library)

    assert [again.found.code for again in page.asked_again] == ["CHK-001"]
    submit(session, world.a.editor, draft, library)


def test_a_workplace_is_scored_with_its_companys_submitted_answers(
    session: DatabaseSession, world: World, library: Library
) -> None:
    company = start_own(session, world.a, library, kind=SubjectKind.COMPANY)
    site = start_own(session, world.a, library, kind=SubjectKind.WORKPLACE)
    submit(session, world.a.editor, site, library)
    alone = result_page(session, world.a.editor, site, library=library, now=NOW)

    sections = library.questionnaire("workplace").for_subject(SubjectKind.COMPANY)
    for section in sections:
        for question in section.questions:
            best = [option.code for option in question.options if option.credit == 1]
            if best and question.kind == "control":
                save(session, world.a.editor, company, give(question.code, best[0]), library)
    submit(session, world.a.editor, company, library)
    together = result_page(session, world.a.editor, site, library=library, now=NOW)

    assert alone.scored is not None
    assert together.scored is not None
    before, after = alone.scored.score.control, together.scored.score.control
    assert before.declared is not None
    assert after.declared is not None
    assert after.declared > before.declared
