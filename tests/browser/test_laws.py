"""Laws in a real browser: why one reaches us in two clicks, every page, the file, the print."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.road import Road
from tests.exports.calendars import read_events

pytestmark = pytest.mark.browser


@pytest.fixture(params=[360, 1280], ids=["360 px", "1280 px"])
def road(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Road]:
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    found = Road(page=page, address=address)
    found.sign_in("officer@lotus.example")
    yield found
    context.close()


def test_why_a_law_reaches_us_is_seen_two_clicks_from_home(road: Road) -> None:
    road.press(road.page.get_by_role("link", name="See which laws apply to you, and why"))
    road.press(
        road.page.get_by_role("link", name=re.compile("Why it reaches you.*Modern Slavery Act"))
    )

    why = road.page.locator("#why")
    expect(why).to_be_in_viewport()
    expect(why).to_contain_text("Does it reach us? Yes.")
    expect(why).to_contain_text("Laws that bind customers")


def test_every_page_about_laws_can_be_read_at_both_widths(road: Road) -> None:
    for path in (
        "/laws/calendar",
        "/laws/horizon",
        "/laws/compare?a=kh.ll&b=uk.msa",
        "/laws/search?q=debt+bondage",
        "/laws/review",
        "/laws/kh.ll",
        "/laws/uk.bill",
    ):
        road.open(path)


def test_the_calendar_is_downloaded_and_read_back(road: Road) -> None:
    road.open("/laws/calendar")

    with road.page.expect_download() as download:
        road.page.get_by_role("link", name=re.compile("Download for your calendar")).click()

    assert download.value.suggested_filename == "laws.ics"
    events = read_events(download.value.path().read_bytes())
    assert any(one["UID"].text.startswith("uk.msa.statement.") for one in events)


def test_a_printed_law_shows_what_the_screen_folds_away(road: Road) -> None:
    road.open("/laws/kh.ll")
    folded = road.page.locator(".obligation details p").first
    expect(folded).not_to_be_visible()

    road.page.emulate_media(media="print")

    expect(folded).to_be_visible()
    expect(road.page.locator("nav.menu-list")).not_to_be_visible()
