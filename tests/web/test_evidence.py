"""Attaching, listing, handing out and removing files in a browser."""

import io
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from crest.domain.permissions import Role
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation, MemberWorld
from tests.web.pages import words_of


@pytest.fixture
def member(federation: Federation) -> MemberWorld:
    return federation.a


@pytest.fixture
def editor(browser: PageClient, member: MemberWorld) -> PageClient:
    return browser.login(member.email(Role.EDIT))


def _attach(
    client: PageClient, member: MemberWorld, content: bytes, name: str, **fields: Any
) -> TestResponse:
    path = f"/assessments/{member.draft}/evidence/MAN-010"
    upload = {"kind": "policy", "file": (io.BytesIO(content), name), **fields}
    return client.post(path, upload, content_type="multipart/form-data")


def test_an_attached_file_stands_at_its_question_and_in_the_list(
    editor: PageClient, member: MemberWorld
) -> None:
    done = _attach(editor, member, b"Nobody pays.\n", "rules.txt", issued_on="2026-01-05")

    assert done.status_code == 303
    assert done.location == f"/assessments/{member.draft}/sections/MAN#question-MAN-010"
    assert "rules.txt" in editor.get(f"/assessments/{member.draft}/sections/MAN").text
    assert "rules.txt" in words_of(editor.get("/evidence").text)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        pytest.param(b"", "rules.txt", "This file is empty", id="empty"),
        pytest.param(b"", "", "Choose a file first", id="none"),
        pytest.param(b"<html>hi", "a.pdf", "Files of this sort are not taken", id="a web page"),
        pytest.param(b"MZ\x90\0" + b"\1\0" * 99, "a.pdf", "Files of this sort", id="a program"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, "a.doc", "old or locked", id="doc"),
        pytest.param(b"PK\x03\x04" + b"\1" * 99, "a.docx", "damaged", id="a torn one"),
    ],
)
def test_a_file_that_cannot_be_taken_gets_a_clear_sentence(
    editor: PageClient, member: MemberWorld, content: bytes, name: str, words: str
) -> None:
    refused = _attach(editor, member, content, name)

    assert refused.status_code == 422
    assert words in words_of(refused.text)
    assert 'href="#file"' in refused.text


@pytest.mark.parametrize(
    "fields",
    [{"kind": "spell"}, {"issued_on": "yesterday"}, {"key": "not a key!"}, {"kind": ""}],
)
def test_a_bad_field_beside_a_good_file_is_refused(
    editor: PageClient, member: MemberWorld, fields: dict[str, str]
) -> None:
    assert _attach(editor, member, b"Nobody pays.\n", "a.txt", **fields).status_code == 422


def test_a_file_over_the_limit_is_refused(editor: PageClient, member: MemberWorld) -> None:
    runtime = editor.app.extensions["crest"]
    runtime.settings = replace(runtime.settings, upload_max_bytes=1000)

    refused = _attach(editor, member, b"x" * 1001, "a.txt")

    assert refused.status_code == 422
    assert "This file is larger than" in words_of(refused.text)
    assert _attach(editor, member, b"x" * 1000, "a.txt").status_code == 303


def test_a_name_with_markup_is_only_text(editor: PageClient, member: MemberWorld) -> None:
    _attach(editor, member, b"Nobody pays.\n", "<img src=x onerror=alert(1)>.txt")

    page = editor.get(f"/assessments/{member.draft}/sections/MAN").text
    assert "<img" not in page
    assert "img src=x onerror=alert(1).txt" in page


def test_a_file_is_handed_out_to_be_kept_and_never_shown_inside_a_page(
    editor: PageClient, member: MemberWorld
) -> None:
    answer = editor.get(f"/evidence/{member.evidence}")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "text/plain"


def test_a_file_is_removed_by_an_administrator_while_it_is_a_draft(
    browser: PageClient, member: MemberWorld
) -> None:
    admin = browser.login(member.email(Role.ADM))

    assert admin.post(f"/evidence/{member.spare_evidence}/remove").status_code == 303
    assert admin.get(f"/evidence/{member.spare_evidence}").status_code == 404
    assert admin.post(f"/evidence/{member.evidence}/remove").status_code == 409


def test_the_form_says_what_serves_and_who_sees_it(editor: PageClient, member: MemberWorld) -> None:
    words = words_of(editor.get(f"/assessments/{member.draft}/evidence/REC-010").text)

    for expected in ("Good:", "Not enough:", "Who sees the file", "at most 10 MB"):
        assert expected in words


def test_files_of_others_are_not_there(editor: PageClient, federation: Federation) -> None:
    foreign = federation.b

    assert editor.get(f"/evidence/{foreign.evidence}").status_code == 404
    assert editor.post(f"/evidence/{foreign.evidence}/remove").status_code == 403
    path = f"/assessments/{foreign.draft}/evidence/MAN-010"
    assert editor.get(path).status_code == 404
    assert _attach(editor, foreign, b"hello\n", "a.txt").status_code == 404
    assert CANARY not in editor.get("/evidence").text
