"""Pages ask the database little, whatever they show."""

import pytest
from flask import Flask

from crest.domain.permissions import Role
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.statements import counted


def _asked(statements: list[str]) -> list[str]:
    return [statement for statement in statements if not statement.startswith("BEGIN")]


def test_who_is_signed_in_is_read_by_one_statement(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.email(Role.EDIT))

    with counted(app) as seen:
        browser.get("/help/method")

    assert len(_asked(seen)) == 1, seen


def test_nobody_costs_nothing(app: Flask, browser: PageClient) -> None:
    with counted(app) as seen:
        browser.get("/login")

    assert seen == []


@pytest.mark.parametrize("role", [Role.EDIT, Role.VIEW])
def test_a_page_of_questions_takes_four_statements_at_most(
    app: Flask, browser: PageClient, federation: Federation, role: Role
) -> None:
    browser.login(federation.email(role))
    world = federation.a

    with counted(app) as seen:
        page = browser.get(f"/assessments/{world.draft}/sections/{world.section_code}")

    assert page.status_code == 200
    assert len(_asked(seen)) <= 4, seen
