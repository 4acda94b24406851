"""Two hands: a certifier by link on a phone, and a buyer who asks for changes."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.road import Road

pytestmark = pytest.mark.browser

PIN = "482190"
WIDTHS = (360, 1280)
CHANGED = "Our head of personnel keeps it."
REPLY = "It is kept at the gate since October."
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


def _phone(chromium: Browser, phones: list[BrowserContext]) -> Page:
    context = chromium.new_context(
        viewport={"width": 360, "height": 640}, java_script_enabled=False
    )
    phones.append(context)
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def _invited(officer: Road, number: int) -> str:
    """Return the path of the link of a supplier who was not asked yet and reads Khmer."""
    officer.open("/suppliers")
    supplier = officer.page.locator("td.lead a").nth(number).get_attribute("href")
    officer.open(f"{supplier}/invite")
    officer.page.select_option("select[name=bank]", "supplier-short")
    officer.page.select_option("select[name=language]", "km")
    officer.page.check("#needs_sign_off")
    officer.press(officer.submit())
    link = officer.page.input_value("#address")
    return link[link.index("/i/") :]


def _press(page: Page, selector: str) -> None:
    """Press what is found first, and wait for the page that follows."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def _look(page: Page, address: str, folder: Path | None, name: str) -> None:
    """Hold what a person without scripts sees against the checker, which is one itself.

    Without a folder nobody looks: the same pages were, or will be.
    """
    if folder is None:
        return
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(storage_state=page.context.storage_state())
    twin = Road(page=context.new_page(), address=address)
    twin.page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    twin.open(page.url.removeprefix(address))
    _pictures(twin.page, folder, name)
    context.close()


def _pictures(page: Page, folder: Path | None, name: str) -> None:
    if folder is None:
        return
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (page.url, wide)
        page.screenshot(path=folder / f"{name}_{width}.png", full_page=True)
    if before is not None:
        page.set_viewport_size(before)


def _answer_all(page: Page) -> None:
    """Answer every section with what is always true, until nothing is missing."""
    host = page.url[: page.url.index("/assessments")]
    _press(page, "ol.steps a")
    for _ in range(40):
        if page.url.endswith("/check"):
            missing = page.locator("main .buttons a.button").get_attribute("href") or ""
            if missing.endswith(("/submit", "/certifier")):
                return
            page.goto(host + missing)
        page.evaluate(_ANSWER)
        # a section that no longer asks anything leads on by itself
        _press(page, "#answers > .buttons button, main .work p > a.button")
    raise AssertionError(page.url)


def test_two_hands_sign_and_a_buyer_asks_verifies_and_is_answered(
    chromium: Browser,
    address: str,
    officer: Road,
    phones: list[BrowserContext],
    picture: Path,
) -> None:
    link = _invited(officer, 2)
    filler = _phone(chromium, phones)
    filler.goto(address + link)
    filler.fill("#pin", PIN)
    _press(filler, "main form button.button")
    first = filler.url
    _answer_all(filler)
    _certified(chromium, address, filler, first, phones, None)

    code = _asked(officer, first.removeprefix(address), picture)
    second = _changed(filler, address, link, code, picture)
    assert second != first
    _certified(chromium, address, filler, second, phones, picture)

    officer.open(f"{first.removeprefix(address)}/changes")
    _pictures(officer.page, picture, "changes_answered")
    expect(officer.page.locator("section.panel dl.summary")).to_contain_text(CHANGED)
    _contradicted(officer, second.removeprefix(address), code, picture)
    _replied(filler, second, address, picture)
    officer.open(f"{second.removeprefix(address)}/checks")
    _pictures(officer.page, picture, "checks_replied")
    expect(officer.page.locator("section.panel")).to_contain_text(REPLY)


def _asked(officer: Road, path: str, picture: Path) -> str:
    """Ask for a change of the last answer, and return its code."""
    officer.open(f"{path}/changes")
    officer.page.locator("details").last.evaluate("part => part.open = true")
    mark = officer.page.locator("input[name=mark]").last
    code = mark.get_attribute("value") or ""
    mark.check()
    officer.page.fill(f"#reason-{code}", "Please look this up: who keeps the list?")
    _pictures(officer.page, picture, "ask_changes")
    officer.press(officer.submit())
    expect(officer.page.locator(".notice-success").first).to_be_visible()
    return code


def _changed(filler: Page, address: str, link: str, code: str, picture: Path) -> str:
    """Change the answer that was marked, and return where the new draft is."""
    filler.goto(address + link)
    _press(filler, "main a.button")
    expect(filler.locator("#asked")).to_be_visible()
    _look(filler, address, picture, "asked")
    _press(filler, "section[aria-labelledby=asked] a")
    _look(filler, address, picture, "change")
    note = filler.locator(f"textarea[name=q_{code}__note]")
    filler.locator("details", has=note).locator("summary").first.click()
    note.fill(CHANGED)
    _press(filler, "#answers > .buttons button")
    # the page that follows may name a place on it
    found = re.match(r".*/assessments/[0-9a-f-]{36}", filler.url)
    assert found, filler.url
    return found[0]


def _certified(
    chromium: Browser,
    address: str,
    filler: Page,
    path: str,
    phones: list[BrowserContext],
    folder: Path | None,
) -> None:
    """Hand the answers to a director by link, who signs them on another phone."""
    filler.goto(f"{path}/certifier")
    _look(filler, address, folder, "name")
    filler.fill("#name", "Sok Dara")
    _press(filler, "main form button.button")
    # shown this once: a second browser cannot open it
    _pictures(filler, folder, "made")
    link = filler.input_value("#address")
    director = _phone(chromium, phones)
    director.goto(address + link[link.index("/c/") :])
    _look(director, address, folder, "link")
    director.fill("#pin", PIN)
    _press(director, "main form button.button")
    _look(director, address, folder, "sign")
    director.fill("#function", "Director")
    _press(director, "form[action$='/sign'] button")
    expect(director.locator(".error-summary")).to_be_visible()
    _pictures(director, folder, "not_agreed")
    director.check("#agrees")
    _press(director, "form[action$='/sign'] button")
    expect(director.locator(".notice-success").first).to_be_visible()
    _look(director, address, folder, "signed")
    filler.goto(f"{path}/certifier")
    _look(filler, address, folder, "certifier_done")


def _contradicted(officer: Road, path: str, code: str, picture: Path) -> None:
    """Write that something else was found, first without saying how it is known."""
    officer.open(f"{path}/checks/{code}")
    _pictures(officer.page, picture, "check_empty")
    officer.press(officer.submit())
    expect(officer.page.locator(".error-summary")).to_be_visible()
    _pictures(officer.page, picture, "check_wrong")
    officer.page.check("input[name=level][value=contradicted]")
    officer.page.locator("#found").select_option(index=1)
    officer.page.fill("#note", "The list lies at the gate and was shown on the visit.")
    officer.page.fill("#source", "Visit on 3 November")
    officer.press(officer.submit())
    _pictures(officer.page, picture, "check_done")


def _replied(filler: Page, path: str, address: str, picture: Path) -> None:
    """Read as the supplier what was found, and reply."""
    filler.goto(f"{path}/checks")
    _look(filler, address, picture, "checks_of_supplier")
    filler.fill("textarea[name=reply]", REPLY)
    _press(filler, "form[action$='/reply'] button")
    expect(filler.locator(".notice-success").first).to_be_visible()
