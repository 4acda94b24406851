"""An hour of a compliance officer: bring in, look, ask why, suppose, hand over, edit, load back."""

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser

from tests.browser.road import Road

pytestmark = pytest.mark.browser

OFFICERS = {1280: "officer@river.example", 360: "officer@gulf.example"}
NAMES = [f"Hour Example {number}" for number in range(1, 7)]


@pytest.fixture(params=OFFICERS, ids=lambda width: f"{width} px")
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def road(chromium: Browser, address: str, width: int) -> Iterator[Road]:
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield Road(page=page, address=address)
    context.close()


@pytest.fixture
def names_alone(tmp_path: Path) -> Path:
    """A list as it often is: names, and a country for some of them."""
    path = tmp_path / "names.csv"
    places = ["Cambodia", "", "Cambodia", "", "Viet Nam", ""]
    rows = [
        f"HR-{number},{name},{place}"
        for number, (name, place) in enumerate(zip(NAMES, places, strict=True), 1)
    ]
    path.write_text("\n".join(["Supplier code,Name,Country", *rows, ""]), encoding="utf-8")
    return path


def test_an_officers_hour(road: Road, width: int, names_alone: Path, tmp_path: Path) -> None:
    road.sign_in(OFFICERS[width])
    _bring_in(road, names_alone)
    _look(road)
    _ask_why_and_suppose(road)
    book = _hand_over(road, tmp_path)
    _edit(book)
    _load_back(road, book)


def _bring_in(road: Road, path: Path) -> None:
    """Take the list in, and open those suppliers whose country is missing."""
    road.bring_list(path)
    road.take_list()
    assert "What would sharpen this first" in road.page.locator("main").inner_text()

    road.press(road.page.locator("main a[href*='gap=country']").first)

    shown = road.page.locator("main td.lead").all_inner_texts()
    assert {name for name in shown if name in NAMES} == {NAMES[1], NAMES[3], NAMES[5]}


def _look(road: Road) -> None:
    """Sort and filter, tag what is found, keep it as a view, and look at it in pictures."""
    road.open("/suppliers?sort=residual")
    road.page.fill("main input[name=q]", "Hour Example")
    road.press(road.page.get_by_role("button", name="Filter"))
    assert "sort=residual" in road.page.url
    assert road.page.locator("main td.lead").count() == len(NAMES)

    road.page.get_by_label("All 6 of this list").check()
    road.press(road.page.get_by_role("button", name="Put a tag on them, or take one off"))
    road.page.get_by_label("Tag", exact=True).fill("New this hour")
    road.press(road.page.get_by_role("button", name="Go ahead with 6 suppliers"))
    assert "The tag changed on 6 suppliers." in road.page.locator("main").inner_text()

    road.open("/suppliers?tag=New+this+hour")
    road.press(road.page.get_by_role("link", name="Save this view"))
    road.page.get_by_label("Name of the view").fill("This hour")
    road.press(road.page.get_by_role("button", name="Save this view"))
    road.press(road.page.get_by_role("link", name="This hour", exact=True))
    road.press(road.page.get_by_role("link", name=re.compile("in pictures")))

    assert "tag New this hour. 6 suppliers" in road.page.locator("main").inner_text()
    assert road.page.locator("svg.chart").count() >= 3
    for table in road.page.get_by_text("The numbers as a table").all():
        table.click()
    road.look()


def _ask_why_and_suppose(road: Road) -> None:
    """From a supplier's figure to its parts, then to what one change would do to it."""
    road.open("/suppliers?state=submitted")
    road.press(road.page.locator("main td.lead a").first)
    road.press(road.page.get_by_role("link", name="Open the result and its reasons"))
    result = road.page.url
    road.press(road.page.locator("main a[href*='/explain/']").first)
    assert road.page.locator("main table").count() >= 1

    road.open(result.removeprefix(road.address))
    road.press(road.page.locator("main a[href*='/what-if']").first)
    assert "what-if" in road.page.url
    assert "othing" in road.page.locator("main").inner_text()  # nothing of it is saved


def _hand_over(road: Road, folder: Path) -> Path:
    """Make the register of the suppliers of the view and fetch it."""
    road.open("/register?tag=New+this+hour")
    assert "6 suppliers" in road.page.locator("main").inner_text()
    road.press(road.page.get_by_role("button", name="Make the register"))
    made = road.page.locator("main a[href$='/file'], main a[href$='/register.xlsx']").first
    for _ in range(60):
        if made.count():
            break
        road.page.wait_for_timeout(1000)
        road.page.goto(road.page.url)
    with road.page.expect_download() as download:
        made.click()
    path = folder / "register.xlsx"
    path.write_bytes(download.value.path().read_bytes())
    return path


def _edit(path: Path) -> None:
    """Write an owner and a note as a spreadsheet would, and keep the file."""
    book = openpyxl.load_workbook(path)
    sheet = book["Register"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    rows = {sheet.cell(row, columns["supplier_code"]).value: row for row in range(3, 9)}
    assert set(rows) == {f"HR-{number}" for number in range(1, 7)}
    sheet.cell(rows["HR-2"], columns["owner"], "Sophea")
    sheet.cell(rows["HR-2"], columns["note"], "=ask for the country")
    sheet.cell(rows["HR-2"], columns["note"]).data_type = "s"
    book.save(path)


def _load_back(road: Road, path: Path) -> None:
    """Send the register, see old and new, say yes, and find it on the supplier's page."""
    road.open("/register/load")
    road.page.set_input_files("input[type=file]", path)
    road.press(road.submit())
    shown = road.page.locator("main").inner_text()
    assert "Sophea" in shown
    assert "=ask for the country" in shown

    road.press(road.page.locator("main form[action$='/commit'] button[type=submit]").first)
    road.open("/suppliers?q=HR-2")
    road.press(road.page.locator("main td.lead a").first)

    text = road.page.locator("body").inner_text()
    assert "Sophea" in text
    assert "=ask for the country" in text
