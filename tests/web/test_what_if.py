"""What if, the next best lines, and figures as data: computed, shown, and nothing written."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from crest.domain.permissions import Role
from tests.databases import snapshot_of
from tests.web.client import PageClient
from tests.web.federation import Federation, MemberWorld
from tests.web.pages import words_of

# What a browser leaves behind whatever it asks for.
_UNCOUNTED = {"session", "throttle", "access_log", "alembic_version"}


@pytest.fixture
def member(federation: Federation) -> MemberWorld:
    return federation.a


@pytest.fixture
def editor(browser: PageClient, member: MemberWorld) -> PageClient:
    return browser.login(member.email(Role.EDIT))


def _path(member: MemberWorld) -> str:
    return f"/assessments/{member.submitted}/what-if"


def _fields(page: str) -> dict[str, list[str]]:
    """Return the fields of the form as a browser would post them unchanged."""
    found: dict[str, list[str]] = {}
    for name, body in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', page, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"( selected)?', body)
        found[name] = [next((value for value, on in options if on), options[0][0])]
    for name, value in re.findall(r'name="([^"]+)" value="([^"]+)" checked', page):
        found.setdefault(name, []).append(value)
    return found


def _json(client: PageClient, path: str) -> Any:
    return client.get(path).get_json()


def test_the_form_as_it_stands_supposes_nothing(editor: PageClient, member: MemberWorld) -> None:
    page = editor.get(_path(member)).text
    fields = _fields(page)

    posted = editor.post(_path(member), fields).text

    assert len(fields) > 40
    assert "What it would change" not in page
    assert "What it would change" not in posted


def test_other_answers_and_proof_show_new_against_old(
    editor: PageClient, member: MemberWorld
) -> None:
    page = editor.get(_path(member)).text
    fields = _fields(page)
    name = next(name for name, chosen in fields.items() if chosen == ["state-dont_know"])
    best = re.search(rf'name="{name}">.*?<option value="([^"]+)"', page, re.DOTALL)
    assert best is not None
    level = name.replace("q_", "e_", 1)

    posted = editor.post(_path(member), {**fields, name: best[1], level: "documented"}).text

    words = words_of(posted)
    assert "What it would change" in words
    assert "Residual risk" in words
    assert f'<option value="{best[1]}" selected>' in posted
    assert '<option value="documented" selected>' in posted


def test_numbers_lists_and_levels_can_be_supposed(editor: PageClient, member: MemberWorld) -> None:
    page = editor.get(_path(member)).text
    banded = re.findall(r'name="(q_[A-Z0-9-]+)">\s*<option value="band-0"', page)
    boxes = re.findall(r'type="checkbox" [^>]*name="(q_[A-Z0-9-]+)" value="([^"]+)"', page)
    chosen = {banded[0]: "band-0", boxes[0][0]: boxes[0][1]}

    posted = editor.post(_path(member), chosen).text

    assert '<option value="band-0" selected>' in posted
    assert re.search(rf'name="{boxes[0][0]}" value="{boxes[0][1]}" checked', posted)
    assert posted.count("is-changed") == 2
    wrong = {boxes[0][0]: "nonsense"}
    assert editor.post(_path(member), wrong).status_code == 404


@pytest.mark.parametrize(
    "changed",
    [{"q_FRE-010": "nonsense"}, {"e_FRE-010": "contradicted"}, {"t_FRE-010": "open"}],
)
def test_what_the_form_does_not_offer_is_not_there(
    editor: PageClient, member: MemberWorld, changed: dict[str, str]
) -> None:
    assert editor.post(_path(member), changed).status_code == 404


def test_nothing_is_written(
    app: Flask, editor: PageClient, member: MemberWorld, tmp_path: Path
) -> None:
    address = app.extensions["crest"].settings.database_url
    fields = _fields(editor.get(_path(member)).text)
    snapshot = snapshot_of(address, tmp_path)
    before = snapshot.checksum(without=_UNCOUNTED)

    assert editor.post(_path(member), {**fields, "e_FRE-010": "verified"}).status_code == 200
    assert editor.get(f"/assessments/{member.submitted}/result").status_code == 200
    after = snapshot.checksum(without=_UNCOUNTED)
    snapshot.close()

    assert before == after


def test_each_line_of_the_next_best_leads_to_its_what_if(
    editor: PageClient, member: MemberWorld
) -> None:
    page = editor.get(f"/assessments/{member.submitted}/result").text
    links = re.findall(r'href="(/assessments/[^"]+/what-if\?(?:proof|step)=[A-Z0-9-]+)"', page)

    assert 1 <= len(links) <= 10
    promised = words_of(page)
    for link in links:
        opened = words_of(editor.get(link).text)
        assert "What it would change" in opened, link
        fall = re.search(r"Residual risk [\d.]+ [\d.]+ -([\d.]+)", opened)
        if fall is not None and fall[1] != "0.0":
            assert f"\N{MINUS SIGN}{fall[1]} points" in promised, link


def test_the_supplier_page_has_the_lines_and_links_its_figures(
    app: Flask, editor: PageClient, member: MemberWorld
) -> None:
    listed = re.findall(r'href="(/suppliers/[0-9a-f-]{36})"', editor.get("/suppliers").text)
    pages = [editor.get(one).text for one in dict.fromkeys(listed)]

    assessed = next(page for page in pages if "Open the result and its reasons" in page)
    assert "Where the risk falls fastest" in assessed
    assert f'href="/assessments/{member.submitted}/explain/residual"' in assessed
    assert f'href="/assessments/{member.submitted}/explain/declared"' in assessed


def test_the_data_says_what_the_page_says(editor: PageClient, member: MemberWorld) -> None:
    base = f"/assessments/{member.submitted}"
    whole = _json(editor, f"{base}/explain.json")

    for number in ("residual", "inherent", "group.freedom.supported", "law.kh.ll.declared"):
        one = _json(editor, f"{base}/explain/{number}.json")
        page = words_of(editor.get(f"{base}/explain/{number}").text)
        assert one["parts"] == whole["explanations"][number]
        assert sum(part["amount"] for part in one["parts"]) == pytest.approx(one["value"] or 0)
        for part in one["parts"]:
            assert f"{part['amount']:,.6f}".rstrip("0").rstrip(".").removesuffix("-0") in page
    assert whole["residual"] == _json(editor, f"{base}/explain/residual.json")["value"]


def test_a_draft_has_no_figures(editor: PageClient, member: MemberWorld) -> None:
    for page in ("what-if", "explain.json", "explain/residual.json"):
        assert editor.get(f"/assessments/{member.draft}/{page}").status_code == 404
