"""Signing in and out."""


from crest.domain.permissions import Role
from tests.web.client import PageClient
from tests.web.federation import Federation


def test_the_door_is_a_whole_page(browser: PageClient) -> None:
    page = browser.get("/login")

    assert page.status_code == 200
    assert "Sign in" in page.text


def test_signing_in_leads_to_the_first_page(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.email(Role.EDIT))

    assert browser.get("/").status_code == 200
