"""What an attacker with a role tries: keys of others, odd numbers, second sessions, side doors."""

import re
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.http import parse_options_header

from crest.domain.permissions import Role
from crest.persistence.models import AnswerRow, SessionRow, SupplierRow, WorkplaceRow
from crest.persistence.session import reading, writing
from crest.web.context import Runtime
from crest.web.forms import local_path
from crest.web.guards import list_routes
from tests.web.client import PageClient
from tests.web.federation import Federation, MemberWorld
from tests.web.pages import root_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def _runtime(app: Flask) -> Runtime:
    found: Runtime = app.extensions["crest"]
    return found


@pytest.fixture
def ours(federation: Federation) -> MemberWorld:
    return federation.a


@pytest.fixture
def editor(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.email(Role.EDIT))


def _form(browser: PageClient, path: str) -> dict[str, str]:
    """Return what a browser would post for the one form of a record."""
    root = root_of(browser.get(path).text)
    form = next(one for one in root.iter("form") if _names(one) >= {"key", "version", "name"})
    form.set("id", "wanted")
    found: dict[str, str] = {}
    for field in form.iter():
        if (name := field.get("name")) and field.get("type") not in {"radio", "checkbox"}:
            chosen = [one for one in field.iter("option") if one.get("selected") is not None]
            found[name] = chosen[0].get("value", "") if chosen else field.get("value") or ""
    return found


def _names(form: object) -> set[str | None]:
    return {field.get("name") for field in form.iter()}  # type: ignore[attr-defined]


def test_the_key_of_one_workplace_saves_no_other(
    app: Flask, editor: PageClient, ours: MemberWorld
) -> None:
    key = uuid4().hex
    first, second = f"/workplaces/{ours.workplace}", f"/workplaces/{ours.other_workplace}"
    forms = {path: _form(editor, path) for path in (first, second)}
    saved = editor.post(first, {**forms[first], "name": "Renamed", "key": key})

    answer = editor.post(second, {**forms[second], "name": "Renamed too", "key": key})

    assert saved.status_code == 303
    assert answer.status_code == 422
    with _runtime(app).sessions() as session, reading(session):
        names = set(session.scalars(select(WorkplaceRow.name)))
    assert "Renamed" in names
    assert "Renamed too" not in names


def test_the_key_of_one_supplier_saves_no_other(
    app: Flask, editor: PageClient, ours: MemberWorld
) -> None:
    key = uuid4().hex
    first, second = (f"/suppliers/{one}/edit" for one in (ours.supplier, ours.other_supplier))
    forms = {path: _form(editor, path) for path in (first, second)}
    saved = editor.post(first, {**forms[first], "name": "Renamed", "key": key})

    answer = editor.post(second, {**forms[second], "name": "Renamed too", "key": key})

    assert saved.status_code == 303
    assert answer.status_code == 422
    with _runtime(app).sessions() as session, reading(session):
        assert "Renamed too" not in set(session.scalars(select(SupplierRow.name)))


def test_a_used_key_tells_nothing_to_whoever_may_not_answer(
    app: Flask, editor: PageClient, federation: Federation, ours: MemberWorld
) -> None:
    key, code = uuid4().hex, ours.evidence_code
    path = f"/assessments/{ours.draft}/answers/{code}"
    fields = {f"q_{code}__state": "dont_know", "key": key}
    assert editor.post(path, fields).status_code == 200

    for role in (Role.VIEW, Role.ADM, Role.SITE):
        other = PageClient(app).login(federation.email(role))
        answer = other.post(path, fields)

        assert answer.status_code == 403
        assert "version" not in answer.text or "html" in answer.text


def test_a_used_key_still_answers_after_the_answers_are_locked(
    app: Flask, editor: PageClient, ours: MemberWorld
) -> None:
    key, code = uuid4().hex, ours.evidence_code
    path = f"/assessments/{ours.draft}/answers/{code}"
    fields = {f"q_{code}__state": "dont_know", "key": key}
    first = editor.post(path, fields)
    with _runtime(app).sessions() as session, writing(session):
        row = session.scalars(
            select(AnswerRow).where(AnswerRow.assessment_id == ours.draft, AnswerRow.code == code)
        ).one()
        assert row.version == 1

    assert editor.post(path, fields).json == first.json


def test_signing_in_again_ends_the_session_before(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.EDIT))
    cookie = browser.http.get_cookie("crest")
    assert cookie is not None
    browser._token = None
    root = root_of(browser.get("/").text)
    token = next(
        field.get("value", "") for field in root.iter("input") if field.get("name") == "csrf_token"
    )

    again = browser.http.post(
        "/login",
        data={
            "csrf_token": token,
            "email": federation.email(Role.ADM),
            "password": "correct horse battery",
        },
    )

    assert again.status_code == 303
    thief = PageClient(app)
    thief.http.set_cookie("crest", cookie.value)
    assert thief.get("/").status_code == 303
    with _runtime(app).sessions() as session, reading(session):
        assert len(session.scalars(select(SessionRow)).all()) == 1


@pytest.mark.parametrize("path", ["/suppliers?country=%00", "/laws?kind=a%00b", "/?%00=1"])
def test_zero_bytes_in_an_address_are_refused(editor: PageClient, path: str) -> None:
    assert editor.get(path).status_code == 400


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\n"])
def test_an_address_with_controls_signs_nobody_in(browser: PageClient, sign: str) -> None:
    answer = browser.post("/login", {"email": f"edit@ours{sign}.example", "password": "x"})

    assert answer.status_code == 422


@pytest.mark.parametrize("typed", ["-1E30", "1E-99999999", "-999999999999", "NaN", "sNaN", "1e999"])
def test_no_share_of_sales_is_too_odd_for_an_answer(
    editor: PageClient, ours: MemberWorld, typed: str
) -> None:
    path = f"/suppliers/{ours.supplier}/edit"

    answer = editor.post(path, {**_form(editor, path), "leverage": typed})

    assert answer.status_code in {303, 422}


@pytest.mark.parametrize("path", ["/profile", "/workplaces/new", "/suppliers/new"])
def test_a_control_sign_in_a_number_is_refused_with_words(editor: PageClient, path: str) -> None:
    answer = editor.post(path, {"fact_workforce_total": "12\x07", "version": "1"})

    assert answer.status_code == 422
    assert "There is a sign in the text that cannot be kept (U+0007)." in words_of(answer.text)


def test_a_file_with_odd_days_for_locked_answers_gets_a_whole_page(
    editor: PageClient, ours: MemberWorld
) -> None:
    path = f"/assessments/{ours.submitted}/evidence/{ours.evidence_code}"

    assert editor.post(path, {"kind": "none of these"}).status_code == 422


def test_an_endless_address_is_no_way_to_go_on() -> None:
    assert local_path("/" + "x" * 1_999) is not None
    assert local_path("/" + "x" * 2_000) is None


def test_a_site_manager_reads_of_nothing_but_the_named_workplaces(
    app: Flask, federation: Federation, ours: MemberWorld
) -> None:
    browser = PageClient(app).login(federation.email(Role.SITE))
    ids: Mapping[str, list[UUID]] = {
        "assessment_id": [ours.draft, ours.submitted, ours.site_draft],
        "workplace_id": [ours.workplace, ours.other_workplace],
        "supplier_id": [ours.supplier],
        "evidence_id": [ours.evidence],
        "import_id": [ours.supplier_list, ours.supplier_import],
        "load_id": [ours.register_load],
        "job_id": [ours.job],
    }
    pages = 0
    for route in list_routes(app):
        if "GET" not in route.methods:
            continue
        name = next((name for name in ids if f":{name}>" in route.address), "")
        for one in ids.get(name, [UUID(int=0)]):
            path = route.address.replace(f"<uuid:{name}>", str(one))
            path = path.replace("<code:code>", "SIT").replace("<slug:number>", "inherent")
            answer = browser.http.get(path.replace("<slug:instrument_id>", "kh.ll"))
            pages += answer.status_code == 200
            for foreign in ("Ours factory 2", "Ours weavers", "Ours street 2", "Ours seller"):
                assert foreign not in answer.text, path

    assert pages > 8


@pytest.mark.parametrize(
    "name",
    ["a\r\nX-Planted: 1.txt", 'a"; filename="b.html', "../../x.txt", "\u202etxt.exe", "ក.txt"],
)
def test_the_name_of_a_file_breaks_no_header(
    editor: PageClient, ours: MemberWorld, name: str
) -> None:
    path = f"/assessments/{ours.draft}/evidence/{ours.evidence_code}"
    mark = "xyz"
    token, key = editor.token(), uuid4().hex
    parts = [("csrf_token", token), ("key", key), ("kind", "policy"), ("version", "")]
    body = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in parts
    )
    body += (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; '
        f"filename*=UTF-8''{quote(name)}\r\n\r\nour rules {key}\r\n--{mark}--\r\n"
    )
    sent = editor.http.post(
        path, data=body.encode(), content_type=f"multipart/form-data; boundary={mark}"
    )
    assert sent.status_code == 303, words_of(sent.text)
    page = root_of(editor.get(path).text)
    links = [link.get("href", "") for link in page.iter("a")]
    for link in {link for link in links if link.startswith("/evidence/")}:
        answer = editor.http.get(link)
        disposition = answer.headers["Content-Disposition"]

        assert "X-Planted" not in answer.headers
        assert disposition.startswith("attachment; filename")
        assert not {"\r", "\n", "/", "\\"} & set(disposition)
        assert parse_options_header(disposition)[1]["filename"].endswith(".txt")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"


def test_whom_a_form_is_about_is_never_taken_from_its_fields(
    app: Flask, editor: PageClient, federation: Federation, ours: MemberWorld
) -> None:
    path = f"/suppliers/{ours.supplier}/edit"
    planted = {
        "tenant_id": str(federation.b.tenant_id),
        "id": str(federation.b.supplier),
        "decision": "keep",
        "archived_at": "2026-01-01",
        "owner": "Planted",
        "match_key": "planted",
    }

    answer = editor.post(path, {**_form(editor, path), **planted})

    assert answer.status_code == 303
    with _runtime(app).sessions() as session, reading(session):
        row = session.get(SupplierRow, ours.supplier)
        assert row is not None
        assert row.tenant_id == ours.tenant_id
        assert (row.decision, row.archived_at, row.owner) == (None, None, "Ours buyer")


def test_the_first_of_several_values_counts(
    app: Flask, editor: PageClient, ours: MemberWorld
) -> None:
    path = f"/workplaces/{ours.workplace}"
    fields = _form(editor, path)

    answer = editor.post(f"{path}?name=Planted&version=9", {**fields, "name": ["Kept", "Planted"]})

    assert answer.status_code == 303
    with _runtime(app).sessions() as session, reading(session):
        row = session.get(WorkplaceRow, ours.workplace)
        assert row is not None
        assert row.name == "Kept"


@pytest.mark.parametrize("path", ["/login", "/health/live", "/nowhere", "/"])
def test_text_says_in_which_letters_it_is_written(browser: PageClient, path: str) -> None:
    assert browser.http.get(path).headers["Content-Type"].endswith("charset=utf-8")


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND"])
def test_methods_that_nobody_needs_are_refused(browser: PageClient, method: str) -> None:
    for path in ("/login", "/suppliers", "/health/live"):
        assert browser.http.open(path, method=method).status_code in {400, 405}


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_answer_is_opened_to_another_site(browser: PageClient, origin: str) -> None:
    paths = ["/login", "/health/live", "/nowhere"]
    paths += re.findall(r'(?:href|src)="(/static/[^"]+)"', browser.http.get("/login").text)

    for path in paths:
        with browser.http.get(path, headers={"Origin": origin}) as answer:
            assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_door_hides_what_is_typed_and_lets_a_password_manager_fill_it(
    browser: PageClient,
) -> None:
    fields = {one.get("name"): one for one in root_of(browser.get("/login").text).iter("input")}

    assert fields["password"].get("type") == "password"
    assert fields["password"].get("autocomplete") == "current-password"
    assert fields["email"].get("autocomplete") in {"username", "email"}


def test_every_page_inside_has_a_way_out(editor: PageClient) -> None:
    for path in ("/", "/suppliers", "/assessments", "/profile", "/nowhere"):
        forms = root_of(editor.get(path).text).iter("form")
        assert "/logout" in {form.get("action") for form in forms}


def test_a_cookie_that_was_changed_opens_nothing(app: Flask, editor: PageClient) -> None:
    cookie = editor.http.get_cookie("crest")
    assert cookie is not None
    payload, _, rest = cookie.value.partition(".")
    changed = {
        "content": f"{payload[:-4]}AAAA.{rest}",
        "signature": cookie.value[:-4] + "AAAA",
        "no signature": payload,
        "nothing": "",
    }

    for value in changed.values():
        forged = PageClient(app)
        forged.http.set_cookie("crest", value)
        assert forged.get("/").status_code == 303
