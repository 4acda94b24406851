"""The trail of acts as the administrator and the auditor read it."""

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import update

from crest.domain.permissions import Role
from crest.domain.trail import INSTALLATION, Act
from crest.persistence.models import UserRow
from crest.persistence.session import writing
from crest.services import trail as service
from crest.web.trail.words import ACT
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation
from tests.web.pages import words_of


def _add_workplace(browser: PageClient) -> None:
    fields = {"code": "W9", "name": "Weaving", "country": "KH"}
    assert browser.post("/workplaces/new", fields).status_code == 303


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_act_has_its_words() -> None:
    assert set(ACT) == set(Act)
    assert len({str(words) for words in ACT.values()}) == len(Act)


def test_an_administrator_sees_who_did_what(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _add_workplace(PageClient(app).login(federation.email(Role.EDIT)))

    words = words_of(browser.login(federation.email(Role.ADM)).get("/trail").text)

    assert "Added a workplace" in words
    assert "Submitted an assessment" in words
    assert "workplace.create" not in words
    assert federation.a.users[Role.EDIT].name in words
    assert CANARY not in words


def test_the_list_is_filtered_by_act_person_and_month(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.ADM))
    editor = federation.a.users[Role.EDIT].user_id

    by_act = browser.get("/trail?act=assessment.submit").text
    by_person = browser.get(f"/trail?who={editor}").text
    elsewhen = browser.get("/trail?month=2019-01").text
    odd = browser.get("/trail?act=odd&who=odd&month=odd&page=x&of=").text

    assert '<td data-label="What was done"><span>Submitted an assessment' in by_act
    assert '<td data-label="What was done"><span>Began' not in by_act
    assert "<span>Began an assessment" in by_person
    assert "Nothing fits" in elsewhen
    assert "<span>Began an assessment" in odd


def test_the_trail_of_another_tenant_is_not_there(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.ADM))

    for chain in (federation.b.tenant_id, INSTALLATION):
        assert browser.get(f"/trail?of={chain}").status_code == 404
        assert browser.get(f"/trail.csv?of={chain}").status_code == 404


def test_the_auditor_reads_all_chains_without_names_of_others(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.AUD))

    page = browser.get(f"/trail?of={federation.a.tenant_id}").text
    doors = browser.get(f"/trail?of={INSTALLATION}").text

    assert "<span>Submitted an assessment" in page
    assert federation.a.users[Role.EDIT].name not in words_of(page)
    assert f"Person {str(federation.a.users[Role.EDIT].user_id)[:8]}" in words_of(page)
    assert "Tried to sign in" in words_of(doors)
    assert "Somebody not signed in" in words_of(doors)


def test_the_file_holds_what_the_filters_leave_and_no_formula(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    actor = federation.a.users[Role.EDIT]
    with app.extensions["crest"].sessions() as session, writing(session):
        session.execute(update(UserRow).where(UserRow.id == actor.user_id).values(name="=1+1"))
    browser.login(federation.email(Role.ADM))

    answer = browser.get("/trail.csv?act=assessment.submit")

    heads, *rows = _rows(answer.text)
    assert answer.headers["Content-Disposition"] == "attachment; filename=trail.csv"
    assert heads[2:6] == ["Who", "Role", "What was done", "Code of the act"]
    assert rows
    assert {row[5] for row in rows} == {"assessment.submit"}
    assert {row[2] for row in rows} == {"'=1+1"}


def test_a_file_that_would_be_too_long_is_refused_with_the_way_out(
    browser: PageClient, federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_IN_FILE", 1)
    browser.login(federation.email(Role.ADM))

    page = browser.get("/trail").text
    refused = browser.get("/trail.csv")

    assert "choose a month" in page
    assert refused.status_code == 422
    assert "Choose a month" in refused.text


def test_reading_the_trail_leaves_none(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.email(Role.ADM))
    before = _rows(browser.get("/trail.csv").text)

    assert _rows(browser.get("/trail.csv").text) == before
