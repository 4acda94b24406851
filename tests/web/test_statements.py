"""Pages ask the database little, whatever they show."""

from typing import Any

import pytest
from flask import Flask

from crest.domain.permissions import Role
from crest.persistence import imports
from crest.persistence.session import writing
from crest.services.standing import refresh_due
from tests.conftest import NOW
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


@pytest.mark.parametrize("path", ["/suppliers", "/suppliers/overview", "/", "/register"])
def test_lists_and_counts_take_as_many_statements_for_a_thousand_suppliers_as_for_ten(
    app: Flask, browser: PageClient, federation: Federation, path: str
) -> None:
    runtime = app.extensions["crest"]
    browser.login(federation.email(Role.EDIT)).get(path)
    seen = []
    for first, last in ((0, 8), (8, 998)):
        with runtime.sessions() as session, writing(session):
            rows = [_row(number) for number in range(first, last)]
            imports.add_suppliers(session, rows, tenant_id=federation.a.tenant_id, now=NOW)
        refresh_due(runtime.sessions, runtime.library, NOW)
        with counted(app) as sent:
            assert browser.get(path).status_code == 200
        seen.append(len(_asked(sent)))

    assert seen[0] == seen[1]


def test_the_trail_takes_two_statements_of_an_answer(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    world = federation.a
    code = world.evidence_code
    browser.login(federation.email(Role.EDIT))

    with counted(app) as seen:
        answer = browser.post(
            f"/assessments/{world.draft}/answers/{code}",
            {f"q_{code}__state": "dont_know", f"v_{code}": "0"},
        )

    assert answer.status_code == 200
    trail = [one for one in seen if "audit_event" in one or "trail_head" in one]
    assert [one.split("(")[0].strip() for one in trail] == [
        "INSERT INTO trail_head",
        "INSERT INTO audit_event",
    ]


def _row(number: int) -> dict[str, Any]:
    code = f"N-{number:04}"
    return {"code": code, "name": code, "match_key": code, "facts": {}, "country": "KH"}
