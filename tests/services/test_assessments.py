"""Starting and listing assessments, and the list of tasks in one."""

import pytest

from crest.content.library import Library
from crest.domain.bank import SubjectKind
from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError
from crest.domain.permissions import Role
from crest.persistence.session import DatabaseSession
from crest.services.assessments import (
    NewAssessment,
    SectionState,
    list_assessments,
    start,
    task_list,
)
from crest.services.sections import section_page
from tests.services.world import (
    NOW,
    Member,
    World,
    give,
    key,
    save,
    start_own,
    start_supplier,
    submit,
)


def _wanted(
    member: Member, *, kind: SubjectKind = SubjectKind.SUPPLIER, bank: str = "supplier-short"
) -> NewAssessment:
    subject = {
        SubjectKind.SUPPLIER: member.supplier,
        SubjectKind.WORKPLACE: member.workplace,
        SubjectKind.COMPANY: member.tenant_id,
    }[kind]
    return NewAssessment(kind=kind, subject_id=subject, bank=bank)


def test_a_started_assessment_asks_the_newest_version_of_its_bank(
    session: DatabaseSession, world: World, library: Library
) -> None:
    assessment_id = start_supplier(session, world.a, library)

    page = task_list(session, world.a.editor, assessment_id, library=library)
    assert page.head.bank_version == library.questionnaire("supplier-short").version
    assert page.subject_name == "Weavers"
    assert page.head.on_behalf
    assert {section.state for section in page.sections} == {SectionState.NOT_STARTED}
    assert page.audience
    assert page.minutes_left > 0
    assert page.answerable


def test_a_second_start_leads_to_the_draft_that_is_open(
    session: DatabaseSession, world: World, library: Library
) -> None:
    first = start_supplier(session, world.a, library)

    assert start_supplier(session, world.a, library) == first


def test_after_submitting_a_new_assessment_can_be_started(
    session: DatabaseSession, world: World, library: Library
) -> None:
    first = start_supplier(session, world.a, library)
    submit(session, world.a.editor, first, library)

    assert start_supplier(session, world.a, library) != first


def test_a_repeated_key_starts_nothing_new(
    session: DatabaseSession, world: World, library: Library
) -> None:
    once = key()

    found = {
        start(session, world.a.editor, _wanted(world.a), key=once, library=library, now=NOW)
        for _ in range(2)
    }

    assert len(found) == 1
    page = list_assessments(session, world.a.editor, library=library, limit=10, offset=0)
    assert page.total == 1


@pytest.mark.parametrize("kind", [SubjectKind.SUPPLIER, SubjectKind.WORKPLACE, SubjectKind.COMPANY])
def test_nobody_starts_an_assessment_about_another_members_subject(
    session: DatabaseSession, world: World, library: Library, kind: SubjectKind
) -> None:
    bank = "supplier-short" if kind is SubjectKind.SUPPLIER else "workplace"

    with pytest.raises(NotFoundError):
        start(
            session,
            world.a.editor,
            _wanted(world.b, kind=kind, bank=bank),
            key=key(),
            library=library,
            now=NOW,
        )


def test_a_bank_is_answered_only_about_subjects_it_is_made_for(
    session: DatabaseSession, world: World, library: Library
) -> None:
    wanted = _wanted(world.a, bank="workplace")

    with pytest.raises(RefusedInputError, match="refused_input") as refused:
        start(session, world.a.editor, wanted, key=key(), library=library, now=NOW)

    assert refused.value.reason == "bank_not_for_subject"


def test_an_administrator_does_not_answer_on_a_suppliers_behalf(
    session: DatabaseSession, world: World, library: Library
) -> None:
    with pytest.raises(NotAllowedError):
        start(
            session,
            world.a.people[Role.ADM],
            _wanted(world.a),
            key=key(),
            library=library,
            now=NOW,
        )


def test_a_site_manager_starts_only_at_the_named_workplaces(
    session: DatabaseSession, world: World, library: Library
) -> None:
    manager = world.a.people[Role.SITE]
    other = NewAssessment(
        kind=SubjectKind.WORKPLACE, subject_id=world.a.other_workplace, bank="workplace"
    )

    with pytest.raises(NotAllowedError):
        start(session, manager, other, key=key(), library=library, now=NOW)

    own = _wanted(world.a, kind=SubjectKind.WORKPLACE, bank="workplace")
    assert start(session, manager, own, key=key(), library=library, now=NOW)


def test_the_list_shows_each_person_what_the_role_reaches(
    session: DatabaseSession, world: World, library: Library
) -> None:
    start_supplier(session, world.a, library)
    own = start_own(session, world.a, library, kind=SubjectKind.WORKPLACE)
    start_supplier(session, world.b, library)

    seen = {
        role: list_assessments(session, person, library=library, limit=10, offset=0)
        for role, person in world.a.people.items()
    }

    assert seen[Role.EDIT].total == 2
    assert seen[Role.VIEW].startable == ()
    assert [one.line.head.id for one in seen[Role.SITE].lines] == [own]


def test_a_section_is_in_progress_until_every_asked_question_has_a_state(
    session: DatabaseSession, world: World, library: Library
) -> None:
    assessment_id = start_supplier(session, world.a, library)
    save(session, world.a.editor, assessment_id, give("PRO-010", "60"), library)

    profile = task_list(session, world.a.editor, assessment_id, library=library).sections[0]

    assert (profile.state, profile.done, profile.shown) == (SectionState.IN_PROGRESS, 1, 8)


def test_a_workplace_answers_site_sections_and_reads_the_companys(
    session: DatabaseSession, world: World, library: Library
) -> None:
    company = start_own(session, world.a, library, kind=SubjectKind.COMPANY)
    site = start_own(session, world.a, library, kind=SubjectKind.WORKPLACE)

    of_site = task_list(session, world.a.editor, site, library=library)
    of_company = task_list(session, world.a.editor, company, library=library)

    codes = {section.code for section in of_site.sections}
    assert codes.isdisjoint(section.code for section in of_company.sections)
    assert of_site.company is not None
    assert of_site.company.assessment_id == company
    assert not of_site.company.submitted
    assert of_company.company is None


def test_sections_that_ask_nothing_are_neither_listed_nor_walked_through(
    session: DatabaseSession, world: World, library: Library
) -> None:
    site = start_own(session, world.a, library, kind=SubjectKind.WORKPLACE)
    listed = task_list(session, world.a.editor, site, library=library).sections
    codes = [section.code for section in listed]

    walked = [codes[0]]
    while walked[-1] != codes[-1]:
        page = section_page(session, world.a.editor, site, walked[-1], library=library)
        assert page.after is not None
        assert (page.place, page.places) == (len(walked), len(codes))
        walked.append(page.after)

    assert walked == codes
    assert all(section.shown for section in listed)
    assert "HOM" not in codes


def test_another_members_assessment_is_not_there(
    session: DatabaseSession, world: World, library: Library
) -> None:
    assessment_id = start_supplier(session, world.b, library)

    with pytest.raises(NotFoundError):
        task_list(session, world.a.editor, assessment_id, library=library)


def test_a_site_manager_does_not_read_suppliers_answers(
    session: DatabaseSession, world: World, library: Library
) -> None:
    assessment_id = start_supplier(session, world.a, library)

    with pytest.raises(NotAllowedError):
        task_list(session, world.a.people[Role.SITE], assessment_id, library=library)
