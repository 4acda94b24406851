"""A supplier on a phone, over a slow line, in Khmer: from the link to the submitted answers."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.road import Road

pytestmark = pytest.mark.browser

PIN = "482190"
# 256 kbit/s and 400 ms, as `Network.emulateNetworkConditions` takes them.
_LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 32_000,
    "uploadThroughput": 32_000,
}
# The step holds two trips of 0.4 s, and server and browser of the test on the same machine.
_FIRST_SECONDS, _STEP_SECONDS = 5.0, 2.5
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
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", _LINE)
    yield page
    context.close()


def test_a_supplier_answers_in_khmer_on_a_phone(
    phone: Page, link: str, address: str, *, scripts: bool
) -> None:
    link = address + link[link.index("/i/") :]
    steps: list[float] = []
    begun = time.monotonic()
    phone.goto(link, wait_until="commit")
    phone.locator("#pin").focus()
    first = time.monotonic() - begun
    assert phone.locator("html").get_attribute("lang") == "km"

    phone.fill("#pin", PIN)
    road = Road(page=phone, address=address, scripts=scripts)
    road.press(phone.locator("main form button.button").first)
    road.press(phone.locator("ol.steps a").first)
    _answer_all(phone, steps)
    road.look()
    road.press(phone.locator("main .buttons a.button"))
    road.press(road.submit())

    assert re.search(r"/assessments/[0-9a-f-]{36}$", phone.url)
    expect(phone.locator(".notice-success").first).to_be_visible()
    assert first <= _FIRST_SECONDS, first
    assert sorted(steps)[len(steps) // 2] <= _STEP_SECONDS, steps


def _answer_all(phone: Page, steps: list[float]) -> None:
    """Answer every section with "I do not know", and go on where more has opened."""
    for _ in range(20):
        if phone.url.endswith("/check"):
            missing = phone.locator("main .buttons a.button").get_attribute("href") or ""
            if missing.endswith("/submit"):
                return
            phone.goto(
                phone.url.removesuffix(phone.url[phone.url.index("/assessments") :]) + missing
            )
        phone.evaluate(_ANSWER)
        begun = time.monotonic()
        with phone.expect_navigation(wait_until="commit"):
            phone.locator("#answers > .buttons button").first.click(no_wait_after=True)
        phone.locator("main input:not([type=hidden]), main a.button").first.focus()
        steps.append(time.monotonic() - begun)
        phone.wait_for_load_state("load")
    raise AssertionError(phone.url)
