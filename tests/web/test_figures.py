"""Figures about all members: every form of them comes from the released cubes alone."""

import csv
import io
import json
import re
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from crest.domain.permissions import Role
from tests.conftest import Clock
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation
from tests.web.pages import words_of
from tests.web.statements import counted
from tests.web.told_figures import keep_told, released
from tests.web.working import do_what_waits

PAGES = ("", "/questions", "/releases", "/trends")
# what a page needs to know who reads it, and the two tables that are told
_KNOWN = {
    "user_session",
    "session",
    "user_account",
    "membership",
    "tenant",
    "translation_review",
    "reference_pack",
    "reference_choice",
    "cube_release",
    "released_cube",
}


def keep(app: Flask, number: int, told: dict[str, dict[str, Any]], *, reason: str = "") -> None:
    with app.extensions["crest"].sessions() as session:
        keep_told(session, number, told, reason=reason)


@pytest.fixture
def analyst(app: Flask, browser: PageClient, federation: Federation) -> PageClient:
    keep(app, 1, released())
    return browser.login(federation.email(Role.FAN))


def workbook_rows(app: Flask, client: PageClient) -> list[tuple[Any, ...]]:
    client.post("/federation/figures.xlsx")
    do_what_waits(app.extensions["crest"])
    content = client.get("/federation/figures.xlsx").data
    return list(load_workbook(io.BytesIO(content)).worksheets[1].iter_rows(values_only=True))


def csv_rows(client: PageClient) -> list[list[str]]:
    text = client.get("/federation/figures.csv").data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_page_shows_pictures_tables_and_what_is_hidden(analyst: PageClient) -> None:
    page = analyst.get("/federation/figures")
    words = words_of(page.text)

    assert "60 members with a submitted self-assessment" in words
    assert "What members find hardest, by sector" in words
    assert "14" in words
    assert "hidden" in words
    assert page.text.count("<svg") > 3
    assert "Make a release" not in words


def test_questions_have_shares_of_those_asked(analyst: PageClient) -> None:
    words = words_of(analyst.get("/federation/figures/questions").text)

    assert "WAG-010" in words
    assert "30% (15)" in words
    assert "18% (9)" in words


def test_the_list_of_releases_says_why_one_was_refused(app: Flask, analyst: PageClient) -> None:
    keep(app, 2, {}, reason="unsafe")

    words = words_of(analyst.get("/federation/figures/releases").text)

    assert "The audit found a cell that could be worked out." in words
    assert "Proven" in words


def test_before_the_first_release_the_pages_say_what_comes(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.FADM))

    for path in PAGES:
        assert browser.get(f"/federation/figures{path}").status_code == 200
    assert "Nothing is released yet" in browser.get("/federation/figures").text
    assert "Make a release" in browser.get("/federation/figures").text


def test_pages_of_figures_read_released_tables_alone(app: Flask, analyst: PageClient) -> None:
    for path in (*PAGES, ".json", ".csv"):
        with counted(app) as statements:
            analyst.get(f"/federation/figures{path}")
        read = {name for one in statements for name in re.findall(r"(?:FROM|JOIN) \(?(\w+)", one)}
        assert read & {"cube_release", "released_cube"}
        assert {name for name in read if not name.startswith("SELECT")} <= _KNOWN, path
        assert len(statements) <= 16


def test_a_planted_change_changes_the_same_cell_in_every_form(
    app: Flask, analyst: PageClient, clock: Clock
) -> None:
    forms = (
        lambda: analyst.get("/federation/figures.json").json,
        lambda: csv_rows(analyst),
        lambda: workbook_rows(app, analyst),
        lambda: _numbers(analyst.get("/federation/figures").text),
    )
    before = [form() for form in forms]

    keep(app, 2, {"band": released(low=36)["band"]})
    # the newest of two workbooks is fetched
    clock.advance(minutes=1)

    data, lines, sheet, page = (form() for form in forms)
    assert {name for name in data if data[name] != before[0][name]} == {"band"}
    changed = [
        new for old, new in zip(before[0]["band"]["cells"], data["band"]["cells"], strict=True)
        if old != new
    ]  # fmt: skip
    assert changed == [[None, "low", 36]]
    for was, now in ((before[1], lines), (before[2], sheet)):
        moved = [new[3:10] for old, new in zip(was, now, strict=True) if old[3:] != new[3:]]
        assert [[*map(str, line)] for line in moved] == [["band", "*", "*", "*", "*", "low", "36"]]
    assert "36" in page["bands"]
    assert "31" not in page["bands"]
    assert page["duties"] == before[3]["duties"]
    assert page["ladder"] == before[3]["ladder"]


def _numbers(page: str) -> dict[str, list[str]]:
    """Return the numbers of each section, pictures and tables alike."""
    sections = re.findall(r'<section aria-labelledby="([\w-]+)">(.*?)</section>', page, re.DOTALL)
    return {name: re.findall(r">(\d+)</(?:text|td)>", text) for name, text in sections}


def test_a_release_is_asked_for_and_refused_where_too_few_took_part(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.FPO))

    asked = browser.post("/federation/figures/releases")
    do_what_waits(app.extensions["crest"])

    assert "See the releases" in browser.get(asked.location).text
    words = words_of(browser.get("/federation/figures/releases").text)
    assert "Refused Fewer than ten members have a result." in words
    assert json.loads(browser.get("/federation/figures.json").text) == {}


def test_a_member_sees_its_own_results_beside_its_sector(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.EDIT))
    assert "Nothing is released yet" in browser.get("/benchmark").text
    keep(app, 1, released())

    home, page = browser.get("/"), browser.get("/benchmark")

    assert 'href="/benchmark"' in home.text
    words = words_of(page.text)
    assert "Your sector in the figures: All others." in words
    assert "Your results" in words
    assert CANARY not in page.text
    assert browser.get("/federation/figures").status_code == 403
