"""A list sent again after a merge, after it was saved from here, and taken back."""

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from crest.domain.permissions import Role
from crest.jobs.worker import Worker
from crest.persistence.models import SupplierRow
from crest.persistence.session import reading
from crest.persistence.supplier_values import values_of
from crest.services.jobs import JobTools, job_files
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.working import do_what_waits

LIST = (
    b"name,country,address,goods\n"
    b'"Golden Thread Co., Ltd",KH,St 8 Bavet,shirts\n'
    b"GOLDEN THREAD,KH,8 St Bavet,\n"
    b"Silver Needle,KH,St 9 Bavet,hats\n"
)
Take = Callable[..., str]


@pytest.fixture
def editor(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.EDIT))


@pytest.fixture
def take(app: Flask, editor: PageClient) -> Take:
    """Send a list through all its steps; return its address."""
    runtime = app.extensions["crest"]
    worker = Worker(
        sessions=runtime.sessions,
        tools=JobTools(settings=runtime.settings, library=runtime.library),
        files=job_files(runtime.settings),
        clock=runtime.clock,
    )

    def act(address: str, page: str, part: str) -> None:
        found = re.search(r'name="version" value="(\d+)"', editor.get(page).text)
        assert found
        editor.post(f"{address}/{part}", {"version": found[1]})
        while worker.run_next():
            pass

    def run(content: bytes, name: str = "list.csv", *, commit: bool = True) -> str:
        data = {"file": (io.BytesIO(content), name)}
        address = editor.post(
            "/suppliers/import", data, content_type="multipart/form-data"
        ).location
        while worker.run_next():
            pass
        act(address, f"{address}/columns", "columns")
        if commit:
            act(address, address, "commit")
        return str(address)

    return run


def _rows(app: Flask, federation: Federation) -> dict[str, SupplierRow]:
    with app.extensions["crest"].sessions() as session, reading(session):
        own = SupplierRow.tenant_id == federation.a.tenant_id
        found = session.scalars(select(SupplierRow).where(own, SupplierRow.archived_at.is_(None)))
        return {row.name: row for row in found}


def _figure(page: str, words: str) -> str:
    found = re.search(rf"<dt>{words}</dt>\s*<dd>([^<]*)</dd>", page)
    assert found, page
    return found[1].strip()


def test_the_same_list_after_a_merge_changes_nothing_and_asks_nothing(
    app: Flask, editor: PageClient, federation: Federation, take: Take
) -> None:
    take(LIST)
    rows = _rows(app, federation)
    kept, gone = rows["Golden Thread Co., Ltd"], rows["GOLDEN THREAD"]
    fields = {"kept_version": "1", "gone_version": "1"}
    assert editor.post(f"/suppliers/{kept.id}/merge/{gone.id}", fields).status_code == 303
    before = _rows(app, federation)

    page = editor.get(take(LIST, commit=False)).text

    assert _figure(page, "New suppliers") == "0"
    assert _figure(page, "Rows with changes") == "0"
    assert _figure(page, "Unchanged") == "3"
    assert "Look at them side by side" not in page
    assert set(before) == set(rows) - {"GOLDEN THREAD"}


def test_a_list_taken_back_leaves_what_was_there_before(
    app: Flask, editor: PageClient, federation: Federation, take: Take
) -> None:
    before = set(_rows(app, federation))
    address = take(LIST)
    silver = _rows(app, federation)["Silver Needle"]
    editor.post(f"/suppliers/{silver.id}/chain", {"parent": f"{_code(app, federation)}"})
    assert f"{address}/undo" in editor.get(address).text

    page = editor.get(f"{address}/undo").text
    assert _figure(page, "Suppliers that this list created") == "3"
    editor.post(f"{address}/undo", {})

    undone = editor.get(f"{address}/undo").text
    assert _figure(undone, "Suppliers removed") == "2"
    assert _figure(undone, "Left as they are") == "1"
    assert "It has assessments, tags or ties by now." in undone
    assert set(_rows(app, federation)) == before | {"Silver Needle"}


def _code(app: Flask, federation: Federation) -> str:
    rows = _rows(app, federation).values()
    return next(row.code for row in rows if row.id == federation.a.supplier)


# What programs like to change on its way: zeros, signs, dots, lines, other letters, shares.
ODD = """code,name,local name,country,province,address,sector,goods,tier,registration number,\
contact name,contact email,contact phone,spend,currency,our share of sales (%),workers,\
women workers,migrant workers,inputs
007,=1+1 Trading,ក្រុមហ៊ុន ដេរ,KH,Kandal,"St 8, Bavet",1410,"shirts; hats",1,00123,@dara,\
dara@sew.example,+855 12 345 678,1234567.89,USD,12.5,250,180,40,"cotton (China, India); thread"
1E5,-Dash & Sons,โรงงาน ตัดเย็บ,TH,,"9 Moo 5
Bangkok",handmade lace,lace,2,1-2-3,,,012 345 678,0.10,THB,0.5,7,0,7,
"""


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_saved_list_brought_in_again_changes_nothing(
    app: Flask, editor: PageClient, federation: Federation, take: Take, kind: str
) -> None:
    take(LIST)
    take(ODD.encode())
    before = {name: values_of(row) for name, row in _rows(app, federation).items()}
    assert before["=1+1 Trading"]["registration_number"] == "00123"
    used = before["=1+1 Trading"]["facts.inputs"]["value"]
    assert used == ["cotton (china)", "cotton (india)", "thread"]
    editor.post(f"/suppliers.{kind}", {})
    do_what_waits(app.extensions["crest"])
    file = editor.get(f"/suppliers.{kind}").data

    page = editor.get(take(file, f"suppliers.{kind}")).text

    assert _figure(page, "New suppliers") == "0"
    assert _figure(page, "Rows with changes") == "0"
    assert _figure(page, "Refused rows") == "0"
    assert _figure(page, "Rows taken with a warning") == "0"
    assert {name: values_of(row) for name, row in _rows(app, federation).items()} == before
    assert _figure(page, "Refused rows") == "0"


def test_another_place_of_a_company_is_told_kept_apart_and_may_be_tied(
    app: Flask, editor: PageClient, federation: Federation, take: Take
) -> None:
    take(b"code,name,country,address\nGT,Golden Thread Plant 2,KH,St 8 Bavet\n")
    sent = (
        b"name,country,address\n"
        b"Golden Thread Plant 3,KH,St 8 Bavet\n"
        b"Blue River Factory 1,KH,St 5 Kampot\n"
        b"Blue River Factory 2,KH,St 5 Kampot\n"
    )

    address = take(sent, commit=False)
    before = editor.get(address).text
    kept_apart = editor.get(f"{address}?show=sites").text
    act = re.search(r'name="version" value="(\d+)"', before)
    assert act
    editor.post(f"{address}/commit", {"version": act[1]})
    do_what_waits(app.extensions["crest"])
    after = editor.get(f"{address}?show=sites").text

    assert "Other places, kept apart (2)" in before
    assert "Looks like another place of Golden Thread Plant 2 (GT); kept apart." in kept_apart
    assert "Looks like another place of Blue River Factory 1, row 3; kept apart." in kept_apart
    assert "If it supplies that one, say so" not in kept_apart
    offered = re.findall(r'href="(/suppliers/[0-9a-f-]{36}/chain\?parent=GT)"', after)
    assert 'value="GT"' in editor.get(offered[0]).text
    assert "Look for suppliers entered twice" in after
    assert {"Golden Thread Plant 2", "Golden Thread Plant 3"} <= set(_rows(app, federation))
    undone = editor.post(f"{address}/undo", {})
    assert undone.status_code == 303
    assert "If it supplies that one, say so" not in editor.get(f"{address}?show=sites").text


def test_a_code_that_would_give_a_supplier_quite_another_name_is_told_before_the_yes(
    editor: PageClient, take: Take
) -> None:
    take(b"code,name,country\nQ1,Golden Thread Garment Co Ltd,KH\nQ2,Blue River Textile,KH\n")

    sent = b"code,name,country\nQ1,Golden Threads Garment Ltd.,KH\nQ2,Kampot Salt Works,KH\n"
    address = take(sent, commit=False)
    before = editor.get(address).text
    renamed = editor.get(f"{address}?show=renamed").text

    assert "One row gives a supplier that you have quite another name." in before
    assert "Quite another name (1)" in before
    shown = renamed.split('id="rows"', 1)[1]
    assert "Kampot Salt Works" in shown
    assert "Golden Threads" not in shown
