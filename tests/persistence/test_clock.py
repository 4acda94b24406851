"""A clock that ran ahead and was set right: nobody stays locked out, signed in or unserved."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from crest.domain.permissions import Role
from crest.persistence import jobs, throttle
from crest.persistence.jobs import Job
from crest.persistence.models import JobRow, SessionRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.throttle import Door
from crest.services.jobs import take_job
from crest.web.context import Runtime
from tests.conftest import Clock
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import Federation

_DOOR = Door(name="door", who="somebody", tries=2, window=timedelta(minutes=15))


def _shut(session: DatabaseSession, clock: Clock) -> int:
    with writing(session):
        for _ in range(_DOOR.tries):
            throttle.count_try(session, (_DOOR,), now=clock())
        return throttle.seconds_to_wait(session, (_DOOR,), now=clock())


@pytest.mark.parametrize("days", [30, 1])
def test_tries_counted_by_a_clock_ahead_keep_nobody_out(
    session: DatabaseSession, clock: Clock, days: int
) -> None:
    clock.advance(days=days)
    waited = _shut(session, clock)
    clock.advance(days=-days)

    with writing(session):
        left = throttle.seconds_to_wait(session, (_DOOR,), now=clock())
        marked = throttle.is_marked(session, _DOOR, now=clock())
        throttle.count_try(session, (_DOOR,), now=clock())
        after_one = throttle.seconds_to_wait(session, (_DOOR,), now=clock())

    assert waited == _DOOR.window.total_seconds() + 1
    assert (left, marked, after_one) == (0, False, 0)
    assert _shut(session, clock) > 0


def _take(runtime: Runtime, clock: Clock) -> Job | None:
    with runtime.sessions() as session:
        return take_job(session, now=clock())


@pytest.mark.parametrize("days", [30, 1])
def test_a_job_held_by_a_clock_ahead_is_taken_again(
    app: Flask, federation: Federation, clock: Clock, days: int
) -> None:
    runtime: Runtime = app.extensions["crest"]
    with runtime.sessions() as session, writing(session):
        session.execute(
            update(JobRow).where(JobRow.id != federation.a.running_job).values(state="cancelled")
        )
    clock.advance(days=days)
    held = _take(runtime, clock)
    same_time = _take(runtime, clock)
    clock.advance(days=-days)

    again = _take(runtime, clock)

    assert held is not None
    assert again is not None
    assert same_time is None
    assert (again.id, again.attempts) == (held.id, held.attempts + 1)
    with runtime.sessions() as session, writing(session):
        assert not jobs.release(session, held)
        assert jobs.release(session, again)


def _opens(browser: PageClient) -> bool:
    return browser.get("/assessments").status_code == 200


@pytest.mark.parametrize("hours", [30 * 24, -24, -3])
def test_a_session_ends_at_a_jump_and_signing_in_again_works(
    app: Flask, federation: Federation, clock: Clock, hours: int
) -> None:
    browser = PageClient(app).login(federation.email(Role.EDIT))
    clock.advance(hours=hours)
    after_jump = _opens(browser)
    other = PageClient(app).login(federation.email(Role.EDIT))
    meanwhile = _opens(other)
    clock.advance(hours=-hours)

    assert (after_jump, meanwhile) == (False, True)
    assert not _opens(other)
    assert _opens(PageClient(app).login(federation.email(Role.EDIT)))


@pytest.mark.parametrize("minutes", [-90, -1, 1, 90])
def test_a_small_step_of_the_clock_signs_nobody_out(
    app: Flask, federation: Federation, clock: Clock, minutes: int
) -> None:
    browser = PageClient(app).login(federation.email(Role.EDIT))

    clock.advance(minutes=minutes)

    assert _opens(browser)
    runtime: Runtime = app.extensions["crest"]
    with runtime.sessions() as session, reading(session):
        assert session.scalars(select(SessionRow.seen_at)).all() == [clock()]


def test_wrong_passwords_of_a_clock_ahead_are_forgotten_when_it_is_right(
    app: Flask, federation: Federation, clock: Clock
) -> None:
    email = federation.email(Role.EDIT)
    clock.advance(days=30)
    browser = PageClient(app)
    statuses = [
        browser.post("/login", {"email": email, "password": "wrong"}).status_code for _ in range(6)
    ]
    clock.advance(days=-30)

    answer = browser.post("/login", {"email": email, "password": PASSWORD})

    assert statuses == [401] * 5 + [429]
    assert answer.status_code == 303
