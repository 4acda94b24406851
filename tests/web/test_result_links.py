"""A link opens one result to somebody outside: for a time, written down, and nothing else."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from crest.domain.permissions import Role
from crest.persistence.models import AccessLogRow, AssessmentRow, ResultLinkRow, SupplierRow
from crest.persistence.session import reading, writing
from tests.conftest import NOW, Clock
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of

UNTIL = (NOW + timedelta(days=30)).date()
UNKNOWN = f"/audit/{'x' * 43}"


@pytest.fixture(autouse=True)
def _no_links(app: Flask, federation: Federation) -> None:
    """Begin without the links that the federation of all tests has."""
    with app.extensions["crest"].sessions() as session, writing(session):
        session.execute(delete(ResultLinkRow))


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


@pytest.fixture
def company(app: Flask, federation: Federation) -> PageClient:
    return PageClient(app).login(federation.email(Role.ADM))


def _ask(company: PageClient, assessment_id: UUID, **changed: str) -> tuple[int, str]:
    fields = {"assessment": str(assessment_id), "purpose": "Audit 2026", "until": str(UNTIL)}
    answer = company.post("/shares/links", {**fields, **changed})
    return answer.status_code, answer.text


def _link(company: PageClient, assessment_id: UUID, **changed: str) -> str:
    """Make a link and return its address inside the application."""
    found = re.search(r"/audit/[A-Za-z0-9_-]{43}", _ask(company, assessment_id, **changed)[1])
    assert found is not None
    return found[0]


def _count(app: Flask, row: type[AccessLogRow | ResultLinkRow]) -> int:
    with app.extensions["crest"].sessions() as session, reading(session):
        return session.scalar(select(func.count()).select_from(row)) or 0


def test_whoever_holds_the_link_reads_the_page_and_every_look_shows(
    app: Flask, company: PageClient, browser: PageClient, own: UUID
) -> None:
    address = _link(company, own)

    pages = [browser.get(address) for _ in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    words = words_of(pages[0].text)
    for expected in (
        "Residual risk",
        "A score is advice, not a legal finding",
        "for: Audit 2026",
        "21 Dec 2026",
        "Answers and their proof",
        "End of the company's trail of acts",
    ):
        assert expected in words
    assert _count(app, AccessLogRow) == 2
    shown = words_of(company.get("/shares").text)
    assert shown.count("Somebody with the link for: Audit 2026") == 2
    assert "Made a link to a result" in words_of(company.get("/trail").text)


def test_the_page_says_to_nobody_where_it_is(
    company: PageClient, browser: PageClient, own: UUID
) -> None:
    page = browser.get(_link(company, own))

    assert page.headers["X-Robots-Tag"].startswith("noindex")
    assert '<meta name="robots" content="noindex' in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "<script" not in page.text


def test_the_page_leads_nowhere_and_names_no_supplier(
    app: Flask, company: PageClient, browser: PageClient, own: UUID
) -> None:
    text = browser.get(_link(company, own)).text

    links = set(re.findall(r'href="([^"]+)"', text))
    assert {one for one in links if not one.startswith(("#", "/static/"))} == set()
    with app.extensions["crest"].sessions() as session, reading(session):
        names = session.scalars(select(SupplierRow.name)).all()
    assert names
    assert [name for name in names if name in text] == []


def test_what_is_over_ended_or_unknown_reads_alike(
    app: Flask, company: PageClient, browser: PageClient, own: UUID, clock: Clock
) -> None:
    ended, over = _link(company, own), _link(company, own, purpose="Second")
    with app.extensions["crest"].sessions() as session, reading(session):
        first = session.scalars(
            select(ResultLinkRow.id).where(ResultLinkRow.purpose == "Audit 2026")
        ).one()
    assert company.post(f"/shares/links/{first}/end").status_code == 303
    assert browser.get(over).status_code == 200

    answers = [browser.get(ended), browser.get(UNKNOWN)]
    clock.advance(days=40)
    answers.append(browser.get(over))

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert len({one.text for one in answers}) == 1
    assert "This link opens nothing" in answers[0].text
    assert _count(app, AccessLogRow) == 1


def test_too_many_openings_from_one_network_wait_whatever_the_link(
    app: Flask, company: PageClient, browser: PageClient, own: UUID
) -> None:
    address = _link(company, own)
    tries = [browser.get(UNKNOWN).status_code for _ in range(121)]

    assert tries == [404] * 120 + [429]
    assert browser.get(address).status_code == 429
    assert _count(app, AccessLogRow) == 0


def test_the_token_is_shown_once_and_kept_nowhere(
    app: Flask, company: PageClient, own: UUID
) -> None:
    address = _link(company, own, key="a" * 32)
    again, text = _ask(company, own, key="a" * 32)

    token = address.removeprefix("/audit/")
    with app.extensions["crest"].sessions() as session, reading(session):
        kept = session.scalars(select(ResultLinkRow.token_digest)).all()
    assert len(kept) == 1
    assert token not in kept[0]
    assert (again, token in text) == (303, False)
    assert token not in company.get("/shares/links").text


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
def test_a_link_needs_a_purpose_and_an_end(
    app: Flask, company: PageClient, own: UUID, changed: dict[str, str]
) -> None:
    assert _ask(company, own, **changed)[0] == 422
    assert _count(app, ResultLinkRow) == 0


@pytest.mark.parametrize("which", ["draft", "foreign", "supplier", "missing"])
def test_only_an_own_submitted_self_assessment_gets_a_link(
    app: Flask, company: PageClient, federation: Federation, which: str
) -> None:
    wanted = {
        "draft": federation.a.site_draft,
        "foreign": federation.b.submitted,
        "supplier": federation.a.submitted,
        "missing": uuid4(),
    }

    assert _ask(company, wanted[which])[0] == 404
    assert _count(app, ResultLinkRow) == 0


def test_the_audit_page_of_a_supplier_is_for_the_company_s_own_people(
    company: PageClient, federation: Federation
) -> None:
    page = company.get(f"/assessments/{federation.a.submitted}/audit")

    assert page.status_code == 200
    assert "answered by the buyer on the supplier's behalf" in words_of(page.text)
    assert company.get(f"/assessments/{federation.a.draft}/audit").status_code == 404
