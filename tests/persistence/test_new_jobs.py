"""New jobs: workers are called once they are there to be taken, and each takes one of its own."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from crest.domain.permissions import TenantKind
from crest.persistence import jobs, tenants
from crest.persistence.models import UserRow
from crest.persistence.new_jobs import call_after_new_jobs
from crest.persistence.session import (
    DatabaseSession,
    SessionFactory,
    create_session_factory,
    reading,
    writing,
)

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LEASE = timedelta(seconds=30)


class Bell:
    """Counts the calls, and whether the job could be seen at each."""

    def __init__(self, engine: Engine) -> None:
        self.seen: list[int] = []
        self.closed = 0
        self._others = create_session_factory(engine)

    def call(self) -> None:
        with self._others() as session, reading(session):
            self.seen.append(jobs.count_open(session))

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def bell(engine: Engine) -> Bell:
    return Bell(engine)


@pytest.fixture
def sessions(engine: Engine, bell: Bell) -> SessionFactory:
    made = create_session_factory(engine)
    call_after_new_jobs(made, bell.call, bell.close)
    return made


@pytest.fixture
def owner(engine: Engine) -> tuple[UUID, UUID]:
    """A tenant and a person of it."""
    with create_session_factory(engine)() as session, writing(session):
        tenant = tenants.add(session, kind=TenantKind.MEMBER, code="M", name="Member", now=NOW)
        user = UserRow(
            id=uuid4(),
            email="a@b.example",
            name="A",
            language="en",
            password_hash="",
            created_at=NOW,
        )
        session.add(user)
        session.flush()
        return tenant.id, user.id


def _add(session: DatabaseSession, owner: tuple[UUID, UUID], *, minutes: int = 0) -> UUID:
    tenant_id, user_id = owner
    at = NOW + timedelta(minutes=minutes)
    kind = {"kind": "register", "params": {}}
    return jobs.add(session, tenant_id=tenant_id, user_id=user_id, now=at, **kind)


def _fail(session: DatabaseSession, owner: tuple[UUID, UUID]) -> None:
    with writing(session):
        _add(session, owner)
        raise ZeroDivisionError


def test_a_call_comes_when_the_job_can_be_seen(
    sessions: SessionFactory, bell: Bell, owner: tuple[UUID, UUID]
) -> None:
    with sessions() as session:
        with writing(session):
            _add(session, owner)
            _add(session, owner, minutes=1)
            assert bell.seen == []
        first = list(bell.seen)
        with writing(session):
            jobs.fail_exhausted(session, now=NOW)

    assert first == [2]
    assert bell.seen == [2]


def test_what_is_taken_back_calls_nobody(
    sessions: SessionFactory, bell: Bell, owner: tuple[UUID, UUID]
) -> None:
    with sessions() as session:
        with pytest.raises(ZeroDivisionError):
            _fail(session, owner)
        with writing(session):
            jobs.fail_exhausted(session, now=NOW)

    assert bell.seen == []


def test_the_queue_is_closed_with_the_connections(
    engine: Engine, sessions: SessionFactory, bell: Bell
) -> None:
    assert sessions.kw["bind"] is engine

    engine.dispose()

    assert bell.closed == 1


def test_workers_pass_over_what_another_is_taking(engine: Engine, owner: tuple[UUID, UUID]) -> None:
    factory = create_session_factory(engine)
    with factory() as session, writing(session):
        ids = [_add(session, owner, minutes=number) for number in range(2)]

    taken: list[UUID] = []

    def take() -> None:
        with factory() as session, writing(session):
            job = jobs.take_next(session, now=NOW + LEASE, until=NOW + 2 * LEASE)
            taken.extend([job.id] if job else [])

    with factory() as session, writing(session):
        job = jobs.take_next(session, now=NOW + LEASE, until=NOW + 2 * LEASE)
        second = Thread(target=take)
        second.start()
        if engine.dialect.name == "postgresql":
            second.join(10)
            assert taken == ids[1:]
    second.join(10)

    assert job is not None
    assert [job.id, *taken] == ids
