"""Figures over time: released rows alone, gaps marked, differences where both numbers are told."""

import re

import pytest
from flask import Flask

from crest.domain.permissions import Role
from crest.domain.release_facts import MadeWith
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.test_figures import csv_rows, workbook_rows
from tests.web.told_figures import by_campaign, keep_told, released

MINUS = "\u2212"
Cells = dict[tuple[str | None, str | None], int]
SPRING: Cells = {(None, None): 60, ("c1", None): 44, ("c1", "low"): 12, ("c1", "high"): 20}
AUTUMN: Cells = {("c1", None): 14, ("c2", None): 40, ("c2", "low"): 19, ("c2", "moderate"): 9}
FIRST = MadeWith(banks={"old": ("1",), "workplace": ("2026.1",)}, library="aaaaaaaaaa", laws=40)
SECOND = MadeWith(
    banks={"supplier": ("2026.1",), "workplace": ("2026.2",)},
    library="bbbbbbbbbb",
    laws=41,
    joined=9,
    left=7,
)
TRENDS = "/federation/figures/trends"


@pytest.fixture
def analyst(app: Flask, browser: PageClient, federation: Federation) -> PageClient:
    """An analyst after three releases: told, refused, and told by another method."""
    with app.extensions["crest"].sessions() as session:
        keep_told(session, 1, released() | by_campaign(SPRING), made_with=FIRST)
        keep_told(session, 2, {}, reason="unsafe")
        told = {"band": released(low=37)["band"], **by_campaign(AUTUMN)}
        keep_told(session, 3, told, method="2026.2", made_with=SECOND)
    return browser.login(federation.email(Role.FAN))


def part(page: str, name: str) -> str:
    """Return a section of the page."""
    return page.split(f'<section aria-labelledby="{name}">')[1].partition("</section>")[0]


def words_of(part: str) -> str:
    """Return the words between the tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", part).split())


def cells(page: str, name: str) -> list[list[str]]:
    """Return the cells of a section's table, each as its words."""
    rows = part(page, name).split("<tbody>")[1].split("<tr>")[1:]
    return [[words_of(one) for one in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row)] for row in rows]


def test_a_refused_release_is_a_gap_and_nothing_is_read_across_a_hidden_cell(
    analyst: PageClient,
) -> None:
    page = analyst.get(TRENDS).text

    rows = cells(page, "band")
    assert [row[0].split(",")[0] for row in rows] == ["Release 1", "Release 2", "Release 3"]
    assert rows[1][1:] == ["Refused: nothing was told"]
    assert rows[2][1:] == ["60 ±0", "37 +6", "hidden", "hidden", "hidden"]
    assert part(page, "band").count('class="gap"') == 1


def test_what_changed_in_between_stands_in_words(analyst: PageClient) -> None:
    words = words_of(part(analyst.get(TRENDS).text, "changed"))

    assert "60 members are counted, as before." in words
    assert "9 joined and 7 left those counted." in words
    assert "The method changed from 2026.1 to 2026.2" in words
    assert "version 2026.2 was answered, before it was 2026.1" in words
    assert "version 2026.1 was answered; before, too few did to tell." in words
    assert "Questionnaire old: too few answered it to tell; before, it was version 1." in words
    assert "41 laws and standards, before 40" in words


def test_a_campaign_stands_where_most_of_its_members_are_told(analyst: PageClient) -> None:
    page = analyst.get(TRENDS).text

    assert cells(page, "campaign-band") == [
        ["Spring round (2026-04-30)", "44", "12", "hidden", "20", "hidden"],
        ["Autumn round (2026-10-30)", f"40 {MINUS}4", "19 +7", "9", "hidden", "hidden"],
    ]
    words = words_of(part(page, "changed-campaigns"))
    assert "From Spring round (2026-04-30) to Autumn round (2026-10-30)" in words
    assert "version 2026.1" in words
    assert "read from release 1 and release 3" in words


def test_a_release_that_noted_nothing_says_so(app: Flask, analyst: PageClient) -> None:
    with app.extensions["crest"].sessions() as session:
        few = MadeWith(banks=SECOND.banks, library=SECOND.library, laws=41)
        keep_told(session, 4, {"triggers": released()["band"]}, made_with=few)
        keep_told(session, 5, {"band": released(low=42)["band"]})

    page = analyst.get(TRENDS).text
    newest, before, _first = words_of(part(page, "changed")).split("From release")[1:]

    assert "was not noted" in newest
    assert "The same versions of the questionnaires were answered." in before
    assert "hidden in one of the two" in before
    assert "one of the two is few" in before
    assert "The method changed from 2026.2 to 2026.1" in before
    assert cells(page, "band")[3][1:] == ["Not told anew: the one before holds"]


def test_one_campaign_changes_its_own_figures_alone(app: Flask, analyst: PageClient) -> None:
    before = analyst.get(TRENDS).text
    with app.extensions["crest"].sessions() as session:
        keep_told(session, 4, by_campaign({**AUTUMN, ("c2", "low"): 25, ("c2", "moderate"): 0}))

    after = analyst.get(TRENDS).text

    # A release that tells no bands is a gap among them.
    assert cells(after, "band")[:3] == cells(before, "band")
    was, now = cells(before, "campaign-band"), cells(after, "campaign-band")
    assert now[0] == was[0]
    assert now[1] == [
        "Autumn round (2026-10-30)",
        f"40 {MINUS}4",
        "25 +13",
        "0",
        "hidden",
        "hidden",
    ]
    chart = part(after, "campaign-band").split("</svg>")[0]
    assert ">25</text>" in chart
    assert ">19</text>" not in chart
    cell = ["campaign.band", "*", "*", "*", "Autumn round (2026-10-30)", "low"]
    data = analyst.get("/federation/figures.json").json or {}
    assert ["c2", "low", 25] in data["campaign.band"]["cells"]
    assert [*cell, "25"] in [line[3:10] for line in csv_rows(analyst)]
    assert (*cell, 25) in [line[3:10] for line in workbook_rows(app, analyst)]
