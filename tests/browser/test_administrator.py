"""An administrator of the federation: members in, invited, suspended, and leave given and seen."""

import email
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.road import Road

pytestmark = pytest.mark.browser

ADMINISTRATION = "/federation/administration"
OFFICER = "admin@lotus.example"


@pytest.fixture(params=[(360, "en"), (1280, "km")], ids=["360 px, English", "1280 px, Khmer"])
def road(
    chromium: Browser, address: str, request: pytest.FixtureRequest
) -> Iterator[tuple[Road, Road, str]]:
    """The administrator at one browser, another person at a second one, and the language."""
    width, language = request.param
    people = []
    for _ in range(2):
        context = chromium.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        page.set_default_timeout(15_000)
        people.append(Road(page=page, address=address))
    people[0].sign_in("admin@federation.example")
    _speak(people[0], language)
    yield people[0], people[1], language
    for one in people:
        one.page.context.close()


def _speak(road: Road, language: str) -> None:
    button = road.page.locator(f"header button[name=language][value={language}]")
    if button.count():
        road.press(button)


def _shot(road: Road, name: str, language: str) -> None:
    folder = os.environ.get("CREST_PICTURES")
    if folder:
        width = (road.page.viewport_size or {"width": 0})["width"]
        path = str(Path(folder) / f"{name}-{width}-{language}.png")
        road.page.screenshot(path=path, full_page=True)


def _post(road: Road, end: str) -> Locator:
    return road.page.locator(f"form[action$='{end}'] button[type=submit]")


def _joining_link(data_dir: Path, to: str) -> str:
    """Return the link of the invitation in the newest mail to an address."""
    for path in sorted((data_dir / "mail").glob("*.eml"), reverse=True):
        mail = email.message_from_bytes(path.read_bytes(), policy=default)
        found = re.search(r"(/join/\S+)", mail.get_content()) if mail["To"] == to else None
        if found:
            return found[1]
    return ""


def test_an_administrator_takes_the_road(
    road: tuple[Road, Road, str], data_dir: Path, tmp_path: Path
) -> None:
    fadm, other, language = road
    code = f"NEW-{language}"

    # from the one place to the list of members, and a list taken in
    fadm.open(ADMINISTRATION)
    _shot(fadm, "administration", language)
    fadm.press(fadm.page.locator("main a[href='/federation/members']"))
    _shot(fadm, "members", language)
    fadm.press(fadm.page.locator("main a[href='/federation/members/import']"))
    listed = tmp_path / "members.csv"
    listed.write_text(
        "Code,Name,Kind,Sector,Associations,Contact,E-mail,Language\n"
        f"{code},Tonle Shoes {language},,Garments and footwear,SHOES,Dara,"
        f"dara.{language}@tonle.example,{language}\n"
        "SHOES,Shoe makers,association,,,,,\n"
        "N 1,Broken,,,,,,\n",
        encoding="utf-8",
    )
    fadm.page.set_input_files("input[type=file]", listed)
    fadm.press(fadm.submit())
    _shot(fadm, "import", language)
    expect(fadm.page.locator("main")).to_contain_text("N 1")
    fadm.press(fadm.submit())
    fadm.press(fadm.page.locator("main a.button"))
    fadm.press(fadm.page.get_by_role("link", name=f"Tonle Shoes {language}"))
    member = fadm.page.url
    _shot(fadm, "member", language)

    # the first administrator is invited, and joins
    fadm.press(fadm.page.locator("main a[href*='first-administrator']").first)
    fadm.page.fill("input[name=email]", f"dara.{language}@tonle.example")
    fadm.page.fill("input[name=name]", "Dara")
    fadm.press(fadm.submit())
    for _ in range(40):
        link = _joining_link(data_dir, f"dara.{language}@tonle.example")
        if link:
            break
        fadm.page.wait_for_timeout(500)
    other.open(link)
    other.page.fill("input[name=name]", "Dara")
    other.page.fill("input[name=password]", "four words in a row")
    other.press(other.submit())
    other.sign_in(f"dara.{language}@tonle.example", "four words in a row")
    _speak(other, language)

    # suspended: out at once, with a clear message; then in again
    fadm.page.goto(member)
    fadm.press(_post(fadm, "/suspend"))
    _shot(fadm, "suspended", language)
    other.open("/users")
    expect(other.page).to_have_url(re.compile("/login"))
    other.page.fill("input[name=email]", f"dara.{language}@tonle.example")
    other.page.fill("input[name=password]", "four words in a row")
    other.press(other.submit())
    expect(other.page.locator(".error-summary")).to_be_visible()
    _shot(other, "door", language)
    fadm.press(_post(fadm, "/resume"))
    other.sign_in(f"dara.{language}@tonle.example", "four words in a row")
    _speak(other, language)
    other.open("/company-copy")
    _shot(other, "copy", language)
    fadm.open(member.removeprefix(fadm.address) + "/leave")
    _shot(fadm, "leave", language)
    fadm.page.fill("input[name=typed]", "else")
    fadm.press(fadm.page.locator("main button.button-danger"))
    expect(fadm.page.locator(".error-summary")).to_be_visible()


def test_leave_that_a_company_gives_is_seen_on_both_sides(road: tuple[Road, Road, str]) -> None:
    fadm, other, language = road
    purpose = f"Visit in spring, {language}"
    other.sign_in(OFFICER)
    _speak(other, language)
    other.open("/shares")
    other.page.select_option("select[name=assessment]", index=1)
    other.page.fill("input[name=purpose]", purpose)
    until = (datetime.now(UTC) + timedelta(days=30)).date()
    other.page.fill("input[name=until]", str(until))
    form = other.page.locator("form", has=other.page.locator("select[name=assessment]"))
    other.press(form.locator("button[type=submit]"))
    expect(other.page.locator("main")).to_contain_text(purpose)

    fadm.open(ADMINISTRATION)
    fadm.press(fadm.page.locator("main a[href='/federation/grants']"))
    expect(fadm.page.locator("main")).to_contain_text(purpose)
    assert fadm.page.locator("main a[href^='/federation/shared/']").count() == 0
    _shot(fadm, "grants", language)
