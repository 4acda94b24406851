"""An analyst reads figures about all members: both widths, English and Khmer."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from crest.persistence.session import create_database_engine, create_session_factory
from tests.browser.road import Road
from tests.web.told_figures import keep_told, released

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def told(address: str, data_dir: Path) -> str:
    """Two releases in the installation that runs."""
    engine = create_database_engine(f"sqlite:///{data_dir / 'crest.sqlite'}")
    with create_session_factory(engine)() as session:
        keep_told(session, 1, released())
        keep_told(session, 2, released(low=38))
    engine.dispose()
    return address


@pytest.fixture(params=[360, 1280], ids=["360 px", "1280 px"])
def road(chromium: Browser, told: str, request: pytest.FixtureRequest) -> Iterator[Road]:
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    found = Road(page=page, address=told)
    found.sign_in("analyst@federation.example")
    yield found
    context.close()


@pytest.mark.parametrize("language", ["en", "km"])
def test_an_analyst_reads_every_page_of_figures(road: Road, language: str) -> None:
    if language != "en":
        road.press(road.page.locator(f"button[value={language}]"))

    for path in ("", "/questions", "/releases"):
        road.open(f"/federation/figures{path}")

    road.open("/federation/figures")
    expect(road.page.locator("html")).to_have_attribute("lang", language)
    expect(road.page.locator("#trend")).to_be_visible()
    road.page.locator("section[aria-labelledby=bands] summary").click()
    expect(road.page.locator("section[aria-labelledby=bands] table")).to_contain_text("38")
    road.look()


def test_the_workbook_has_what_the_page_shows(road: Road) -> None:
    road.open("/federation/figures")
    road.press(road.page.get_by_role("button", name="Make an Excel file"))

    with road.page.expect_download() as download:
        road.page.get_by_role("link", name="Download figures").click()

    content = BytesIO(download.value.path().read_bytes())
    lines = list(load_workbook(content).worksheets[1].iter_rows(values_only=True))
    assert [line[8] for line in lines if line[3:8] == ("band", "*", "*", "*", "low")] == [38]
