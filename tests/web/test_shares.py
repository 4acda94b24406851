"""A company shares a result; the federation looks; the company sees who looked."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from crest.domain.permissions import Role
from crest.persistence.models import AccessLogRow, AssessmentRow, DataGrantRow, SupplierRow
from crest.persistence.session import reading, writing
from tests.conftest import NOW, Clock
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of

UNTIL = (NOW + timedelta(days=30)).date()


@pytest.fixture(autouse=True)
def _nothing_shared(app: Flask, federation: Federation) -> None:
    """Begin without the shares that the federation of all tests has."""
    with app.extensions["crest"].sessions() as session, writing(session):
        session.execute(delete(DataGrantRow))


@pytest.fixture
def own(app: Flask, federation: Federation) -> UUID:
    """The submitted assessment of member A, about the company itself."""
    with app.extensions["crest"].sessions() as session, writing(session):
        session.execute(
            update(AssessmentRow)
            .where(AssessmentRow.id == federation.a.submitted)
            .values(subject_kind="company", supplier_id=None)
        )
    return federation.a.submitted


def _share(browser: PageClient, assessment_id: UUID, **changed: str) -> int:
    fields = {"assessment": str(assessment_id), "purpose": "Visit", "until": str(UNTIL)}
    return browser.post("/shares", {**fields, **changed}).status_code


def _grants(app: Flask) -> list[DataGrantRow]:
    with app.extensions["crest"].sessions() as session, reading(session):
        return list(session.scalars(select(DataGrantRow)))


def _looks(app: Flask) -> list[AccessLogRow]:
    with app.extensions["crest"].sessions() as session, reading(session):
        return list(session.scalars(select(AccessLogRow)))


def test_a_shared_result_is_read_and_every_look_shows(
    app: Flask, browser: PageClient, federation: Federation, own: UUID
) -> None:
    company = PageClient(app).login(federation.email(Role.ADM))
    officer = browser.login(federation.email(Role.FPO))
    assert "Nothing is shared" in officer.get("/federation/shared").text
    assert "Nobody has looked" in company.get("/shares").text

    assert _share(company, own) == 303
    listed = officer.get("/federation/shared").text
    link = re.search(r'href="(/federation/shared/[0-9a-f-]{36})"', listed)
    assert link is not None
    assert _looks(app) == []
    pages = [officer.get(link[1]) for _ in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    assert "Residual risk" in words_of(pages[0].text)
    assert "Visit" in pages[0].text
    assert "21 Dec 2026" in pages[0].text
    looks = _looks(app)
    assert {(one.user_id, one.object_id) for one in looks} == {
        (federation.users[Role.FPO].user_id, str(own))
    }
    assert len(looks) == 2
    shown = words_of(company.get("/shares").text)
    assert shown.count(f"{federation.users[Role.FPO].name}, federation") == 2
    assert "Shared a result" in words_of(company.get("/trail").text)


def test_nothing_opens_once_it_has_ended(
    app: Flask, browser: PageClient, federation: Federation, own: UUID, clock: Clock
) -> None:
    company = PageClient(app).login(federation.email(Role.ADM))
    _share(company, own)
    _share(company, own, purpose="Second")
    officer = browser.login(federation.email(Role.FPO))
    first, second = (f"/federation/shared/{one.id}" for one in _grants(app))
    assert officer.get(first).status_code == 200

    company.post(f"/shares/{_grants(app)[0].id}/end")
    after_end = officer.get(first).status_code
    clock.advance(days=40)
    officer = PageClient(app).login(federation.email(Role.FPO))

    assert after_end == 404
    assert officer.get(second).status_code == 404
    assert "Nothing is shared" in officer.get("/federation/shared").text
    assert len(_looks(app)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"purpose": " "},
        {"purpose": "x" * 301},
        {"until": ""},
        {"until": str((NOW - timedelta(days=1)).date())},
        {"until": str((NOW + timedelta(days=366)).date())},
        {"assessment": ""},
    ],
)
def test_a_share_needs_a_purpose_and_an_end(
    app: Flask, browser: PageClient, federation: Federation, own: UUID, changed: dict[str, str]
) -> None:
    browser.login(federation.email(Role.ADM))

    assert _share(browser, own, **changed) == 422
    assert _grants(app) == []


@pytest.mark.parametrize("which", ["draft", "foreign", "supplier", "missing"])
def test_only_an_own_submitted_self_assessment_is_shared(
    app: Flask, browser: PageClient, federation: Federation, which: str
) -> None:
    wanted = {
        "draft": federation.a.site_draft,
        "foreign": federation.b.submitted,
        "supplier": federation.a.submitted,
        "missing": uuid4(),
    }
    browser.login(federation.email(Role.ADM))

    assert _share(browser, wanted[which]) == 404
    assert _grants(app) == []


def test_the_shared_page_shows_no_supplier(
    app: Flask, browser: PageClient, federation: Federation, own: UUID
) -> None:
    _share(PageClient(app).login(federation.email(Role.ADM)), own)
    browser.login(federation.email(Role.FPO))
    page = browser.get(f"/federation/shared/{_grants(app)[0].id}").text

    with app.extensions["crest"].sessions() as session, reading(session):
        names = session.scalars(select(SupplierRow.name)).all()
    assert names
    assert [name for name in names if name in page] == []


def test_the_same_form_sent_twice_shares_once(
    app: Flask, browser: PageClient, federation: Federation, own: UUID
) -> None:
    browser.login(federation.email(Role.ADM))

    assert [_share(browser, own, key="a" * 32) for _ in range(2)] == [303, 303]
    assert len(_grants(app)) == 1
