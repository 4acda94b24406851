"""New passwords: by the link of a mail, by the operator, and while signed in."""

import io
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from crest.adapters.logs import JsonFormatter
from crest.domain.permissions import Role
from crest.persistence import people
from crest.persistence.session import writing
from tests.conftest import Clock
from tests.web.accounts import FRESH, link_to, mails_to, runtime_of
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import Federation

EMAIL = "edit@ours.example"


def _ask(browser: PageClient, email: str = EMAIL, **extra: object) -> int:
    return browser.post("/login/forgot", {"email": email}, **extra).status_code


def _link(app: Flask, browser: PageClient) -> str:
    assert _ask(browser) == 303
    return link_to(app, EMAIL, purpose="password_link")


def _enters(app: Flask, password: str) -> bool:
    fields = {"email": EMAIL, "password": password}
    return PageClient(app).post("/login", fields).status_code == 303


def test_a_forgotten_password_is_set_anew_by_the_link(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    inside = PageClient(app).login(EMAIL)
    path = _link(app, browser)

    page = browser.get(path)
    answer = browser.post(path, {"password": FRESH})

    assert EMAIL in page.text
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login"
    assert not _enters(app, PASSWORD)
    assert _enters(app, FRESH)
    assert inside.get("/suppliers").status_code == 303  # signed out


def test_the_door_leads_to_the_page_for_forgotten_passwords(browser: PageClient) -> None:
    assert 'href="/login/forgot"' in browser.get("/login").text
    assert browser.get("/login/forgot").status_code == 200


@pytest.mark.parametrize("email", [EMAIL, "nobody@ours.example", "no address at all"])
def test_the_answer_is_the_same_for_known_and_unknown(
    browser: PageClient, federation: Federation, email: str
) -> None:
    answer = browser.post("/login/forgot", {"email": email})

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login"
    assert "If this address has an account, a mail with a link" in browser.get("/login").text


@pytest.mark.parametrize("left", ["disabled", "without role"])
def test_no_mail_goes_to_whoever_has_no_way_in(
    app: Flask, browser: PageClient, federation: Federation, left: str
) -> None:
    email = "nobody@ours.example"
    if left == "disabled":
        email = EMAIL
        with runtime_of(app).sessions() as session, writing(session):
            user_id = federation.a.users[Role.EDIT].user_id
            people.disable(session, user_id, now=runtime_of(app).clock())
    before = len(mails_to(app, email))

    assert _ask(browser, email) == 303

    assert len(mails_to(app, email)) == before
    assert mails_to(app, "nobody@crest.invalid") == []


def test_looking_at_a_link_uses_nothing_up(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    path = _link(app, browser)

    for _ in range(3):
        page = PageClient(app).get(path)
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] == "no-referrer"

    assert _enters(app, PASSWORD)


def test_a_link_works_once(app: Flask, browser: PageClient, federation: Federation) -> None:
    path = _link(app, browser)
    browser.post(path, {"password": FRESH})

    again = browser.post(path, {"password": "another one of mine"})

    assert again.status_code == 404
    assert "This link opens nothing any more" in again.text
    assert _enters(app, FRESH)


def test_a_used_link_takes_the_others_with_it(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    older = _link(app, browser)
    newer = _link(app, browser)

    browser.post(newer, {"password": FRESH})

    assert older != newer
    assert PageClient(app).get(older).status_code == 404


def test_a_link_ends_after_a_day(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    path = _link(app, browser)

    clock.advance(hours=23, minutes=59)
    assert browser.get(path).status_code == 200
    clock.advance(minutes=1)

    assert browser.get(path).status_code == 404
    assert browser.post(path, {"password": FRESH}).status_code == 404


@pytest.mark.parametrize(
    ("password", "words"),
    [
        pytest.param("", "Choose a password.", id="none"),
        pytest.param("eleven long", "at least 12 characters", id="short"),
        pytest.param("qwertyuiop123", "tried first", id="common"),
        pytest.param("edit@ours.example", "name or address", id="the address"),
    ],
)
def test_a_bad_password_is_refused_and_the_link_stays(
    app: Flask, browser: PageClient, federation: Federation, password: str, words: str
) -> None:
    path = _link(app, browser)

    answer = browser.post(path, {"password": password})

    assert answer.status_code == 422
    assert words in answer.text
    assert browser.get(path).status_code == 200


def test_asking_is_slowed_down_alike_for_known_and_unknown(
    app: Flask, federation: Federation, clock: Clock
) -> None:
    for email in (EMAIL, "nobody@ours.example"):
        answers = [_ask(PageClient(app), email) for _ in range(4)]

        assert answers == [303, 303, 303, 429]
    clock.advance(hours=1)

    assert _ask(PageClient(app)) == 303


def test_asking_for_many_accounts_is_slowed_down_by_network(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    answers = [_ask(browser, f"n{number}@ours.example") for number in range(21)]

    assert answers == [303] * 20 + [429]
    elsewhere = {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}}
    assert _ask(browser, EMAIL, **elsewhere) == 303


def test_the_token_stands_in_no_log(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    path = _link(app, browser)
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)

    browser.get(path)
    browser.post(path, {"password": FRESH})
    browser.get(path)
    logging.getLogger().removeHandler(handler)

    assert "passwords.link" in log.getvalue()
    assert path.rpartition("/")[2] not in log.getvalue()


def test_the_database_keeps_no_token(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    path = _link(app, browser)

    with runtime_of(app).sessions() as session, session.begin():
        rows = session.connection().exec_driver_sql("SELECT * FROM account_link").fetchall()

    assert rows
    assert path.rpartition("/")[2] not in repr(rows)


def test_whoever_changes_the_password_is_told_and_stays_while_others_leave(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    other = PageClient(app).login(EMAIL)
    browser.login(EMAIL)

    answer = browser.post("/account/password", {"old": PASSWORD, "password": FRESH})

    assert answer.status_code == 303
    assert browser.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert _enters(app, FRESH)
    assert mails_to(app, EMAIL)[-1].purpose == "password_changed"


def test_a_changed_password_takes_open_links_with_it(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    path = _link(app, PageClient(app))
    browser.login(EMAIL).post("/account/password", {"old": PASSWORD, "password": FRESH})

    assert PageClient(app).get(path).status_code == 404


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param("not this one", FRESH, "This is not your password.", id="wrong old"),
        pytest.param(PASSWORD, "short", "too short", id="short new"),
        pytest.param("", "", "Enter your password.", id="nothing"),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    app: Flask, browser: PageClient, federation: Federation, old: str, new: str, words: str
) -> None:
    browser.login(EMAIL)

    answer = browser.post("/account/password", {"old": old, "password": new})

    assert answer.status_code == 422
    assert words in answer.text
    assert _enters(app, PASSWORD)


def test_guessing_the_old_password_is_slowed_down(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(EMAIL)
    fields = {"old": "not this one", "password": FRESH}

    answers = [browser.post("/account/password", fields).status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]


def test_of_fifty_who_use_one_link_at_once_one_wins(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    path = _link(app, browser)
    token = browser.token()
    cookie = browser.http.get_cookie("crest")
    assert cookie

    def use(number: int) -> int:
        client = app.test_client()
        client.set_cookie("crest", cookie.value)
        fields = {"csrf_token": token, "key": f"k{number}", "password": f"{FRESH} {number:02}"}
        return client.post(path, data=fields).status_code

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(use, range(50)))

    assert sorted(answers) == [303] + [404] * 49
    assert _enters(app, f"{FRESH} {answers.index(303):02}")
