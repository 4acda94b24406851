"""Reference data on its pages: loaded by one, let count by another, seen in every explanation."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crest.domain.permissions import Role
from crest.persistence.models import AuditEventRow, SupplierRow
from crest.persistence.session import reading
from crest.services.reference_data import read_chosen_library
from crest.services.standing import refresh_due
from tests.conftest import NOW
from tests.content.test_packs import sheet
from tests.web.accounts import runtime_of
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of

CELLS = "iso3,value\nKHM,3\nTHA,\n"
PAGE = "/reference/our-index/7"


@pytest.fixture
def officer(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.email(Role.FPO))


@pytest.fixture
def second(app: Flask, federation: Federation) -> PageClient:
    return PageClient(app).login(federation.email(Role.FADM))


def files(described: str | None = None, cells: str = CELLS) -> dict[str, object]:
    text = sheet("iso3,value") if described is None else described
    return {
        "sheet": (io.BytesIO(text.encode()), "our-index-7.yaml"),
        "table": (io.BytesIO(cells.encode()), "our-index-7.csv"),
    }


def acts(app: Flask) -> list[str]:
    with runtime_of(app).sessions() as session, reading(session):
        query = select(AuditEventRow.act).where(AuditEventRow.act.startswith("reference."))
        return list(session.scalars(query.order_by(AuditEventRow.number)))


def inherent_of(app: Flask, federation: Federation) -> object:
    with runtime_of(app).sessions() as session, reading(session):
        row = session.get(SupplierRow, federation.a.supplier)
        assert row is not None
        return row.inherent


def test_one_person_loads_a_pack_and_another_lets_it_count(
    app: Flask, officer: PageClient, second: PageClient
) -> None:
    loaded = officer.post("/reference/load", files())

    assert (loaded.status_code, loaded.location) == (303, PAGE)
    page = words_of(officer.get(PAGE).text)
    assert "Does not count" in page
    assert "You loaded this edition." in page
    assert "1 lines" in page
    refused = officer.post(f"{PAGE}/use", {"reason": "Ours"})
    assert refused.status_code == 422
    assert "Another person looks at it" in words_of(refused.text)

    assert second.post(f"{PAGE}/use", {"reason": "Read and found good"}).status_code == 303

    assert "Counts now" in words_of(officer.get(PAGE).text)
    index = words_of(officer.get("/reference").text)
    assert "Read and found good" in index
    assert acts(app) == ["reference.load", "reference.choose"]


def test_what_is_wrong_with_a_pack_is_said_with_row_and_column(officer: PageClient) -> None:
    page = officer.post("/reference/load", files(cells="iso3,value\nKHM,3\nXYZ,400\n"))

    assert page.status_code == 422
    assert "Table, line 3: iso3: XYZ is not an ISO 3166-1 alpha-3 code" in words_of(page.text)
    unsent = officer.post("/reference/load", {})
    assert unsent.status_code == 422
    assert acts(officer.app) == []


def test_an_edition_that_is_here_is_not_loaded_over(officer: PageClient) -> None:
    assert officer.post("/reference/load", files()).status_code == 303
    again = officer.post("/reference/load", files(cells="iso3,value\nKHM,99\n"))
    shipped = sheet("iso3,tier", "", "us-tip", "2025")
    over = officer.post("/reference/load", files(shipped, "iso3,tier\nKHM,Tier 1\n"))

    assert (again.status_code, over.status_code) == (422, 422)
    assert "our-index-7 is here already" in words_of(again.text)
    assert "us-tip-2025 is here already" in words_of(over.text)


def test_a_pack_sent_twice_under_one_key_is_loaded_once(officer: PageClient) -> None:
    first = officer.post("/reference/load", {**files(), "key": "k1"})
    again = officer.post("/reference/load", {**files(), "key": "k1"})

    assert (first.location, again.location) == (PAGE, PAGE)
    assert acts(officer.app) == ["reference.load"]


def test_a_choice_is_read_by_factors_and_named_where_they_are_explained(
    app: Flask, officer: PageClient, second: PageClient, federation: Federation
) -> None:
    member = PageClient(app).login(federation.email(Role.EDIT))
    supplier = f"/suppliers/{federation.a.supplier}"
    assert "our-index" not in member.get(supplier).text
    officer.post("/reference/load", files())
    second.post(f"{PAGE}/use", {"reason": "Ours"})

    page = words_of(member.get(supplier).text)
    result = words_of(member.get(f"/assessments/{federation.a.submitted}/explain/inherent").text)

    assert "Which sources spoke" in page
    assert "our-index 7" in page
    assert "our-index-7" in result
    path = f"/assessments/{federation.a.submitted}/explain"
    for address in (f"{path}.json", f"{path}/inherent.json"):
        sources = member.get(address).json["sources"]
        assert {"us-tip", "our-index"} <= {one["source"] for one in sources}
    assert "Which sources spoke" in result


def test_a_change_of_data_makes_the_worker_compute_figures_anew(
    app: Flask, officer: PageClient, second: PageClient, federation: Federation
) -> None:
    runtime, later = runtime_of(app), NOW + timedelta(minutes=5)
    refresh_due(runtime.sessions, runtime.library, later)
    before = inherent_of(app, federation)
    officer.post("/reference/load", files())
    second.post(f"{PAGE}/use", {"reason": "Ours"})
    with runtime.sessions() as session:
        library = read_chosen_library(session, runtime.library)

    changed = refresh_due(runtime.sessions, library, later)

    assert changed > 0
    assert inherent_of(app, federation) != before
    assert refresh_due(runtime.sessions, library, later) == 0


def test_a_source_is_switched_off_with_its_reason_and_on_again(second: PageClient) -> None:
    off = second.post("/reference/wgi/2020/off", {"reason": "Too old"})

    assert off.status_code == 303
    index = words_of(second.get("/reference").text)
    assert "Not used" in index
    assert "Too old" in index
    assert "everything in it is new" in words_of(second.get("/reference/wgi/2020").text)
    second.post("/reference/wgi/2020/use", {"reason": "Nothing better"})
    assert "Not used" not in words_of(second.get("/reference").text)


def test_what_changed_since_the_last_assessment_names_the_data(
    app: Flask, second: PageClient, federation: Federation
) -> None:
    member = PageClient(app).login(federation.email(Role.EDIT))
    path = f"/assessments/{federation.a.submitted}/explain.json"
    assert "since" not in member.get(path).json

    second.post("/reference/us-tip/2025/off", {"reason": "Special case"})

    moved = member.get(path).json["since"]
    inherent = moved["figures"]["inherent"]
    assert moved["factors"] == ["country"]
    assert inherent["parts"]["data"] == round(inherent["now"] - inherent["then"], 6) != 0
    assert [inherent["parts"][part] for part in ("method", "questions", "answers", "proof")] == [
        0,
        0,
        0,
        0,
    ]
