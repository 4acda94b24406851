"""What moved since the last assessment: exact where its parts were kept, split in any case."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from crest.content.library import Library
from crest.domain.bank import SubjectKind
from crest.domain.change import ChangePart, QuestionMove
from crest.persistence.models import ScoreRow, SupplierRow
from crest.persistence.session import DatabaseSession, writing
from crest.services.changes import SinceLast
from crest.services.results import result_page
from crest.services.submission import check_page
from tests.services.world import NOW, World, give, save, start_own, start_supplier, submit

LATER = NOW + timedelta(days=90)
GOOD = "MAN-010"


def _since(
    session: DatabaseSession, world: World, assessment_id: UUID, library: Library, now: datetime
) -> SinceLast | None:
    page = result_page(session, world.a.editor, assessment_id, library=library, now=now)
    assert page.scored is not None
    if page.since is not None:
        figure = page.since.change.risk
        assert figure.now == page.scored.score.residual.value
        assert sum(figure.parts.values(), Decimal(0)) == figure.difference
    return page.since


def _assess(
    session: DatabaseSession, world: World, library: Library, option: str, now: datetime
) -> UUID:
    draft = start_supplier(session, world.a, library)
    save(session, world.a.editor, draft, give("PRO-010", "60"), library)
    save(session, world.a.editor, draft, give(GOOD, option), library)
    _answer_well(session, world, draft, library)
    submit(session, world.a.editor, draft, library, now=now)
    return draft


def _answer_well(session: DatabaseSession, world: World, draft: UUID, library: Library) -> None:
    """Give the best answer to every stop question, so that the controls hold."""
    for question, _section in check_page(session, world.a.editor, draft, library=library).missing:
        if question.is_stop:
            best = next(option for option in question.options if option.credit == 1)
            save(session, world.a.editor, draft, give(question.code, best.code), library)


def _worst(library: Library) -> str:
    options = library.questionnaire("supplier-short").questions[GOOD].options
    return next(option.code for option in options if option.credit == 0)


def test_a_first_assessment_just_submitted_has_no_change(
    session: DatabaseSession, world: World, library: Library
) -> None:
    first = _assess(session, world, library, "named", NOW)

    assert _since(session, world, first, library, NOW) is None


def test_a_first_assessment_that_is_old_is_held_against_itself(
    session: DatabaseSession, world: World, library: Library
) -> None:
    first = _assess(session, world, library, "named", NOW)

    since = _since(session, world, first, library, NOW + timedelta(days=600))

    assert since is not None
    assert since.own
    assert {part for part, by in since.change.risk.parts.items() if by} == {ChangePart.DATA}
    assert since.questions == ()


def test_a_second_assessment_tells_what_is_answered_otherwise(
    session: DatabaseSession, world: World, library: Library
) -> None:
    first = _assess(session, world, library, _worst(library), NOW)
    second = _assess(session, world, library, "named", LATER)

    since = _since(session, world, second, library, LATER)

    assert since is not None
    assert (since.assessment_id, since.own, since.exact) == (first, False, True)
    assert since.since == NOW.date()
    assert {part for part, by in since.change.risk.parts.items() if by} == {ChangePart.ANSWERS}
    (line,) = since.questions
    assert (line.question.code, line.move) == (GOOD, QuestionMove.CHANGED)
    assert line.is_said_otherwise
    assert line.said_then
    assert line.said_now


def test_a_score_from_before_the_parts_were_kept_is_read_anew(
    session: DatabaseSession, world: World, library: Library
) -> None:
    first = _assess(session, world, library, _worst(library), NOW)
    with writing(session):
        row = session.scalars(select(ScoreRow).where(ScoreRow.assessment_id == first)).one()
        row.body = {name: value for name, value in row.body.items() if name != "parts"}
    second = _assess(session, world, library, "named", LATER)

    since = _since(session, world, second, library, LATER)

    assert since is not None
    assert not since.exact
    assert {part for part, by in since.change.risk.parts.items() if by} == {ChangePart.ANSWERS}


def test_a_fact_that_moved_a_factor_is_data(
    session: DatabaseSession, world: World, library: Library
) -> None:
    _assess(session, world, library, "named", NOW)
    with writing(session):
        row = session.get_one(SupplierRow, world.a.supplier)
        row.country = "TH" if row.country != "TH" else "VN"
    second = _assess(session, world, library, "named", LATER)

    since = _since(session, world, second, library, LATER)

    assert since is not None
    assert {part for part, by in since.change.risk.parts.items() if by} == {ChangePart.DATA}
    assert [one.factor.value for one in since.change.factors] == ["country"]


def test_a_question_that_a_fact_opened_is_told_as_opened(
    session: DatabaseSession, world: World, library: Library
) -> None:
    editor = world.a.editor
    drafts = []
    for day, lodging in ((NOW, "no"), (LATER, "yes")):
        draft = start_supplier(session, world.a, library)
        save(session, editor, draft, give("PRO-070", lodging), library)
        submit(session, editor, draft, library, now=day)
        drafts.append(draft)

    since = _since(session, world, drafts[1], library, LATER)

    assert since is not None
    moves = {one.question.code: one.move for one in since.questions}
    assert QuestionMove.OPENED in moves.values()
    assert moves["PRO-070"] is QuestionMove.CHANGED


def test_a_workplace_is_held_against_itself_alone(
    session: DatabaseSession, world: World, library: Library
) -> None:
    editor = world.a.editor
    company = start_own(session, world.a, library, kind=SubjectKind.COMPANY)
    submit(session, editor, company, library)
    first = start_own(session, world.a, library, kind=SubjectKind.WORKPLACE)
    submit(session, editor, first, library)
    second = start_own(session, world.a, library, kind=SubjectKind.WORKPLACE, now=LATER)
    submit(session, editor, second, library, now=LATER)

    since = _since(session, world, second, library, LATER)

    assert since is not None
    assert since.assessment_id == first
    assert since.questions == ()
