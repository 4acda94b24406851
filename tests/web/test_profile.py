"""The company profile page: what is asked, kept, refused, and saved by two people at once."""

from decimal import Decimal
from uuid import uuid4

import pytest
from flask import Flask

from crest.domain.facts import FactValue
from crest.domain.permissions import Role
from crest.persistence.models import TenantRow
from crest.web.fact_fields import shown_fact
from tests.web.client import PageClient
from tests.web.federation import Federation

FILLED = {
    "fact_form": "company",
    "fact_country": "KH",
    "fact_sector": "14",
    "fact_workforce_total": "1,200",
    "fact_workforce_women": "0",
    "fact_workforce_seasonal": "no",
    "fact_recruitment_channels": ["direct", "licensed_agency"],
    "fact_exports_to": "United States, EU",
    "fact_imports_into_none": "none",
    "fact_business_in": "Cambodia",
    "fact_customers_bound_by": ["uk.msa"],
}


def facts(app: Flask, federation: Federation) -> dict[str, object]:
    with app.extensions["crest"].sessions() as session, session.begin():
        stored = session.get_one(TenantRow, federation.a.tenant_id).facts
    return {key: entry["value"] for key, entry in stored.items()}


@pytest.fixture
def editor(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.EDIT))


def test_every_field_says_why_it_is_asked(editor: PageClient) -> None:
    page = editor.get("/profile").text

    assert page.count('class="hint"') >= page.count("<legend>")
    assert "Count everyone, also those paid through an agency." in page
    assert "Modern Slavery Act 2015" in page


def test_what_is_typed_is_kept_with_its_source_and_day(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    answer = editor.post("/profile", {**FILLED, "version": "1"})

    kept = facts(app, federation)
    assert answer.status_code == 303
    assert kept["workforce.total"] == "1200"
    assert kept["exports_to"] == ["US", "EU"]
    assert kept["imports_into"] == []
    assert kept["customers.bound_by"] == ["uk.msa"]


def test_empty_stays_unknown_and_zero_stays_zero(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    editor.post("/profile", {**FILLED, "version": "1"})

    kept = facts(app, federation)
    assert kept["workforce.women"] == "0"
    assert "workforce.migrants" not in kept
    assert "workforce.isolated_women" not in kept


def test_a_fact_emptied_is_unknown_again(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    editor.post("/profile", {**FILLED, "version": "1"})
    editor.post("/profile", {**FILLED, "fact_workforce_total": "", "version": "2"})

    assert "workforce.total" not in facts(app, federation)


def test_the_page_shows_again_what_was_saved(editor: PageClient) -> None:
    editor.post("/profile", {**FILLED, "version": "1"})

    page = editor.get("/profile").text

    assert 'value="United States, European Union"' in page
    assert 'value="1200"' in page
    assert 'id="fact_imports_into_none" name="fact_imports_into_none" value="none" checked' in page


def test_turnover_is_asked_only_where_business_is_done_and_says_why(editor: PageClient) -> None:
    before = editor.get("/profile").text
    editor.post("/profile", {**FILLED, "fact_business_in": "United Kingdom", "version": "1"})
    after = editor.get("/profile").text

    assert "Turnover of the company and its subsidiaries" not in before
    assert "Turnover of the company and its subsidiaries in the financial year 2025" in after
    assert "Asked because of: Modern Slavery Act 2015, section 54, with SI 2015/1833" in after
    assert "Balance sheet total" not in after


def test_figures_of_years_rates_and_bands_are_kept_and_shown_again(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    sums = {
        "fact_business_in": "United Kingdom",
        "fact_year_end": "12-31",
        "fact_currency": "usd",
        "fact_turnover_group_2025": "40,000,000 - 50,000,000",
    }
    editor.post("/profile", {**FILLED, **sums, "version": "1"})
    asked = editor.get("/profile").text
    rate = {"fact_rate_USD_GBP_2025": "0.9", "fact_rates_source": "Central bank, 3 January"}
    editor.post("/profile", {**FILLED, **sums, **rate, "version": "2"})

    kept = facts(app, federation)
    assert "How much GBP was one USD worth on average in the year 2025?" in asked
    assert kept["turnover.group.2025"] == "40000000-50000000"
    assert kept["rate.USD.GBP.2025"] == "0.9"
    assert kept["rates.source"] == "Central bank, 3 January"
    assert kept["currency"] == "USD"
    page = editor.get("/profile").text
    assert 'value="40000000-50000000"' in page
    assert '<option value="12-31" selected>31 December</option>' in page


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("turnover.group.2025", "40000000-50000000", "40,000,000 to 50,000,000"),
        ("staff.de", "5000-", "5,000 or more"),
        ("staff.de", Decimal(12), "12"),
        ("year_end", "02-29", "Last day of February"),
        ("year_end", "12-31", "31 December"),
        ("activity", "retail", "Retail"),
        ("present_in", ("KH", "EU"), "Cambodia, European Union"),
    ],
)
def test_facts_of_laws_are_shown_in_words(
    app: Flask, key: str, value: FactValue, words: str
) -> None:
    with app.test_request_context():
        assert shown_fact(key, value) == words


def test_a_turnover_kept_before_years_is_shown_until_it_is_emptied(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    older = {"fact_business_in": "United Kingdom", "fact_turnover_group_gbp": "36000000"}
    editor.post("/profile", {**FILLED, **older, "version": "1"})
    page = editor.get("/profile").text
    editor.post("/profile", {**FILLED, **older, "fact_turnover_group_gbp": "", "version": "2"})

    assert "Kept from before turnover was asked by year" in page
    assert "in the financial year 2025" not in page
    assert "turnover.group_gbp" not in facts(app, federation)
    assert "in the financial year 2025" in editor.get("/profile").text


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        pytest.param("fact_workforce_total", "ten", "&#39;ten&#39; is not a number", id="word"),
        pytest.param("fact_workforce_total", "-4", "outside what a number", id="negative"),
        pytest.param("fact_workforce_total", "3.5", "not a whole number", id="half a person"),
        pytest.param("fact_exports_to", "Kambodja", "not a country we know", id="country"),
        pytest.param("fact_sector", "cars", "not a sector we know", id="sector"),
        pytest.param("fact_workforce_women", "1300", "counts more than", id="more than all"),
        pytest.param("fact_country", "Q!", "not a country we know", id="forged country"),
        pytest.param("fact_turnover_group_2025", "some", "is not a number", id="sum"),
        pytest.param("fact_turnover_group_2025", "9-1", "neither a number nor a band", id="band"),
        pytest.param("fact_currency", "riel", "is no currency", id="currency"),
        pytest.param("fact_year_end", "13-01", "is no day of the year", id="year end"),
        pytest.param("fact_rate_USD_GBP_2025", "0", "outside what a number", id="rate"),
        pytest.param("fact_present_in", "Kambodja", "not a country we know", id="present in"),
        pytest.param("fact_customers_bound_by", "xx.law", "not one of the options", id="law"),
    ],
)
def test_a_refused_entry_is_named_and_nothing_typed_is_lost(
    app: Flask,
    editor: PageClient,
    federation: Federation,
    field: str,
    typed: str,
    words: str,
) -> None:
    before = facts(app, federation)

    answer = editor.post("/profile", {**FILLED, field: typed, "version": "1"})

    assert answer.status_code == 422
    assert words in answer.text
    assert 'id="error-summary"' in answer.text
    assert "United States" in answer.text or field == "fact_exports_to"
    assert facts(app, federation) == before


def test_none_and_some_at_once_is_refused(editor: PageClient) -> None:
    answer = editor.post("/profile", {**FILLED, "fact_exports_to_none": "none", "version": "1"})

    assert answer.status_code == 422
    assert "Keep one of the two" in answer.text


def test_the_second_of_two_people_sees_both_versions(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    editor.post("/profile", {**FILLED, "version": "1"})

    late = editor.post("/profile", {**FILLED, "fact_workforce_total": "900", "version": "1"})

    assert late.status_code == 409
    assert "Somebody else saved this" in late.text
    assert "1,200" in late.text
    assert 'value="900"' in late.text
    assert 'name="version" value="2"' in late.text
    assert facts(app, federation)["workforce.total"] == "1200"


def test_a_form_without_version_overwrites_nothing(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    assert editor.post("/profile", FILLED).status_code == 409
    assert "workforce.total" not in facts(app, federation)


def test_the_same_post_twice_counts_once(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    key = uuid4().hex
    first = editor.post("/profile", {**FILLED, "version": "1", "key": key})
    second = editor.post("/profile", {**FILLED, "version": "1", "key": key})

    assert (first.status_code, second.status_code) == (303, 303)
    with app.extensions["crest"].sessions() as session, session.begin():
        assert session.get_one(TenantRow, federation.a.tenant_id).version == 2


def test_a_reader_sees_the_facts_and_cannot_change_them(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.a.email(Role.VIEW))

    page = browser.get("/profile")

    assert "Not known yet" in page.text
    assert "Save the profile" not in page.text
    assert browser.post("/profile", {**FILLED, "version": "1"}).status_code == 403


def test_saving_never_touches_the_other_member(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    editor.post("/profile", {**FILLED, "version": "1"})

    with app.extensions["crest"].sessions() as session, session.begin():
        assert session.get_one(TenantRow, federation.b.tenant_id).version == 1
