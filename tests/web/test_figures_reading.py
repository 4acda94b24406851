"""What the pages make of released figures: order, ties, names that fit, what waits, sorting."""

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from crest.domain.permissions import Role
from crest.persistence.released import ReleasedCube, ReleaseHead
from crest.web.chart_text import width_of
from crest.web.federation.pictures import MOST_DUTIES, FiguresPage
from crest.web.federation.questions import QuestionsPage
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of
from tests.web.told_figures import body, keep_told, released

SECTORS = (
    "Garments and footwear",
    "Construction and building materials",
    "Hotels and restaurants",
    "វិស័យកាត់ដេរសម្លៀកបំពាក់និងស្បែកជើង",
    "Food processing, drinks",
    "Security and cleaning",
    "Agriculture, fishing and rubber",
    "others",
)
DUTY = ("not_in_place", "partly_met", "in_place", "open", "not_listed")
REPLIES = ("best", "less", "dont_know", "not_applicable", "left_open", "not_asked")


def told(bodies: dict[str, dict[str, Any]], *, release: int = 1) -> dict[str, ReleasedCube]:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    head = ReleaseHead(number=release, as_of=date(2026, 11, 20), made_at=moment, method="2026.1")
    return {name: ReleasedCube(head=head, family=name, body=one) for name, one in bodies.items()}


def duty(name: str, count: int | None) -> dict[str, Any]:
    found = body(name, DUTY, {(None, None): 60, (None, "not_in_place"): count})
    found["dimensions"][0]["values"] = list(SECTORS)
    return found


def question(code: str, dont_know: int | None) -> dict[str, dict[str, Any]]:
    name = f"question.{code}"
    return {name: body(name, REPLIES, {(None, None): 60, (None, "dont_know"): dont_know})}


def test_eight_sectors_stand_apart_and_ties_at_the_cut_are_said(app: Flask) -> None:
    duties = {
        f"obligation.d{n:02}": duty(f"obligation.d{n:02}", 30 - min(n, 11)) for n in range(14)
    }
    duties["obligation.hidden"] = duty("obligation.hidden", None)
    with app.test_request_context():
        heat = FiguresPage(told(duties), ()).heat({})

    assert heat is not None
    assert not heat.upright
    assert [len(head.lines) <= 2 for head in heat.heads] == [True] * 9
    assert all(width_of(line) <= 104 for head in heat.heads for line in head.lines)
    assert len({head.x for head in heat.heads}) == 9
    assert (len(heat.rows), heat.told, heat.untold, heat.beyond) == (MOST_DUTIES, 14, 1, 2)
    assert heat.is_of_all
    tops = [row.cells_top for row in heat.rows]
    assert all(after - before >= 28 + 17 for before, after in pairwise(tops))


def test_the_page_says_what_has_no_place_in_the_order_and_what_waits(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    with app.extensions["crest"].sessions() as session:
        keep_told(session, 1, released())
        keep_told(session, 2, {"band": released(low=38)["band"]})
    browser.login(federation.email(Role.FAN))

    words = words_of(browser.get("/federation/figures").text)

    assert "not in place for 22 of 60 members, at least 37%." in words
    assert "Severe: how many members is hidden." in words
    assert "4 figures that wait" in words
    assert "Changed answers: WAG-010 Release 1 of" in words
    assert "Residual risk Release" not in words
    assert "it shows once six members or more stand behind it" in words.lower()


@pytest.mark.parametrize(
    ("args", "codes"),
    [
        pytest.param({}, ["B", "D", "A", "C"], id="most unknown first"),
        pytest.param({"order": "up"}, ["A", "D", "B", "C"], id="least first, hidden last"),
        pytest.param({"sort": "question", "order": "up"}, ["A", "B", "C", "D"], id="by code"),
        pytest.param({"sort": "1; DROP", "page": "99"}, ["D", "C", "B", "A"], id="anything else"),
    ],
)
def test_questions_are_sorted_by_what_is_told(
    app: Flask, args: dict[str, str], codes: list[str]
) -> None:
    bodies = question("A", 6) | question("B", 30) | question("C", None) | question("D", 12)
    with app.test_request_context():
        page = QuestionsPage(told(bodies), args)
        heads = {head.sorted for head in page.heads()}

    assert [line.code for line in page.lines] == codes
    assert [line.code for line, _share in page.first["dont_know"]] == ["B", "D", "A"]
    assert page.hidden["dont_know"] == 1
    assert len(heads) == 2


def test_many_questions_come_page_by_page(app: Flask) -> None:
    bodies = {name: one for n in range(30) for name, one in question(f"Q{n:02}", 6).items()}
    with app.test_request_context():
        pages = [QuestionsPage(told(bodies), {"page": number}) for number in ("1", "2", "x")]

    assert [len(page.lines) for page in pages] == [25, 5, 25]
    assert len({line.code for page in pages[:2] for line in page.lines}) == 30


def test_laws_of_which_nothing_is_told_stand_last(app: Flask) -> None:
    outcomes = ("not_met", "met")
    laws = {
        "law.a": body("law.a", outcomes, {(None, None): 60}),
        "law.b": body("law.b", outcomes, {(None, None): 60, (None, "met"): 30}),
        "law.c": body("law.c", outcomes, {(None, None): 60, (None, "not_met"): 9}),
    }
    with app.test_request_context():
        found = FiguresPage(told(laws), ()).laws()

    assert found is not None
    assert [row.name for row in found.rows] == ["c", "b", "a"]
    assert found.hidden == 4
