"""Answering in a workbook: ask for it, fetch it, send it back, see, say yes; and on paper."""

import io
import re

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import update
from werkzeug.test import TestResponse

from crest.domain.permissions import Role
from crest.persistence.models import JobRow
from crest.persistence.session import writing
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation
from tests.web.working import do_what_waits


@pytest.fixture
def runtime(app: Flask) -> object:
    made = app.extensions["crest"]
    # What the federation was built with is out of the way.
    with made.sessions() as session, writing(session):
        session.execute(update(JobRow).values(state="cancelled"))
    return made


@pytest.fixture
def supplier(app: Flask, federation: Federation, runtime: object) -> PageClient:
    """Whoever answers by invitation, in Khmer."""
    del runtime
    browser = PageClient(app).begin(federation.a.invited_token)
    browser.http.set_cookie("crest_language", "km")
    return browser


def _send(browser: PageClient, address: str, content: bytes) -> TestResponse:
    data = {"file": (io.BytesIO(content), "filled.xlsx")}
    return browser.post(address, data, content_type="multipart/form-data")


def _filled(content: bytes, **answers: object) -> bytes:
    book = load_workbook(io.BytesIO(content))
    sheet = book["Questions"]
    column = [cell.value for cell in sheet[1]].index("answer") + 1
    for row in sheet.iter_rows(min_row=3):
        code = str(row[0].value).replace("-", "_")
        if code in answers:
            sheet.cell(int(row[0].row or 0), column).value = answers[code]  # type: ignore[assignment]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_an_invited_supplier_answers_in_a_workbook(
    supplier: PageClient, federation: Federation, app: Flask
) -> None:
    runtime, place = app.extensions["crest"], f"/assessments/{federation.a.asked}/copy"
    assert f'href="{place}"' in supplier.get(f"/assessments/{federation.a.asked}").text
    assert supplier.get(f"{place}.xlsx").status_code == 404

    asked = supplier.post(f"{place}.xlsx", {"language": "km"})
    assert (asked.status_code, asked.location) == (303, place)
    assert "data-open" in supplier.get(place).text
    do_what_waits(runtime)
    file = supplier.get(f"{place}.xlsx")
    assert "attachment" in file.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(file.data))
    assert not any(CANARY in str(cell.value) for one in book for row in one for cell in row)

    sent = _send(supplier, place, _filled(file.data, PRO_010="១២៣៤", PRO_020="many"))
    assert sent.status_code == 303
    assert "data-open" in supplier.get(sent.location).text
    do_what_waits(runtime)
    preview = supplier.get(sent.location).text
    assert "PRO-010" in preview
    assert re.search(r"Questions[^<]*G\d+", preview)
    assert "is not a number" not in preview  # it is said in Khmer
    assert supplier.get(f"/assessments/{federation.a.asked}/check").text.count("1,234") == 0

    done = supplier.post(f"{sent.location}/commit")
    assert done.status_code == 303
    assert "1,234" in supplier.get(f"/assessments/{federation.a.asked}/check").text


def test_a_change_here_meanwhile_is_asked(
    browser: PageClient, federation: Federation, app: Flask, runtime: object
) -> None:
    del runtime
    editor = browser.login(federation.email(Role.EDIT))
    made, place = app.extensions["crest"], f"/assessments/{federation.a.draft}/copy"
    editor.post(f"{place}.xlsx", {"language": "en"})
    do_what_waits(made)
    file = _filled(editor.get(f"{place}.xlsx").data, PRO_010=50)
    answer = f"/assessments/{federation.a.draft}/answers/PRO-010"
    assert editor.post(answer, {"q_PRO-010": "70", "v_PRO-010": "0"}).status_code == 200

    sent = _send(editor, place, file)
    do_what_waits(made)
    page = editor.get(sent.location).text
    assert "Answered here as well" in page
    assert 'name="seen_PRO-010" value="1"' in page
    undecided = editor.post(f"{sent.location}/commit", {"seen_PRO-010": "1"})
    assert undecided.status_code == 409
    assert "not decided yet: 1" in undecided.text
    chosen = {"take_PRO-010": "file", "seen_PRO-010": "1"}
    assert editor.post(f"{sent.location}/commit", chosen).status_code == 303
    done = editor.get(sent.location).text
    assert "The filled questionnaire is taken in" in done


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.7", "This is no workbook."), (b"a,b", "This is no questionnaire to fill.")],
)
def test_a_file_that_is_none_is_explained(
    browser: PageClient,
    federation: Federation,
    app: Flask,
    runtime: object,
    content: bytes,
    words: str,
) -> None:
    del runtime
    editor = browser.login(federation.email(Role.EDIT))
    sent = _send(editor, f"/assessments/{federation.a.draft}/copy", content)
    do_what_waits(app.extensions["crest"])

    assert words in editor.get(sent.location).text


@pytest.mark.parametrize("language", ["en", "km"])
def test_paper_has_every_question_with_boxes_and_no_script(
    supplier: PageClient, federation: Federation, language: str
) -> None:
    page = supplier.get(f"/assessments/{federation.a.asked}/paper?language={language}").text

    assert f'<html lang="{language}">' in page
    assert "<script" not in page
    assert len(re.findall(r'class="code">[A-Z]{3}-\d{3}<', page)) == 57
    assert page.count('class="box"') > 200
