"""Two hands: a certifier by link on a phone, and a buyer who asks for changes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.road import Road

pytestmark = pytest.mark.browser

PIN = "482190"
_ANSWER = """() => {
  for (const way of document.querySelectorAll("#answers input[value=dont_know]"))
    way.checked = true;
}"""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Return where pictures go: a folder that CREST_PICTURES names, or one of this test."""
    folder = Path(os.environ.get("CREST_PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def officer(chromium: Browser, address: str) -> Iterator[Road]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    road = Road(page=context.new_page(), address=address)
    road.sign_in("officer@river.example")
    yield road
    context.close()


@pytest.fixture
def phones(chromium: Browser) -> Iterator[list[BrowserContext]]:
    made: list[BrowserContext] = []
    yield made
    for context in made:
        context.close()


def _phone(chromium: Browser, phones: list[BrowserContext], *, scripts: bool = False) -> Page:
    context = chromium.new_context(
        viewport={"width": 360, "height": 640}, java_script_enabled=scripts
    )
    phones.append(context)
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def _invited(officer: Road, number: int) -> tuple[str, str]:
    """Return the link of a supplier who was not asked yet, and the path of its invitation."""
    officer.open("/suppliers")
    supplier = officer.page.locator("td.lead a").nth(number).get_attribute("href")
    officer.open(f"{supplier}/invite")
    officer.page.select_option("select[name=bank]", "supplier-short")
    officer.page.select_option("select[name=language]", "en")
    officer.page.check("#needs_sign_off")
    officer.press(officer.submit())
    link = officer.page.input_value("#address")
    done = officer.page.locator("main a.button").last.get_attribute("href")
    return link[link.index("/i/") :], done or ""


def _answer_all(page: Page) -> None:
    """Answer every section with what is always true, until nothing is missing."""
    host = page.url[: page.url.index("/assessments")]
    page.locator("ol.steps a").first.click()
    for _ in range(40):
        if page.url.endswith("/check"):
            missing = page.locator("main .buttons a.button").get_attribute("href") or ""
            if missing.endswith("/submit"):
                return
            page.goto(host + missing)
        page.evaluate(_ANSWER)
        # a section that no longer asks anything leads on by itself
        page.locator("#answers > .buttons button, main .work p > a.button").first.click()
    raise AssertionError(page.url)


def test_a_certifier_signs_by_link_and_the_supplier_changes_what_the_buyer_asks(
    chromium: Browser,
    address: str,
    officer: Road,
    phones: list[BrowserContext],
    picture: Path,
) -> None:
    link, _ = _invited(officer, 2)
    filler = _phone(chromium, phones)
    filler.goto(address + link)
    filler.fill("#pin", PIN)
    filler.locator("main form button.button").first.click()
    first = filler.url
    _answer_all(filler)

    _certified(chromium, address, filler, first, phones, picture)

    officer.open(f"{first.removeprefix(address)}/changes")
    officer.page.locator("details").last.evaluate("part => part.open = true")
    mark = officer.page.locator("input[name=mark]").last
    code = mark.get_attribute("value")
    mark.check()
    officer.page.fill(f"#reason-{code}", "Please look this up: who keeps the list?")
    officer.page.screenshot(path=picture / "ask_changes_1280.png", full_page=True)
    officer.press(officer.submit())
    expect(officer.page.locator(".flash, .notice-success").first).to_be_visible()

    filler.goto(address + link)
    filler.locator("main a.button").first.click()
    filler.screenshot(path=picture / "asked_360.png", full_page=True)
    expect(filler.locator("#asked")).to_be_visible()
    filler.locator("section[aria-labelledby=asked] a").first.click()
    filler.screenshot(path=picture / "change_360.png", full_page=True)
    filler.locator(f"[name=q_{code}__note]").fill("Our head of personnel keeps it.", force=True)
    with filler.expect_navigation():
        filler.locator("main .buttons .button").first.click()
    second = filler.url.split("/sections")[0].removesuffix("/check")
    assert second != first


def _certified(
    chromium: Browser,
    address: str,
    filler: Page,
    path: str,
    phones: list[BrowserContext],
    picture: Path,
) -> None:
    """Hand the answers to a director by link, who signs them on another phone."""
    filler.goto(f"{path}/certifier")
    filler.fill("#name", "Sok Dara")
    filler.screenshot(path=picture / "name_360.png", full_page=True)
    filler.locator("main form button.button").first.click()
    link = filler.input_value("#address")
    director = _phone(chromium, phones)
    director.goto(address + link[link.index("/c/") :])
    director.screenshot(path=picture / "link_360.png", full_page=True)
    director.fill("#pin", PIN)
    director.locator("main form button.button").first.click()
    director.fill("#function", "Director")
    director.check("#agrees")
    director.screenshot(path=picture / "sign_360.png", full_page=True)
    director.set_viewport_size({"width": 1280, "height": 900})
    director.screenshot(path=picture / "sign_1280.png", full_page=True)
    director.set_viewport_size({"width": 360, "height": 640})
    director.locator("form[action$='/sign'] button").click()
    expect(director.locator(".notice-success").first).to_be_visible()
