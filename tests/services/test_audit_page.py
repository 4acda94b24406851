"""The page for an auditor: every step adds up, and each answer has its proof and who saw it."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from crest.content.library import Library
from crest.domain.answers import Assurance
from crest.domain.bank import SubjectKind
from crest.domain.errors import NotAllowedError, NotFoundError
from crest.domain.permissions import Role
from crest.persistence import evidence
from crest.persistence.evidence import EvidenceFile
from crest.persistence.models import VerificationRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail_reading import find_head
from crest.services.audit_page import STEPS, AuditedAnswer, AuditPage, audit_page
from tests.services.world import NOW, World, give, save, start_own, start_supplier, submit

GOOD = "MAN-010"


@pytest.fixture
def submitted(session: DatabaseSession, world: World, library: Library) -> UUID:
    draft = start_supplier(session, world.a, library)
    save(session, world.a.editor, draft, give(GOOD, "named"), library)
    submit(session, world.a.editor, draft, library)
    return draft


def _proved(session: DatabaseSession, world: World, assessment_id: UUID) -> None:
    file = EvidenceFile(
        id=uuid4(),
        file_name="policy.pdf",
        stored_name=uuid4().hex,
        media_type="application/pdf",
        size=10,
        digest="0" * 64,
        kind="policy",
        issued_on=date(2026, 1, 5),
        valid_until=date(2027, 1, 5),
        added_at=NOW,
    )
    member = world.a
    with writing(session):
        evidence.add(session, file, tenant_id=member.tenant_id, by=member.editor.user_id)
        evidence.add_use(session, file.id, assessment_id=assessment_id, code=GOOD, now=NOW)
        session.add(
            VerificationRow(
                id=uuid4(),
                assessment_id=assessment_id,
                code=GOOD,
                level="documented",
                option="named",
                note="seen",
                made_by=world.b.editor.user_id,
                made_at=NOW,
            )
        )


def _answer(page: AuditPage, code: str) -> AuditedAnswer:
    found = [one for part in page.sections for one in part.answers if one.question.code == code]
    (answer,) = found
    return answer


def test_each_answer_stands_with_its_file_and_who_saw_it(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    _proved(session, world, submitted)

    page = audit_page(session, world.a.editor, submitted, library=library, now=NOW)

    shown = _answer(page, GOOD)
    assert [(one.file_name, one.valid_until) for one in shown.files] == [
        ("policy.pdf", date(2027, 1, 5))
    ]
    assert [(one.level, one.name) for one in shown.reviews] == [
        (Assurance.DOCUMENTED, world.b.editor.name)
    ]
    assert shown.score.assurance is Assurance.DOCUMENTED
    others = [one for part in page.sections for one in part.answers if one.question.code != GOOD]
    assert all(one.files == one.reviews == () for one in others)


def test_its_steps_sum_to_the_score_and_it_names_all_versions(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    page = audit_page(session, world.a.editor, submitted, library=library, now=NOW)

    score = page.scored.score
    values = {
        "inherent": score.inherent.value,
        "supported": score.control.supported,
        "hold": score.residual.hold,
        "residual": score.residual.value,
    }
    assert {number: page.steps[number].value for number in STEPS} == values
    assert all(
        sum(part.amount for part in step.parts) == step.value for step in page.steps.values()
    )
    assert (page.library_digest, page.bank_digest) == (
        library.digest,
        library.questionnaire("supplier-short").digest,
    )
    with reading(session):
        assert page.head == find_head(session, world.a.tenant_id)
    assert {one.source for one in page.editions} == set(library.reference.editions)
    questions = {one.question.code for part in page.sections for one in part.answers}
    assert questions == {one.code for one in score.questions}
    asked = {code for codes in page.asked_by.values() for code in codes}
    assert asked <= questions


def test_a_workplace_shows_the_proof_of_its_company_too(
    session: DatabaseSession, world: World, library: Library
) -> None:
    company = start_own(session, world.a, library, kind=SubjectKind.COMPANY)
    save(session, world.a.editor, company, give(GOOD, "named"), library)
    submit(session, world.a.editor, company, library)
    site = start_own(session, world.a, library, kind=SubjectKind.WORKPLACE)
    submit(session, world.a.editor, site, library)
    alone = audit_page(session, world.a.editor, site, library=library, now=NOW)
    _proved(session, world, company)

    page = audit_page(session, world.a.editor, site, library=library, now=NOW)

    assert _answer(alone, GOOD).files == ()
    assert [one.file_name for one in _answer(page, GOOD).files] == ["policy.pdf"]


def test_a_draft_and_what_is_foreign_have_no_page(
    session: DatabaseSession, world: World, library: Library, submitted: UUID
) -> None:
    draft = start_own(session, world.a, library, kind=SubjectKind.COMPANY)

    with pytest.raises(NotFoundError):
        audit_page(session, world.a.editor, draft, library=library, now=NOW)
    with pytest.raises(NotFoundError):
        audit_page(session, world.b.editor, submitted, library=library, now=NOW)
    with pytest.raises(NotAllowedError):
        audit_page(session, world.a.people[Role.SITE], submitted, library=library, now=NOW)
