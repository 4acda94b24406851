"""Why a law applies: found in two clicks, with fact, value, source and statute line."""

import re

import pytest
from flask import Flask

from crest.content.library import Library
from crest.domain.instruments import Confidence
from crest.domain.permissions import Role
from crest.web.laws.why import fact_name, fact_target
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation
from tests.web.pages import words_of
from tests.web.statements import counted

PROFILE = {
    "fact_form": "company",
    "fact_country": "KH",
    "fact_business_in": "Cambodia",
    "fact_customers_bound_by": "uk.msa",
    "version": "1",
}


@pytest.fixture
def library(app: Flask) -> Library:
    found = app.extensions["crest"].library
    assert isinstance(found, Library)
    return found


@pytest.fixture
def officer(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.EDIT))


def why(page: str) -> str:
    """Return the words of the part of the page that says why."""
    part = page.split('id="why"')[1].split("</section>", maxsplit=1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part)).strip()


def links(page: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', page.split("<main")[1])


def test_why_a_law_reaches_us_is_two_clicks_from_home(officer: PageClient) -> None:
    officer.post("/profile", PROFILE)

    first = links(officer.get("/").text)
    assert "/laws" in first
    second = links(officer.get("/laws").text)
    assert "/laws/uk.msa#why" in second

    page = officer.get("/laws/uk.msa").text
    assert "Why does it reach us?" in page
    assert 'id="why"' in page


def test_a_reason_names_the_fact_its_value_and_who_said_it(officer: PageClient) -> None:
    officer.post("/profile", PROFILE)

    words = why(officer.get("/laws/uk.msa").text)

    assert "Does it reach us? Yes." in words
    assert "True: Laws that bind customers: includes Modern Slavery Act 2015" in words
    assert "typed in, 21 Nov 2026" in words
    assert "Not so: Countries where business is done: includes United Kingdom" in words
    assert "Yours: Cambodia" in words
    # what decides stands first
    assert words.index("Does it reach us?") < words.index("Does it bind us?")


def test_a_missing_fact_leads_straight_to_its_field(officer: PageClient) -> None:
    page = officer.get("/laws/uk.msa").text
    assert "Why is it open?" in page
    assert "/profile#fact_business_in" in links(page)

    assert 'id="fact_business_in"' in officer.get("/profile").text


def test_every_fact_that_settles_something_has_its_field_on_the_profile(
    officer: PageClient,
) -> None:
    targets = re.findall(r'href="/profile#([^"]+)"', officer.get("/laws").text)
    profile = officer.get("/profile").text

    assert targets
    assert [one for one in targets if f'id="{one}"' not in profile] == []


def test_open_laws_stand_once_under_the_fact_that_settles_most(officer: PageClient) -> None:
    page = officer.get("/laws").text
    part = page.split('id="unknown"')[1].split("</section>")[0]

    settled = [int(one) for one in re.findall(r"helps to settle, (\d+):", part)]
    shown = re.findall(r'href="/laws/([a-z0-9.]+)"', part)
    assert settled == sorted(settled, reverse=True)
    assert len(shown) == len(set(shown))


def test_the_statute_line_stands_beside_the_reason(officer: PageClient, library: Library) -> None:
    words = why(officer.get("/laws/uk.msa").text)

    assert "Where it says so" in words
    assert "s54(1)-(2)" in words


def test_a_law_that_reaches_never_says_that_you_must(officer: PageClient) -> None:
    officer.post("/profile", PROFILE)

    reaching = officer.get("/laws").text.split('id="reaches"')[1].split("</section>")[0]
    words = why(officer.get("/laws/uk.msa").text)

    for text in (reaching, words):
        assert "You must" not in text
        assert "must ask you" in text


def test_standards_stand_apart_and_are_never_called_law(officer: PageClient) -> None:
    page = officer.get("/laws").text
    reaching = page.split('id="reaches"')[1].split("</section>")[0]

    assert "Standards, which are not law" in reaching
    assert "/laws/ilo.fees" in reaching.split("Standards, which are not law")[1]
    assert "It is a standard, not law." in officer.get("/laws/ilo.fees").text


def test_a_reader_without_the_profile_sees_no_value_and_no_link(
    browser: PageClient, federation: Federation
) -> None:
    page = browser.login(federation.a.email(Role.SITE)).get("/laws/kh.ll").text

    assert "Known to your company." in page
    assert "Yours:" not in page
    assert "/profile" not in page


def test_the_federation_is_shown_no_reasons(browser: PageClient, federation: Federation) -> None:
    page = browser.login(federation.email(Role.FADM)).get("/laws/kh.ll").text

    assert 'id="why"' not in page
    assert CANARY not in page


def test_each_member_sees_its_own_facts_alone(app: Flask, federation: Federation) -> None:
    PageClient(app).login(federation.a.email(Role.EDIT)).post("/profile", PROFILE)

    page = PageClient(app).login(federation.b.email(Role.EDIT)).get("/laws").text

    assert "/laws/uk.msa" not in page.split('id="reaches"')[1].split("</section>")[0]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        pytest.param("country", "Country of work", id="as it is"),
        pytest.param("turnover.group.2025", "Turnover with subsidiaries in 2025", id="of a year"),
        pytest.param(
            "rate.USD.GBP.2025", "Average rate from USD to GBP in 2025", id="rate of a year"
        ),
        pytest.param("no.such.fact", "no.such.fact", id="unknown"),
    ],
)
def test_every_fact_has_a_name(app: Flask, key: str, name: str) -> None:
    with app.test_request_context():
        assert fact_name(key) == name
        assert fact_target(key).startswith("fact_")


# The page of one law


def test_a_fine_in_days_is_shown_in_money_with_its_wage_and_source(
    officer: PageClient, library: Library
) -> None:
    page = words_of(officer.get("/laws/kh.ll").text)
    wage = library.law_data.base_wages[-1]

    assert f"at {wage.amount.normalize():f} {wage.currency} a day" in page
    assert library.law_data.sources_of(wage.sources)[0].title in page
    least, most = (f"{days * wage.amount:,.0f}" for days in (31, 60))
    assert f"Today 31 to 60 days are {least} to {most} {wage.currency}." in page


def test_a_law_without_fines_in_days_names_no_wage(officer: PageClient) -> None:
    assert "Fines in days" not in officer.get("/laws/uk.msa").text


def test_a_doubtful_penalty_shows_no_amount_either(officer: PageClient, library: Library) -> None:
    for law in library.instruments:
        doubtful = [
            duty
            for duty in law.obligations
            if duty.penalty and duty.confidence.penalty is not Confidence.HIGH
        ]
        if not doubtful:
            continue
        articles = officer.get(f"/laws/{law.id}").text.split("<article ")
        for duty in doubtful:
            (article,) = [one for one in articles if f'id="{duty.id}"' in one]
            assert "What may follow" not in article


def test_every_part_of_a_law_stands_on_its_page(officer: PageClient, library: Library) -> None:
    for law in library.instruments:
        page = officer.get(f"/laws/{law.id}").text
        ids = [one.id for one in law.obligations] + [one.id for one in law.rules]
        assert [one for one in ids if page.count(f'id="{one}"') != 1] == []
        words = words_of(page)
        for text in (*law.open_points, *(one.follows for one in law.deadlines)):
            assert re.sub(r"\s+", " ", text).strip() in words


def test_a_duty_that_nothing_asks_about_says_why(officer: PageClient) -> None:
    words = words_of(officer.get("/laws/ca.s211").text)

    assert "How sure this is, and why no question asks about it" in words
    assert "No question asks about it yet." in words


def test_a_bill_says_whom_it_would_bind_and_that_it_does_not_count(officer: PageClient) -> None:
    words = words_of(officer.get("/laws/uk.bill").text)

    assert "It is not in force today" in words
    assert "If it came as it stands, would it bind us?" in words


# The supplier's page


def test_a_supplier_page_tells_laws_that_bind_it_from_those_that_reach_it_through_us(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.a.email(Role.VIEW))

    page = browser.get(f"/suppliers/{federation.a.supplier}").text

    binding = page.split("Laws that bind this supplier")[1].split("<h2>")[0]
    assert "/laws/kh.ll" in binding
    assert "/laws/ilo." not in binding
    assert "Laws that reach it through you" in page


def test_the_laws_of_a_supplier_cost_no_statement(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.a.email(Role.VIEW))
    browser.get(f"/suppliers/{federation.a.supplier}")

    with counted(app) as seen:
        browser.get(f"/suppliers/{federation.a.supplier}")

    assert not [one for one in seen if "tenant.facts" in one and seen.count(one) > 1]
