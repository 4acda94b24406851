"""Signing in and out: sessions, throttling, ways around."""

import hashlib
import sqlite3
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.event import listen

from crest.adapters.passwords import Passwords
from crest.config import Settings
from crest.domain.permissions import Role
from crest.persistence import people
from crest.persistence.models import MembershipRow, SessionRow, ThrottleRow, UserRow
from crest.persistence.session import reading, writing
from crest.services.login import list_memberships, network_of
from crest.web.context import Runtime
from tests.conftest import Clock
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import Federation

WRONG = "not the password"


def _runtime(app: Flask) -> Runtime:
    runtime: Runtime = app.extensions["crest"]
    return runtime


def _try(browser: PageClient, email: str, password: str = WRONG, **extra: object) -> int:
    answer = browser.post("/login", {"email": email, "password": password}, **extra)
    return answer.status_code


def _cookie(browser: PageClient) -> str | None:
    cookie = browser.http.get_cookie("crest")
    return cookie.value if cookie else None


def test_the_door_is_a_whole_page(browser: PageClient) -> None:
    page = browser.get("/login")

    assert page.status_code == 200
    assert "Sign in" in page.text


def test_signing_in_leads_to_the_first_page(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.email(Role.EDIT))

    page = browser.get("/")

    assert page.status_code == 200
    assert federation.a.name in page.text


def test_an_address_is_taken_in_any_case_and_with_spaces(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(f"  {federation.email(Role.EDIT).upper()} ")


def test_whoever_is_inside_does_not_see_the_door(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.EDIT))

    assert browser.get("/login").headers["Location"] == "/"


@pytest.mark.parametrize("email", ["edit@ours.example", "nobody@ours.example"])
def test_a_wrong_login_says_the_same_for_known_and_unknown(
    browser: PageClient, federation: Federation, email: str
) -> None:
    answer = browser.post("/login", {"email": email, "password": WRONG})

    assert answer.status_code == 401
    assert "E-mail and password do not fit together." in answer.text
    assert WRONG not in answer.text


@pytest.mark.parametrize(
    ("email", "password"),
    [
        pytest.param("edit@ours.example", WRONG, id="known"),
        pytest.param("nobody@ours.example", WRONG, id="unknown"),
        pytest.param("view@ours.example", PASSWORD, id="closed account"),
    ],
)
def test_every_wrong_login_costs_one_check_of_a_hash(
    app: Flask,
    browser: PageClient,
    federation: Federation,
    monkeypatch: pytest.MonkeyPatch,
    email: str,
    password: str,
) -> None:
    _change_user(app, "view@ours.example", disabled=True)
    passwords = _runtime(app).passwords
    passwords.check("warm", against=None)
    checked: list[str] = []
    verify = passwords._hasher.verify
    monkeypatch.setattr(
        passwords,
        "_hasher",
        _Counting(verify=lambda stored, given: checked.append(stored) or verify(stored, given)),
    )

    status = _try(browser, email, password)

    assert status == 401
    assert len(checked) == 1


class _Counting:
    def __init__(self, verify: object) -> None:
        self.verify = verify


def _change_user(app: Flask, email: str, *, disabled: bool = False, left: bool = False) -> None:
    with _runtime(app).sessions() as session, writing(session):
        user = session.scalars(select(UserRow).where(UserRow.email == email)).one()
        if disabled:
            user.disabled_at = _runtime(app).clock()
        if left:
            membership = session.scalars(
                select(MembershipRow).where(MembershipRow.user_id == user.id)
            ).one()
            session.delete(membership)


def test_missing_fields_are_asked_for(browser: PageClient) -> None:
    answer = browser.post("/login", {"email": "", "password": ""})

    assert answer.status_code == 422
    assert "Enter your e-mail address." in answer.text
    assert "Enter your password." in answer.text


def test_someone_without_any_role_is_not_let_in(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _change_user(app, federation.email(Role.EDIT), left=True)

    assert _try(browser, federation.email(Role.EDIT), PASSWORD) == 401


def test_a_session_is_new_after_signing_in(browser: PageClient, federation: Federation) -> None:
    browser.token()
    before = _cookie(browser)

    browser.login(federation.email(Role.EDIT))

    assert _cookie(browser) != before
    with browser.http.session_transaction() as cookie:
        first = cookie["_user_id"]
    browser.post("/logout")
    browser.login(federation.email(Role.EDIT))
    with browser.http.session_transaction() as cookie:
        assert cookie["_user_id"] != first


def test_a_cookie_from_before_signing_in_opens_nothing(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.token()
    planted = _cookie(browser)
    browser.login(federation.email(Role.EDIT))
    other = PageClient(app)
    assert planted is not None
    other.http.set_cookie("crest", planted)

    assert other.get("/").status_code == 303


def test_the_server_keeps_only_the_digest_of_the_token(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.EDIT))

    with browser.http.session_transaction() as cookie:
        token = cookie["_user_id"]
    with _runtime(app).sessions() as session, reading(session):
        kept = session.scalars(select(SessionRow)).one()
    assert len(token) >= 40
    assert kept.token_digest == hashlib.sha256(token.encode()).hexdigest()


def test_after_signing_out_the_old_cookie_opens_nothing(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.EDIT))
    stolen = _cookie(browser)

    answer = browser.post("/logout")

    assert answer.status_code == 303
    assert '"cookies"' in answer.headers["Clear-Site-Data"]
    thief = PageClient(app)
    assert stolen is not None
    thief.http.set_cookie("crest", stolen)
    assert thief.get("/").status_code == 303
    with _runtime(app).sessions() as session, reading(session):
        assert session.scalars(select(SessionRow)).all() == []


def test_signing_out_twice_harms_nobody(browser: PageClient) -> None:
    assert browser.post("/logout").status_code == 303


@pytest.mark.parametrize(
    ("minutes", "status"),
    [
        pytest.param(119, 200, id="idle for less than two hours"),
        pytest.param(121, 303, id="idle for more"),
    ],
)
def test_an_idle_session_ends(
    browser: PageClient, federation: Federation, clock: Clock, minutes: int, status: int
) -> None:
    browser.login(federation.email(Role.EDIT))
    clock.advance(minutes=minutes)

    assert browser.get("/").status_code == status


def test_a_session_in_use_ends_after_its_hours(
    browser: PageClient, federation: Federation, clock: Clock, settings: Settings
) -> None:
    browser.login(federation.email(Role.EDIT))
    for _ in range(settings.session_hours - 1):
        clock.advance(hours=1)
        assert browser.get("/").status_code == 200

    clock.advance(hours=1, minutes=1)

    assert browser.get("/").status_code == 303


def test_being_seen_is_written_down_once_a_minute(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    def seen() -> object:
        with _runtime(app).sessions() as session, reading(session):
            return session.scalars(select(SessionRow.seen_at)).one()

    browser.login(federation.email(Role.EDIT))
    begun = seen()
    clock.advance(seconds=59)
    browser.get("/")
    unchanged = seen()
    clock.advance(seconds=1)
    browser.get("/")

    assert unchanged == begun
    assert seen() == clock.now


@pytest.mark.parametrize(
    "change", [{"disabled": True}, {"left": True}], ids=["closed account", "role taken away"]
)
def test_a_session_ends_at_once_with_the_right_to_it(
    app: Flask, browser: PageClient, federation: Federation, change: dict[str, bool]
) -> None:
    browser.login(federation.email(Role.EDIT))
    _change_user(app, federation.email(Role.EDIT), **change)

    assert browser.get("/").status_code == 303


def test_tries_are_slowed_down_and_never_shut_out_for_long(
    browser: PageClient, federation: Federation, clock: Clock
) -> None:
    email = federation.email(Role.EDIT)
    first = [_try(browser, email) for _ in range(6)]
    clock.advance(seconds=61)
    later = [_try(browser, email) for _ in range(6)]

    refused = browser.post("/login", {"email": email, "password": PASSWORD})

    assert first == [401] * 5 + [429]
    assert later == [401] * 5 + [429]
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) in range(60, 901)
    assert refused.headers["Retry-After"] in refused.text
    clock.advance(seconds=int(refused.headers["Retry-After"]))
    browser.login(email)


def test_somebody_elsewhere_is_not_shut_out_by_the_tries(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    email = federation.email(Role.EDIT)
    for _ in range(12):
        _try(browser, email, environ_base={"REMOTE_ADDR": "198.51.100.7"})

    owner = PageClient(app)

    assert _try(owner, email, PASSWORD, environ_base={"REMOTE_ADDR": "203.0.113.9"}) == 303
    assert _try(browser, email, environ_base={"REMOTE_ADDR": "198.51.100.8"}) == 429


def test_tries_from_many_networks_are_slowed_down_but_not_at_a_known_place(
    app: Flask, federation: Federation
) -> None:
    email, browser = federation.email(Role.EDIT), PageClient(app)
    home = {"REMOTE_ADDR": "203.0.113.9"}
    assert _try(browser, email, PASSWORD, environ_base=home) == 303
    browser.post("/logout")
    browser._token = None
    for number in range(100):
        place = {"REMOTE_ADDR": f"198.51.{number}.7"}
        assert _try(browser, email, environ_base=place) == 401

    elsewhere = _try(browser, email, PASSWORD, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    at_home = _try(browser, email, PASSWORD, environ_base=home)

    assert (elsewhere, at_home) == (429, 303)


def test_tries_at_many_accounts_are_slowed_down_by_network(
    browser: PageClient, federation: Federation
) -> None:
    tries = [
        _try(
            browser,
            f"nobody{number}@ours.example",
            environ_base={"REMOTE_ADDR": f"198.51.100.{number}"},
        )
        for number in range(51)
    ]

    assert tries == [401] * 50 + [429]


def test_a_whole_office_signs_in_from_one_network(app: Flask, federation: Federation) -> None:
    for _ in range(60):
        PageClient(app).login(federation.email(Role.EDIT))


def test_old_counts_and_sessions_are_forgotten(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    _try(browser, "nobody@ours.example")
    PageClient(app).login(federation.email(Role.EDIT))
    clock.advance(days=31)

    browser.login(federation.email(Role.EDIT))

    with _runtime(app).sessions() as session, reading(session):
        kept = session.scalars(select(ThrottleRow)).all()
        assert {row.door for row in kept} == {"login known", "login network", "login account"}
        assert all(row.window_ends_at > clock.now for row in kept)
        assert len(session.scalars(select(SessionRow)).all()) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/56"),
        ("", "unknown"),
        ("a socket", "unknown"),
    ],
)
def test_networks_are_counted_not_single_addresses(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/suppliers?page=2", "/suppliers?page=2"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("suppliers", "/"),
        ("http:evil.example", "/"),
        ("/%0d%0aSet-Cookie:a=b", "/%0d%0aSet-Cookie:a=b"),
        ("//[evil", "/"),
        ("", "/"),
    ],
)
def test_the_door_leads_on_only_inside(
    browser: PageClient, federation: Federation, wanted: str, target: str
) -> None:
    fields = {"email": federation.email(Role.EDIT), "password": PASSWORD, "next": wanted}

    answer = browser.post("/login", fields)

    assert answer.status_code == 303
    assert answer.headers["Location"] == target


def test_the_way_is_kept_from_the_first_address_to_the_page(
    browser: PageClient, federation: Federation
) -> None:
    sent = browser.get("/suppliers?page=2")
    page = browser.get(sent.headers["Location"])

    assert sent.headers["Location"] == "/login?next=/suppliers?page%3D2"
    assert 'name="next" value="/suppliers?page=2"' in page.text


def test_the_way_is_kept_over_a_wrong_try(browser: PageClient, federation: Federation) -> None:
    fields = {"email": "a@b.example", "password": "x", "next": "/suppliers"}

    page = browser.post("/login", fields)

    assert 'name="next" value="/suppliers"' in page.text


def _give_second_role(app: Flask, federation: Federation) -> None:
    with _runtime(app).sessions() as session, writing(session):
        people.add_membership(
            session,
            federation.a.users[Role.EDIT].user_id,
            tenant_id=federation.b.tenant_id,
            role=Role.VIEW,
        )


def test_somebody_with_two_roles_switches_openly(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    _give_second_role(app, federation)
    browser.login(federation.email(Role.EDIT))
    # The tenants of a person stand by name, so that the first one is the other member.
    other = browser.get("/").text

    answer = browser.post("/switch", {"membership": str(federation.a.tenant_id)})

    assert answer.status_code == 303
    page = browser.get("/suppliers").text
    assert f"You now act for {federation.a.name}." in page
    assert f"Act for {federation.b.name}" in page
    assert "Kanarienvogel weavers" not in page
    assert f"Act for {federation.a.name}" in other


def test_somebody_with_one_role_sees_no_switch(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.email(Role.EDIT))

    assert "/switch" not in browser.get("/").text


@pytest.mark.parametrize("wanted", ["foreign", "missing", "not an id", ""])
def test_nobody_switches_to_what_is_not_theirs(
    browser: PageClient, federation: Federation, wanted: str
) -> None:
    browser.login(federation.email(Role.EDIT))
    ids = {
        "foreign": str(federation.b.tenant_id),
        "missing": "00000000-0000-0000-0000-000000000000",
    }

    answer = browser.post("/switch", {"membership": ids.get(wanted, wanted)})

    assert answer.status_code == 404


def test_a_hash_of_older_sizes_is_renewed(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    older = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    email = federation.email(Role.EDIT)
    with _runtime(app).sessions() as session, writing(session):
        user = session.scalars(select(UserRow).where(UserRow.email == email)).one()
        user.password_hash = older.hash(PASSWORD)

    browser.login(email)

    with _runtime(app).sessions() as session, reading(session):
        kept = people.find_credentials(session, email)
    assert kept is not None
    assert not _runtime(app).passwords.is_outdated(kept.password_hash)
    browser.post("/logout")
    browser.login(email)


def _lock_out(connection: Any, _record: object) -> None:
    """Let the connection read and no more."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA query_only=ON")
    else:
        connection.read_only = True


def test_a_full_disk_keeps_no_reader_out(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    browser.login(federation.email(Role.EDIT))
    clock.advance(minutes=5)
    engine: Engine = _runtime(app).sessions.kw["bind"]
    listen(engine, "connect", _lock_out)
    engine.dispose()

    read = browser.get("/")
    saved = browser.post("/login", {"email": "a@b.example", "password": "x"})

    assert read.status_code == 200
    assert saved.status_code == 503
    assert "Nothing was saved" in saved.text


def test_the_memberships_of_a_person_are_listed_by_name(app: Flask, federation: Federation) -> None:
    _give_second_role(app, federation)

    with _runtime(app).sessions() as opened:
        found = list_memberships(opened, federation.a.users[Role.EDIT])

    assert [membership.tenant_code for membership in found] == ["B", "A"]
