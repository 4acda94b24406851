"""A campaign from the filter to its end, at both widths: officer and two suppliers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser

from tests.browser.road import Road

pytestmark = pytest.mark.browser

OFFICER = "officer@stone.example"


@pytest.fixture(params=[pytest.param(1280, id="1280 px"), pytest.param(360, id="360 px")])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def roads(chromium: Browser, address: str, width: int) -> Iterator[tuple[Road, Road]]:
    """The officer's browser, and a supplier's."""
    contexts = [
        chromium.new_context(viewport={"width": width, "height": 800}, locale="en")
        for _ in range(2)
    ]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.set_default_timeout(20_000)
    yield Road(page=pages[0], address=address), Road(page=pages[1], address=address)
    for context in contexts:
        context.close()


def _add(officer: Road, mark: str, number: int) -> None:
    officer.open("/suppliers/new")
    officer.page.fill("input[name=code]", f"{mark}-{number}")
    officer.page.fill("input[name=name]", f"{mark} Example Bricks {number}")
    officer.press(officer.submit())


def _wait_until_sent(officer: Road) -> None:
    for _ in range(60):
        if officer.page.locator("progress").count() == 0:
            break
        officer.page.wait_for_timeout(500)
        officer.page.reload()
    officer.look()


def _day(ahead: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=ahead)).isoformat()


def test_a_campaign_is_sent_answered_extended_and_closed(
    roads: tuple[Road, Road], width: int
) -> None:
    officer, supplier = roads
    mark = f"CP{width}"
    officer.sign_in(OFFICER)
    for number in (1, 2):
        _add(officer, mark, number)

    # whom: the suppliers that fit a filter, all of them
    officer.open(f"/suppliers?q={mark}")
    officer.page.check("#scope-all")
    officer.press(officer.page.get_by_role("button", name="Ask them in a campaign"))
    assert "2 suppliers would be asked" in officer.page.locator("main").inner_text()
    officer.page.fill("input[name=due_on]", _day(0))
    officer.press(officer.page.get_by_role("button", name="Make the draft"))
    assert "Choose a day in the future." in officer.page.locator(".error-summary").inner_text()
    officer.page.fill("input[name=due_on]", _day(20))
    officer.page.fill("input[name=name]", f"Bricks {mark}")
    officer.press(officer.page.get_by_role("button", name="Make the draft"))
    board = officer.page.url

    # what they will read, in both languages
    officer.press(officer.page.get_by_role("link", name="See what they will read"))
    officer.press(officer.page.locator("main a[lang=km]"))
    assert officer.page.locator("main div[lang=km]").count() == 2
    officer.press(officer.page.get_by_role("link", name="Back to the campaign"))
    officer.press(officer.page.get_by_role("button", name="Send to all 2 now"))
    _wait_until_sent(officer)
    assert officer.page.get_by_text("No address (2)").is_visible()

    # links to pass on; a supplier declines by one, and begins by the other
    officer.press(officer.page.get_by_role("button", name="Show links and codes to pass on"))
    links = [one.input_value() for one in officer.page.locator("input[readonly]").all()]
    assert len(links) == 2
    supplier.page.goto(links[0])
    supplier.page.locator("details summary").last.click()
    supplier.press(supplier.page.locator("form[action$='/decline'] button"))
    supplier.page.goto(links[1])
    supplier.page.fill("input[name=pin]", "482913")
    with supplier.page.expect_navigation():
        supplier.page.locator("form[action*='/i/'] button.button").first.click()

    # the board shows both; filtered, extended, closed
    officer.page.goto(board)
    officer.look()
    text = officer.page.locator("main").inner_text()
    assert "Declined" in text
    assert "Opened, nothing answered yet" in text
    officer.press(officer.page.get_by_role("link", name="Declined (1)"))
    assert officer.page.locator("main tbody tr").count() == 1
    officer.page.goto(board)
    officer.page.fill("input[name=due_on]", _day(30))
    officer.press(officer.page.get_by_role("button", name="Keep the new day"))
    assert "Everyone has until the new last day." in officer.page.locator("main").inner_text()
    officer.press(officer.page.get_by_role("button", name="Close the campaign"))
    assert "Not asked any more" in officer.page.locator("main").inner_text()
    assert supplier.page.goto(links[1]).status == 404  # type: ignore[union-attr]  # it navigates
