"""A person's own account: sessions listed and ended."""

import re

from flask import Flask

from crest.domain.permissions import Role
from tests.conftest import Clock
from tests.web.client import PageClient
from tests.web.federation import Federation

EMAIL = "edit@ours.example"


def _ends(page: str) -> list[str]:
    return re.findall(r'name="session" value="([0-9a-f]{32})"', page)


def test_the_account_shows_who_one_is_and_every_role(
    browser: PageClient, federation: Federation
) -> None:
    page = browser.login(EMAIL).get("/account").text

    assert EMAIL in page
    assert "Editor, Ours Garments" in page
    assert "Not asked for" in page


def test_the_name_at_the_top_leads_to_the_account(
    browser: PageClient, federation: Federation
) -> None:
    assert 'href="/account"' in browser.login(EMAIL).get("/").text


def test_own_sessions_are_listed_and_no_others(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    PageClient(app).login(EMAIL)
    PageClient(app).login(federation.email(Role.VIEW))
    clock.advance(minutes=5)
    browser.login(EMAIL)

    page = browser.get("/account/sessions").text

    assert "This browser" in page
    assert "21 Nov 2026, 09:30" in page
    assert "21 Nov 2026, 09:35" in page
    assert len(_ends(page)) == 1


def test_a_session_is_ended_from_another_browser(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    lost = PageClient(app).login(EMAIL)
    browser.login(EMAIL)
    found = _ends(browser.get("/account/sessions").text)

    answer = browser.post("/account/sessions", {"session": found[0]})

    assert answer.status_code == 303
    assert lost.get("/suppliers").status_code == 303
    assert browser.get("/suppliers").status_code == 200


def test_all_others_are_ended_at_once(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    others = [PageClient(app).login(EMAIL) for _ in range(3)]
    stranger = PageClient(app).login(federation.email(Role.VIEW))
    browser.login(EMAIL)

    browser.post("/account/sessions", {"session": "others"})

    assert [other.get("/suppliers").status_code for other in others] == [303] * 3
    assert browser.get("/suppliers").status_code == 200
    assert stranger.get("/suppliers").status_code == 200


def test_nobody_ends_the_session_of_another(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    other = PageClient(app).login(EMAIL)
    PageClient(app).login(EMAIL)
    theirs = _ends(other.get("/account/sessions").text)
    browser.login(federation.email(Role.VIEW))

    assert browser.post("/account/sessions", {"session": theirs[0]}).status_code == 404
    assert other.get("/suppliers").status_code == 200


def test_the_page_says_when_one_is_signed_out(browser: PageClient, federation: Federation) -> None:
    page = browser.login(EMAIL).get("/account/sessions").text

    assert "after 2 hours without use, and 12 hours after signing in" in page
