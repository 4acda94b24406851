"""Who takes part: released figures for all that read them, names and reminders for some."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from crest.domain.permissions import Role
from crest.persistence.models import CampaignRecipientRow, CampaignRow, TenantRow
from crest.persistence.session import writing
from tests.web.client import PageClient
from tests.web.federation import BUILT, CANARY, Federation
from tests.web.pages import words_of
from tests.web.statements import counted
from tests.web.test_figures import _KNOWN, csv_rows, keep, workbook_rows
from tests.web.told_figures import body

BANDS = ("low", "moderate", "high", "severe")
Cells = dict[tuple[str | None, str | None], Any]


def told(*, submitted: int = 60) -> dict[str, dict[str, Any]]:
    """Return released families of eighty members, of which so many have submitted."""
    members: Cells = {
        (None, None): 80,
        (None, "submitted"): submitted,
        ("Garments", None): 50,
        ("Garments", "submitted"): 41,
        ("others", None): 30,
    }
    bands: Cells = {
        (None, None): 60,
        (None, "low"): 20,
        (None, "moderate"): 22,
        (None, "high"): 10,
        (None, "severe"): 8,
        ("Garments", None): 41,
    }
    families: dict[str, tuple[tuple[str, ...], Cells]] = {
        "participation": (("submitted", "not_submitted"), members),
        "begun": (("begun", "not_begun"), {(None, None): 20, (None, "begun"): 7}),
        "invited": (("asked", "unasked"), {(None, None): 80, (None, "asked"): 70}),
        "shared": (("shared", "not_shared"), {(None, None): 60, (None, "shared"): 9}),
        "band": (BANDS, bands),
    }
    return {name: body(name, values, cells) for name, (values, cells) in families.items()}


@pytest.fixture
def officer(app: Flask, browser: PageClient, federation: Federation) -> PageClient:
    keep(app, 1, told())
    return browser.login(federation.email(Role.FPO))


def ask_member(app: Flask, federation: Federation) -> str:
    """Leave a campaign of the officer's that goes on, and return its id."""
    campaign = uuid4()
    officer = federation.users[Role.FPO].user_id
    with app.extensions["crest"].sessions() as session, writing(session):
        session.add(
            CampaignRow(
                id=campaign,
                tenant_id=federation.tenant_id,
                audience="members",
                name="Spring round of questions",
                bank="workplace",
                bank_version="2026.1",
                due_on=(BUILT + timedelta(days=30)).date(),
                language="",
                message="",
                state="running",
                base_url="https://crest.example",
                created_by=officer,
                created_at=BUILT,
            )
        )
        session.flush()
        session.add(
            CampaignRecipientRow(
                id=uuid4(),
                campaign_id=campaign,
                tenant_id=federation.tenant_id,
                owner_id=federation.a.tenant_id,
                place=0,
                language="en",
                chosen_at=BUILT,
                asked_at=BUILT,
                refusal="",
            )
        )
    return str(campaign)


def add_silent(app: Flask, count: int) -> None:
    with app.extensions["crest"].sessions() as session, writing(session):
        for number in range(count):
            session.add(
                TenantRow(
                    id=uuid4(),
                    kind="member",
                    code=f"N{number}",
                    name=f"Silent company {number:03}",
                    facts={},
                    version=1,
                    created_at=BUILT,
                )
            )


def test_the_rate_and_what_silence_may_hide_come_from_the_release(officer: PageClient) -> None:
    words = words_of(officer.get("/federation").text)

    assert "75% response rate: 60 of 80 members have submitted" in words
    assert "7 of the others have begun" in words
    assert "9 share a result with the federation" in words
    assert (
        "Of the 60 members that answered, 18 stand at high or severe residual risk (30%)" in words
    )
    assert "20 members have not answered." in words
    assert "between 22% and 48% are at high or severe risk" in words


def test_an_analyst_reads_released_figures_and_no_name(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    keep(app, 1, told())
    browser.login(federation.email(Role.FAN))

    with counted(app) as statements:
        page = browser.get("/federation").text

    assert "75%" in page
    assert CANARY not in page
    assert federation.a.name not in page
    assert "Members by name" not in page
    read = {name for one in statements for name in re.findall(r"(?:FROM|JOIN) \(?(\w+)", one)}
    assert {name for name in read if not name.startswith("SELECT")} <= _KNOWN


def test_names_stand_with_how_far_they_are_and_a_way_to_remind(
    app: Flask, officer: PageClient, federation: Federation
) -> None:
    campaign = ask_member(app, federation)

    page = officer.get("/federation")
    words = words_of(page.text)

    assert f"/campaigns/{campaign}#remind" in page.text
    assert "Remind those asked by: Spring round of questions 0 of 1 submitted" in words
    assert officer.get(f"/campaigns/{campaign}").text.count('id="remind"') == 1
    assert CANARY in words
    assert "Members by name" in words
    # A supplier's result alone is shared here: that is no self-assessment
    assert "Shared" not in words.rpartition("Members by name")[2]
    begun = words_of(officer.get("/federation?stage=submitted").text)
    assert "Nobody is at this stage." in begun
    assert "factory" not in page.text
    assert "weavers" not in page.text


def test_without_a_campaign_or_a_release_the_page_says_what_to_do(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.FADM))

    words = words_of(browser.get("/federation?stage=nonsense").text)

    assert "Nothing is released yet" in words
    assert "Ask members" in words
    assert "Not begun" in words


def test_the_page_asks_the_database_as_often_for_many_members_as_for_few(
    app: Flask, officer: PageClient
) -> None:
    officer.get("/federation")
    with counted(app) as few:
        officer.get("/federation")
    add_silent(app, 120)
    with counted(app) as many:
        page = officer.get("/federation")

    assert len(many) == len(few) <= 18
    assert "1 to 50 of 122" in words_of(page.text)


def test_a_changed_release_changes_the_page_and_every_file_alike(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    keep(app, 1, told())
    browser.login(federation.email(Role.FAN))
    before = csv_rows(browser)

    keep(app, 2, {"participation": told(submitted=66)["participation"]})

    words = words_of(browser.get("/federation").text)
    assert "66 of 80 members have submitted" in words
    # the bands are of the release before: two days are not added up
    assert "cannot be computed from this release" in words
    assert "18 stand at high" not in words
    changed = [
        (new[3], *new[8:10])
        for old, new in zip(before, csv_rows(browser), strict=True)
        if old[3:] != new[3:]
    ]
    assert changed == [("participation", "submitted", "66")]
    lines = [(row[3], row[8], str(row[9])) for row in workbook_rows(app, browser)]
    assert ("participation", "submitted", "66") in lines
    data = browser.get("/federation/figures.json").json
    assert [None, "submitted", 66] in data["participation"]["cells"]
