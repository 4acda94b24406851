"""The line drops while a supplier answers on a phone: nothing is lost, and nothing comes twice."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.cut_line import CutLine, cut_line
from tests.browser.road import Road

pytestmark = pytest.mark.browser

_ANSWERS = 80
_STORED = """async () => [localStorage.length, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length]"""
# Gives at most so many answers of the page, as a person's taps and typing do.
_ANSWER = """({most, note}) => {
  let given = 0;
  for (const question of document.querySelectorAll("#answers .question")) {
    const kind = note ? "textarea[name$=__note]" : "input[value=dont_know]";
    const field = question.querySelector(kind);
    if (given >= most || (note ? field.value === note : field.checked)) continue;
    if (note) field.value = note;
    else field.checked = true;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    given += 1;
  }
  return given;
}"""


@pytest.fixture
def line(address: str) -> Iterator[CutLine]:
    with cut_line(address) as made:
        yield made


def _link(chromium: Browser, address: str, *, supplier: int) -> str:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    road = Road(page=context.new_page(), address=address)
    road.sign_in("officer@river.example")
    road.open("/suppliers")
    place = road.page.locator("td.lead a").nth(supplier).get_attribute("href")
    road.open(f"{place}/invite")
    road.page.select_option("select[name=bank]", "supplier")
    road.page.select_option("select[name=language]", "en")
    road.press(road.submit())
    link = road.page.input_value("#address")
    context.close()
    return link[link.index("/i/") :]


def _begin(chromium: Browser, address: str, link: str) -> Page:
    page = chromium.new_context(viewport={"width": 360, "height": 640}).new_page()
    page.goto(address + link)
    page.fill("#pin", "482190")
    page.locator("main form button.button").first.click()
    page.wait_for_url("**/assessments/*")
    return page


def _keep(page: Page) -> None:
    page.locator("#keep-here").check()
    expect(page.locator("#keeping-state")).to_contain_text("The pages are kept", timeout=30_000)


def _go_on(page: Page) -> None:
    with page.expect_navigation():
        page.locator("#answers > .buttons button").first.click()


def _rows(data_dir: Path, assessment: str) -> list[tuple[str, int, int]]:
    """Return each answer with its version, and how many earlier ones of it are kept."""
    with sqlite3.connect(data_dir / "crest.sqlite") as database:
        return database.execute(
            "SELECT a.code, a.version, (SELECT count(*) FROM answer_revision r"
            " WHERE r.assessment_id = a.assessment_id AND r.code = a.code)"
            " FROM answer a WHERE a.assessment_id = ?",
            (UUID(assessment).hex,),
        ).fetchall()


def _answer(page: Page, most: int, note: str = "") -> int:
    return int(page.evaluate(_ANSWER, {"most": most, "note": note}))


def _type(page: Page, *numbers: str) -> None:
    for place, number in enumerate(numbers):
        field = page.locator("input[inputmode=decimal]").nth(place)
        field.fill(number)
        field.blur()


def _all_sent(page: Page) -> None:
    state = page.locator("#keeping-state")
    expect(state).to_contain_text("All answers are sent.", timeout=60_000)


def _first_section(page: Page) -> None:
    with page.expect_navigation():
        page.locator("ol.steps a").first.click()


def _answer_on(page: Page, most: int, note: str = "") -> int:
    """Answer from this section to the last one; return how many answers were given."""
    given = 0
    while True:
        given += _answer(page, most - given, note)
        onward = page.locator("#keeping").get_attribute("data-after") or ""
        if onward.endswith("/check") or given >= most:
            return given
        _go_on(page)


def test_eighty_answers_arrive_once_though_the_line_is_cut(
    chromium: Browser, address: str, line: CutLine, data_dir: Path
) -> None:
    page = _begin(chromium, line.address, _link(chromium, address, supplier=2))
    home = page.url
    _keep(page)
    _first_section(page)
    given = _answer(page, 3)
    expect(page.locator("#save-state")).to_contain_text("Saved")

    line.lose_replies = True  # the next answer arrives, and nobody is told
    given += _answer(page, 1)
    expect(page.locator("#save-state")).to_contain_text("not sent yet: 1.")
    line.cut()
    given += _answer_on(page, _ANSWERS)
    page.reload()
    expect(page.locator("#save-state")).to_contain_text(f"not sent yet: {given - 3}.")
    line.mend()
    _all_sent(page)

    line.cut()
    for note in ("asked the office", "asked the owner"):
        page.goto(home)
        _first_section(page)
        given += _answer_on(page, _ANSWERS - given, note)
        line.mend()
        _all_sent(page)
        line.cut()

    rows = _rows(data_dir, home.rpartition("/")[2])
    assert given == _ANSWERS
    assert sum(version for _, version, _ in rows) == _ANSWERS
    assert all(earlier == version - 1 for _, version, earlier in rows)
    page.context.close()


def test_a_conflict_is_asked_and_the_answer_chosen_stands(
    chromium: Browser, address: str, line: CutLine
) -> None:
    link = _link(chromium, address, supplier=3)
    page = _begin(chromium, line.address, link)
    _keep(page)
    _first_section(page)
    line.cut()
    _type(page, "41", "11")
    expect(page.locator("#save-state")).to_contain_text("not sent yet: 2.")
    other = chromium.new_context().new_page()
    other.goto(address + link)
    other.fill("#secret", "482190")
    other.locator("main form button.button").first.click()
    _first_section(other)
    _type(other, "42", "12")
    expect(other.locator("#save-state")).to_contain_text("Saved")
    other.context.close()

    line.mend()
    asked = page.locator("#keeping-list li")
    expect(asked).to_have_count(2, timeout=30_000)
    expect(asked.first).to_contain_text("41")
    expect(asked.first).to_contain_text("42")
    asked.first.get_by_role("button", name="Keep mine").click()
    expect(asked).to_have_count(1)
    asked.first.get_by_role("button", name="Keep what is saved").click()
    expect(asked).to_have_count(0)
    expect(page.locator("#keeping-state")).to_contain_text("All answers are sent")
    numbers = page.locator("input[inputmode=decimal]")
    page.goto(page.url)
    expect(numbers.nth(0)).to_have_value("41")
    expect(numbers.nth(1)).to_have_value("12")
    page.context.close()


@pytest.mark.parametrize("end", ["fortnight", "submit", "sign out"])
def test_what_is_kept_ends(chromium: Browser, address: str, end: str) -> None:
    places = {"fortnight": 0, "submit": 1, "sign out": 4}
    page = _begin(chromium, address, _link(chromium, address, supplier=places[end]))
    assert page.evaluate(_STORED) == [0, 0, 0]  # nothing before it was asked for
    _keep(page)
    assert page.evaluate(_STORED) == [1, 1, 1]

    if end == "fortnight":
        page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=14, minutes=1))
        page.goto(f"{address}/i")
    elif end == "submit":
        _submit(page)
    else:
        with page.expect_navigation():
            page.get_by_role("button", name="Sign out").click()

    for _ in range(50):
        if page.evaluate(_STORED) == [0, 0, 0]:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(_STORED) == [0, 0, 0]
    page.context.close()


def _submit(page: Page) -> None:
    home = page.url
    _first_section(page)
    for _ in range(20):
        _answer(page, 100)
        _go_on(page)
        if page.url.endswith("/check"):
            onward = page.locator("main .buttons a.button")
            if (onward.get_attribute("href") or "").endswith("/submit"):
                break
            onward.click()
    page.goto(f"{home}/submit")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    page.goto(home)
