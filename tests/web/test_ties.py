"""Pages where suppliers are compared, made one, tied, changed together and saved as a file."""

import io
import re
from uuid import UUID

import pytest
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from crest.domain.permissions import Role
from crest.persistence.session import writing
from crest.persistence.suppliers import add
from tests.web.client import PageClient
from tests.web.federation import BUILT, Federation
from tests.web.statements import counted
from tests.web.working import do_what_waits


@pytest.fixture
def editor(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.EDIT))


def _add(app: Flask, federation: Federation, code: str, **values: object) -> UUID:
    with app.extensions["crest"].sessions() as session, writing(session):
        given = {"code": code, "name": code, "country": "KH", "address": None, **values}
        return add(session, given, tenant_id=federation.a.tenant_id, now=BUILT).id


def _pairs(app: Flask, editor: PageClient) -> str:
    """Return the page of pairs after a search."""
    assert editor.post("/suppliers/duplicates/search", {}).status_code == 303
    do_what_waits(app.extensions["crest"])
    return editor.get("/suppliers/duplicates").text


def test_a_search_is_offered_goes_on_in_a_worker_and_is_dated(
    app: Flask, editor: PageClient
) -> None:
    before = editor.get("/suppliers/duplicates").text
    assert editor.post("/suppliers/duplicates/search", {}).status_code == 303
    working = editor.get("/suppliers/duplicates").text
    do_what_waits(app.extensions["crest"])
    after = editor.get("/suppliers/duplicates").text

    assert "Nobody has looked yet" in before
    assert "Your suppliers are being compared" in working
    assert 'id="job"' in working
    assert 'id="job"' not in after
    assert "Looked through on" in after
    job = re.findall(r'action="/jobs/([^"/]+)/cancel"', working)
    assert "Show the pairs" in editor.get(f"/jobs/{job[0]}").text


def test_two_entries_of_one_supplier_are_asked_about_made_one_and_parted(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    same = {"address": "St 8, Bavet", "contact_phone": "012 345 678"}
    kept = _add(app, federation, "T1", name="Golden Thread Co., Ltd", tier=1, **same)
    gone = _add(app, federation, "T2", name="GOLDEN THREAD", tier=2, goods="shirts", **same)

    asked = _pairs(app, editor)
    assert "Golden Thread Co., Ltd" in asked
    assert "same name, same address, same phone" in asked
    path = f"/suppliers/{kept}/merge/{gone}"
    page = editor.get(path).text
    assert "shirts" in page
    fields = {"kept_version": "1", "gone_version": "1", "wins-tier": "gone"}
    assert editor.post(path, fields).status_code == 303

    shown = editor.get(f"/suppliers/{kept}").text
    assert "shirts" in shown
    assert editor.get(f"/suppliers/{gone}").status_code == 404
    assert "GOLDEN THREAD" not in editor.get("/suppliers/duplicates").text
    merges = editor.get("/suppliers/merges").text
    undo = re.findall(r'action="(/suppliers/merges/[^"]+/undo)"', merges)
    assert editor.post(undo[0], {}).status_code == 303
    assert editor.get(f"/suppliers/{gone}").status_code == 200
    assert "shirts" not in editor.get(f"/suppliers/{kept}").text


def test_a_page_of_pairs_costs_the_same_for_many_suppliers(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    _pairs(app, editor)
    with counted(app) as few:
        editor.get("/suppliers/duplicates")
    for number in range(40):
        _add(app, federation, f"M{number}", name="Silver Needle")
    _pairs(app, editor)

    with counted(app) as many:
        page = editor.get("/suppliers/duplicates").text

    assert page.count("One supplier, entered twice?") == 10
    assert len(page) < 60_000
    assert len(many) == len(few)


def test_a_pair_that_is_said_to_be_two_is_asked_no_more(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    left = _add(app, federation, "T1", name="Silver Needle Ltd")
    right = _add(app, federation, "T2", name="Silver Needle")
    said = {"left": str(left), "right": str(right), "verdict": "different"}
    assert "Silver Needle" in _pairs(app, editor)

    assert editor.post("/suppliers/duplicates", said).status_code == 303

    assert "Silver Needle" not in editor.get("/suppliers/duplicates").text


def test_different_numbers_cannot_be_made_one(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    kept = _add(app, federation, "T1", registration_number="1")
    gone = _add(app, federation, "T2", registration_number="2")
    path = f"/suppliers/{kept}/merge/{gone}"

    shown = editor.get(path)
    posted = editor.post(path, {"kept_version": "1", "gone_version": "1"})

    assert "different registration numbers" in shown.text
    assert "Make them one supplier" not in shown.text
    assert posted.status_code == 422


def test_what_changed_meanwhile_is_shown_with_what_was_chosen(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    kept, gone = _add(app, federation, "T1", tier=1), _add(app, federation, "T2", tier=2)
    path = f"/suppliers/{kept}/merge/{gone}"

    answer = editor.post(
        path, {"kept_version": "7", "gone_version": "1", "wins-tier": "gone", "wins-name": "kept"}
    )

    assert answer.status_code == 409
    assert re.search(r'name="wins-tier" value="gone" checked', answer.text)
    assert re.search(r'name="wins-name" value="kept" checked', answer.text)


def test_a_circle_is_refused_with_its_way_and_nothing_typed_is_lost(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    first, second = _add(app, federation, "T1"), _add(app, federation, "T2")
    assert editor.post(f"/suppliers/{second}/chain", {"parent": "T1"}).status_code == 303

    assert "Its own suppliers" in editor.get(f"/suppliers/{first}").text
    refused = editor.post(f"/suppliers/{first}/chain", {"parent": "T2"})

    assert refused.status_code == 422
    assert "T2 → T1" in refused.text
    assert 'value="T2"' in refused.text
    assert "T2" in editor.get(f"/suppliers/{first}/chain").text
    taken_back = editor.post(f"/suppliers/{second}/chain/{first}/remove", {})
    assert taken_back.status_code == 303
    assert "Nobody is named yet" in editor.get(f"/suppliers/{second}/chain").text


def test_one_value_is_set_for_the_filtered_list_after_its_count_was_seen(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    for code in ("T1", "T2"):
        _add(app, federation, code, country="VN")
    page = editor.get("/suppliers/changing?scope=all&country=VN").text
    assert "Change 2 suppliers" in page
    sent = {"scope": "all", "country": "VN", "field": "tier", "value": "3"}

    wrong = editor.post("/suppliers/changing", {**sent, "count": "2", "value": "three"})
    changed_list = editor.post("/suppliers/changing", {**sent, "count": "5"})
    done = editor.post("/suppliers/changing", {**sent, "count": "2"})

    assert wrong.status_code == 422
    assert 'value="three"' in wrong.text
    assert changed_list.status_code == 422
    assert "there are 2 suppliers now" in changed_list.text
    assert done.status_code == 303
    assert done.headers["Location"].endswith("/suppliers?country=VN")
    saved = _saved(app, editor, "csv", country="VN").text
    assert saved.count('"3"') == 2


def _saved(app: Flask, editor: PageClient, kind: str, **filters: str) -> TestResponse:
    """Ask for the list as a file, let a worker make it, and return the newest one."""
    asked = editor.post(f"/suppliers.{kind}", filters)
    assert asked.status_code == 303
    do_what_waits(app.extensions["crest"])
    page = editor.get(asked.headers["Location"]).text
    assert f"suppliers-2026-11-21.{kind}" in page
    assert "Back to the suppliers" in page
    return editor.get(f"/suppliers.{kind}")


def test_the_list_is_saved_in_the_columns_that_bring_it_in_again(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    _add(app, federation, "T1", name="=1+1", country="VN", contact_phone="+84 24 1234")
    _add(app, federation, "T2", country="VN", tier=2, registration_number="007")

    text = _saved(app, editor, "csv", country="VN")
    book = _saved(app, editor, "xlsx", country="VN")

    assert "'=1+1" in text.text
    sheet = load_workbook(io.BytesIO(book.data)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert len(rows) == 3
    found = dict(zip(rows[0], rows[1], strict=True))
    assert (found["Name"], found["Contact phone"]) == ("=1+1", "+84 24 1234")
    assert sheet["B2"].data_type == "s"
    assert dict(zip(rows[0], rows[2], strict=True))["Registration number"] == "007"
    assert "attachment" in book.headers["Content-Disposition"]
