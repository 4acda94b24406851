"""Questions about what does not fit: asked before submitting, kept, explained, settled."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from crest.content.library import Library
from crest.domain.bank import SubjectKind
from crest.domain.contradictions import ContradictionKind, ContradictionState
from crest.domain.errors import (
    AnswersLockedError,
    NotAllowedError,
    NotFoundError,
    RefusedInputError,
    StaleVersionError,
)
from crest.domain.permissions import Actor, Role
from crest.persistence.models import SupplierRow, TenantRow, WorkplaceRow
from crest.persistence.session import DatabaseSession, writing
from crest.services.contradictions import (
    MAX_NOTE,
    AskedAgain,
    Notes,
    Settlement,
    contradictions_page,
    explain_all,
    settle,
)
from crest.services.results import result_page
from crest.services.submission import check_page
from tests.services.world import (
    NOW,
    World,
    facts,
    give,
    key,
    save,
    start_own,
    start_supplier,
    submit,
)

LATER = NOW + timedelta(days=300)


def _asked(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, library: Library
) -> dict[str, AskedAgain]:
    page = check_page(session, actor, assessment_id, library=library)
    return {one.found.code: one for one in page.asked_again}


@pytest.fixture
def doubtful(session: DatabaseSession, world: World, library: Library) -> UUID:
    """Return a draft about a supplier that says of people from abroad what cannot both be."""
    draft = start_supplier(session, world.a, library)
    save(session, world.a.editor, draft, give("PRO-020", "0"), library)
    save(session, world.a.editor, draft, give("PRO-060", "yes"), library)
    return draft


def _explain(
    session: DatabaseSession, actor: Actor, assessment_id: UUID, library: Library, note: str
) -> None:
    notes = Notes(assessment_id=assessment_id, version=1, by_code={"CHK-001": note})
    explain_all(session, actor, notes, key=key(), library=library, now=NOW)


def test_the_list_is_held_against_the_suppliers_answers(
    session: DatabaseSession, world: World, library: Library
) -> None:
    with writing(session):
        row = session.get_one(SupplierRow, world.a.supplier)
        row.facts = facts({"workforce.migrants": "40", "tier": "2"}, source="list")
    draft = start_supplier(session, world.a, library)
    save(session, world.a.editor, draft, give("PRO-020", "0"), library)

    found = _asked(session, world.a.editor, draft, library)

    one = found["list:workforce.migrants"]
    assert one.found.kind is ContradictionKind.LIST
    assert [question.code for question, _, _ in one.questions] == ["PRO-020"]
    assert not any("tier" in code for code in found)


def test_the_profile_is_held_against_answers(
    session: DatabaseSession, world: World, library: Library
) -> None:
    with writing(session):
        row = session.get_one(TenantRow, world.a.tenant_id)
        row.facts = {**row.facts, **facts({"structure.homework": "yes"})}
    draft = start_own(session, world.a, library, kind=SubjectKind.COMPANY)
    code = _asks(library, "workplace", "structure.homework")
    save(session, world.a.editor, draft, give(code, "no"), library)

    assert "profile:structure.homework" in _asked(session, world.a.editor, draft, library)


def _asks(library: Library, bank: str, fact: str) -> str:
    questions = library.questionnaire(bank).questions.values()
    return next(one.code for one in questions if one.fact == fact)


def test_a_site_manager_learns_that_the_company_says_otherwise_and_not_what(
    session: DatabaseSession, world: World, library: Library
) -> None:
    with writing(session):
        row = session.get_one(TenantRow, world.a.tenant_id)
        row.facts = {**row.facts, **facts({"workforce.total": "50"})}
        place = session.get_one(WorkplaceRow, world.a.workplace)
        place.facts = {}
    draft = start_own(session, world.a, library, kind=SubjectKind.WORKPLACE)
    code = _asks(library, "workplace", "workforce.total")
    save(session, world.a.editor, draft, give(code, "80"), library)

    told = _asked(session, world.a.editor, draft, library)["site:workforce.total"]
    shown = _asked(session, world.a.people[Role.SITE], draft, library)["site:workforce.total"]

    assert told.found.there is not None
    assert shown.found.there is not None
    assert str(told.found.there.value) == "50"
    assert (shown.found.there.value, shown.found.there.hidden) == (None, True)


def test_a_company_is_held_against_its_own_workplaces_alone(
    session: DatabaseSession, world: World, library: Library
) -> None:
    with writing(session):
        for place in (world.a.workplace, world.b.workplace):
            session.get_one(WorkplaceRow, place).facts = facts({"structure.homework": "yes"})
    draft = start_own(session, world.a, library, kind=SubjectKind.COMPANY)
    code = _asks(library, "workplace", "structure.homework")
    save(session, world.a.editor, draft, give(code, "no"), library)

    found = _asked(session, world.a.editor, draft, library)

    assert f"site:structure.homework:{world.a.workplace}" in found
    assert not any(str(world.b.workplace) in code for code in found)


def test_this_year_is_held_against_last(
    session: DatabaseSession, world: World, library: Library
) -> None:
    editor = world.a.editor
    first = start_supplier(session, world.a, library)
    save(session, editor, first, give("PRO-010", "200"), library)
    submit(session, editor, first, library)
    second = start_supplier(session, world.a, library)
    save(session, editor, second, give("PRO-010", "90"), library)

    one = _asked(session, editor, second, library)["years:workforce.total"]

    assert one.found.there is not None
    assert (one.found.there.id, one.found.there.on) == (first, NOW.date())


def test_a_note_is_kept_and_submitting_stays_possible(
    session: DatabaseSession, world: World, library: Library, doubtful: UUID
) -> None:
    editor = world.a.editor
    _explain(session, editor, doubtful, library, "  They live here now.  ")
    assert _asked(session, editor, doubtful, library)["CHK-001"].note == "They live here now."

    submit(session, editor, doubtful, library)

    (line,) = contradictions_page(session, editor, doubtful, library=library).lines
    assert line.kept is not None
    assert line.kept.state is ContradictionState.EXPLAINED
    assert (line.note, line.kept.noted_by) == ("They live here now.", editor.name)
    assert line.says
    assert [question.code for question, _, _ in line.questions] == ["PRO-020", "PRO-060"]


def test_a_note_taken_back_leaves_the_question_open(
    session: DatabaseSession, world: World, library: Library, doubtful: UUID
) -> None:
    editor = world.a.editor
    _explain(session, editor, doubtful, library, "They live here now.")
    _explain(session, editor, doubtful, library, "")
    submit(session, editor, doubtful, library)

    (line,) = contradictions_page(session, editor, doubtful, library=library).lines
    assert line.kept is not None
    assert line.kept.state is ContradictionState.OPEN
    assert line.kept.noted_by is None


def test_what_was_mended_goes_with_its_note(
    session: DatabaseSession, world: World, library: Library, doubtful: UUID
) -> None:
    editor = world.a.editor
    _explain(session, editor, doubtful, library, "They live here now.")
    save(session, editor, doubtful, give("PRO-060", "no", version=1), library)
    submit(session, editor, doubtful, library)

    assert contradictions_page(session, editor, doubtful, library=library).lines == ()


def test_a_draft_shows_a_reviewer_nothing_yet(
    session: DatabaseSession, world: World, library: Library, doubtful: UUID
) -> None:
    _explain(session, world.a.editor, doubtful, library, "They live here now.")
    assert contradictions_page(session, world.a.editor, doubtful, library=library).lines == ()


def test_no_number_hangs_on_a_contradiction(
    session: DatabaseSession, world: World, library: Library, doubtful: UUID
) -> None:
    editor = world.a.editor
    submit(session, editor, doubtful, library)
    before = result_page(session, editor, doubtful, library=library, now=NOW).scored

    (line,) = contradictions_page(session, editor, doubtful, library=library).lines
    assert line.kept is not None
    _settle(session, editor, doubtful, line.kept.id, library)

    after = result_page(session, editor, doubtful, library=library, now=NOW).scored
    assert before is not None
    assert after is not None
    assert before.score == after.score


def _settle(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    contradiction_id: UUID,
    library: Library,
    outcome: str = "Seen the permits.",
) -> None:
    wanted = Settlement(
        assessment_id=assessment_id, contradiction_id=contradiction_id, version=1, outcome=outcome
    )
    settle(session, actor, wanted, key=key(), library=library, now=LATER)


def test_a_person_settles_a_question_once(
    session: DatabaseSession, world: World, library: Library, doubtful: UUID
) -> None:
    editor = world.a.editor
    submit(session, editor, doubtful, library)
    (line,) = contradictions_page(session, editor, doubtful, library=library).lines
    assert line.kept is not None

    _settle(session, editor, doubtful, line.kept.id, library)
    with pytest.raises(StaleVersionError):
        _settle(session, world.a.people[Role.ADM], doubtful, line.kept.id, library, "Otherwise.")

    (line,) = contradictions_page(session, editor, doubtful, library=library).lines
    assert line.kept is not None
    assert line.kept.state is ContradictionState.SETTLED
    assert (line.kept.outcome, line.kept.settled_by) == ("Seen the permits.", editor.name)


def test_only_the_own_company_settles_and_says_how(
    session: DatabaseSession, world: World, library: Library, doubtful: UUID
) -> None:
    editor = world.a.editor
    submit(session, editor, doubtful, library)
    (line,) = contradictions_page(session, editor, doubtful, library=library).lines
    assert line.kept is not None
    id_ = line.kept.id

    with pytest.raises(NotFoundError):
        _settle(session, world.b.editor, doubtful, id_, library)
    with pytest.raises(NotFoundError):
        contradictions_page(session, world.b.editor, doubtful, library=library)
    with pytest.raises(NotFoundError):
        _settle(session, editor, doubtful, uuid4(), library)
    with pytest.raises(NotAllowedError):
        _settle(session, world.a.people[Role.VIEW], doubtful, id_, library)
    with pytest.raises(NotAllowedError):
        _settle(session, world.a.people[Role.SITE], doubtful, id_, library)
    with pytest.raises(RefusedInputError):
        _settle(session, editor, doubtful, id_, library, "  ")
    with pytest.raises(RefusedInputError):
        _settle(session, editor, doubtful, id_, library, "x" * (MAX_NOTE + 1))


def test_a_draft_is_not_settled(
    session: DatabaseSession, world: World, library: Library, doubtful: UUID
) -> None:
    with pytest.raises(NotFoundError):
        _settle(session, world.a.editor, doubtful, uuid4(), library)


def test_who_does_not_answer_does_not_explain(
    session: DatabaseSession, world: World, library: Library, doubtful: UUID
) -> None:
    with pytest.raises(NotAllowedError):
        _explain(session, world.a.people[Role.VIEW], doubtful, library, "No.")
    with pytest.raises(NotFoundError):
        _explain(session, world.b.editor, doubtful, library, "No.")
    with pytest.raises(RefusedInputError):
        _explain(session, world.a.editor, doubtful, library, "x" * (MAX_NOTE + 1))
    older = Notes(assessment_id=doubtful, version=0, by_code={"CHK-001": "Yes."})
    with pytest.raises(StaleVersionError):
        explain_all(session, world.a.editor, older, key=key(), library=library, now=NOW)


def test_after_submitting_nothing_is_explained_any_more(
    session: DatabaseSession, world: World, library: Library, doubtful: UUID
) -> None:
    submit(session, world.a.editor, doubtful, library)
    with pytest.raises(AnswersLockedError):
        _explain(session, world.a.editor, doubtful, library, "Too late.")


def test_the_same_key_writes_once(
    session: DatabaseSession, world: World, library: Library, doubtful: UUID
) -> None:
    editor, same = world.a.editor, key()
    for note in ("First.", "Second."):
        notes = Notes(
            assessment_id=doubtful, version=1, by_code={"CHK-001": note, "CHK-999": "Nothing."}
        )
        explain_all(session, editor, notes, key=same, library=library, now=NOW)

    assert _asked(session, editor, doubtful, library)["CHK-001"].note == "First."
