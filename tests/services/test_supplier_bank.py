"""The supplier bank from the first fact to the result page and to the explanation of R."""

from uuid import UUID

import pytest

from crest.content.library import Library
from crest.domain.bank import Kind, SubjectKind
from crest.persistence.session import DatabaseSession
from crest.services.assessments import NewAssessment, start, task_list
from crest.services.results import result_page
from crest.services.submission import check_page
from crest.services.supplier_overview import supplier_overview
from tests.services.world import (
    NOW,
    World,
    answer_what_is_missing,
    give,
    key,
    save,
    submit,
)

NEAR = {
    "PRO-010": "60",
    "PRO-020": "0",
    "PRO-030": "0",
    "PRO-040": "0",
    "PRO-050": "direct",
    "PRO-060": "no",
    "PRO-080": "no",
    "PRO-090": "no",
}


@pytest.fixture
def draft(session: DatabaseSession, world: World, library: Library) -> UUID:
    new = NewAssessment(kind=SubjectKind.SUPPLIER, subject_id=world.a.supplier, bank="supplier")
    return start(session, world.a.editor, new, key=key(), library=library, now=NOW)


def test_facts_leave_the_questions_that_fit(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    before = check_page(session, world.a.editor, draft, library=library)

    for code, value in NEAR.items():
        save(session, world.a.editor, draft, give(code, value), library)

    after = check_page(session, world.a.editor, draft, library=library)
    assert len(after.missing) < len(before.missing)
    assert {question.kind for question, _section in after.missing} == {Kind.CONTROL}
    assert all(question.is_stop for question, _section in after.missing)
    # Eight facts are said, so about a fifth of the twenty minutes is over.
    page = task_list(session, world.a.editor, draft, library=library)
    assert 14 <= page.minutes_left <= 17


def test_a_submission_is_scored_by_laws_and_standards(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    for code, value in NEAR.items():
        save(session, world.a.editor, draft, give(code, value), library)
    save(session, world.a.editor, draft, give("FRE-070", "must_stay"), library)
    answer_what_is_missing(session, world.a.editor, draft, library)

    submit(session, world.a.editor, draft, library)

    page = result_page(session, world.a.editor, draft, library=library, now=NOW)
    assert page.scored is not None
    score = page.scored.score
    assert score.residual.triggers_open == 1
    assert score.residual.band == "severe"
    assert {law.id for law in score.standards} >= {"ilo.ind", "ilo.fees"}
    assert score.control.supported is not None


def test_the_page_of_the_supplier_says_how_many_questions_there_are_at_most(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    def most() -> int:
        found = supplier_overview(
            session, world.a.editor, world.a.supplier, library=library, as_of=NOW.date()
        )
        return next(bank.questions for bank in found.banks if bank.id == "supplier")

    before = most()
    for code, value in NEAR.items():
        save(session, world.a.editor, draft, give(code, value), library)
    answer_what_is_missing(session, world.a.editor, draft, library)
    submit(session, world.a.editor, draft, library)

    assert before < len(library.questionnaire("supplier").questions)
    assert most() < before
    assert most() <= 60
