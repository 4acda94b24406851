"""A person takes a copy of what is held about them, or has it erased."""

import json

from flask import Flask
from sqlalchemy import select

from crest.domain.permissions import Role
from crest.persistence.models import AuditEventRow, MembershipRow, UserRow
from crest.persistence.session import reading
from crest.services.trail_check import verify_trail
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import CANARY, Federation

EMAIL = "edit@ours.example"


def _acts(app: Flask, act: str) -> list[AuditEventRow]:
    with app.extensions["crest"].sessions() as session, reading(session):
        return list(session.scalars(select(AuditEventRow).where(AuditEventRow.act == act)))


def test_the_copy_holds_what_is_known_of_the_person_alone(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(EMAIL)

    answer = browser.post("/account/data")
    file = browser.get(answer.headers["Location"])

    held = json.loads(file.text)
    assert answer.status_code == 303
    assert file.headers["Content-Disposition"] == "attachment; filename=my-data.json"
    assert [one["email"] for one in held["account"]] == [EMAIL]
    assert [one["role"] for one in held["roles"]] == ["edit"]
    assert len(held["sessions"]) == 1
    assert "assessment.submit" in {one["act"] for one in held["acts"]}
    assert CANARY not in file.text
    assert "password_hash" not in file.text
    assert [one.actor for one in _acts(app, "erasure.copy")] == [
        str(federation.a.users[Role.EDIT].user_id)
    ]


def test_erasure_asks_for_the_password(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(EMAIL)

    empty = browser.post("/account/erase", {"old": ""})
    wrong = browser.post("/account/erase", {"old": "not this one"})

    assert (empty.status_code, wrong.status_code) == (422, 422)
    assert browser.get("/account").status_code == 200
    assert _acts(app, "erasure.person") == []


def test_an_erased_person_is_gone_from_every_page_and_stays_out(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    person = federation.a.users[Role.EDIT]
    elsewhere = PageClient(app).login(EMAIL)
    browser.login(EMAIL)

    answer = browser.post("/account/erase", {"old": PASSWORD})

    assert answer.status_code == 303
    assert "erased" in browser.get("/login").text
    assert elsewhere.get("/suppliers").status_code == 303
    again = PageClient(app)
    refused = again.post("/login", {"email": EMAIL, "password": PASSWORD})
    assert refused.status_code == 401
    administrator = PageClient(app).login(federation.email(Role.ADM))
    for path in ("/users", "/trail", "/trail.csv"):
        page = administrator.get(path).text
        assert person.name not in page
        assert EMAIL not in page
    assert "(erased)" in administrator.get("/trail").text


def test_the_trail_stays_whole_and_what_was_done_keeps_its_author(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    person = federation.a.users[Role.EDIT]
    submitted = len(_acts(app, "assessment.submit"))
    browser.login(EMAIL).post("/account/erase", {"old": PASSWORD})

    with app.extensions["crest"].sessions() as session:
        report = verify_trail(session, {})
        with reading(session):
            kept = session.get_one(UserRow, person.user_id)
            roles = session.scalars(
                select(MembershipRow).where(MembershipRow.user_id == person.user_id)
            ).all()

    assert report.faults == ()
    assert kept.disabled_at is not None
    assert roles == []
    assert len(_acts(app, "assessment.submit")) == submitted
    assert [one.object_id for one in _acts(app, "erasure.person")] == [str(person.user_id)]


def test_the_last_administrator_stays(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.email(Role.ADM))

    answer = browser.post("/account/erase", {"old": PASSWORD})

    assert answer.status_code == 422
    assert "last administrator" in answer.text
    assert browser.get("/account").status_code == 200
