"""Questions given to a colleague: one winner of a link, these questions alone, an end at once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from crest.adapters.passwords import Passwords
from crest.content.library import Library
from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError
from crest.domain.permissions import Actor, Role
from crest.persistence.models import AnswerRow, DelegationRow
from crest.persistence.session import DatabaseSession, reading
from crest.services import delegated, delegations
from crest.services.answering import AnswerPost, SectionPost
from crest.services.delegations import WantedDelegation
from crest.services.invited import Attempt, DoorTools
from crest.services.login import find_signed_in
from tests.services.world import NOW, World, give, key, start_supplier

TOOLS = DoorTools(
    passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)), hours=10
)
CODE = "PRO-010"


@pytest.fixture
def draft(session: DatabaseSession, world: World, library: Library) -> UUID:
    return start_supplier(session, world.a, library)


def _section(library: Library) -> str:
    return library.questionnaire("supplier-short").section_of[CODE].code


def _link(
    session: DatabaseSession, world: World, draft: UUID, library: Library, code: str = CODE
) -> str:
    wanted = WantedDelegation(
        assessment_id=draft,
        section=_section(library),
        code=code,
        name="Sokha",
        until=(NOW + timedelta(days=5)).date(),
    )
    made = delegations.delegate(
        session, world.a.editor, wanted, key=key(), library=library, now=NOW
    )
    return made.token


def _helper(session: DatabaseSession, link: str) -> Actor:
    token = delegated.begin(session, link, pin="482190", tools=TOOLS, now=NOW)
    found = find_signed_in(session, token, now=NOW)
    assert found is not None
    assert found.actor.role is Role.AID
    return found.actor


def _given(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> delegations.Given:
    page = delegations.giving_page(
        session, world.a.editor, draft, _section(library), "", library=library
    )
    return page.given[0]


def test_a_colleague_answers_what_was_given_and_the_giver_sees_who_did(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    helper = _helper(session, _link(session, world, draft, library))
    post = SectionPost(
        assessment_id=draft,
        code=_section(library),
        answers=(give(CODE, "41"), give("PRO-020", "7")),
    )

    saved = delegated.record_section(session, helper, post, key=key(), library=library, now=NOW)

    assert saved.saved == 1
    with reading(session):
        rows = session.scalars(select(AnswerRow).where(AnswerRow.assessment_id == draft)).all()
    assert [(row.code, row.answered_by) for row in rows] == [(CODE, helper.user_id)]
    given = _given(session, world, draft, library)
    assert (given.delegation.name, given.answered, given.questions) == ("Sokha", 1, 1)
    shown = delegated.answer_page(session, helper, library=library)[1]
    assert [part.question.code for part in shown.parts] == [CODE]


def test_no_other_question_is_saved_one_by_one(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    helper = _helper(session, _link(session, world, draft, library))
    other = AnswerPost(assessment_id=draft, code="PRO-020", read=lambda _: give("PRO-020", "7"))

    with pytest.raises(NotFoundError):
        delegated.record_answer(session, helper, other, key=key(), library=library, now=NOW)

    mine = replace(other, code=CODE, read=lambda _: give(CODE, "41"))
    saved = delegated.record_answer(session, helper, mine, key=key(), library=library, now=NOW)
    assert saved.version == 1


def test_a_whole_section_is_given_with_all_its_questions(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    link = _link(session, world, draft, library, code="")
    helper = _helper(session, link)

    landing = delegated.landing(session, link, library=library, now=NOW)
    shown = delegated.answer_page(session, helper, library=library)[1]

    assert len(shown.parts) > 1
    assert landing.questions >= len(shown.parts)


def test_who_begins_first_answers_and_comes_back_by_the_pin(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    link = _link(session, world, draft, library)
    delegated.landing(session, link, library=library, now=NOW)
    helper = _helper(session, link)

    with pytest.raises(RefusedInputError) as second:
        delegated.begin(session, link, pin="482190", tools=TOOLS, now=NOW)
    with pytest.raises(RefusedInputError) as wrong:
        delegated.come_back(
            session, link, Attempt(typed="111213", network="n"), tools=TOOLS, now=NOW
        )
    token = delegated.come_back(
        session, link, Attempt(typed="482 190", network="n"), tools=TOOLS, now=NOW
    )

    assert (second.value.reason, wrong.value.reason) == ("begun_elsewhere", "wrong_pin")
    again = find_signed_in(session, token, now=NOW)
    assert again is not None
    assert again.actor.user_id == helper.user_id


def test_a_link_that_is_ended_over_or_unknown_opens_nothing(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    link = _link(session, world, draft, library)
    token = delegated.begin(session, link, pin="482190", tools=TOOLS, now=NOW)
    late = NOW + timedelta(days=7)

    with pytest.raises(NotFoundError):
        delegated.landing(session, link, library=library, now=late)
    given = _given(session, world, draft, library).delegation
    delegations.close(session, world.a.editor, given.id, key=key(), library=library, now=NOW)

    assert find_signed_in(session, token, now=NOW) is None
    for one in (link, "x" * 43):
        with pytest.raises(NotFoundError):
            delegated.begin(session, one, pin="482190", tools=TOOLS, now=NOW)
    with reading(session):
        kept = session.scalars(select(DelegationRow.token_digest)).one()
    assert link not in kept


def test_nobody_else_gives_or_ends(
    session: DatabaseSession, world: World, draft: UUID, library: Library
) -> None:
    _link(session, world, draft, library)
    given = _given(session, world, draft, library).delegation

    with pytest.raises(NotFoundError):
        delegations.close(session, world.b.editor, given.id, key=key(), library=library, now=NOW)
    viewer = replace(world.a.editor, role=Role.VIEW)
    with pytest.raises(NotAllowedError):
        delegations.close(session, viewer, given.id, key=key(), library=library, now=NOW)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        pytest.param({"name": ""}, "name_missing", id="no name"),
        pytest.param({"name": "x" * 121}, "too_long", id="a long name"),
        pytest.param({"until": date(2020, 1, 1)}, "due_out_of_range", id="a day that is over"),
        pytest.param({"code": "NOT-010"}, "not_found", id="no such question"),
    ],
)
def test_what_cannot_be_given_is_refused(
    session: DatabaseSession,
    world: World,
    draft: UUID,
    library: Library,
    changed: dict[str, Any],
    error: str,
) -> None:
    until = (NOW + timedelta(days=5)).date()
    wanted = WantedDelegation(
        assessment_id=draft, section=_section(library), code=CODE, name="Sokha", until=until
    )

    with pytest.raises((RefusedInputError, NotFoundError)) as refused:
        delegations.delegate(
            session,
            world.a.editor,
            replace(wanted, **changed),
            key=key(),
            library=library,
            now=NOW,
        )

    assert getattr(refused.value, "reason", refused.value.code) == error
