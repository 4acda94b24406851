"""The first page of each role: due, new, next; and the members' page of the federation."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask

from crest.domain.permissions import Role, TenantKind
from crest.persistence import people, tenants
from crest.persistence.models import AssessmentRow, SupplierRow, TriggerRow
from crest.persistence.session import writing
from crest.persistence.suppliers import add
from tests.web.client import PASSWORD, PageClient
from tests.web.federation import BUILT, CANARY, Federation
from tests.web.statements import counted

PROFILE = {
    "fact_form": "company",
    "fact_country": "KH",
    "fact_sector": "14",
    "fact_workforce_total": "90",
    "fact_recruitment_channels": "direct",
    "fact_recruitment_cross_border": "no",
    "fact_business_in": "Cambodia",
    "fact_exports_to_none": "none",
    "fact_customers_bound_by_none": "none",
    "fact_present_in": "KH",
    "fact_contracts_federal": "no",
}


def primary_action(page: str) -> tuple[str, str]:
    """Return where the one primary button leads, and what it says."""
    found = re.findall(r'<a class="button" href="([^"]+)">([^<]+)</a>', page)
    assert len(found) == 1
    return found[0]


def test_a_company_reads_its_name_and_its_next_step(
    browser: PageClient, federation: Federation
) -> None:
    page = browser.login(federation.a.email(Role.EDIT)).get("/").text

    assert federation.a.name in page
    assert "Complete the company profile" in page
    assert page.count('class="button"') == 1


def test_an_empty_company_is_led_step_by_step(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    runtime = app.extensions["crest"]
    with runtime.sessions() as session, writing(session):
        tenant = tenants.add(
            session, kind=TenantKind.MEMBER, code="NEW", name="New Company", now=BUILT
        )
        hashed = runtime.passwords.hash(PASSWORD)
        user = people.add_user(
            session,
            email="first@new.example",
            name="First",
            language="en",
            password_hash=hashed,
            now=BUILT,
        )
        people.add_membership(session, user, tenant_id=tenant.id, role=Role.EDIT)
    browser.login("first@new.example")

    before = primary_action(browser.get("/").text)
    browser.post("/profile", {**PROFILE, "version": "1"})
    after_profile = primary_action(browser.get("/").text)
    browser.post("/workplaces/new", {"code": "W1", "name": "Mill", "country": "KH"})
    after_workplace = primary_action(browser.get("/").text)
    browser.post("/suppliers/new", {"code": "S1", "name": "Yarn", "country": "KH"})
    after_supplier = primary_action(browser.get("/").text)

    assert before == ("/profile", "Complete the profile")
    assert after_profile == ("/workplaces", "Add a workplace")
    assert after_workplace == ("/suppliers/import", "Bring in suppliers")
    assert after_supplier == ("/assessments", "Go to assessments")


def test_drafts_stand_under_due_and_results_under_new(
    browser: PageClient, federation: Federation
) -> None:
    page = browser.login(federation.a.email(Role.VIEW)).get("/").text

    assert f"/assessments/{federation.a.draft}" in page
    assert f"/assessments/{federation.a.submitted}/result" in page
    assert "In draft" in page


def test_a_day_that_is_over_reads_as_over(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.a.email(Role.VIEW))
    with app.extensions["crest"].sessions() as session, writing(session):
        row = session.get_one(AssessmentRow, federation.a.draft)
        row.due_on = date(2026, 11, 20)

    assert "Was due 20 Nov 2026" in browser.get("/").text


def test_an_open_trigger_stands_on_top_in_the_words_of_its_question(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    runtime = app.extensions["crest"]
    questionnaire = runtime.library.questionnaire("supplier-short")
    stop = next(one for one in questionnaire.questions.values() if one.is_stop)
    with runtime.sessions() as session, writing(session):
        session.add(
            TriggerRow(
                id=uuid4(),
                assessment_id=federation.a.submitted,
                code=stop.code,
                state="open",
                opened_on=BUILT.date(),
                changed_at=BUILT,
                note="",
            )
        )

    page = browser.login(federation.a.email(Role.VIEW)).get("/").text

    assert "One thing needs action now" in page
    assert stop.text.split("'")[0] in page


def test_a_review_date_that_has_come_is_due(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    with app.extensions["crest"].sessions() as session, writing(session):
        row = session.get_one(SupplierRow, federation.a.supplier)
        row.next_review = date(2026, 11, 20)

    page = browser.login(federation.a.email(Role.VIEW)).get("/").text

    assert "Due 20 Nov 2026" in page


def test_counts_by_band_lead_to_the_filtered_list(
    browser: PageClient, federation: Federation
) -> None:
    page = browser.login(federation.a.email(Role.VIEW)).get("/").text

    assert "/suppliers?band=severe&amp;state=submitted" in page
    assert "/suppliers?state=no_reply" in page
    assert "/suppliers?band=none" in page


def test_each_count_is_that_of_the_list_it_leads_to(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.a.email(Role.VIEW))
    chart = browser.get("/").text.split("Suppliers by risk")[1].split("</table>")[0]
    found = re.findall(r'href="([^"]+)".*?figure-words">(\d+)<', chart, re.DOTALL)

    assert len(found) == 6
    assert sum(int(count) for _, count in found) == 2
    for address, count in found:
        rows = browser.get(unescape(address)).text.count('data-label="Code"')
        assert rows == int(count)


def test_a_workplace_manager_sees_neither_suppliers_nor_the_register(
    browser: PageClient, federation: Federation
) -> None:
    page = browser.login(federation.a.email(Role.SITE)).get("/").text

    assert "/suppliers" not in page
    assert "/register" not in page
    assert f"/assessments/{federation.a.site_draft}" in page
    assert f"/assessments/{federation.a.draft}" not in page


@pytest.mark.parametrize("role", [Role.FPO, Role.FADM], ids=str)
def test_the_federation_reads_participation_as_counts(
    browser: PageClient, federation: Federation, role: Role
) -> None:
    browser.login(federation.email(role))

    home = browser.get("/").text
    page = browser.get("/federation").text

    assert "/federation" in home
    assert federation.a.name in page
    assert CANARY in page  # a member's name is the federation's to see
    assert "weavers" not in page
    assert "factory" not in page


@pytest.mark.parametrize("role", [Role.FAN, Role.AUD, Role.SYS], ids=str)
def test_other_roles_of_the_federation_have_a_first_page_without_members(
    browser: PageClient, federation: Federation, role: Role
) -> None:
    page = browser.login(federation.email(role)).get("/").text

    assert federation.a.name not in page
    assert CANARY not in page


def test_a_member_never_opens_the_page_of_members(
    browser: PageClient, federation: Federation
) -> None:
    assert browser.login(federation.a.email(Role.ADM)).get("/federation").status_code == 403


def test_the_first_page_asks_the_database_as_often_for_many_suppliers_as_for_few(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.a.email(Role.VIEW)).get("/")
    with counted(app) as few:
        browser.get("/")
    with app.extensions["crest"].sessions() as session, writing(session):
        for number in range(60):
            values = {"code": f"N{number}", "name": f"New {number}"}
            add(session, values, tenant_id=federation.a.tenant_id, now=BUILT)
    with counted(app) as many:
        browser.get("/")

    assert len(many) == len(few)
