"""Sending a supplier list, seeing what it would change, taking it in."""

import io
import re

import pytest
from werkzeug.test import TestResponse

from crest.domain.permissions import Role
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation

LIST = b"name,country,colour\nMekong Knit,KH,red\nTonle Sew,Kambodja,blue\n"


@pytest.fixture
def editor(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.email(Role.EDIT))


def _send(browser: PageClient, content: bytes, name: str = "list.csv") -> TestResponse:
    data = {"file": (io.BytesIO(content), name)}
    return browser.post("/suppliers/import", data, content_type="multipart/form-data")


def test_the_form_says_what_is_taken(editor: PageClient) -> None:
    page = editor.get("/suppliers/import")

    assert page.status_code == 200
    assert "What is taken" in page.text


def test_a_list_is_previewed_then_taken_in(editor: PageClient) -> None:
    sent = _send(editor, LIST)
    assert sent.status_code == 303

    preview = editor.get(sent.location)
    assert "Kambodja" in preview.text
    assert "Choose one" not in preview.text
    assert "colour" in preview.text
    assert "Mekong Knit" not in editor.get("/suppliers").text

    done = editor.post(f"{sent.location}/commit")
    assert done.status_code == 303
    assert "The list is taken in" in editor.get(done.location).text
    assert "Mekong Knit" in editor.get("/suppliers").text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "The file is empty", id="empty"),
        pytest.param(b"%PDF-1.7", "neither a workbook", id="another kind"),
        pytest.param(b"colour,size\nred,1\n", "No column holds", id="no names"),
    ],
)
def test_a_refused_file_is_explained_at_its_field(
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


def test_words_of_the_list_are_shown_as_text(editor: PageClient) -> None:
    content = b"name,<script>alert(1)</script>\n<b>Bold</b>,x\n,y\n"

    preview = editor.get(_send(editor, content, "<img src=x>.csv").location)

    assert "<script>alert" not in preview.text
    assert "&lt;script&gt;alert" in preview.text
    assert "<img src=x>" not in preview.text


def test_many_faults_say_how_many_there_are(editor: PageClient) -> None:
    rows = "\n".join(",KH" for _ in range(130))

    preview = editor.get(_send(editor, f"name,country\n{rows}\n".encode()).location)

    assert "The first 100 of 130." in preview.text


def test_an_import_of_another_member_does_not_exist(
    editor: PageClient, federation: Federation
) -> None:
    address = f"/suppliers/import/{federation.b.supplier_import}"

    assert editor.get(address).status_code == 404
    assert editor.post(f"{address}/commit").status_code == 404
    assert CANARY not in editor.get(address).text


def test_a_reader_may_not_import(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.email(Role.VIEW))

    assert browser.get("/suppliers/import").status_code == 403
    assert _send(browser, LIST).status_code == 403
