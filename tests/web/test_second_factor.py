"""The second step at the door: codes of a telephone, recovery codes, who must set them up."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from crest.adapters.passwords import Passwords
from crest.app import create_app
from crest.config import Mode, Settings
from crest.domain.permissions import SECOND_FACTOR_ROLES, Role
from crest.persistence import people, user_invitations
from crest.persistence.session import writing
from crest.persistence.user_invitations import Offer
from crest.services.user_accounts import RolePlan, change_role
from tests.conftest import Clock
from tests.web.accounts import mails_to
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import FEDERATION_ROLES, MEMBER_ROLES, Federation

EMAIL = "edit@ours.example"


@pytest.fixture
def strict(
    settings: Settings, federation: Federation, passwords: Passwords, clock: Clock
) -> Iterator[Flask]:
    """The same installation in production, over plain http for the test."""
    chosen = replace(settings, mode=Mode.PRODUCTION, base_url="http://localhost")
    made = create_app(chosen, passwords=passwords, clock=clock)
    yield made
    made.extensions["crest"].sessions.kw["bind"].dispose()


def _secret(page: str) -> str:
    found = re.search(r"<strong>([A-Z2-7 ]{39})</strong>", page)
    assert found, page
    return found.group(1).replace(" ", "")


def _codes(page: str) -> list[str]:
    return re.findall(r"<code>([^<]+)</code>", page)


def _code(secret: str, clock: Clock) -> str:
    return pyotp.TOTP(secret).at(clock())


def _set_up(browser: PageClient, clock: Clock) -> tuple[str, list[str]]:
    """Set the telephone up while signed in; return its secret and the recovery codes."""
    begun = browser.post("/account/second-factor", {"old": PASSWORD})
    assert begun.status_code == 303
    secret = _secret(browser.get("/account/second-factor/set-up").text)
    page = browser.post("/account/second-factor/set-up", {"code": _code(secret, clock)})
    assert page.status_code == 200, page.text
    clock.advance(minutes=1)
    return secret, _codes(page.text)


def _first_step(browser: PageClient, onward: str = "") -> str:
    fields = {"email": EMAIL, "password": PASSWORD, "next": onward}
    return browser.post("/login", fields).headers["Location"]


def test_in_the_demonstration_nobody_is_asked_who_set_nothing_up(
    browser: PageClient, federation: Federation
) -> None:
    assert _first_step(browser) == "/"


def test_whoever_set_it_up_is_asked_for_a_code(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    secret, _ = _set_up(browser.login(EMAIL), clock)
    other = PageClient(app)

    assert _first_step(other, "/suppliers") == "/login/code"
    assert other.get("/suppliers").status_code == 303  # not inside yet
    other._token = None
    entered = other.post("/login/code", {"code": _code(secret, clock)})

    assert entered.headers["Location"] == "/suppliers"
    other._token = None
    assert other.get("/suppliers").status_code == 200


def test_a_password_alone_opens_nothing(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    _set_up(browser.login(EMAIL), clock)
    other = PageClient(app)
    _first_step(other)
    other._token = None

    answers = [other.post("/login/code", {"code": f"{n:06}"}).status_code for n in range(6)]

    assert answers == [422] * 5 + [429]
    assert other.get("/").status_code == 303


@pytest.mark.parametrize("drift", [-30, 0, 30])
def test_a_clock_may_be_half_a_minute_off(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock, drift: int
) -> None:
    secret, _ = _set_up(browser.login(EMAIL), clock)
    clock.advance(minutes=1)
    other = PageClient(app)
    _first_step(other)
    other._token = None

    code = pyotp.TOTP(secret).at(int(clock().timestamp()) + drift)

    assert other.post("/login/code", {"code": code}).status_code == 303


def test_a_code_opens_once(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    secret, _ = _set_up(browser.login(EMAIL), clock)
    code = _code(secret, clock)
    answers = []

    for _ in range(2):
        other = PageClient(app)
        _first_step(other)
        other._token = None
        answers.append(other.post("/login/code", {"code": code}).status_code)

    assert answers == [303, 422]


def test_a_recovery_code_stands_in_once(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    _, codes = _set_up(browser.login(EMAIL), clock)
    typed = codes[3].lower().replace("-", " ")
    answers = []

    for _ in range(2):
        other = PageClient(app)
        _first_step(other)
        other._token = None
        answers.append(other.post("/login/code", {"code": typed}).status_code)

    assert len(set(codes)) == 10
    assert answers == [303, 422]
    assert "9 recovery codes are left" in browser.get("/account/second-factor").text


def test_the_second_step_waits_ten_minutes(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    secret, _ = _set_up(browser.login(EMAIL), clock)
    other = PageClient(app)
    _first_step(other)
    other._token = None
    token = other.token()

    clock.advance(minutes=10)
    answer = other.post("/login/code", {"csrf_token": token, "code": _code(secret, clock)})

    assert answer.headers["Location"] == "/login"
    assert "That took too long." in other.get("/login").text


def test_the_page_for_the_code_is_nobody_s_without_a_password(browser: PageClient) -> None:
    assert browser.get("/login/code").headers["Location"] == "/login"
    assert browser.post("/login/code", {"code": "123456"}).headers["Location"] == "/login"


@pytest.mark.parametrize("role", [*MEMBER_ROLES, *FEDERATION_ROLES], ids=lambda role: role.value)
def test_in_production_whoever_sees_others_data_sets_it_up_before_anything_else(
    strict: Flask, federation: Federation, role: Role
) -> None:
    browser = PageClient(strict)

    fields = {"email": federation.email(role), "password": PASSWORD}
    answer = browser.post("/login", fields)

    expected = "/login/code" if role in SECOND_FACTOR_ROLES else "/"
    assert answer.headers["Location"] == expected
    assert browser.get("/").status_code == (303 if role in SECOND_FACTOR_ROLES else 200)


def test_the_first_time_sets_up_and_enters(strict: Flask, clock: Clock) -> None:
    browser = PageClient(strict)
    _first_step(browser, "/suppliers")
    browser._token = None
    page = browser.get("/login/code")
    secret = _secret(page.text)

    wrong = browser.post("/login/code", {"code": "000000"})
    done = browser.post("/login/code", {"code": _code(secret, clock)})

    assert 'src="data:image/svg+xml' in page.text
    assert wrong.status_code == 422
    assert _secret(wrong.text) == secret
    assert len(_codes(done.text)) == 10
    assert 'href="/suppliers"' in done.text
    browser._token = None
    assert browser.get("/suppliers").status_code == 200
    assert mails_to(strict, EMAIL)[-1].purpose == "second_factor_on"


def test_a_role_taken_meanwhile_leads_over_the_door(strict: Flask, federation: Federation) -> None:
    manager = PageClient(strict).login(federation.email(Role.SITE))
    offer = Offer(
        tenant_id=federation.b.tenant_id,
        email=federation.email(Role.SITE),
        name="Manager",
        language="en",
        role=Role.EDIT,
        workplace_ids=(),
        invited_by=federation.b.users[Role.ADM].user_id,
    )
    runtime = strict.extensions["crest"]
    now = runtime.clock()
    with runtime.sessions() as session, writing(session):
        user_invitations.add(session, "t" * 43, offer, now=now, until=now + timedelta(hours=1))

    assert PageClient(strict).post(f"/join/{'t' * 43}").status_code == 303

    assert manager.get("/workplaces").status_code == 303
    fields = {"email": federation.email(Role.SITE), "password": PASSWORD}
    assert PageClient(strict).post("/login", fields).headers["Location"] == "/login/code"


def test_a_changed_role_is_not_reached_by_switching(strict: Flask, federation: Federation) -> None:
    site = federation.a.users[Role.SITE]
    runtime = strict.extensions["crest"]
    with runtime.sessions() as session, writing(session):
        people.add_membership(
            session,
            site.user_id,
            tenant_id=federation.b.tenant_id,
            role=Role.SITE,
            workplace_ids=[federation.b.workplace],
        )
    manager = PageClient(strict).login(site.email)
    manager.post("/switch", {"membership": str(federation.b.tenant_id)})
    with runtime.sessions() as session:
        change_role(
            session,
            federation.a.users[Role.ADM],
            site.user_id,
            RolePlan(role=Role.EDIT),
            key="k",
            now=runtime.clock(),
        )

    manager._token = None

    assert manager.get("/workplaces").status_code == 303


def test_a_secret_seen_at_an_earlier_try_is_worth_nothing(strict: Flask, clock: Clock) -> None:
    seen = PageClient(strict)
    _first_step(seen)
    secret = _secret(seen.get("/login/code").text)
    browser = PageClient(strict)
    _first_step(browser)
    browser._token = None

    assert _secret(browser.get("/login/code").text) != secret
    assert browser.post("/login/code", {"code": _code(secret, clock)}).status_code == 422


def test_in_production_a_role_that_sees_much_cannot_switch_it_off(
    strict: Flask, clock: Clock
) -> None:
    browser = PageClient(strict)
    _first_step(browser)
    browser._token = None
    secret = _secret(browser.get("/login/code").text)
    browser.post("/login/code", {"code": _code(secret, clock)})
    browser._token = None

    page = browser.get("/account/second-factor").text
    answer = browser.post("/account/second-factor/remove", {"old": PASSWORD})

    assert "Ask for the password alone" not in page
    assert answer.status_code == 422
    assert "Your role sees the data of others" in answer.text


def test_in_the_demonstration_it_can_be_switched_off(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    _set_up(browser.login(EMAIL), clock)

    answer = browser.post("/account/second-factor/remove", {"old": PASSWORD})

    assert answer.status_code == 303
    assert _first_step(PageClient(app)) == "/"
    kinds = [mail.purpose for mail in mails_to(app, EMAIL)][-2:]
    assert kinds == ["second_factor_on", "second_factor_off"]


@pytest.mark.parametrize("act", ["", "/codes", "/remove"])
def test_every_change_asks_for_the_password(
    browser: PageClient, federation: Federation, clock: Clock, act: str
) -> None:
    _set_up(browser.login(EMAIL), clock)

    for given, words in (("not this one", "This is not your password."), ("", "Enter your")):
        answer = browser.post(f"/account/second-factor{act}", {"old": given})

        assert answer.status_code == 422
        assert words in answer.text


def test_new_recovery_codes_replace_the_old_ones(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    _, old = _set_up(browser.login(EMAIL), clock)

    page = browser.post("/account/second-factor/codes", {"old": PASSWORD})
    fresh = _codes(page.text)
    answers = []
    for code in (old[0], fresh[0]):
        other = PageClient(app)
        _first_step(other)
        other._token = None
        answers.append(other.post("/login/code", {"code": code}).status_code)

    assert not set(old) & set(fresh)
    assert answers == [422, 303]


def test_another_telephone_counts_once_its_code_was_entered(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    first, _ = _set_up(browser.login(EMAIL), clock)
    browser.post("/account/second-factor", {"old": PASSWORD})
    other = PageClient(app)
    _first_step(other)
    other._token = None

    assert other.post("/login/code", {"code": _code(first, clock)}).status_code == 303


def test_a_wrong_first_code_sets_nothing_up(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(EMAIL).post("/account/second-factor", {"old": PASSWORD})

    for code, words in (("000000", "This code does not fit"), ("", "Enter the code.")):
        answer = browser.post("/account/second-factor/set-up", {"code": code})

        assert answer.status_code == 422
        assert words in answer.text
    assert _first_step(PageClient(app)) == "/"


def test_renewing_codes_without_a_telephone_is_not_there(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(EMAIL)

    assert browser.post("/account/second-factor/codes", {"old": PASSWORD}).status_code == 404


def test_neither_secret_nor_codes_stand_in_the_database(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    secret, codes = _set_up(browser.login(EMAIL), clock)

    with app.extensions["crest"].sessions() as session, session.begin():
        connection = session.connection()
        kept = repr(
            [
                connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall()  # noqa: S608
                for table in ("second_factor", "recovery_code")
            ]
        )

    assert "argon2" in kept
    assert secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
