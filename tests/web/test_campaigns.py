"""Campaigns through pages: from the supplier list to the end, and what the federation reads."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from crest.domain.permissions import Role
from crest.persistence import imports
from crest.persistence.models import AssessmentRow, InvitationRow, OutboxRow, TenantRow
from crest.persistence.session import reading, writing
from tests.conftest import NOW
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation
from tests.web.statements import counted
from tests.web.test_statements import _row
from tests.web.working import do_what_waits

DUE = "2026-12-15"


def made(browser: PageClient, **fields: str) -> str:
    """Make a draft and return the address of its page."""
    wanted = {"bank": "supplier", "due_on": DUE, "scope": "all", "name": "All of them", **fields}
    answer = browser.post("/campaigns/new", wanted)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def count(app: Flask, table: type) -> int:
    with app.extensions["crest"].sessions() as session, reading(session):
        return session.scalar(select(func.count()).select_from(table)) or 0


def count_to_be_signed(app: Flask) -> int:
    query = select(func.count()).where(AssessmentRow.needs_sign_off.is_(True))
    with app.extensions["crest"].sessions() as session, reading(session):
        return session.scalar(query) or 0


@pytest.fixture
def officer(app: Flask, federation: Federation) -> PageClient:
    return PageClient(app).login(federation.a.email(Role.EDIT))


def test_a_campaign_from_the_list_to_its_end(
    app: Flask, officer: PageClient, federation: Federation
) -> None:
    before = count(app, InvitationRow)
    asked = officer.get("/campaigns/new?audience=suppliers&scope=all").text
    place = made(officer, needs_sign_off="1")

    sent = officer.post(f"{place}/send", {"whom": "all"})
    again = officer.post(f"{place}/send", {"whom": "all"})
    do_what_waits(app.extensions["crest"])
    page = officer.get(place).text

    assert "suppliers would be asked" in asked
    assert count_to_be_signed(app) == 2
    assert "A second person at each supplier signs" in page
    assert sent.status_code == again.status_code == 303
    assert count(app, InvitationRow) == before + 2
    assert "Running" in page
    assert CANARY not in page
    assert officer.post(f"{place}/remind").status_code == 303
    assert officer.post(f"{place}/links").status_code == 200
    assert officer.post(f"{place}/extend", {"due_on": "2027-01-05"}).status_code == 303
    assert "5 Jan 2027" in officer.get(place).text
    assert officer.post(f"{place}/close").status_code == 303
    assert "Not asked any more (2)" in officer.get(place).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"due_on": "2026-11-21"}, "Choose a day in the future.", id="today"),
        pytest.param({"due_on": ""}, "Choose a day.", id="no day"),
        pytest.param({"due_on": DUE, "message": "x" * 501}, "too long", id="long message"),
        pytest.param({"due_on": DUE, "bank": "workplace"}, "not for them", id="other bank"),
    ],
)
def test_what_is_to_be_mended_keeps_what_was_typed(
    officer: PageClient, fields: dict[str, str], said: str
) -> None:
    typed = {"bank": "supplier", "scope": "all", "name": "Kept as typed", **fields}

    answer = officer.post("/campaigns/new", typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert "Kept as typed" in answer.text


def test_acts_that_cannot_be_done_say_so_on_the_board(
    officer: PageClient, federation: Federation
) -> None:
    place = made(officer)

    none = officer.post(f"{place}/send", {"whom": "ticked", "one": "x"})
    assert "Nobody is left to ask" in officer.get(none.headers["Location"]).text
    early = officer.post(f"{place}/plan", {"send_on": "2026-11-21"})
    assert early.status_code == 422
    assert "Choose a day from tomorrow on" in early.text
    planned = officer.post(f"{place}/plan", {"send_on": "2026-11-25"})
    assert "sent by itself on 25 Nov 2026" in officer.get(planned.headers["Location"]).text
    running = f"/campaigns/{federation.a.sent_campaign}"
    back = officer.post(f"{running}/extend", {"due_on": "2026-11-25"})
    assert back.status_code == 422
    assert "Choose a day after the last day" in back.text
    assert officer.post(f"{place}/close").status_code == 422
    assert officer.get("/campaigns/new?audience=odd").status_code == 404


def test_the_federation_asks_members_and_reads_no_answer(
    app: Flask, federation: Federation
) -> None:
    programme = PageClient(app).login(federation.email(Role.FPO))
    before = count(app, OutboxRow)
    place = made(programme, audience="members", bank="workplace")
    mail = programme.get(f"{place}/preview?language=km")

    programme.post(f"{place}/send", {"whom": "all"})
    do_what_waits(app.extensions["crest"])
    board = programme.get(place).text

    assert mail.status_code == 200
    assert count(app, OutboxRow) == before + 2
    assert "0 of 3" in board
    assert not re.search(r"supplier-|says|of 100|Weav", board)
    home = PageClient(app).login(federation.a.email(Role.ADM)).get("/").text
    assert "Due 15 Dec 2026" in home
    other = PageClient(app).login(federation.email(Role.FADM))
    assert other.get(place).status_code == 200


def test_the_board_says_that_a_suspended_member_is_not_asked(
    app: Flask, federation: Federation
) -> None:
    programme = PageClient(app).login(federation.email(Role.FPO))
    place = made(programme, audience="members", bank="workplace")
    before = programme.get(place).text
    suspended = update(TenantRow).where(TenantRow.id == federation.b.tenant_id)
    with app.extensions["crest"].sessions() as session, writing(session):
        session.execute(suspended.values(suspended_at=NOW))

    words = "suspended: it is not asked until it is resumed"
    assert words not in before
    assert programme.get(place).text.count(words) == 1


def test_the_board_takes_as_many_statements_for_five_hundred_as_for_few(
    app: Flask, officer: PageClient, federation: Federation
) -> None:
    runtime = app.extensions["crest"]
    seen = []
    for first, last, bank in ((0, 3, "supplier"), (3, 500, "supplier-short")):
        with runtime.sessions() as session, writing(session):
            rows = [_row(number) for number in range(first, last)]
            imports.add_suppliers(session, rows, tenant_id=federation.a.tenant_id, now=NOW)
        with counted(app) as making:
            place = made(officer, bank=bank)
        with counted(app) as looking:
            assert officer.get(place).status_code == 200
        seen.append((len(making), len(looking)))

    assert seen[1][0] <= seen[0][0]
    assert seen[1][1] == seen[0][1]
