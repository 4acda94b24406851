"""Hostile strings through every field that keeps text, and out through every page and file.

What comes out is what went in, after the one normalisation that `clean_text` does (line ends as one
sign, blanks at both ends taken away; a list also takes invisible signs from both ends of a cell and
sets it on one line), or the string is refused with words and nothing is saved.
"""

import csv
import io
import json
import os
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from uuid import uuid4
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from crest.domain.errors import RefusedInputError
from crest.domain.names import can_be_kept, clean_text
from crest.domain.permissions import Role
from crest.domain.register_edits import FORMULA_SIGNS
from crest.imports.table import trimmed
from crest.persistence.models import SupplierRow
from crest.persistence.session import reading
from crest.services.jobs import JobTools
from crest.services.register_job import run_register_job
from tests.conftest import NOW
from tests.exports.workbooks import workbook
from tests.web.client import PageClient
from tests.web.federation import Federation, MemberWorld
from tests.web.hostile import FORMULAS, MARK, hostile_text, hostile_texts, utf8
from tests.web.pages import posted_values, root_of
from tests.web.working import do_what_waits

if TYPE_CHECKING:
    from crest.web.context import Runtime

SHARE = float(os.environ.get("CREST_SOAK_SHARE", "1"))
SEED = 20261121

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A field that keeps text: how it is sent, where it stands again, how long it may be."""

    name: str
    path: str
    field: str
    most: int
    is_needed: bool = False
    shown_at: str = ""


class Walk:
    """Sends strings into the fields of one member's pages and looks at what comes out."""

    def __init__(self, app: Flask, federation: Federation) -> None:
        self.app = app
        self.world = federation.a
        self.browser = PageClient(app).login(federation.email(Role.EDIT))
        self.runtime: Runtime = app.extensions["crest"]
        self.kept = self.refused = 0
        self._forms: dict[str, dict[str, list[str]]] = {}
        self.places = tuple(_places(self.world))
        # The one question of this bank that takes free text is asked after this answer.
        path = f"/assessments/{self.world.draft}/answers/FRE-040"
        assert self._post(path, {"q_FRE-040": ["locked"]}).status_code == 200

    def try_text(self, place: Place, text: str) -> list[str]:
        """Return what is wrong with how this string is taken, shown or refused."""
        sent = _received(text)
        before = self._forms.get(place.path) or self._form(place.path)
        answer = self._post(place.path, {**before, place.field: [text]})
        if answer.status_code == 413 and len(quote(utf8(text))) > 450_000:
            self.refused += 1
            return [] if "Nothing was saved" in answer.text else ["refused without words"]
        try:
            wanted = clean_text(sent)
        except RefusedInputError:
            wanted = None
        if wanted is None or len(wanted) > place.most or (place.is_needed and not wanted):
            return self._after_refusal(place, answer, sent, before)
        return self._after_saving(place, answer, wanted)

    def _after_refusal(
        self, place: Place, answer: TestResponse, sent: str, before: Mapping[str, list[str]]
    ) -> list[str]:
        self.refused += 1
        wrong = [] if answer.status_code == 422 else [f"{answer.status_code}, not refused"]
        root = root_of(answer.text)
        wrong += _broken(root)
        if not any(_words(one) for one in root.iter() if one.get("role") == "alert"):
            wrong.append("refused without words")
        # A text that can be kept and is too long stands there without the blanks at its ends.
        shown = _value(root, place.field) or ""
        if shown.strip() != _as_shown(sent).strip():
            wrong.append(f"what was typed is lost: {shown!r}")
        # Only the key and the token of a page are new each time.
        after = self._form(place.path)
        if any(after.get(name) != before[name] for name in before.keys() - {"key", "csrf_token"}):
            wrong.append("something was saved")
        return wrong

    def _after_saving(self, place: Place, answer: TestResponse, wanted: str) -> list[str]:
        self.kept += 1
        if answer.status_code not in {200, 303}:
            return [f"{answer.status_code}, not saved"]
        root = self._page(place.path)
        self._forms[place.path] = _fields(root)
        wrong = _broken(root)
        shown = _value(root, place.field)
        if shown != wanted:
            wrong.append(f"comes back as {shown!r}")
        if place.shown_at:
            page = self._page(place.shown_at)
            wrong += _broken(page)
            if _squeezed(wanted) not in _words(page):
                wrong.append(f"does not stand on {place.shown_at}")
        return wrong

    def _form(self, path: str) -> dict[str, list[str]]:
        return _fields(self._page(path))

    def _page(self, path: str) -> Element:
        return root_of(self.browser.http.get(path).text)

    def _post(self, path: str, fields: Mapping[str, list[str]]) -> TestResponse:
        token, key = self.browser.token(), uuid4().hex
        sent = {**fields, "csrf_token": [token], "key": [key]}
        return self.browser.http.post(
            path,
            data=urlencode(
                [(utf8(name), utf8(value)) for name, values in sent.items() for value in values]
            ),
            content_type="application/x-www-form-urlencoded",
        )


def _places(world: MemberWorld) -> Iterator[Place]:
    supplier, workplace = f"/suppliers/{world.supplier}", f"/workplaces/{world.workplace}"
    lengths = {"address": 500, "goods": 500, "code": 40, "contact_phone": 40}
    for field in (
        "code",
        "name",
        "name_local",
        "province",
        "address",
        "goods",
        "registration_number",
        "contact_name",
        "contact_phone",
    ):
        yield Place(
            name=f"supplier {field}",
            path=f"{supplier}/edit",
            field=field,
            most=lengths.get(field, 200),
            is_needed=field in {"code", "name"},
            shown_at=supplier if field in {"code", "name", "name_local"} else "",
        )
    for field in ("code", "name", "name_local", "province", "address"):
        yield Place(
            name=f"workplace {field}",
            path=workplace,
            field=field,
            most=lengths.get(field, 200),
            is_needed=field in {"code", "name"},
            shown_at="/workplaces" if field in {"code", "name"} else "",
        )
    section = f"/assessments/{world.draft}/sections/FRE"
    check = f"/assessments/{world.draft}/check"
    yield Place(name="answer", path=section, field="q_FRE-050", most=4_000, shown_at=check)
    yield Place(name="note", path=section, field="q_FRE-050__note", most=2_000)


@pytest.fixture
def walk(app: Flask, federation: Federation) -> Walk:
    return Walk(app, federation)


def _faults(walk: Walk, texts: list[str]) -> list[str]:
    return [
        f"{place.name}: {words} for {text[:80]!r}"
        for number, text in enumerate(texts)
        for place in [walk.places[number % len(walk.places)]]
        for words in walk.try_text(place, text)
    ]


def test_what_goes_in_comes_out_or_is_refused(walk: Walk) -> None:
    texts = hostile_texts(SEED, 120)

    assert _faults(walk, texts) == []
    assert walk.kept > 60
    assert walk.refused > 15


@pytest.mark.soak
def test_five_thousand_hostile_strings_come_out_or_are_refused(walk: Walk) -> None:
    wanted = int(5_000 * SHARE)
    texts = hostile_texts(SEED + 1, wanted)
    random.Random(SEED).shuffle(texts)  # noqa: S311 - repeatable

    assert _faults(walk, texts) == []
    print(f"{wanted} strings: {walk.kept} came out as they are, {walk.refused} refused")  # noqa: T201
    assert walk.kept + walk.refused == wanted


def test_one_answer_at_a_time_says_so_in_json(walk: Walk) -> None:
    path = f"/assessments/{walk.world.draft}/answers/FRE-050"
    version, wrong = 0, []
    for text in hostile_texts(SEED, 100):
        answer = walk._post(path, {"q_FRE-050": [text], "v_FRE-050": [str(version)]})
        reply = json.loads(answer.data)
        if answer.status_code == 200:
            version = reply["version"]
        elif answer.status_code != 422 or reply["saved"] or not reply["message"]:
            wrong.append((text[:80], answer.status_code, reply))
        if MARK in answer.text and answer.mimetype != "application/json":
            wrong.append((text[:80], answer.mimetype, reply))

    assert wrong == []
    assert version > 50


def test_what_is_searched_for_stands_in_its_field_again(walk: Walk) -> None:
    wrong = []
    for text in hostile_texts(SEED, 100):
        answer = walk.browser.get("/suppliers?" + urlencode({"q": utf8(text)}))
        if "\0" in text:
            assert answer.status_code == 400
            continue
        root = root_of(answer.text)
        wanted = _as_shown(_received(text).strip()[:100])
        wrong += [f"{words} for {text[:80]!r}" for words in _broken(root)]
        if _value(root, "q") != wanted:
            wrong.append(f"{_value(root, 'q')!r} for {text[:80]!r}")

    assert wrong == []


def test_an_odd_address_stands_at_the_door_again(app: Flask, federation: Federation) -> None:
    walk, wrong = Walk(app, federation), []
    walk.browser = PageClient(app)
    for number, text in enumerate(hostile_texts(SEED, 100)):
        fields = {"email": text, "password": "x", "next": text, "csrf_token": walk.browser.token()}
        answer = walk.browser.http.post(
            "/login",
            data=urlencode([(name, utf8(value)) for name, value in fields.items()]),
            content_type="application/x-www-form-urlencoded",
            environ_base={"REMOTE_ADDR": f"198.51.{number}.1"},
        )
        root = root_of(answer.text)
        wrong += [f"{words} for {text[:80]!r}" for words in _broken(root)]
        if answer.status_code not in {401, 422} or "Location" in answer.headers:
            wrong.append(f"{answer.status_code} for {text[:80]!r}")

    assert wrong == []


@pytest.mark.parametrize("write", ["csv", "xlsx"])
def test_a_list_of_hostile_suppliers_reaches_the_register_as_it_is(
    app: Flask, walk: Walk, write: str, tmp_path: Path
) -> None:
    texts = [text for text in hostile_texts(SEED, 200) if len(text) < 30_000]
    if write == "xlsx":  # the writer of the test itself must be able to hold the cell
        texts = [text for text in texts if all(map(can_be_kept, text.replace("\r", "")))]
    rows = [["code", "name", "country", "goods", "contact person"]]
    rows += [[f"H-{number}", text, "KH", text, text] for number, text in enumerate(texts)]
    content = _LISTS[write](rows)

    address = _upload(walk.browser, content, name=f"list.{write}")
    for shown, step in ((f"{address}/columns", "columns"), (address, "commit")):
        do_what_waits(walk.runtime)
        forms = root_of(walk.browser.get(shown).text).iter("form")
        form = next(one for one in forms if str(one.get("action", "")).endswith(f"/{step}"))
        taken = walk.browser.post(f"{address}/{step}", dict(posted_values(form)))
        assert taken.status_code == 303, step
    do_what_waits(walk.runtime)
    page = root_of(walk.browser.get(address).text)

    assert _broken(page) == []
    kept = _kept(walk, "H-")
    wrong = [
        f"{kept[code]!r} for {text[:80]!r}"
        for code, text in ((f"H-{number}", text) for number, text in enumerate(texts))
        if code in kept and kept[code] != _one_line(_as_meant(text, write))
    ]
    assert wrong == []
    refused = len(texts) - len(kept)
    assert len(kept) > 90
    assert str(refused) in _words(page)
    _check_register(walk, kept, tmp_path)


def _check_register(walk: Walk, kept: Mapping[str, str], folder: Path) -> None:
    """Hold every name of the register against the table, and no cell of text as a formula."""
    tools = JobTools(settings=walk.runtime.settings, library=walk.runtime.library)
    with walk.runtime.sessions() as session:
        made = run_register_job(
            session,
            walk.world.users[Role.EDIT],
            tools=tools,
            progress=lambda _done, _total: None,
            now=NOW,
        )
    (folder / "register.xlsx").write_bytes(made.content)
    book = load_workbook(io.BytesIO(made.content))
    seen = set()
    for sheet in book:
        for row in sheet.iter_rows():
            texts = [_unescaped(cell.value) for cell in row if isinstance(cell.value, str)]
            codes = [text for text in texts if re.fullmatch(r"H-\d+", text)]
            if sheet.title == "Register" and codes:
                assert kept[codes[0]][:32_767] in texts
                seen.add(codes[0])
            for cell in row:
                text = _unescaped(cell.value) if isinstance(cell.value, str) else ""
                if text in kept.values() and text.startswith(("=", "+", "-", "@", "{", "|")):
                    assert cell.data_type == "s", text
                    assert cell.quotePrefix, text

    assert seen == set(kept)
    assert any(name in FORMULAS for name in kept.values())


def test_the_name_of_a_list_or_file_stands_as_text_alone(walk: Walk) -> None:
    wrong = []
    for text in hostile_texts(SEED, 60)[::2]:
        name = re.sub(r'[\r\n"\0]', "", text)[:200] or "x"
        preview = _upload(walk.browser, b"code,name\nZ-1,z\n", name=name)
        wrong += [f"{words} for {text[:80]!r}" for words in _broken(root_of(
            walk.browser.get(preview).text))]  # fmt: skip
    path = f"/assessments/{walk.world.draft}/evidence/{walk.world.evidence_code}"
    for text in hostile_texts(SEED, 60)[::2]:
        name = re.sub(r'[\r\n"\0]', "", text)[:200] or "x"
        answer = _send_file(walk.browser, path, b"note " + utf8(text)[:9] + b"x", name=name)
        assert answer.status_code in {303, 422}, text
    root = root_of(walk.browser.get(path).text)
    wrong += _broken(root)
    links = {link.get("href", ""): _words(link) for link in root.iter("a")}
    for link, words in links.items():
        if link.startswith("/evidence/"):
            headers = walk.browser.http.get(link).headers
            name = parse_options_header(headers["Content-Disposition"])[1]["filename"]
            if _squeezed(name) != words or set(name) & set('/\\"\r\n<>'):
                wrong.append(f"{name!r} is shown as {words!r}")

    assert wrong == []
    assert len(links) > 10


def _upload(browser: PageClient, content: bytes, *, name: str) -> str:
    answer = _send_file(browser, "/suppliers/import", content, name=name)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def _send_file(browser: PageClient, path: str, content: bytes, *, name: str) -> TestResponse:
    mark = uuid4().hex
    fields = {"csrf_token": browser.token(), "key": uuid4().hex, "kind": "policy", "version": ""}
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = b"".join([*parts, utf8(head), content, f"\r\n--{mark}--\r\n".encode()])
    return browser.http.post(path, data=body, content_type=f"multipart/form-data; boundary={mark}")


def _kept(walk: Walk, start: str) -> dict[str, str]:
    with walk.runtime.sessions() as session, reading(session):
        rows = session.execute(
            select(SupplierRow.code, SupplierRow.name).where(
                SupplierRow.tenant_id == walk.world.tenant_id, SupplierRow.code.startswith(start)
            )
        )
        return {row.code: row.name for row in rows}


def _as_csv(rows: list[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("utf-8", "replace")


_LISTS: Mapping[str, Callable[[list[list[str]]], bytes]] = {"csv": _as_csv, "xlsx": workbook}


def _as_meant(text: str, kind: str) -> str:
    """Return what a cell says: in text files one apostrophe before a formula is a spreadsheet's."""
    bare = text.lstrip("'").lstrip()
    is_guarded = kind == "csv" and text.startswith("'") and bare.startswith(FORMULA_SIGNS)
    return text[1:] if is_guarded else text


def _one_line(text: str) -> str:
    sent = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(trimmed(clean_text(sent)).split())


def _received(text: str) -> str:
    """Return the text as a form receives it: bytes that are no text stay written as %XX."""
    return utf8(text).decode("utf-8", "werkzeug.url_quote")


def _as_shown(text: str) -> str:
    """Return the text as a page can hold it; what it cannot hold is refused, and left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if can_be_kept(sign))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _words(root: Element) -> str:
    return _squeezed("".join(root.itertext()))


def _fields(root: Element) -> dict[str, list[str]]:
    """Return what a browser would post for the largest form of the page."""
    forms = (one for one in root.iter("form") if one.get("method") == "post")
    found: dict[str, list[str]] = {}
    for name, value in posted_values(max(forms, key=lambda one: len(list(one.iter())))):
        found.setdefault(name, []).append(value)
    return found


def _value(root: Element, name: str) -> str | None:
    return next((_field_value(field) for field in root.iter() if field.get("name") == name), None)


def _field_value(field: Element) -> str:
    if field.tag == "textarea":
        return field.text or ""
    if field.tag == "select":
        chosen = [one for one in field.iter("option") if one.get("selected") is not None]
        return chosen[0].get("value", "") if chosen else ""
    return field.get("value") or ""


def _broken(root: Element) -> list[str]:
    """Return where the string became markup: an element, an attribute or an address."""
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if MARK in element.tag or (element.tag == "script" and not element.get("src")):
            found.append(f"element {element.tag}")
        for name, value in element.items():
            if name.startswith("on") or name == "style":
                found.append(f"attribute {name}")
            if name in {"href", "src", "action", "formaction"} and _leads_out(value):
                found.append(f"address {value}")
    return found


def _leads_out(value: str) -> bool:
    plain = value.strip().casefold()
    if plain.startswith(("javascript:", "data:text", "vbscript:", "//", "/\\")):
        return True
    # What was searched for stands, quoted, in addresses of our own.
    path, _, query = plain.partition("?")
    is_quoted = path.startswith("/") and not set(query) & set('<>" ')
    return "evil" in path or ("evil" in query and not is_quoted)


def test_a_string_that_becomes_markup_is_noticed() -> None:
    page = f"<p>x</p><script>{MARK}</script><a href='javascript:x' onclick='y'>z</a>"

    assert set(_broken(root_of(page))) == {
        "element script",
        "attribute onclick",
        "address javascript:x",
    }


def test_the_same_seed_draws_the_same_strings() -> None:
    assert hostile_texts(7, 300) == hostile_texts(7, 300)
    assert len(set(hostile_texts(7, 300))) == 300
    assert hostile_text(random.Random(1)) != hostile_text(random.Random(2))  # noqa: S311
