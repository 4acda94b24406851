"""Supplier lists: sent, their columns said, what they would change shown, and a yes given."""

import io
import re
from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select, text, update
from werkzeug.test import TestResponse

from crest.domain.permissions import Role
from crest.persistence.jobs import Job
from crest.persistence.list_drafts import KEPT
from crest.persistence.models import JobRow, ListDraftRow, ListPageRow, SupplierRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.services import jobs, list_work
from crest.services.supplier_imports import Planned
from tests.conftest import NOW
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation
from tests.web.statements import counted
from tests.web.working import do_what_waits

LIST = b"name,country,colour\nMekong Knit,KH,red\nTonle Sew,Kambodja,blue\n"
Work = Callable[[], None]


_PLANNED = list_work._planned


@pytest.fixture
def editor(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.email(Role.EDIT))


@pytest.fixture
def work(app: Flask) -> Work:
    """Let a worker do all that waits."""
    return partial(do_what_waits, app.extensions["crest"])


def _send(browser: PageClient, content: bytes, name: str = "list.csv") -> TestResponse:
    data = {"file": (io.BytesIO(content), name)}
    return browser.post("/suppliers/import", data, content_type="multipart/form-data")


def _version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found, page
    return found[1]


def _act(browser: PageClient, address: str, part: str, **fields: str) -> TestResponse:
    page = browser.get(address).text if "version" not in fields else ""
    version = fields.pop("version", "") or _version(page)
    return browser.post(f"{address}/{part}", {"version": version, **fields})


def _checked(browser: PageClient, work: Work, content: bytes = LIST, **fields: str) -> str:
    """Send a list, take its columns as they are understood, and return its address."""
    address = _send(browser, content).location
    work()
    columns = browser.get(f"{address}/columns").text
    done = browser.post(f"{address}/columns", {"version": _version(columns), **fields})
    assert done.status_code == 303, done.text
    work()
    return address


def _names(app: Flask, federation: Federation) -> set[str]:
    with app.extensions["crest"].sessions() as session, reading(session):
        own = SupplierRow.tenant_id == federation.a.tenant_id
        return set(session.scalars(select(SupplierRow.name).where(own)))


def test_the_form_says_what_is_taken_and_what_waits(
    editor: PageClient, federation: Federation
) -> None:
    page = editor.get("/suppliers/import")

    assert page.status_code == 200
    assert "What is taken" in page.text
    assert "One list is waiting" in page.text
    assert f"/suppliers/import/{federation.a.supplier_list}" in page.text


def test_a_list_goes_its_four_steps(
    app: Flask, editor: PageClient, federation: Federation, work: Work
) -> None:
    sent = _send(editor, LIST)
    assert sent.status_code == 303
    assert "Reading the list" in editor.get(sent.location).text

    work()
    columns = editor.get(editor.get(sent.location).location).text
    assert "What the columns mean" in columns
    assert "Mekong Knit" in columns
    assert '<option value="country" selected>' in columns

    asked = editor.post(f"{sent.location}/columns", {"version": _version(columns)})
    assert asked.status_code == 303
    work()
    preview = editor.get(sent.location).text
    assert "Kambodja" in preview
    assert "colour" in preview
    assert "Mekong Knit" not in _names(app, federation)

    assert _act(editor, sent.location, "commit").status_code == 303
    work()
    assert "The list is taken in" in editor.get(sent.location).text
    assert "Mekong Knit" in _names(app, federation)
    assert "Mekong Knit" in editor.get(f"{sent.location}?show=created").text


def test_nothing_is_written_among_suppliers_before_the_yes(
    app: Flask, editor: PageClient, federation: Federation, work: Work
) -> None:
    before = _names(app, federation)

    address = _checked(editor, work)
    editor.get(address)

    assert _names(app, federation) == before


def test_what_the_page_said_before_leaving_is_the_same_after(
    browser: PageClient, federation: Federation, work: Work
) -> None:
    browser.login(federation.email(Role.EDIT))
    address = _checked(browser, work)
    said = _plain(browser.get(address).text)
    browser.post("/logout")

    browser.login(federation.email(Role.EDIT))

    assert _plain(browser.get(address).text) == said


def test_a_colleague_goes_on_with_the_list(
    browser: PageClient, federation: Federation, work: Work
) -> None:
    browser.login(federation.email(Role.EDIT))
    address = _checked(browser, work)
    browser.post("/logout")
    browser.login(federation.email(Role.ADM))

    page = browser.get(address).text
    assert federation.a.users[Role.EDIT].name in page
    assert _act(browser, address, "commit").status_code == 303
    work()

    assert "The list is taken in" in browser.get(address).text


def test_of_two_people_the_slower_is_told_and_loses_nothing(editor: PageClient, work: Work) -> None:
    address = _send(editor, LIST).location
    work()
    seen = _version(editor.get(f"{address}/columns").text)
    editor.post(f"{address}/columns", {"version": seen})
    work()

    slower = editor.post(f"{address}/columns", {"version": seen, "field-2": "note"})

    assert slower.status_code == 409
    assert "Somebody else changed this list meanwhile" in slower.text
    assert '<option value="note" selected>' in slower.text
    assert _act(editor, address, "commit", version=seen).status_code == 409


def test_suppliers_that_changed_meanwhile_are_computed_again_and_told(
    app: Flask, editor: PageClient, federation: Federation, work: Work
) -> None:
    with app.extensions["crest"].sessions() as session, reading(session):
        held = session.get_one(SupplierRow, federation.a.supplier).code
    address = _checked(editor, work, f"code,name\n{held},Renamed\nN9,New\n".encode())
    _rename(app, federation)
    assert "Your suppliers changed since this was computed" in editor.get(address).text

    _act(editor, address, "commit")
    work()

    page = editor.get(address).text
    assert "so the list was not taken in" in page
    assert "New" not in _names(app, federation)
    _act(editor, address, "commit")
    work()
    assert "The list is taken in" in editor.get(address).text
    assert "New" in _names(app, federation)


def test_suppliers_that_change_while_a_list_is_taken_in_are_noticed(
    app: Flask,
    editor: PageClient,
    federation: Federation,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with app.extensions["crest"].sessions() as session, reading(session):
        held = session.get_one(SupplierRow, federation.a.supplier).code
    address = _checked(editor, work, f"code,name\n{held},Renamed\nN9,New\n".encode())
    digests: list[str] = []

    def planned(*given: object) -> Planned:
        found = _PLANNED(*given)
        digests.append(found.plan.digest)
        if len(digests) == 1:
            # Somebody is quicker than the transaction that writes.
            _rename(app, federation)
        return found

    monkeypatch.setattr(list_work, "_planned", planned)
    _act(editor, address, "commit")
    work()

    assert len(digests) == 2
    assert digests[0] != digests[1]
    assert "so the list was not taken in" in editor.get(address).text
    assert "New" not in _names(app, federation)


def _rename(app: Flask, federation: Federation) -> None:
    with app.extensions["crest"].sessions() as session, writing(session):
        session.execute(
            update(SupplierRow)
            .where(SupplierRow.id == federation.a.supplier)
            .values(name="Renamed", version=SupplierRow.version + 1)
        )


def test_columns_are_remembered_for_the_next_list(editor: PageClient, work: Work) -> None:
    first = _checked(editor, work, LIST, **{"field-2": "note"})
    _act(editor, first, "commit")
    work()

    again = _send(editor, b"colour,name\ngreen,Tonle Silk\n").location
    work()
    page = editor.get(f"{again}/columns").text

    assert "As in your last list" in page
    assert '<option value="note" selected>' in page


def test_the_page_of_columns_says_how_the_list_was_read(editor: PageClient, work: Work) -> None:
    titled = b"Suppliers of the season;\n\nname;country\nMekong;KH\nTonle;KH\n"
    address = _send(editor, titled).location
    work()

    page = editor.get(f"{address}/columns").text

    assert "Semicolons" in page
    assert "Passed over above" in page
    assert re.search(r'aria-current="(?:true|page)"[^>]*>\s*Suppliers', page)


def test_what_cannot_be_taken_stays_as_it_was_chosen(editor: PageClient, work: Work) -> None:
    address = _send(editor, b"name,country,share of migrant workers\nMekong,KH,12\n").location
    work()
    version = _version(editor.get(f"{address}/columns").text)

    twice = editor.post(f"{address}/columns", {"version": version, "field-1": "name"})
    unsaid = editor.post(f"{address}/columns", {"version": version})
    none = editor.post(f"{address}/columns", {"version": version, "field-0": ""})
    said = editor.post(f"{address}/columns", {"version": version, "unit-2": "percent"})

    assert [page.status_code for page in (twice, unsaid, none, said)] == [422, 422, 422, 303]
    assert 'href="#field-1"' in twice.text
    assert 'href="#unit-2"' in unsaid.text
    assert "No column holds" in none.text


def test_another_sheet_and_another_row_of_headings_can_be_chosen(
    editor: PageClient, work: Work
) -> None:
    content = b"What,Where\nname,country\nMekong,KH\n"
    address = _send(editor, content).location
    work()

    version = _version(editor.get(f"{address}/columns").text)
    done = _act(editor, address, "table", version=version, header="2")
    assert done.status_code == 303
    work()

    assert '<option value="name" selected>' in editor.get(f"{address}/columns").text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"%PDF-1.7", "neither a workbook", id="another kind"),
        pytest.param(b"PK\x03\x04broken", "damaged", id="a damaged workbook"),
    ],
)
def test_a_refused_file_is_explained_on_its_page(
    editor: PageClient, work: Work, content: bytes, words: str
) -> None:
    address = _send(editor, content).location
    work()

    page = editor.get(address)

    assert page.status_code == 200
    assert words in page.text
    gone = _act(editor, address, "discard")
    assert gone.status_code == 303
    assert editor.get(address).status_code == 404


@pytest.mark.parametrize(("content", "words"), [(b"", "The file is empty")])
def test_an_empty_file_is_refused_at_its_field(
    editor: PageClient, content: bytes, words: str
) -> None:
    page = _send(editor, content)

    assert page.status_code == 422
    assert words in page.text
    assert re.search(r'href="#file"', page.text)


def test_sending_no_file_is_no_fault_of_the_server(editor: PageClient) -> None:
    page = editor.post("/suppliers/import", {})

    assert page.status_code == 422
    assert "Choose a file first" in page.text


def test_words_of_the_list_are_shown_as_text(editor: PageClient, work: Work) -> None:
    content = b"name,<script>alert(1)</script>\n<b>Bold</b>,x\n,y\n"
    address = _send(editor, content, "<img src=x>.csv").location
    work()

    page = editor.get(f"{address}/columns").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<b>Bold" not in page
    assert "<img src=x>" not in page


def test_the_rows_to_correct_come_as_a_workbook_that_can_be_sent_again(
    app: Flask, editor: PageClient, federation: Federation, work: Work
) -> None:
    address = _checked(editor, work, LIST + b'=1+1,Nowhere,"007"\n')
    job = _act(editor, address, "rows").location
    work()
    file = editor.get(f"{job}/file")

    sheet = load_workbook(io.BytesIO(file.data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:3] == ["name", "country", "colour"]
    assert [row[0] for row in rows[1:]] == ["Tonle Sew", "=1+1"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert "Kambodja" in rows[1][-1]

    sheet["B2"] = "Cambodia"
    sheet["B3"] = "Thailand"
    mended = io.BytesIO()
    sheet.parent.save(mended)
    again = _checked(editor, work, mended.getvalue())
    _act(editor, again, "commit")
    work()
    assert "Tonle Sew" in _names(app, federation)


def test_pairs_are_decided_by_a_person(
    app: Flask, editor: PageClient, federation: Federation, work: Work
) -> None:
    first = _checked(editor, work, b"name,country,address\nAngkor Thread Co,KH,12 River Road\n")
    _act(editor, first, "commit")
    work()
    alike = b"name,country,address,workers\nAngkor Threads Co,KH,12 River Road,70\n"
    address = _checked(editor, work, alike)
    assert "Look at them side by side" in editor.get(address).text
    page = editor.get(f"{address}/matches").text
    name = re.search(r'name="(pair-2-[0-9a-f-]{36})"', page)
    assert name

    done = _act(editor, address, "matches", version=_version(page), **{name[1]: "same"})
    assert done.status_code == 303
    work()
    shown = editor.get(f"{address}?show=updated").text
    assert "Angkor Thread Co" in shown
    _act(editor, address, "commit")
    work()

    assert "Angkor Threads Co" in _names(app, federation)
    assert "Angkor Thread Co" not in _names(app, federation)


def test_rows_said_to_be_one_are_one_the_next_time_too(
    app: Flask, editor: PageClient, federation: Federation, work: Work
) -> None:
    twice = (
        b"name,country,address,workers\n"
        b"Angkor Thread Co,KH,12 River Road,\nAngkor Threads Co,KH,12 River Road,70\n"
    )
    address = _checked(editor, work, twice)
    page = editor.get(f"{address}/matches").text
    assert 'name="pair-3-2"' in page
    _act(editor, address, "matches", version=_version(page), **{"pair-3-2": "same"})
    work()
    assert "One supplier with row 2" in editor.get(f"{address}?show=updated").text
    _act(editor, address, "commit")
    work()
    before = _names(app, federation)

    again = _checked(editor, work, twice)
    shown = editor.get(again).text
    _act(editor, again, "commit")
    work()

    assert "Look at them side by side" not in shown
    assert "The list is taken in" in editor.get(again).text
    assert _names(app, federation) == before
    assert "Angkor Threads Co" not in before


def test_a_list_may_be_discarded_while_a_worker_has_it(
    app: Flask, editor: PageClient, work: Work
) -> None:
    address = _send(editor, LIST).location

    assert _act(editor, address, "discard").status_code == 303
    work()

    assert editor.get(address).status_code == 404
    with app.extensions["crest"].sessions() as session, reading(session):
        states = session.scalars(select(JobRow.state).where(JobRow.kind == "supplier_list")).all()
    assert states == ["cancelled"]


def test_a_step_that_was_stopped_is_done_again(editor: PageClient, work: Work) -> None:
    address = _send(editor, LIST).location
    page = editor.get(address).text
    with_job = re.search(r"/jobs/[0-9a-f-]{36}", page)
    assert with_job
    editor.post(f"{with_job[0]}/cancel")
    assert "The work was stopped" in editor.get(address).text

    _act(editor, address, "check")
    work()

    assert "What the columns mean" in editor.get(f"{address}/columns").text


@pytest.mark.parametrize("step", ["check", "commit"])
@pytest.mark.parametrize("stage", [0, 1, 2])
def test_work_that_is_stopped_in_the_middle_writes_nothing(
    *,
    app: Flask,
    editor: PageClient,
    federation: Federation,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    stage: int,
) -> None:
    address = _checked(editor, work)
    before = _names(app, federation)
    _act(editor, address, step)
    job = re.search(r"/jobs/[0-9a-f-]{36}", editor.get(address).text)
    assert job
    report = jobs.report_progress
    seen = []

    def stop_after(session: DatabaseSession, job_: Job, *, done: int, total: int) -> None:
        report(session, job_, done=done, total=total)
        seen.append((done, f"Step {done} of {total} is done." in editor.get(address).text))
        if done == stage:
            editor.post(f"{job[0]}/cancel")

    monkeypatch.setattr(jobs, "report_progress", stop_after)
    work()

    assert seen == [(done, True) for done in range(stage + 1)]
    assert "The work was stopped. Nothing was changed." in editor.get(address).text
    assert _names(app, federation) == before
    monkeypatch.undo()
    _act(editor, address, "check")
    work()
    assert "Check the list before it is taken in" in editor.get(address).text


def test_a_list_past_its_day_is_gone(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    with app.extensions["crest"].sessions() as session, writing(session):
        session.execute(update(ListDraftRow).values(expires_at=NOW - KEPT))

    assert editor.get(f"/suppliers/import/{federation.a.supplier_list}").status_code == 404
    assert "waiting" not in editor.get("/suppliers/import").text


def test_the_file_of_a_list_taken_in_is_gone(app: Flask, editor: PageClient, work: Work) -> None:
    folder = app.extensions["crest"].settings.evidence_dir
    before = {path.name for path in folder.iterdir()}

    address = _checked(editor, work)
    assert {path.name for path in folder.iterdir()} != before
    _act(editor, address, "commit")
    work()

    assert {path.name for path in folder.iterdir()} == before


def test_many_rows_stand_on_pages_and_cost_the_same_statements(
    app: Flask, editor: PageClient, work: Work
) -> None:
    def shown(rows: int) -> tuple[int, int, str]:
        lines = "\n".join(f"Maker {number} of {rows},KH" for number in range(rows))
        address = _checked(editor, work, f"name,country\n{lines}\n".encode())
        with counted(app) as statements:
            page = editor.get(f"{address}?show=created")
        return len(statements), len(page.data), page.text

    few, _, _ = shown(10)
    many, size, page = shown(1_000)

    assert few == many
    assert "1 to 50 of 1000" in page.replace(",", "")
    assert size < 60_000


def test_a_list_of_another_member_does_not_exist(
    editor: PageClient, federation: Federation
) -> None:
    for list_id in (federation.b.supplier_import, federation.b.supplier_list):
        address = f"/suppliers/import/{list_id}"

        assert editor.get(address).status_code == 404
        assert editor.get(f"{address}/columns").status_code == 404
        assert editor.get(f"{address}/matches").status_code == 404
        assert editor.post(f"{address}/commit", {"version": "4"}).status_code == 404
        assert CANARY not in editor.get(address).text


def test_a_reader_may_not_import(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.email(Role.VIEW))

    assert browser.get("/suppliers/import").status_code == 403
    assert _send(browser, LIST).status_code == 403


def test_a_yes_sent_twice_takes_the_list_in_once(
    app: Flask, editor: PageClient, federation: Federation, work: Work
) -> None:
    address = _checked(editor, work)
    version = _version(editor.get(address).text)
    for _ in range(3):
        editor.post(f"{address}/commit", {"version": version, "key": "the-same"})
    work()
    work()

    with app.extensions["crest"].sessions() as session, reading(session):
        named = select(func.count()).select_from(SupplierRow)
        assert session.scalar(named.where(SupplierRow.name == "Mekong Knit")) == 1
        pages = select(func.count()).select_from(ListPageRow)
        taken = UUID(address.rpartition("/")[2])
        assert session.scalar(pages.where(ListPageRow.import_id == taken)) > 0
        assert session.execute(text("SELECT count(*) FROM supplier_import")).scalar() == 3


def _plain(page: str) -> str:
    return re.sub(r'(?s)<input type="hidden"[^>]*>|nonce="[^"]*"|<header.*?</header>', "", page)
