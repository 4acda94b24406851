"""Headers, hosts, tokens of forms, limits, pages of refusal, and what the log never says."""

import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Blueprint, Flask, request, url_for
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from crest.adapters.logs import FIELDS, JsonFormatter
from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.config import Settings
from crest.domain.errors import (
    AnswersLockedError,
    CrestError,
    DamagedContentError,
    NotAllowedError,
    NotFoundError,
    NotReadyError,
    RefusedInputError,
    StaleVersionError,
    TooManyTriesError,
)
from crest.domain.permissions import Permission, Role
from crest.persistence.migrate import downgrade
from crest.web.guards import UnguardedRouteError, list_routes, public, requires
from tests.once import AREAS
from tests.web.client import PageClient, page_faults
from tests.web.federation import Federation

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def _app_with(
    settings: Settings, passwords: Passwords, monkeypatch: pytest.MonkeyPatch, area: Blueprint
) -> Flask:
    monkeypatch.setattr("crest.web.blueprints.BLUEPRINTS", (*AREAS, area))
    return create_app(settings, passwords=passwords)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/health/live", "/", "/static/none.css"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert "Server" not in answer.headers


def test_cookies_are_for_this_site_alone(client: FlaskClient) -> None:
    cookie = client.get("/login").headers["Set-Cookie"]

    assert cookie.startswith("crest=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_https_cookies_and_headers_ask_for_it(
    settings: Settings, passwords: Passwords
) -> None:
    secure = replace(
        settings, base_url="https://crest.example.org", allowed_hosts=("crest.example.org",)
    )
    client = create_app(secure, passwords=passwords).test_client()

    answer = client.get("/login", base_url="https://crest.example.org")

    assert answer.headers["Set-Cookie"].startswith("__Host-crest=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Path=/" in answer.headers["Set-Cookie"]
    assert "Domain" not in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_without_referrer_a_form_over_https_is_still_taken(
    settings: Settings, passwords: Passwords, federation: Federation
) -> None:
    secure = replace(settings, base_url="https://localhost")
    client = create_app(secure, passwords=passwords).test_client()
    page = client.get("/login", base_url="https://localhost").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]

    answer = client.post(
        "/login",
        data={"csrf_token": token, "email": "a@b.example", "password": "x"},
        base_url="https://localhost",
    )

    assert answer.status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1:99999"])
def test_another_host_is_not_answered(client: FlaskClient, host: str) -> None:
    answer = client.get("/login", headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("hops", [0, 1])
def test_forwarded_headers_count_only_with_hops(
    settings: Settings,
    passwords: Passwords,
    monkeypatch: pytest.MonkeyPatch,
    hops: int,
) -> None:
    area = Blueprint("echo", __name__)

    @area.get("/echo")
    @public
    def show() -> str:
        return f"{request.remote_addr} {url_for('echo.show', _external=True)}"

    app = _app_with(replace(settings, trusted_hops=hops), passwords, monkeypatch, area)
    headers = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "localhost:8443",
    }

    told = app.test_client().get("/echo", headers=headers).text

    expected = ["127.0.0.1 http://localhost/echo", "203.0.113.9 https://localhost:8443/echo"]
    assert told == expected[hops]


def test_a_forwarded_host_that_is_not_ours_is_not_answered(
    settings: Settings, passwords: Passwords
) -> None:
    client = create_app(replace(settings, trusted_hops=1), passwords=passwords).test_client()

    assert client.get("/login", headers={"X-Forwarded-Host": "evil.example"}).status_code == 400


@pytest.fixture
def others_token(app: Flask) -> str:
    return PageClient(app).token()


def _signed_with(settings: Settings, own: str) -> str:
    signer = URLSafeTimedSerializer(settings.secret_key, salt="wtf-csrf-token")
    forger = URLSafeTimedSerializer("x" * 32, salt="wtf-csrf-token")
    return str(forger.dumps(signer.loads(own)))


def _one_sign_changed(own: str) -> Iterator[str]:
    # The last sign of a part holds bits that decoding drops; all others count.
    for place in (0, len(own) // 4, len(own) // 2, len(own) - 2):
        other = "A" if own[place] != "A" else "B"
        yield own[:place] + other + own[place + 1 :]


@pytest.mark.parametrize("path", ["/login", "/login/forgot", "/logout", "/switch"])
def test_a_form_without_its_token_changes_nothing(
    browser: PageClient, path: str, settings: Settings, others_token: str
) -> None:
    own = browser.token()
    forged = [
        "",
        "forged",
        others_token,
        _signed_with(settings, own),
        own[:-1],
        own + "A",
        own.swapcase(),
        *_one_sign_changed(own),
    ]
    sent: list[dict[str, str]] = [{}, *({"csrf_token": one} for one in forged)]
    for fields in sent:
        answer = browser.http.post(path, data={**fields, "email": "a@b.example"})

        assert answer.status_code == 400, fields
        assert "Nothing was saved" in answer.text
    # The form itself is well: with its own token it is not refused for it.
    assert browser.http.post(path, data={"csrf_token": own}).status_code in {303, 401, 422}


@pytest.mark.parametrize("path", ["/login", "/login/forgot"])
def test_a_token_belongs_to_the_cookie_that_it_came_with(app: Flask, path: str) -> None:
    token = PageClient(app).token()

    answer = app.test_client().post(path, data={"csrf_token": token, "email": "a@b.example"})

    assert answer.status_code == 400


def test_every_form_of_the_application_asks_for_its_token(
    app: Flask, federation: Federation
) -> None:
    browser = PageClient(app).login(federation.email(Role.ADM))
    browser.token()
    routes = [
        (route.address, method)
        for route in list_routes(app)
        for method in route.methods
        if method not in {"GET", "HEAD", "OPTIONS"}
    ]
    for address, method in routes:
        path = re.sub(r"<uuid:\w+>", str(federation.a.supplier), address)
        path = re.sub(r"<code:\w+>", federation.a.section_code, path)
        path = re.sub(r"<slug:\w+>", "kh.ll", path)
        path = re.sub(r"<any\((\w+),[^>]*>", r"\1", path)
        path = re.sub(r"<int:\w+>", "2026", path)
        path = re.sub(r"<(\w+:)?\w+>", "x" * 43, path)

        assert browser.http.open(path, method=method).status_code == 400, f"{method} {path}"
    assert len(routes) > 30


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_a_form_from_another_site_is_refused_even_with_a_token(
    browser: PageClient, origin: str
) -> None:
    answer = browser.post("/login", {"email": "a@b.example"}, headers={"Sec-Fetch-Site": origin})

    assert answer.status_code == 400


def test_a_token_lives_as_long_as_its_session(browser: PageClient, federation: Federation) -> None:
    token = browser.token()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        answer = browser.http.post(
            "/login", data={"csrf_token": token, "email": "a@b.example", "password": "x"}
        )

    assert answer.status_code == 401


def test_a_body_that_is_too_large_gets_a_page(browser: PageClient, settings: Settings) -> None:
    size = settings.upload_max_bytes + 2_000_000
    body = io.BytesIO(b"x" * size)

    answer = browser.http.post(
        "/login",
        input_stream=body,
        content_length=size,
        content_type="multipart/form-data; boundary=x",
    )

    assert page_faults(answer.text) == []
    assert answer.status_code == 413
    assert "The file is too large" in answer.text


def test_a_form_field_that_is_too_large_gets_a_page(browser: PageClient) -> None:
    body = b"email=" + b"x" * 600_000

    answer = browser.http.post(
        "/login",
        input_stream=io.BytesIO(body),
        content_length=len(body),
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 413


def test_more_fields_than_any_form_has_get_a_page(browser: PageClient) -> None:
    fields = {f"field{number}": "x" for number in range(1100)}

    answer = browser.post("/login", fields, content_type="multipart/form-data")

    assert answer.status_code == 413


def test_a_missing_page_is_a_whole_page(browser: PageClient) -> None:
    page = browser.get("/nowhere")

    assert page.status_code == 404
    assert "Page not found" in page.text


def test_a_method_that_an_address_does_not_take(browser: PageClient) -> None:
    answer = browser.get("/logout")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_signed_out_forms_get_a_page_and_a_way_in(browser: PageClient) -> None:
    answer = browser.post("/switch", {"membership": "x"})

    assert answer.status_code == 401
    assert 'href="/login"' in answer.text


def test_signed_out_scripts_get_json(browser: PageClient) -> None:
    answer = browser.get("/", headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert json.loads(answer.text)["code"] == "unauthorized"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError(), 404),
        (NotAllowedError(), 403),
        (AnswersLockedError(), 409),
        (StaleVersionError(current=2, given=1), 409),
        (NotReadyError(codes=()), 422),
        (RefusedInputError("unheard_of"), 422),
        (TooManyTriesError(seconds=42), 429),
        (DamagedContentError(faults=()), 500),
        (ValueError("the secret of somebody@example.org"), 500),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_refusal_is_a_whole_page(
    settings: Settings,
    passwords: Passwords,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    error: Exception,
    status: int,
) -> None:
    area = Blueprint("trap", __name__)

    @area.get("/trap")
    @public
    def show() -> str:
        raise error

    browser = PageClient(_app_with(settings, passwords, monkeypatch, area))

    page = browser.get("/trap")
    data = browser.get("/trap", headers={"Accept": "application/json"})

    assert page.status_code == data.status_code == status
    assert "secret" not in page.text
    assert json.loads(data.text)["message"]
    if isinstance(error, CrestError):
        assert json.loads(data.text)["code"] == error.code
    assert "somebody@example.org" not in capfd.readouterr().err


def test_a_fault_is_written_down_with_its_place(
    settings: Settings,
    passwords: Passwords,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    area = Blueprint("trap", __name__)

    @area.get("/trap")
    @public
    def show() -> str:
        raise KeyError

    PageClient(_app_with(settings, passwords, monkeypatch, area)).get("/trap")

    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    fault = next(line for line in lines if line.get("fault"))
    assert fault["fault"] == "KeyError"
    assert fault["endpoint"] == "trap.show"
    assert any("test_security.py" in place for place in fault["at"])


def test_a_route_without_a_mark_keeps_the_application_from_starting(
    settings: Settings, passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = Blueprint("open", __name__)

    @area.get("/open")
    def show() -> str:
        return "open to all"

    with pytest.raises(UnguardedRouteError, match=r"open\.show"):
        _app_with(settings, passwords, monkeypatch, area)


@pytest.mark.parametrize("rule", ["/things/<name>", "/things/<string:name>"])
def test_a_route_with_an_untyped_part_keeps_the_application_from_starting(
    settings: Settings, passwords: Passwords, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    area = Blueprint("things", __name__)

    @area.get(rule)
    @requires(Permission.HOME_VIEW)
    def show(name: str) -> str:
        return name

    with pytest.raises(UnguardedRouteError, match="name"):
        _app_with(settings, passwords, monkeypatch, area)


def test_live_and_ready(browser: PageClient) -> None:
    assert browser.get("/health/live").text == "ok\n"
    assert browser.get("/health/ready").text == "ok\n"


def test_not_ready_without_tables(app: Flask, browser: PageClient) -> None:
    downgrade(app.extensions["crest"].sessions.kw["bind"], "base")

    answer = browser.get("/health/ready")

    assert answer.status_code == 503
    assert "crest db upgrade" in answer.text


def test_not_ready_without_a_folder_to_write(
    settings: Settings, passwords: Passwords, tmp_path: Path
) -> None:
    app = create_app(settings, passwords=passwords)
    app.extensions["crest"].settings = replace(settings, data_dir=tmp_path / "gone")

    answer = app.test_client().get("/health/ready")

    assert answer.status_code == 503
    assert "data folder" in answer.text


def _static_addresses(page: str) -> set[str]:
    return set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))


def _fetch(browser: PageClient, address: str, *, encoding: str) -> TestResponse:
    with browser.http.get(address, headers={"Accept-Encoding": encoding}) as answer:
        answer.get_data()
        return answer


def test_files_are_kept_for_ever_under_the_digest_of_their_content(browser: PageClient) -> None:
    addresses = _static_addresses(browser.get("/login").text)

    assert len(addresses) >= 3
    for address in addresses:
        answer = _fetch(browser, address, encoding="gzip")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_files_come_compressed(browser: PageClient) -> None:
    style = next(
        address
        for address in _static_addresses(browser.get("/login").text)
        if address.endswith("crest.css")
    )

    packed = _fetch(browser, style, encoding="br, gzip")
    plain = _fetch(browser, style, encoding="identity")

    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.data) < len(plain.data) / 2


@pytest.mark.parametrize(
    "path", ["/static/../crest/config.py", "/static/%2e%2e/%2e%2e/config.py", "/static//etc/passwd"]
)
def test_no_way_leads_out_of_the_files(browser: PageClient, path: str) -> None:
    assert browser.http.get(path).status_code == 404


def test_pages_come_compressed(browser: PageClient) -> None:
    answer = browser.http.get("/login", headers={"Accept-Encoding": "br"})

    assert answer.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def test_the_log_names_neither_people_nor_addresses(
    browser: PageClient, federation: Federation, log: io.StringIO
) -> None:
    browser.login(federation.email(Role.EDIT))
    browser.get("/suppliers?q=secret-search")
    browser.get(f"/suppliers/{federation.a.supplier}")
    browser.post("/login", {"email": "typed@example.org", "password": "typed-password"})

    text = log.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    allowed = {"time", "level", "logger", "event", "fault", "at", *FIELDS}
    assert len(lines) >= 4
    assert all(set(line) <= allowed for line in lines)
    assert {"endpoint", "method", "status", "ms", "request_id"} <= set(lines[-1])
    for word in (
        federation.email(Role.EDIT),
        "typed@example.org",
        "typed-password",
        "secret-search",
        str(federation.a.supplier),
        "127.0.0.1",
        browser.token(),
    ):
        assert word not in text


def _last(log: io.StringIO) -> tuple[str, str, str]:
    line = json.loads(log.getvalue().splitlines()[-1])
    return line["level"], line.get("reason", ""), line.get("user_id", "")


def test_a_refusal_is_logged_with_its_kind_and_whose_it_was(
    browser: PageClient, federation: Federation, log: io.StringIO
) -> None:
    browser.get(f"/suppliers/{federation.b.supplier}")
    assert _last(log)[2] == ""  # nobody is signed in yet
    browser.login(federation.email(Role.VIEW))
    viewer = str(federation.a.users[Role.VIEW].user_id)

    assert browser.get("/suppliers").status_code == 200
    assert _last(log) == ("info", "", "")
    assert browser.get(f"/suppliers/{federation.b.supplier}").status_code == 404
    assert _last(log) == ("warning", "not_found", viewer)
    assert browser.get("/users/invite").status_code == 403
    assert _last(log) == ("warning", "not_allowed", viewer)
    assert browser.http.post("/logout", data={"csrf_token": "forged"}).status_code == 400
    assert _last(log) == ("warning", "form_expired", viewer)
    assert browser.http.get("/login", headers={"Host": "evil.example"}).status_code == 400
    assert _last(log)[:2] == ("warning", "unknown_host")


def test_too_many_tries_and_too_much_are_logged_as_odd(
    browser: PageClient, log: io.StringIO
) -> None:
    for _ in range(6):
        browser.post("/login", {"email": "a@b.example", "password": "x"})
    assert _last(log) == ("warning", "too_many_tries", "")

    browser.http.post("/login", data={"email": "x" * 600_000})
    assert _last(log) == ("warning", "too_large", "")
    browser.http.get("/nowhere")
    assert _last(log) == ("info", "not_found", "")


def test_messages_of_other_libraries_are_kept_without_their_values(log: io.StringIO) -> None:
    logging.getLogger("other").warning("asked for %s", "/i/secret-token")

    assert json.loads(log.getvalue())["event"] == "asked for %s"


def test_health_checks_do_not_fill_the_log(browser: PageClient, log: io.StringIO) -> None:
    browser.get("/health/live")

    assert log.getvalue() == ""


@pytest.mark.parametrize(("wanted", "language"), [("km,en;q=0.5", "km"), ("fr", "en"), ("", "en")])
def test_the_page_speaks_a_language_that_the_browser_asks_for(
    settings: Settings, passwords: Passwords, wanted: str, language: str
) -> None:
    app = create_app(replace(settings, languages=("en", "km")), passwords=passwords)

    page = PageClient(app).get("/login", headers={"Accept-Language": wanted})

    assert f'<html lang="{language}">' in page.text


def test_the_person_s_language_goes_before_the_browser_s(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.EDIT))

    assert '<html lang="en">' in browser.get("/", headers={"Accept-Language": "km"}).text
