"""A supplier on a phone, over a slow line, in Khmer: from the link to the submitted answers."""

import re
from collections.abc import Iterator, Sequence
from statistics import median

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.road import Road
from tests.browser.slow_line import Journey, SlowLine

pytestmark = pytest.mark.browser

PIN = "482190"
_FIRST_SECONDS, _STEP_SECONDS = 5.0, 2.0
_FIRST_BYTES, _FONT_BYTES, _STEP_BYTES, _REQUESTS = 60_000, 25_000, 15_000, 8
_ANSWER = """() => {
  for (const way of document.querySelectorAll("#answers input[value=dont_know]"))
    way.checked = true;
}"""


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def link(chromium: Browser, address: str, *, scripts: bool) -> Iterator[str]:
    """Return the link that an officer gets for a supplier who was not asked yet."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    road = Road(page=context.new_page(), address=address)
    road.sign_in("officer@river.example")
    road.open("/suppliers")
    supplier = road.page.locator("td.lead a").nth(0 if scripts else 1).get_attribute("href")
    road.open(f"{supplier}/invite")
    road.page.select_option("select[name=bank]", "supplier-short")
    road.page.select_option("select[name=language]", "km")
    road.press(road.submit())
    yield road.page.input_value("#address")
    context.close()


@pytest.fixture
def phone(chromium: Browser, *, scripts: bool) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 360, "height": 640}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def test_a_supplier_answers_in_khmer_on_a_phone(
    phone: Page, link: str, address: str, *, scripts: bool
) -> None:
    line = SlowLine(phone)
    phone.goto(address + link[link.index("/i/") :])
    phone.locator("#pin").focus()
    first = line.journeys[-1]
    # letters come after the page can be used, and count as its bytes
    phone.wait_for_load_state("networkidle")
    assert phone.locator("html").get_attribute("lang") == "km"

    phone.fill("#pin", PIN)
    road = Road(page=phone, address=address, scripts=scripts)
    road.press(phone.locator("main form button.button").first)
    road.press(phone.locator("ol.steps a").first)
    steps = _answer_all(phone, line)
    road.look()
    road.press(phone.locator("main .buttons a.button"))
    road.press(road.submit())

    assert re.search(r"/assessments/[0-9a-f-]{36}/own-result$", phone.url)
    expect(phone.locator(".notice-success").first).to_be_visible()
    _check(first, steps)


def _check(first: Journey, steps: Sequence[Journey]) -> None:
    """Hold the trace against what a slow line bears."""
    assert first.seconds <= _FIRST_SECONDS
    assert first.bytes <= _FIRST_BYTES
    assert 0 < first.font_bytes <= _FONT_BYTES
    assert len(first.sent) <= _REQUESTS
    assert len(steps) >= 5
    assert median(step.seconds for step in steps) <= _STEP_SECONDS
    assert max(step.bytes + step.font_bytes for step in steps) <= _STEP_BYTES
    assert max(len(step.sent) for step in steps) <= _REQUESTS


def _answer_all(phone: Page, line: SlowLine) -> list[Journey]:
    """Answer every section with "I do not know"; return how each next page came."""
    steps: list[Journey] = []
    for _ in range(20):
        if phone.url.endswith("/check"):
            missing = phone.locator("main .buttons a.button").get_attribute("href") or ""
            if missing.endswith("/submit"):
                return steps
            phone.goto(
                phone.url.removesuffix(phone.url[phone.url.index("/assessments") :]) + missing
            )
        phone.evaluate(_ANSWER)
        with phone.expect_navigation(wait_until="load"):
            phone.locator("#answers > .buttons button").first.click(no_wait_after=True)
        phone.locator("main input:not([type=hidden]), main a.button").first.focus()
        steps.append(line.journeys[-1])
    raise AssertionError(phone.url)
