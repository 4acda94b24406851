"""One transaction a service; writers take turns and nobody's work is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import TenantKind
from crest.persistence import tenants
from crest.persistence.models import TenantRow, WorkplaceRow
from crest.persistence.session import (
    DatabaseSession,
    create_session_factory,
    reading,
    writing,
)
from crest.persistence.write_keys import remember, replayed

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def _add_tenant(session: DatabaseSession, code: str = "A") -> UUID:
    with writing(session):
        return tenants.add(session, kind=TenantKind.MEMBER, code=code, name=code, now=NOW).id


def test_two_writers_take_turns(engine: Engine) -> None:
    factory = create_session_factory(engine)
    with factory() as session:
        tenant_id = _add_tenant(session)

    def count_up() -> None:
        with factory() as session:
            for _ in range(20):
                with writing(session):
                    row = session.get_one(TenantRow, tenant_id, with_for_update=True)
                    session.refresh(row)
                    row.version += 1

    with ThreadPoolExecutor(2) as writers:
        for ended in [writers.submit(count_up) for _ in range(2)]:
            ended.result()

    with factory() as session, reading(session):
        assert session.scalar(select(TenantRow.version)) == 41


def test_a_reader_is_not_kept_waiting_by_a_writer(engine: Engine) -> None:
    factory = create_session_factory(engine)
    with factory() as writer, factory() as reader:
        _add_tenant(writer)
        with writing(writer):
            writer.execute(text("UPDATE tenant SET name = 'changed'"))
            with reading(reader):
                seen = reader.scalar(select(TenantRow.name))

    assert seen == "A"


def test_a_failed_write_leaves_nothing(session: DatabaseSession) -> None:
    def write_and_fail() -> None:
        with writing(session):
            tenants.add(session, kind=TenantKind.MEMBER, code="A", name="A", now=NOW)
            words = "half way"
            raise RuntimeError(words)

    with pytest.raises(RuntimeError, match="half way"):
        write_and_fail()

    with reading(session):
        assert session.scalar(select(func.count()).select_from(TenantRow)) == 0


def test_after_a_failed_write_the_next_one_gets_its_turn(engine: Engine) -> None:
    factory = create_session_factory(engine)
    with factory() as first, factory() as second:
        with pytest.raises(IntegrityError), writing(first):
            first.execute(insert(TenantRow).values(id=uuid4()))
        _add_tenant(second)

        with reading(first):
            assert first.scalar(select(func.count()).select_from(TenantRow)) == 1


def test_nothing_begins_by_itself(session: DatabaseSession) -> None:
    with pytest.raises(InvalidRequestError):
        session.execute(text("SELECT 1"))


def test_a_row_that_points_nowhere_is_refused(session: DatabaseSession) -> None:
    row = WorkplaceRow(
        id=uuid4(), tenant_id=uuid4(), code="W", name="W", facts={}, version=1, created_at=NOW
    )

    with pytest.raises(IntegrityError), writing(session):
        session.add(row)


def test_a_repeated_key_gets_the_first_reply(session: DatabaseSession) -> None:
    tenant_id = _add_tenant(session)
    with writing(session):
        assert replayed(session, tenant_id, "key-1", "supplier.create") is None
        remember(session, tenant_id, "key-1", "supplier.create", {"id": "1"}, NOW)

    with writing(session):
        again = replayed(session, tenant_id, "key-1", "supplier.create")

    assert again == {"id": "1"}


def test_a_key_belongs_to_its_tenant_and_act(session: DatabaseSession) -> None:
    ours, theirs = _add_tenant(session, "A"), _add_tenant(session, "B")
    with writing(session):
        remember(session, ours, "key-1", "supplier.create", {"id": "1"}, NOW)

    with writing(session):
        assert replayed(session, theirs, "key-1", "supplier.create") is None
        with pytest.raises(RefusedInputError) as refused:
            replayed(session, ours, "key-1", "supplier.save")

    assert refused.value.reason == "key_used"


@pytest.mark.parametrize("key", ["", "a b", "x" * 65, "é", "key\n"])
def test_a_key_of_other_signs_is_refused(session: DatabaseSession, key: str) -> None:
    tenant_id = _add_tenant(session)

    with writing(session), pytest.raises(RefusedInputError) as refused:
        replayed(session, tenant_id, key, "supplier.create")

    assert refused.value.reason == "bad_key"


def test_copies_of_one_write_are_done_once(engine: Engine) -> None:
    factory = create_session_factory(engine)
    with factory() as session:
        tenant_id = _add_tenant(session)

    def write() -> bool:
        with factory() as session, writing(session):
            if replayed(session, tenant_id, "same", "act") is not None:
                return False
            remember(session, tenant_id, "same", "act", {}, NOW)
            return True

    with ThreadPoolExecutor(4) as copies:
        done = [ended.result() for ended in [copies.submit(write) for _ in range(4)]]

    assert sorted(done) == [False, False, False, True]
