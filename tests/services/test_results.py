"""Results: every number opens to parts that sum to it, and each role sees what it may."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from crest.content.library import Library
from crest.domain.bank import SubjectKind
from crest.domain.errors import NotAllowedError, NotFoundError
from crest.domain.explain import numbers_of
from crest.domain.permissions import Role
from crest.domain.scores import Ternary
from crest.persistence.models import VerificationRow
from crest.persistence.session import DatabaseSession, writing
from crest.services.results import explain_page, findings_page, result_page
from tests.databases import on_one_kind
from tests.services.world import NOW, World, give, save, start_own, start_supplier, submit

GOOD = "MAN-010"


@pytest.fixture
def submitted(session: DatabaseSession, world: World, library: Library) -> UUID:
    draft = start_supplier(session, world.a, library)
    editor = world.a.editor
    save(session, editor, draft, give("PRO-010", "60"), library)
    save(session, editor, draft, give(GOOD, "named"), library)
    submit(session, editor, draft, library)
    return draft


def _verify(session: DatabaseSession, assessment_id: UUID, user: UUID, level: str) -> None:
    with writing(session):
        session.add(
            VerificationRow(
                id=uuid4(),
                assessment_id=assessment_id,
                code=GOOD,
                level=level,
                option="named",
                note="seen",
                made_by=user,
                made_at=NOW,
            )
        )


def test_a_draft_has_no_result(session: DatabaseSession, world: World, library: Library) -> None:
    draft = start_supplier(session, world.a, library)

    page = result_page(session, world.a.editor, draft, library=library, now=NOW)

    assert page.scored is None
    with pytest.raises(NotFoundError):
        explain_page(session, world.a.editor, draft, "residual", library=library, now=NOW)


@on_one_kind
def test_every_number_of_a_result_opens_to_parts_that_sum_to_it(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    page = result_page(session, world.a.editor, submitted, library=library, now=NOW)
    assert page.scored is not None

    # of the hundreds of one kind every fifth: each of them scores the whole assessment anew
    for number in numbers_of(page.scored.score)[::5]:
        shown = explain_page(session, world.a.editor, submitted, number, library=library, now=NOW)
        parts = sum((part.amount for part in shown.explanation.parts), Decimal(0))
        assert parts == (shown.explanation.value or 0), number


def test_a_number_that_is_none_is_not_there(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    for number in ("nothing", "law.zz.zz.declared", "obligation.kh.ll.015.best", "group"):
        with pytest.raises(NotFoundError):
            explain_page(session, world.a.editor, submitted, number, library=library, now=NOW)


def test_what_a_reviewer_saw_raises_support_and_not_what_was_said(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    before = result_page(session, world.a.editor, submitted, library=library, now=NOW)
    _verify(session, submitted, world.b.editor.user_id, "documented")

    after = result_page(session, world.a.editor, submitted, library=library, now=NOW)

    assert before.scored is not None
    assert after.scored is not None
    said, shown = before.scored.score.control, after.scored.score.control
    assert shown.declared == said.declared
    assert (shown.supported or 0) > (said.supported or 0)
    assert before.kept is not None
    assert before.kept.supported == said.supported


def test_a_contradiction_takes_the_support_away(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    _verify(session, submitted, world.b.editor.user_id, "contradicted")

    page = explain_page(session, world.a.editor, submitted, "supported", library=library, now=NOW)

    assert page.questions[GOOD].score.supported == 0


def test_an_old_result_loses_its_hold(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    later = NOW + timedelta(days=400)

    page = result_page(session, world.a.editor, submitted, library=library, now=later)

    assert page.scored is not None
    assert page.scored.score.residual.freshness == Decimal("0.5")


def test_only_laws_that_bind_reach_or_may_do_so_are_listed(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    page = result_page(session, world.a.editor, submitted, library=library, now=NOW)

    listed = {line.instrument.id: line.score.applies for line in page.laws}
    assert listed["kh.ll"].binds is Ternary.YES
    assert all(
        applies.binds is not Ternary.NO or applies.reaches is not Ternary.NO
        for applies in listed.values()
    )
    assert {line.instrument.kind.value for line in page.standards} == {"standard"}


def test_findings_show_each_person_what_the_role_reaches(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    site = start_own(session, world.a, library, kind=SubjectKind.WORKPLACE)
    submit(session, world.a.editor, site, library)
    other = start_supplier(session, world.b, library)
    submit(session, world.b.editor, other, library)

    seen = {
        role: findings_page(
            session, world.a.people[role], library=library, now=NOW, limit=10, offset=0
        )
        for role in (Role.EDIT, Role.SITE)
    }

    assert {one.head.id for one in seen[Role.EDIT].assessments} == {submitted, site}
    assert [one.head.id for one in seen[Role.SITE].assessments] == [site]
    found = next(one for one in seen[Role.EDIT].assessments if one.head.id == submitted)
    assert GOOD in {finding.question for finding in found.findings}


def test_findings_come_from_the_newest_submitted_answers(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    newer = start_supplier(session, world.a, library)
    submit(session, world.a.editor, newer, library, now=NOW + timedelta(days=1))
    start_supplier(session, world.a, library)

    page = findings_page(session, world.a.editor, library=library, now=NOW, limit=10, offset=0)

    assert [one.head.id for one in page.assessments] == [newer]


def test_results_of_others_stay_theirs(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    with pytest.raises(NotFoundError):
        result_page(session, world.b.editor, submitted, library=library, now=NOW)
    with pytest.raises(NotAllowedError):
        result_page(session, world.a.people[Role.SITE], submitted, library=library, now=NOW)
