"""Acts leave one entry each, whoever acts at the same time, and repeated ones none."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select, text

from crest.content.library import Library
from crest.domain.permissions import Role
from crest.domain.trail import Act, by
from crest.persistence.models import AuditEventRow
from crest.persistence.session import DatabaseSession, create_session_factory, reading, writing
from crest.persistence.trail import record
from crest.services import workplaces
from crest.services.trail_check import verify_trail
from crest.services.workplaces import WorkplaceChange, WorkplaceIdentity, create_workplace
from tests.services.world import (
    NOW,
    Member,
    World,
    build_world,
    give,
    key,
    save,
    start_supplier,
    submit,
)
from tests.watching import UnrecordedWriteError

_AT_ONCE, _EACH = 20, 5


def _acts(session: DatabaseSession, member: Member) -> list[str]:
    with reading(session):
        query = select(AuditEventRow.act).where(AuditEventRow.chain_id == member.tenant_id)
        return list(session.scalars(query.order_by(AuditEventRow.number)))


def _change(code: str, write_key: str) -> WorkplaceChange:
    identity = WorkplaceIdentity(
        code=code, name=code, name_local=None, country="KH", province=None, address=None
    )
    return WorkplaceChange(identity=identity, facts={}, version=None, key=write_key)


def test_each_act_leaves_one_entry_in_its_tenant_alone(
    session: DatabaseSession, world: World, library: Library
) -> None:
    assessment_id = start_supplier(session, world.a, library)
    submit(session, world.a.editor, assessment_id, library)

    acts = _acts(session, world.a)

    assert acts[0] == "assessment.start"
    assert acts[-1] == "assessment.submit"
    assert set(acts[1:-1]) == {"assessment.answer"}
    assert _acts(session, world.b) == []
    assert verify_trail(session, {}).faults == ()


def test_a_repeated_write_leaves_no_second_entry(
    session: DatabaseSession, world: World, library: Library
) -> None:
    assessment_id = start_supplier(session, world.a, library)
    before = _acts(session, world.a)
    question = next(
        code
        for code, one in library.questionnaire("supplier-short").questions.items()
        if one.allow.dont_know
    )
    given, write_key = give(question, state="dont_know"), key()

    for _ in range(3):
        save(session, world.a.editor, assessment_id, given, library, write_key=write_key)

    assert _acts(session, world.a) == [*before, "assessment.answer"]


def test_a_refused_write_leaves_none(
    session: DatabaseSession, world: World, library: Library
) -> None:
    create_workplace(session, world.a.editor, _change("X", key()), library=library, now=NOW)

    with pytest.raises(Exception, match="refused_input"):
        create_workplace(session, world.a.editor, _change("X", key()), library=library, now=NOW)

    assert _acts(session, world.a) == ["workplace.create"]


def test_no_name_or_address_stands_in_an_event(
    session: DatabaseSession, world: World, library: Library
) -> None:
    assessment_id = start_supplier(session, world.a, library)
    submit(session, world.a.editor, assessment_id, library)
    with reading(session):
        rows = session.execute(text("SELECT * FROM audit_event")).all()

    kept = "|".join(str(value) for row in rows for value in row)
    assert world.a.editor.email not in kept
    assert world.a.editor.name not in kept
    assert "Weavers" not in kept


def test_twenty_who_act_at_once_leave_one_whole_chain(engine: Engine, library: Library) -> None:
    sessions = create_session_factory(engine)
    with sessions() as session:
        world = build_world(session)

    def act(worker: int) -> None:
        for number in range(_EACH):
            with sessions() as session:
                change = _change(f"{worker}-{number}", key())
                create_workplace(session, world.a.editor, change, library=library, now=NOW)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(act, range(_AT_ONCE)))

    with sessions() as session:
        report = verify_trail(session, {})
        assert len(_acts(session, world.a)) == _AT_ONCE * _EACH
    assert report.faults == ()
    assert report.entries == _AT_ONCE * _EACH


def test_an_act_that_is_rolled_back_leaves_no_gap(session: DatabaseSession, world: World) -> None:
    doer = by(world.a.people[Role.ADM])

    def act(*, fails: bool) -> None:
        with writing(session):
            record(session, doer, Act.PROFILE_SAVE, of="x", told={}, now=NOW)
            if fails:
                raise ZeroDivisionError

    act(fails=False)
    with pytest.raises(ZeroDivisionError):
        act(fails=True)
    act(fails=False)

    assert len(_acts(session, world.a)) == 2
    assert verify_trail(session, {}).faults == ()


def test_a_service_that_forgets_its_event_fails_in_any_test(
    session: DatabaseSession, world: World, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workplaces, "record", lambda *_, **__: None)

    with pytest.raises(UnrecordedWriteError, match=r"workplaces\.create_workplace wrote"):
        create_workplace(session, world.a.editor, _change("Y", key()), library=library, now=NOW)
