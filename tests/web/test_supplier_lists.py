"""The list of suppliers in the browser: order, tags, saved views and pictures."""

import re
from uuid import UUID

import pytest
from flask import Flask

from crest.domain.permissions import Role
from crest.services.standing import refresh_due
from crest.web.charts import spots, stacked
from tests.conftest import NOW
from tests.web.client import PageClient
from tests.web.federation import Federation


@pytest.fixture
def editor(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.EDIT))


@pytest.fixture
def reader(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.VIEW))


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


@pytest.mark.parametrize(
    "sort", ["name", "code", "country", "sector", "tier", "coverage", "valid_until"]
)
def test_a_head_says_its_order_and_leads_to_the_other(editor: PageClient, sort: str) -> None:
    rising = editor.get(f"/suppliers?sort={sort}").text
    falling = editor.get(f"/suppliers?sort={sort}&order=down").text

    assert rising.count("aria-sort=") == falling.count("aria-sort=") == 1
    assert 'aria-sort="ascending"' in rising
    assert 'aria-sort="descending"' in falling
    assert f"/suppliers?sort={sort}&amp;order=down" in rising


@pytest.mark.parametrize("sort", ["", "residual"])
def test_the_greatest_risk_is_said_to_come_first(editor: PageClient, sort: str) -> None:
    assert 'aria-sort="descending"' in editor.get(f"/suppliers?sort={sort}").text


@pytest.mark.parametrize(
    "odd",
    [
        "tier=0",
        "tier=two",
        "tier=99999999999999999999",
        "status=good",
        "gap=weather",
        "trigger=1",
        "law=%25",
        "sort=luck",
        "tag=%25%25",
    ],
)
def test_odd_words_of_the_address_break_nothing(editor: PageClient, odd: str) -> None:
    assert editor.get(f"/suppliers?{odd}").status_code == 200
    assert editor.get(f"/suppliers/overview?{odd}").status_code == 200


def test_marked_suppliers_are_shown_then_tagged_and_the_list_comes_back_as_it_was(
    editor: PageClient, federation: Federation
) -> None:
    world = federation.a
    sent = {"supplier": [str(world.supplier), str(world.other_supplier)], "scope": "rows"}

    page = editor.get("/suppliers/tagging", query_string={**sent, "q": "Ours"}).text
    fields = {"name": "Audit 2027", "act": "put_on", "q": "Ours", "count": hidden(page, "count")[0]}
    done = editor.post("/suppliers/tagging", {**fields, "supplier": hidden(page, "supplier")})
    found = editor.get("/suppliers?tag=audit+2027").text

    assert "2 suppliers are chosen" in page
    assert (done.status_code, done.headers["Location"]) == (303, "/suppliers?q=Ours")
    assert str(world.supplier) in found
    assert str(world.other_supplier) in found


def test_the_whole_list_is_tagged_once_its_number_was_seen(
    editor: PageClient, federation: Federation
) -> None:
    page = editor.get("/suppliers/tagging?scope=all").text
    count = int(hidden(page, "count")[0])
    fields = {"name": "All", "act": "put_on", "scope": "all"}

    grown = editor.post("/suppliers/tagging", {**fields, "count": str(count - 1)})
    done = editor.post("/suppliers/tagging", {**fields, "count": str(count)})

    assert count > 1
    assert grown.status_code == 422
    assert f"there are {count} suppliers now" in grown.text
    assert hidden(grown.text, "count") == [str(count)]
    assert 'value="All"' in grown.text
    assert done.status_code == 303
    assert f"The tag changed on {count} suppliers." in editor.get("/suppliers").text


def test_nothing_marked_is_said_and_changes_nothing(editor: PageClient) -> None:
    page = editor.get("/suppliers/tagging?scope=rows&supplier=odd").text

    assert "No supplier is chosen" in page
    refused = editor.post("/suppliers/tagging", {"name": "X", "act": "put_on", "count": "0"})
    assert refused.status_code == 422


def test_a_missing_tag_is_asked_for_at_its_field(
    editor: PageClient, federation: Federation
) -> None:
    fields = {"supplier": str(federation.a.supplier), "count": "1", "act": "put_on", "name": ""}

    page = editor.post("/suppliers/tagging", fields)

    assert page.status_code == 422
    assert 'href="#name"' in page.text
    assert "Write the tag" in page.text


def test_a_tag_is_renamed_and_deleted(editor: PageClient, federation: Federation) -> None:
    path = f"/suppliers/tags/{federation.a.tag}"

    assert editor.post(path, {"name": ""}).status_code == 422
    assert editor.post(path, {"name": "Second look"}).status_code == 303
    assert "Second look" in editor.get("/suppliers/tags").text
    assert editor.post(f"{path}/delete").status_code == 303
    assert "Second look" not in editor.get("/suppliers/tags").text


def test_a_reader_marks_nothing_and_keeps_views(reader: PageClient) -> None:
    page = reader.get("/suppliers?country=KH").text
    saved = reader.post("/suppliers/views", {"name": "Here", "country": "KH", "sort": "name"})
    again = reader.post("/suppliers/views", {"name": "here", "country": "KH"})

    assert 'type="checkbox"' not in page
    assert (saved.status_code, saved.headers["Location"]) == (
        303,
        "/suppliers?country=KH&sort=name",
    )
    assert again.status_code == 422
    assert "You have a view here already" in again.text
    assert 'href="/suppliers?country=KH&amp;sort=name"' in reader.get("/suppliers").text


def test_a_view_saved_by_somebody_else_meanwhile_is_told(
    editor: PageClient, federation: Federation
) -> None:
    path = f"/suppliers/views/{federation.a.view}"
    fields = {"name": "Newer", "is_shared": "y", "version": "1"}

    first = editor.post(path, fields)
    second = editor.post(path, {**fields, "name": "Older"})

    assert (first.status_code, second.status_code) == (303, 422)
    assert 'value="Older"' in second.text
    assert editor.post(f"{path}/delete").status_code == 303


def test_pictures_have_titles_text_and_tables_of_the_same_numbers(
    app: Flask, editor: PageClient
) -> None:
    runtime = app.extensions["crest"]
    refresh_due(runtime.sessions, runtime.library, NOW)

    page = editor.get("/suppliers/overview").text
    pictures = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)

    assert len(pictures) >= 3
    for picture in pictures:
        assert "<title id=" in picture
        assert "<desc id=" in picture
        assert "<text" in picture
    assert page.count("<summary>The numbers as a table</summary>") == len(pictures)
    assert "style=" not in page


def test_pictures_follow_the_filters_and_say_so(editor: PageClient, federation: Federation) -> None:
    page = editor.get("/suppliers/overview?country=KH&gap=workforce").text
    nobody = editor.get("/suppliers/overview?q=nobody-is-called-so").text

    assert "country Cambodia; missing fact: Workforce" in page
    assert "No supplier fits" in nobody


def test_the_register_of_a_filtered_list_is_of_the_same_suppliers(editor: PageClient) -> None:
    page = editor.get("/register?gap=workforce&tier=none&tag=-").text

    assert "missing fact: Workforce" in page
    assert "tag none" in page
    assert hidden(page, "gap") == ["workforce"]


@pytest.mark.parametrize(
    ("counts", "parts"),
    [
        ([{"a": 1, "b": 3}], [[(0, 25), (25, 75)]]),
        ([{"b": 2}, {"a": 4, "c": 9}], [[(0, 50)], [(0, 100)]]),
        ([{}], [[]]),
        ([], []),
    ],
)
def test_bars_share_one_scale_from_zero(
    counts: list[dict[str, int]], parts: list[list[tuple[float, float]]]
) -> None:
    bars = stacked([("bar", one) for one in counts], ["a", "b"], width=100)

    assert [[(one.x, one.width) for one in bar.segments] for bar in bars] == parts


def test_a_number_is_left_out_of_a_part_without_room() -> None:
    (bar,) = stacked([("bar", {"a": 1, "b": 199})], ["a", "b"], width=100)

    assert [one.has_room for one in bar.segments] == [False, True]
    assert bar.segments[1].middle == pytest.approx(50.25)


def test_marks_stand_side_by_side_then_in_the_next_line() -> None:
    found = spots([("low", str(UUID(int=n))) for n in range(3)], width=22, size=11, top=5)

    assert [(one.x, one.y) for one in found] == [(0, 5), (11, 5), (0, 16)]
