"""Saving answers: nothing typed is lost, nothing saved is overwritten unseen."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from crest.content.library import Library
from crest.domain.answers import Answer, AnswerState
from crest.domain.errors import (
    AnswersLockedError,
    NotAllowedError,
    NotFoundError,
    RefusedInputError,
    StaleVersionError,
)
from crest.domain.permissions import Role
from crest.persistence.models import AnswerRevisionRow
from crest.persistence.session import DatabaseSession, reading
from crest.services.sections import QuestionPart, section_page
from tests.services.world import (
    World,
    give,
    key,
    save,
    save_section,
    start_supplier,
    submit,
)


@pytest.fixture
def draft(session: DatabaseSession, world: World, library: Library) -> UUID:
    return start_supplier(session, world.a, library)


def _part(
    session: DatabaseSession, world: World, draft: UUID, library: Library, code: str
) -> QuestionPart:
    section = library.questionnaire("supplier-short").section_of[code].code
    page = section_page(session, world.a.editor, draft, section, library=library)
    return next(part for part in page.parts if part.question.code == code)


def _answer(
    session: DatabaseSession, world: World, draft: UUID, library: Library, code: str
) -> Answer:
    return _part(session, world, draft, library, code).answer


def _history(session: DatabaseSession, draft: UUID, code: str) -> list[int]:
    query = select(AnswerRevisionRow.version).where(
        AnswerRevisionRow.assessment_id == draft, AnswerRevisionRow.code == code
    )
    with reading(session):
        return sorted(session.scalars(query))


def test_a_saved_answer_stands_on_the_page(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    saved = save(session, world.a.editor, draft, give("PRO-010", "1 250", note="about"), library)

    answer = _answer(session, world, draft, library, "PRO-010")
    assert saved.version == 1
    assert (answer.value, answer.note, answer.version) == (Decimal(1250), "about", 1)


def test_the_answer_before_stays_in_the_history(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    for version, workers in enumerate(("10", "20", "30")):
        save(session, world.a.editor, draft, give("PRO-010", workers, version=version), library)

    assert _history(session, draft, "PRO-010") == [1, 2]
    assert _answer(session, world, draft, library, "PRO-010").value == Decimal(30)


def test_a_stale_answer_is_refused_with_both_values(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    save(session, world.a.editor, draft, give("PRO-010", "10"), library)

    with pytest.raises(StaleVersionError) as refused:
        save(session, world.a.editor, draft, give("PRO-010", "20"), library)

    assert (refused.value.params["ours"], refused.value.params["theirs"]) == ("20", "10")
    assert refused.value.params["current"] == 1
    assert _answer(session, world, draft, library, "PRO-010").value == Decimal(10)


def test_the_same_answer_twice_is_one_version_even_from_an_old_page(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    first = save(session, world.a.editor, draft, give("PRO-010", "10"), library)
    again = save(session, world.a.editor, draft, give("PRO-010", "10"), library)

    assert (first.version, again.version) == (1, 1)
    assert _history(session, draft, "PRO-010") == []


def test_a_repeated_key_gets_the_first_reply_and_changes_nothing(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    once = key()
    first = save(session, world.a.editor, draft, give("PRO-010", "10"), library, write_key=once)
    save(session, world.a.editor, draft, give("PRO-010", "20", version=1), library)

    again = save(session, world.a.editor, draft, give("PRO-010", "10"), library, write_key=once)

    assert again == first
    assert _answer(session, world, draft, library, "PRO-010").value == Decimal(20)


def test_a_key_of_another_question_is_refused(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    once = key()
    save(session, world.a.editor, draft, give("PRO-010", "10"), library, write_key=once)

    with pytest.raises(RefusedInputError):
        save(session, world.a.editor, draft, give("PRO-020", "1"), library, write_key=once)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param(give("PRO-010", "many"), "not_a_number", id="words for a number"),
        pytest.param(give("PRO-010", "-1"), "out_of_range", id="a negative number"),
        pytest.param(give("PRO-010", "10", note="a\0b"), "bad_character", id="NUL in a note"),
        pytest.param(give("PRO-010", "9" * 100_000), "too_long", id="100 kB of digits"),
        pytest.param(give("PRO-010", "10", note="n" * 5_000), "too_long", id="a long note"),
        pytest.param(give("PRO-050", "by_ship"), "unknown_option", id="an unknown option"),
        pytest.param(give("PRO-010", state="sleeping"), "state_not_allowed", id="no state"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_changes(
    session: DatabaseSession, world: World, draft: UUID, library: Library, given, reason: str
) -> None:
    save(session, world.a.editor, draft, give("PRO-010", "10"), library)

    with pytest.raises(RefusedInputError) as refused:
        save(session, world.a.editor, draft, given, library)

    assert refused.value.reason == reason
    assert _answer(session, world, draft, library, "PRO-010").value == Decimal(10)


@pytest.mark.parametrize("role", [Role.VIEW, Role.ADM, Role.SITE])
def test_only_an_editor_answers_on_a_suppliers_behalf(
    session: DatabaseSession, world: World, draft: UUID, library: Library, role: Role
) -> None:
    with pytest.raises(NotAllowedError):
        save(session, world.a.people[role], draft, give("PRO-010", "10"), library)


def test_another_member_finds_no_assessment_to_answer(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    with pytest.raises(NotFoundError):
        save(session, world.b.editor, draft, give("PRO-010", "10"), library)


def test_a_question_of_no_section_is_not_there(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    with pytest.raises(NotFoundError):
        save(session, world.a.editor, draft, give("ABC-999", "10"), library)


def test_submitted_answers_no_longer_change(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    submit(session, world.a.editor, draft, library)
    version = _answer(session, world, draft, library, "PRO-010").version

    with pytest.raises(AnswersLockedError):
        save(session, world.a.editor, draft, give("PRO-010", "5", version=version), library)


def test_a_known_fact_is_offered_for_confirmation_with_its_origin(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    known = _part(session, world, draft, library, "PRO-010").known

    assert known is not None
    assert known.value == Decimal(60)
    assert known.origin is not None
    assert known.origin.source == "list"

    save(session, world.a.editor, draft, give("PRO-010", "60"), library)
    assert _part(session, world, draft, library, "PRO-010").known is None


def test_a_section_saves_what_it_can_and_says_why_not_the_rest(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    result = save_section(
        session,
        world.a.editor,
        draft,
        "PRO",
        give("PRO-010", "100"),
        give("PRO-020", "some"),
        give("PRO-030", "0"),
        library=library,
    )

    assert result.saved == 2
    assert [(fault.code, fault.error.params["reason"]) for fault in result.faults] == [
        ("PRO-020", "not_a_number")
    ]
    assert _answer(session, world, draft, library, "PRO-030").value == Decimal(0)
    assert _answer(session, world, draft, library, "PRO-020").state is AnswerState.BLANK


def test_a_repeated_section_gives_the_same_faults_and_saves_nothing_twice(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    once = key()
    given = (give("PRO-010", "100"), give("PRO-020", "some"))
    first, again = (
        save_section(session, world.a.editor, draft, "PRO", *given, library=library, write_key=once)
        for _ in range(2)
    )

    assert again.saved == first.saved
    assert [fault.error.params for fault in again.faults] == [
        fault.error.params for fault in first.faults
    ]
    assert _history(session, draft, "PRO-010") == []


def test_a_field_left_as_it_was_gives_way_to_what_somebody_else_saved(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    save(session, world.a.editor, draft, give("PRO-010", "10"), library)
    save(session, world.a.editor, draft, give("PRO-010", "20", version=1), library)

    result = save_section(
        session,
        world.a.editor,
        draft,
        "PRO",
        give("PRO-010", "10", version=1),
        give("PRO-020", "3"),
        library=library,
    )

    assert result.faults == ()
    assert _answer(session, world, draft, library, "PRO-010").value == Decimal(20)


def test_a_field_changed_on_both_sides_is_a_conflict_and_the_rest_is_saved(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    save(session, world.a.editor, draft, give("PRO-010", "10"), library)
    save(session, world.a.editor, draft, give("PRO-010", "20", version=1), library)

    result = save_section(
        session,
        world.a.editor,
        draft,
        "PRO",
        give("PRO-010", "30", version=1),
        give("PRO-020", "3"),
        library=library,
    )

    assert result.saved == 1
    error = result.faults[0].error
    assert isinstance(error, StaleVersionError)
    assert (error.params["ours"], error.params["theirs"]) == ("30", "20")
    assert _answer(session, world, draft, library, "PRO-010").value == Decimal(20)


def test_an_answer_opens_its_follow_up_and_a_hidden_ones_answer_is_kept(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    editor = world.a.editor
    save(session, editor, draft, give("PRO-030", "5"), library)
    opened = save(session, editor, draft, give("REC-010", "all_known"), library)
    save(session, editor, draft, give("REC-020", "some"), library)

    closed = save(session, editor, draft, give("REC-010", "not_known", version=1), library)
    reopened = save(session, editor, draft, give("REC-010", "some_known", version=2), library)

    assert opened.opened >= 1
    assert closed.closed >= 1
    assert reopened.opened == closed.closed
    assert _answer(session, world, draft, library, "REC-020").value == "some"


def test_declining_is_open_where_a_fact_of_the_same_page_opens_it(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    large = give("PRO-010", "2000")
    save(session, world.a.editor, draft, large, library)

    with pytest.raises(RefusedInputError) as refused:
        save(session, world.a.editor, draft, give("MAN-010", state="declined"), library)
    assert refused.value.reason == "decline_not_open"

    save(session, world.a.editor, draft, give("PRO-010", "20", version=1), library)
    saved = save(session, world.a.editor, draft, give("MAN-010", state="declined"), library)
    assert saved.state == "declined"
