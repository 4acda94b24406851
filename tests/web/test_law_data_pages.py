"""Pages of dated data beside the laws: what is known, what is open, what is left out."""

import re

import pytest

from crest.domain.permissions import Role
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of


@pytest.fixture
def reader(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.VIEW))


def test_help_shows_the_one_number_that_was_checked(reader: PageClient) -> None:
    words = words_of(reader.get("/help/referral").text)

    assert re.findall(r"Telephone: ([0-9 ]+)", words) == ["117 "]
    assert "as a source of Aug 2022 says" in words
    assert "promise no recognition through it" in words
    assert "CENTRAL, LICADHO, ADHOC, LSCW" in words


def test_what_is_not_confirmed_is_never_said_to_be_no(reader: PageClient) -> None:
    words = words_of(reader.get("/help/ratifications").text)

    thailand = words.split("Thailand Convention")[1].split("Malaysia Convention")[0]
    assert "C105 Not confirmed" in thailand
    assert "P029 Yes 4 Jun 2018" in thailand
    assert " No " not in thailand


def test_wages_and_fines_stand_with_their_dates(reader: PageClient) -> None:
    words = words_of(reader.get("/help/wages").text)

    assert "25 Nov 2022 now USD 20" in words
    assert "90 art 369, 370 15, 16" in words
    assert "2026 USD 210" in words
    assert "2022 USD 194 To be confirmed" in words
    assert "2027" not in words


@pytest.mark.parametrize("page", ["referral", "ratifications", "wages"])
def test_each_page_leads_to_the_others_and_stands_in_the_footer(
    reader: PageClient, page: str
) -> None:
    text = reader.get(f"/help/{page}").text

    menu = text.split('class="tabs')[1].split("</nav>")[0]
    assert re.findall(r'href="/help/([a-z]+)"', menu) == ["referral", "ratifications", "wages"]
    assert re.findall(r'href="/help/([a-z]+)" aria-current="page"', menu) == [page]
    assert 'href="/help/referral"' in text.split("<footer")[1]
