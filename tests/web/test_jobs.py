"""The page of a job: how far, which try, whose, until when; and a key turned meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.domain.permissions import Role
from crest.persistence.models import JobRow
from crest.persistence.session import reading, writing
from tests.conftest import NOW, Clock
from tests.web.client import PageClient
from tests.web.federation import Federation


@pytest.fixture
def job(app: Flask, browser: PageClient, federation: Federation) -> UUID:
    """A job of the editor who is signed in."""
    browser.login(federation.email(Role.EDIT))
    with app.extensions["crest"].sessions() as session, reading(session):
        user = federation.a.users[Role.EDIT].user_id
        return session.scalars(select(JobRow.id).where(JobRow.user_id == user)).first()


def _set(app: Flask, job: UUID, **values: object) -> None:
    with app.extensions["crest"].sessions() as session, writing(session):
        session.execute(update(JobRow).where(JobRow.id == job).values(**values))


def _page(app: Flask, browser: PageClient, job: UUID, **values: object) -> str:
    _set(app, job, **values)
    return browser.get(f"/jobs/{job}").text


def test_how_far_the_work_is(app: Flask, browser: PageClient, job: UUID) -> None:
    page = _page(app, browser, job, state="running", attempts=1, done=250, total=1000)

    assert '<progress id="done" max="1000" value="250">' in page
    assert "250 of 1,000 done." in page
    assert "interrupted" not in page
    assert f"/jobs/{job}/cancel" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "waiting", "attempts": 0, "total": 0}, "It begins in a moment."),
        ({"state": "running", "attempts": 1, "total": 0}, "It has begun."),
        ({"state": "running", "attempts": 2, "total": 0}, "try 2 of 3"),
        ({"state": "waiting", "attempts": 1, "total": 0}, "try 2 of 3"),
    ],
)
def test_which_try_it_is(
    app: Flask, browser: PageClient, job: UUID, values: dict[str, object], words: str
) -> None:
    assert words in _page(app, browser, job, **values)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "failed", "message": "stopped"}, "It stopped several times"),
        ({"state": "failed", "message": "fault"}, "Something went wrong here."),
        ({"state": "cancelled"}, "Nothing was made."),
        ({"state": "done", "expires_at": NOW - timedelta(minutes=1)}, "is deleted now."),
    ],
)
def test_an_end_without_a_file_leads_to_a_new_one(
    app: Flask, browser: PageClient, job: UUID, values: dict[str, object], words: str
) -> None:
    page = _page(app, browser, job, **values)

    assert words in page
    assert "Make a new one" in page
    assert "/cancel" not in page


def test_a_file_says_until_when_it_is_kept(app: Flask, browser: PageClient, job: UUID) -> None:
    values = {"state": "done", "file_name": "a.xlsx", "stored_name": "0" * 32}
    page = _page(app, browser, job, **values, expires_at=NOW + timedelta(hours=3))

    assert f"/jobs/{job}/file" in page
    assert "Only you can fetch it, until" in page


@pytest.fixture
def turned(app: Flask, passwords: Passwords, clock: Clock) -> Iterator[Flask]:
    """The same installation under a new key, which still knows the old one."""
    settings = app.extensions["crest"].settings
    chosen = replace(
        settings, secret_key="another key of the server", old_secret_keys=(settings.secret_key,)
    )
    made = create_app(chosen, passwords=passwords, clock=clock)
    yield made
    made.extensions["crest"].sessions.kw["bind"].dispose()


def test_people_stay_signed_in_when_the_key_is_turned(
    browser: PageClient, federation: Federation, turned: Flask
) -> None:
    browser.login(federation.email(Role.EDIT))
    cookie = browser.http.get_cookie("crest")
    assert cookie is not None
    later = PageClient(turned)
    later.http.set_cookie("crest", cookie.value)

    assert later.get("/").status_code == 200
    assert later.post("/logout").status_code == 303
