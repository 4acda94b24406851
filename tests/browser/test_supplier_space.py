"""A supplier on a phone: its result, an account from the link, a share, and its end."""

import email
import re
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.road import Road

pytestmark = pytest.mark.browser

PIN, SECRET, ADDRESS = "482190", "nine wooden boats at dawn", "sokha@weaving.example"
_ANSWER = """() => {
  for (const way of document.querySelectorAll("#answers input[value=dont_know]"))
    way.checked = true;
}"""


def _picture(page: Page, folder: Path, name: str) -> None:
    """Keep the page as a person sees it, at the width of a phone and of a desk."""
    for width, height in ((1280, 900), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=str(folder / f"{name}-{width}.png"), full_page=True)


def _link(chromium: Browser, address: str) -> str:
    """Return the link that an officer gets for a supplier that was not asked yet."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    road = Road(page=context.new_page(), address=address)
    road.sign_in("officer@gulf.example")
    road.open("/suppliers")
    supplier = road.page.locator("td.lead a").last.get_attribute("href")
    road.open(f"{supplier}/invite")
    road.page.select_option("select[name=bank]", "supplier-short")
    road.page.select_option("select[name=language]", "km")
    road.press(road.submit())
    link = road.page.input_value("#address")
    context.close()
    return link[link.index("/i/") :]


def _answer_all(road: Road) -> None:
    """Answer every section with "I do not know", and submit."""
    page = road.page
    for _ in range(20):
        if page.url.endswith("/check"):
            onward = page.locator("main .buttons a.button").first.get_attribute("href") or ""
            if onward.endswith("/submit"):
                break
            page.goto(road.address + onward)
        page.evaluate(_ANSWER)
        with page.expect_navigation():
            page.locator("#answers > .buttons button").first.click()
    road.open(page.url[page.url.index("/assessments") :].replace("/check", "/submit"))
    road.press(road.submit())


def _mailed_link(folder: Path, page: Page) -> str:
    """Return the newest link that a mail to the address holds, once it is written."""
    for _ in range(60):
        mails = [
            email.message_from_bytes(one.read_bytes(), policy=default)
            for one in folder.glob("*.eml")
        ]
        found = [
            re.search(r"(/space/confirm/\S+)", one.get_content())
            for one in mails
            if one["To"] == ADDRESS
        ]
        if any(found):
            return next(one[1] for one in found if one)
        page.wait_for_timeout(500)
    raise AssertionError(ADDRESS)


def test_a_supplier_gets_its_result_claims_an_account_shares_and_withdraws(
    chromium: Browser, address: str, data_dir: Path, tmp_path: Path
) -> None:
    link = _link(chromium, address)
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    road = Road(page=context.new_page(), address=address)
    page = road.page
    page.set_default_timeout(20_000)
    page.goto(address + link)
    page.fill("#pin", PIN)
    road.press(page.locator("main form button.button").first)
    road.press(page.locator("ol.steps a").first)
    _answer_all(road)

    assert page.url.endswith("/own-result")
    assert page.locator("html").get_attribute("lang") == "km"
    assert page.locator("#help").count() == 1
    _picture(page, tmp_path, "result")
    road.press(page.locator("main form button.button").first)
    road.wait_for_work()
    with page.expect_download() as file:
        page.locator("main a.button").first.click()
    made = tmp_path / "result.pdf"
    file.value.save_as(made)
    assert made.read_bytes().startswith(b"%PDF-")

    road.open("/space/account")
    page.fill("#company", "Sokha Weaving")
    page.fill("#name", "Sokha")
    page.fill("#email", ADDRESS)
    _picture(page, tmp_path, "claim")
    road.press(page.locator("main form button.button").first)
    road.open(_mailed_link(data_dir / "mail", page))
    page.fill("#password", SECRET)
    road.press(page.locator("main form button.button").first)
    page.fill("input[name=email]", ADDRESS)
    page.fill("input[name=password]", SECRET)
    road.press(road.submit())
    assert page.url.endswith("/space")
    _picture(page, tmp_path, "home")
    road.press(page.locator("ul.steps strong").first)
    _picture(page, tmp_path, "asked")

    road.open("/space/shares")
    page.fill("#code", _another_buyer(chromium, address))
    page.select_option("#much", "answers")
    page.fill("#purpose", "Audit")
    page.fill("#until", page.evaluate("new Date(Date.now() + 9e8).toISOString().slice(0, 10)"))
    road.press(page.locator("section form button.button").first)
    _picture(page, tmp_path, "shares")
    _read_by_the_other(chromium, address, tmp_path)
    road.open("/space/shares")
    assert "1" in page.locator("td[data-label]").nth(4).inner_text()
    road.press(page.locator("td form button").first)
    assert page.locator("td form button").count() == 0
    _picture(page, tmp_path, "withdrawn")
    context.close()


def _another_buyer(chromium: Browser, address: str) -> str:
    """Return the code that another buyer tells its suppliers."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    road = Road(page=context.new_page(), address=address)
    road.sign_in("officer@river.example")
    road.open("/given")
    words = road.page.locator(".empty").inner_text()
    context.close()
    return words.rpartition(": ")[2].strip().rstrip(".")


def _read_by_the_other(chromium: Browser, address: str, folder: Path) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    road = Road(page=context.new_page(), address=address)
    road.sign_in("officer@river.example")
    road.open("/given")
    road.press(road.page.locator("td.lead a").first)
    text = road.page.locator("main").inner_text()
    assert "Sokha Weaving" in text
    assert "Gulf" not in text
    _picture(road.page, folder, "given")
    context.close()
