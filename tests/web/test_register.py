"""The page of the register, the job it starts, and the file."""

import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from crest.config import Settings
from crest.domain.permissions import Role
from crest.jobs.worker import Worker, create_worker
from crest.persistence.models import JobRow
from crest.persistence.session import writing
from tests.conftest import Clock
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation


@pytest.fixture
def worker(settings: Settings, clock: Clock, federation: Federation) -> Worker:
    made = create_worker(settings)
    made.clock = clock
    # What the federation was built with is out of the way.
    with made.sessions() as session, writing(session):
        session.execute(update(JobRow).values(state="cancelled"))
    return made


@pytest.fixture
def editor(browser: PageClient, federation: Federation, worker: Worker) -> PageClient:
    return browser.login(federation.email(Role.EDIT))


def test_a_register_is_asked_for_made_and_fetched(editor: PageClient, worker: Worker) -> None:
    assert "Make the register" in editor.get("/register").text
    asked = editor.post("/register.xlsx")
    assert asked.status_code == 303

    waiting = editor.get(asked.location)
    assert "data-open" in waiting.text
    assert "being made" in editor.get("/register").text
    assert editor.get("/register.xlsx").status_code == 404

    worker.run_next()
    done = editor.get(asked.location)
    assert "data-open" not in done.text
    assert "Download supplier-register-2026-11-21.xlsx" in done.text
    assert "Your newest register" in editor.get("/register").text

    for address in (f"{asked.location}/file", "/register.xlsx"):
        file = editor.get(address)
        assert file.status_code == 200
        assert "attachment" in file.headers["Content-Disposition"]
        assert file.headers["Cache-Control"] == "no-store"
        assert "sandbox" in file.headers["Content-Security-Policy"]
        book = load_workbook(io.BytesIO(file.data))
        assert book.sheetnames[:2] == ["Summary", "Register"]
        assert book["Register"].max_row > 2


def test_the_file_holds_nothing_of_another_member(editor: PageClient, worker: Worker) -> None:
    editor.post("/register.xlsx")
    worker.run_next()

    book = load_workbook(io.BytesIO(editor.get("/register.xlsx").data))

    texts = [str(cell.value) for sheet in book.worksheets for row in sheet for cell in row]
    assert [text for text in texts if CANARY in text] == []


def test_a_job_can_be_stopped(editor: PageClient, worker: Worker) -> None:
    asked = editor.post("/register.xlsx")

    stopped = editor.post(f"{asked.location}/cancel")

    assert stopped.status_code == 303
    assert "Nothing was made" in editor.get(asked.location).text
    assert not worker.run_next()
    assert editor.get(f"{asked.location}/file").status_code == 404


def test_a_colleague_sees_neither_job_nor_file(
    editor: PageClient, worker: Worker, federation: Federation
) -> None:
    asked = editor.post("/register.xlsx")
    worker.run_next()

    other = PageClient(editor.app).login(federation.email(Role.ADM))

    assert other.get(asked.location).status_code == 404
    assert other.get(f"{asked.location}/file").status_code == 404
    assert other.get("/register.xlsx").status_code == 404


def test_a_reader_sees_the_page_and_is_refused_the_file(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.VIEW))

    page = browser.get("/register")

    assert page.status_code == 200
    assert "Make the register" not in page.text
    assert browser.post("/register.xlsx").status_code == 403
    assert browser.get("/register.xlsx").status_code == 403


def test_a_file_past_its_day_is_said_to_be_gone(
    editor: PageClient, worker: Worker, clock: Clock, federation: Federation
) -> None:
    asked = editor.post("/register.xlsx")
    worker.run_next()
    clock.advance(hours=25)
    editor.login(federation.email(Role.EDIT))

    assert "is deleted now" in editor.get(asked.location).text
    assert editor.get("/register.xlsx").status_code == 404


def test_a_failed_job_says_why(editor: PageClient, worker: Worker) -> None:
    asked = editor.post("/register.xlsx")
    with worker.sessions() as session, writing(session):
        session.execute(
            update(JobRow)
            .where(JobRow.state == "waiting")
            .values(state="failed", message="stopped")
        )

    assert "It stopped several times" in editor.get(asked.location).text


def test_a_register_too_long_for_a_sheet_says_how_long_and_what_to_do(
    editor: PageClient, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crest.exports.supplier_register.MOST_ROWS", 2)
    asked = editor.post("/register.xlsx")

    worker.run_next()

    failed = editor.get(asked.location).text
    assert re.search(r"The sheet Register would have \d+ rows; a workbook holds 2 at most", failed)
    assert "Filter the suppliers" in failed


def test_a_list_is_made_and_the_address_of_the_workbook_never_hands_it_out(
    editor: PageClient, worker: Worker
) -> None:
    assert "CSV, the rows of the sheet Register alone" in editor.get("/register").text
    asked = editor.post("/register.xlsx", data={"file": "csv"})

    worker.run_next()

    done = editor.get(asked.location).text
    assert "Supplier risk register as CSV" in done
    assert "Download supplier-register-2026-11-21.csv" in done
    file = editor.get(f"{asked.location}/file")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.data.decode("utf-8-sig").startswith("supplier_code,name,local_name,")
    assert editor.get("/register.xlsx").status_code == 404
