"""A member beside its sector: its own results stand on its own page alone."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from crest.domain.permissions import Role
from crest.persistence.models import AssessmentRow, ScoreRow
from crest.persistence.session import writing
from tests.conftest import Clock
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of
from tests.web.told_figures import keep_told, released

# A score that no other figure has.
OWN = 73


@pytest.fixture
def scored(app: Flask, federation: Federation, clock: Clock) -> None:
    """Figures are told, and A as a company has a result in the band high."""
    assessment = AssessmentRow(
        id=uuid4(),
        tenant_id=federation.a.tenant_id,
        subject_kind="company",
        bank="workplace",
        bank_version="2026.1",
        state="submitted",
        on_behalf=False,
        version=1,
        created_by=federation.a.users[Role.EDIT].user_id,
        created_at=clock(),
        submitted_at=clock(),
        submitted_by=federation.a.users[Role.EDIT].user_id,
    )
    score = ScoreRow(
        id=uuid4(),
        assessment_id=assessment.id,
        as_of=clock().date(),
        method="2026.1",
        method_digest="m",
        bank_digest="b",
        library_digest="l",
        declared=Decimal(80),
        supported=Decimal(OWN),
        residual=Decimal(60),
        band="high",
        body={},
        created_at=clock(),
    )
    with app.extensions["crest"].sessions() as session:
        with writing(session):
            session.add(assessment)
            session.flush()
            session.add(score)
        keep_told(session, 1, bands(high=14))


def bands(**told: int) -> dict[str, dict[str, Any]]:
    """Return the bands, with these numbers told of the group that members without one are in."""
    found = released()["band"]
    for cell in found["cells"]:
        if cell[0] == "others" and cell[1] in told:
            cell[2] = told[cell[1]]
    return {"band": found}


@pytest.mark.usefixtures("scored")
def test_a_member_reads_where_its_worst_result_stands_in_its_sector(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.a.email(Role.EDIT))

    words = words_of(browser.get("/benchmark").text)

    assert 'Your worst result stands in the band "High".' in words
    assert "14 of the 19 members of your sector stand there." in words
    assert str(OWN) in words
    assert "what you know of yourself tells you of no other company" in words


@pytest.mark.usefixtures("scored")
def test_where_its_own_cell_is_hidden_the_page_says_so(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    with app.extensions["crest"].sessions() as session:
        keep_told(session, 2, bands())
    browser.login(federation.a.email(Role.EDIT))

    words = words_of(browser.get("/benchmark").text)

    assert "How many members of your sector stand there is hidden." in words


@pytest.mark.usefixtures("scored")
def test_a_result_newer_than_the_release_is_said_to_be(
    app: Flask, browser: PageClient, federation: Federation, clock: Clock
) -> None:
    with app.extensions["crest"].sessions() as session, writing(session):
        for row in session.scalars(
            select(AssessmentRow).where(
                AssessmentRow.tenant_id == federation.a.tenant_id,
                AssessmentRow.submitted_at.is_not(None),
            )
        ):
            row.submitted_at = clock() + timedelta(days=365)
    browser.login(federation.a.email(Role.EDIT))

    words = words_of(browser.get("/benchmark").text)

    assert "is newer than the release and not part of these figures." in words


@pytest.mark.usefixtures("scored")
def test_nobody_else_reads_the_results_of_a_member_there(
    browser: PageClient, federation: Federation
) -> None:
    browser.login(federation.b.email(Role.EDIT))

    page = browser.get("/benchmark").text

    assert federation.a.name not in page
    assert f">{OWN}<" not in page
    browser.login(federation.email(Role.FAN))
    assert browser.get("/benchmark").status_code == 403
    for path in ("", ".json", ".csv"):
        said = browser.get(f"/federation/figures{path}").text
        assert federation.a.name not in said
        assert f">{OWN}<" not in said
