"""A supplier reads what its own answers come to, in plain words, on a page and in a file."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import update

from crest.domain.permissions import Role
from crest.persistence.models import SupplierRow
from crest.persistence.session import writing
from tests.web.accounts import runtime_of
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.test_invited import answer_all, begin, invite
from tests.web.working import do_what_waits

# Questions of the short questionnaire: who keeps the papers, and whether doors are locked.
PAPERS, DOORS = "FRE-010", "FRE-040"


def submit(browser: PageClient, inside: str, **answers: str) -> str:
    """Give these answers, "I do not know" to all else, submit, and return where that leads."""
    answer_all(browser, inside)
    for code, value in answers.items():
        name = code.replace("_", "-")
        given = {f"q_{name}": value, f"v_{name}": "1"}
        saved = browser.post(f"{inside}/answers/{name}", given)
        assert saved.status_code == 200, saved.text
    confirm = browser.get(f"{inside}/submit").text
    version = re.search(r'name="version" value="(\d+)">\s*<div class="buttons', confirm)
    assert version, confirm
    sent = browser.post(f"{inside}/submit", {"version": version[1]})
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"]


@pytest.fixture
def answered(app: Flask, federation: Federation) -> tuple[PageClient, str]:
    """Return the browser of a supplier that keeps papers, and the page of its result."""
    runtime = runtime_of(app)
    with runtime.sessions() as session, writing(session):
        secret = {"note": "We doubt them.", "owner": "Buyer's eye", "decision": "pause_new_orders"}
        of_buyer = SupplierRow.id == federation.a.supplier
        session.execute(update(SupplierRow).where(of_buyer).values(**secret))
    browser = begin(app, invite(app, federation))
    inside: str = browser.inside  # type: ignore[attr-defined]
    return browser, submit(browser, inside, FRE_010="company", FRE_040="none")


def test_the_result_stands_there_at_once_in_plain_words(
    app: Flask, answered: tuple[PageClient, str]
) -> None:
    browser, place = answered
    asked = runtime_of(app).library.questionnaire("supplier-short").questions

    answer = browser.get(place)

    assert answer.status_code == 200
    page = unescape(answer.text)
    urgent, steps = page.split('id="urgent"')[1].split('id="steps"')
    assert "Needs action now" in urgent
    assert asked[PAPERS].text in urgent
    assert asked[PAPERS].recommendation in steps
    assert len(re.findall("From the question", steps)) <= 3
    good = page.split('id="good"')[1].split('id="help"')[0]
    assert asked[DOORS].text in good
    assert next(one.label for one in asked[DOORS].options if one.code == "none") in good
    assert "117" in page.split('id="help"')[1]
    for word in ("breach", "violation", "fail", "Inherent", "Residual", "severe"):
        assert word.casefold() not in page.casefold(), word


def test_each_thing_that_needs_action_now_has_its_step(app: Flask, federation: Federation) -> None:
    browser = begin(app, invite(app, federation))
    inside: str = browser.inside  # type: ignore[attr-defined]
    stops = {"FRE_010": "company", "FRE_080": "hit", "REC_040": "agency_fee"}
    others = {"YNG_010": "other_work", "PAY_020": "until_end"}
    asked = runtime_of(app).library.questionnaire("supplier-short").questions

    page = unescape(browser.get(submit(browser, inside, **stops, **others)).text)

    steps = page.split('id="steps"')[1].split('id="good"')[0]
    for name in [*stops, *others]:
        assert asked[name.replace("_", "-")].recommendation in steps, name


@pytest.mark.parametrize("part", ["", "/print"])
def test_what_the_buyer_thinks_is_not_in_it(answered: tuple[PageClient, str], part: str) -> None:
    browser, place = answered

    page = browser.get(place + part).text

    for secret in ("We doubt them.", "Buyer&#39;s eye", "pause", "Ours-S1"):
        assert secret not in page


def test_the_file_is_made_by_the_worker_and_is_the_askers_alone(
    app: Flask, federation: Federation, answered: tuple[PageClient, str]
) -> None:
    browser, place = answered
    asked = browser.post(f"{place}/file")
    job = asked.headers["Location"]
    assert browser.get(job).status_code == 200
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))

    do_what_waits(runtime_of(app))

    file = browser.get(f"{job}/file")
    assert file.status_code == 200, browser.get(job).text
    assert file.data.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1<" in file.data  # a tagged file that can be read out
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert buyer.get(job).status_code == buyer.get(f"{job}/file").status_code == 404


def test_the_same_key_asks_for_one_file(answered: tuple[PageClient, str]) -> None:
    browser, place = answered

    first, second = (browser.post(f"{place}/file", {"key": "once"}) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]


def test_nobody_else_reads_it(
    app: Flask, federation: Federation, answered: tuple[PageClient, str]
) -> None:
    _browser, place = answered
    other = begin(app, invite(app, federation, bank="supplier"))

    assert other.get(place).status_code == 404
    assert PageClient(app).login(federation.a.email(Role.EDIT)).get(place).status_code == 403
    assert PageClient(app).login(federation.b.email(Role.EDIT)).get(place).status_code == 403


def test_there_is_no_result_before_submitting(app: Flask, federation: Federation) -> None:
    browser = begin(app, invite(app, federation))
    inside: str = browser.inside  # type: ignore[attr-defined]

    page = browser.get(f"{inside}/own-result")
    job = browser.post(f"{inside}/own-result/file").headers["Location"]
    do_what_waits(runtime_of(app))

    assert "There is no result yet" in page.text
    assert browser.get(f"{job}/file").status_code == 404
