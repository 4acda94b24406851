"""A supplier list from the file to the suppliers: both languages, both widths, with and without."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser

from tests.browser.road import Road

pytestmark = pytest.mark.browser

WAYS = [
    pytest.param((language, width, scripts), id=f"{language}, {width} px, scripts: {scripts}")
    for language in ("en", "km")
    for width in (1280, 360)
    for scripts in (True, False)
]
OFFICER = "officer@river.example"


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> tuple[str, int, bool]:
    return request.param


@pytest.fixture
def road(chromium: Browser, address: str, way: tuple[str, int, bool]) -> Iterator[Road]:
    language, width, scripts = way
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, locale=language
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield Road(page=page, address=address, scripts=scripts)
    context.close()


def _list(path: Path, mark: str) -> Path:
    """Write a list with titles above, a share without its unit, two faults and a likeness."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Purchasing"
    for row in (
        ["Suppliers of the season"],
        [],
        ["Supplier code", "Name", "ឈ្មោះ", "Country", "Share of migrant workers", "Colour"],
        [f"{mark}-1", f"Sok {mark} Example Weaving", "តម្បាញ", "Cambodia", 12.5, "red"],
        [f"{mark}-2", f"Dara {mark} Example Dyeing", None, "KH", 0, "blue"],
        [f"{mark}-3", None, None, "Thailand", 3, "grey"],
        [f"{mark}-4", f"Vanna {mark} Example Zips", None, "Kambodja", 5, "pink"],
        [f"{mark}-5", f"Dara {mark} Example Dyeing Co., Ltd.", None, "KH", 1, "white"],
    ):
        sheet.append(row)
    book.save(path)
    return path


def test_a_list_is_taken_in_by_four_steps(
    road: Road, way: tuple[str, int, bool], tmp_path: Path
) -> None:
    mark = f"{way[0]}{way[1]}{'w' if way[2] else 'o'}".upper()
    road.sign_in(OFFICER)
    if road.page.locator("html").get_attribute("lang") != way[0]:
        road.press(road.page.locator(f"header button[name=language][value={way[0]}]"))
    road.open("/suppliers/import")
    assert road.page.locator("html").get_attribute("lang") == way[0]
    road.page.set_input_files("input[type=file]", _list(tmp_path / "list.xlsx", mark))
    road.press(road.submit())
    road.wait_for_work()

    # the unit of a share is asked for, and what was chosen stays
    colour = road.page.locator("select[id^=field-]").last
    colour.select_option("note")
    columns = road.page.locator("main form[action$='/columns'] button[type=submit]")
    unit = road.page.locator("select[id^=unit-]")
    unit.select_option("")
    road.press(columns)
    assert road.page.locator(".error-summary").is_visible()
    assert road.page.locator("select[id^=field-]").last.input_value() == "note"
    road.page.locator("select[id^=unit-]").select_option("percent")
    road.press(columns)
    road.wait_for_work()

    text = road.page.locator("main").inner_text()
    assert "Kambodja" in text
    here = road.page.url
    road.press(road.page.locator("main a[href$='/matches']"))
    road.page.locator("input[type=radio][value=different]").first.check()
    road.press(road.page.locator("main form[action$='/matches'] button"))
    road.wait_for_work()

    road.open("/")  # left, and come back to from the first page
    road.press(road.page.locator(f"main a[href='{here.removeprefix(road.address)}']"))
    road.press(road.page.locator("main form[action$='/rows'] button"))
    made = road.page.locator("main a[href$='/file']")
    road.wait_for_work()
    with road.page.expect_download() as download:
        made.click()
    rows = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0]
    assert [row[0].value for row in rows.iter_rows(min_row=2)] == [f"{mark}-3", f"{mark}-4"]

    road.page.goto(here)
    road.take_list()
    road.open(f"/suppliers?q={mark}")
    found = road.page.locator("main").inner_text()
    assert f"Sok {mark} Example Weaving" in found
    assert f"Vanna {mark} Example Zips" not in found
