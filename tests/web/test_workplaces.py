"""Workplaces: who sees which, and how they are added and changed."""

from uuid import uuid4

import pytest
from flask import Flask

from crest.domain.permissions import Role
from crest.persistence.models import WorkplaceRow
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation

NEW = {"code": "W7", "name": "Kampot mill", "country": "KH", "fact_workforce_total": "64"}


@pytest.fixture
def editor(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.EDIT))


def rows(app: Flask, federation: Federation) -> dict[str, WorkplaceRow]:
    with app.extensions["crest"].sessions() as session, session.begin():
        found = session.query(WorkplaceRow).filter_by(tenant_id=federation.a.tenant_id)
        return {row.code: row for row in found}


def test_the_list_has_own_workplaces_alone(editor: PageClient, federation: Federation) -> None:
    page = editor.get("/workplaces").text

    assert str(federation.a.workplace) in page
    assert str(federation.b.workplace) not in page
    assert CANARY not in page


def test_a_workplace_is_added_with_little(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    answer = editor.post("/workplaces/new", {"code": "W8", "name": "Office", "country": ""})

    row = rows(app, federation)["W8"]
    assert answer.status_code == 303
    assert (row.name, row.country, row.facts) == ("Office", None, {})


def test_facts_of_a_workplace_are_kept_with_it(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    editor.post("/workplaces/new", {**NEW, "fact_site_guards": "yes"})

    facts = rows(app, federation)["W7"].facts
    assert facts["workforce.total"]["value"] == "64"
    assert facts["site.guards"]["value"] == "yes"


def test_the_same_post_twice_adds_one_workplace(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    before, key = len(rows(app, federation)), uuid4().hex

    for _ in range(2):
        assert editor.post("/workplaces/new", {**NEW, "key": key}).status_code == 303

    assert len(rows(app, federation)) == before + 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"code": " "}, "Give the workplace a short code", id="no code"),
        pytest.param({"name": ""}, "Write the name of the workplace", id="no name"),
        pytest.param(
            {"country": "ZZ"}, "Choose one of the options shown here", id="forged country"
        ),
        pytest.param({"name": "x" * 201}, "at most 200 characters", id="long name"),
        pytest.param({"name": "a\x00b"}, "cannot be kept", id="control character"),
        pytest.param({"code": "Ours-1"}, "already in use", id="taken code"),
    ],
)
def test_a_refused_workplace_keeps_what_was_typed(
    app: Flask, editor: PageClient, federation: Federation, change: dict[str, str], words: str
) -> None:
    before = set(rows(app, federation))

    answer = editor.post("/workplaces/new", {**NEW, **change})

    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="64"' in answer.text
    assert set(rows(app, federation)) == before


def test_a_change_is_kept_and_the_facts_stay(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    path = f"/workplaces/{federation.a.workplace}"

    answer = editor.post(path, {**NEW, "code": "Ours-1", "version": "1"})

    row = rows(app, federation)["Ours-1"]
    assert answer.status_code == 303
    assert (row.name, row.version) == ("Kampot mill", 2)


def test_a_stale_change_shows_both(editor: PageClient, federation: Federation) -> None:
    path = f"/workplaces/{federation.a.workplace}"
    editor.post(path, {**NEW, "code": "Ours-1", "name": "First", "version": "1"})

    late = editor.post(path, {**NEW, "code": "Ours-1", "name": "Second", "version": "1"})

    assert late.status_code == 409
    assert "First" in late.text
    assert 'value="Second"' in late.text
    assert 'name="version" value="2"' in late.text


def test_a_workplace_manager_sees_the_named_ones_alone(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.a.email(Role.SITE))

    page = browser.get("/workplaces").text

    assert str(federation.a.workplace) in page
    assert str(federation.a.other_workplace) not in page
    assert browser.get(f"/workplaces/{federation.a.workplace}").status_code == 200
    assert browser.get(f"/workplaces/{federation.a.other_workplace}").status_code == 403


@pytest.mark.parametrize("role", [Role.VIEW, Role.SITE], ids=str)
def test_readers_change_nothing(browser: PageClient, federation: Federation, role: Role) -> None:
    browser.login(federation.a.email(role))

    assert browser.get("/workplaces/new").status_code == 403
    assert browser.post("/workplaces/new", NEW).status_code == 403
    path = f"/workplaces/{federation.a.workplace}"
    assert "Save the workplace" not in browser.get(path).text
    assert browser.post(path, {**NEW, "version": "1"}).status_code == 403


def test_a_foreign_workplace_is_not_there(editor: PageClient, federation: Federation) -> None:
    foreign = editor.get(f"/workplaces/{federation.b.workplace}")
    missing = editor.get(f"/workplaces/{uuid4()}")
    posted = editor.post(f"/workplaces/{federation.b.workplace}", {**NEW, "version": "1"})

    assert (foreign.status_code, missing.status_code, posted.status_code) == (404, 404, 404)
    assert CANARY not in foreign.text
