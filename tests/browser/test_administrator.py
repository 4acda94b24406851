"""An administrator of the federation: members in, invited, suspended, and leave given and seen."""

import email
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


WIDTHS, LANGUAGES = (360, 1280), ("en", "km")


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, address: str) -> Iterator[tuple[Road, Road]]:
    """The administrator and an officer of a company, each signed in once for all roads."""
    people = []
    for name in ("admin@federation.example", OFFICER):
        people.append(_person(chromium, address))
        people[-1].sign_in(name)
    yield people[0], people[1]
    for one in people:
        one.page.context.close()


@pytest.fixture(params=[(width, language) for width in WIDTHS for language in LANGUAGES],
                ids=lambda pair: f"{pair[0]} px, {pair[1]}")  # fmt: skip
def road(
    signed_in: tuple[Road, Road], request: pytest.FixtureRequest
) -> tuple[Road, Road, str, int]:
    """The administrator, the officer, and the language and width that both have now."""
    width, language = request.param
    for one in signed_in:
        one.page.set_viewport_size({"width": width, "height": 800})
        _speak(one, language)
    return *signed_in, language, width


def _person(chromium: Browser, address: str, width: int = 1280) -> Road:
    page = chromium.new_context(viewport={"width": width, "height": 800}).new_page()
    page.set_default_timeout(15_000)
    return Road(page=page, address=address)


def _speak(road: Road, language: str) -> None:
    button = road.page.locator(f"header button[name=language][value={language}]")
    if button.count() and road.page.locator("html").get_attribute("lang") != language:
        road.press(button)


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
    road: tuple[Road, Road, str, int],
    chromium: Browser,
    data_dir: Path,
    tmp_path: Path,
) -> None:
    fadm, officer, language, width = road
    other = _person(chromium, officer.address, width)
    name, code = f"{language} {width}", f"NEW-{language}-{width}"
    address = f"dara.{language}{width}@tonle.example"

    # from the one place to the list of members, and a list taken in
    fadm.open(ADMINISTRATION)
    fadm.picture("administration", language)
    fadm.press(fadm.page.locator("main a[href='/federation/members']"))
    fadm.picture("members", language)
    fadm.press(fadm.page.locator("main a[href='/federation/members/import']"))
    listed = tmp_path / "members.csv"
    listed.write_text(
        "Code,Name,Kind,Sector,Associations,Contact,E-mail,Language\n"
        f"{code},Tonle Shoes {name},,Garments and footwear,SHOES,Dara,{address},{language}\n"
        "SHOES,Shoe makers,association,,,,,\n"
        "N 1,Broken,,,,,,\n",
        encoding="utf-8",
    )
    fadm.page.set_input_files("input[type=file]", listed)
    fadm.press(fadm.submit())
    fadm.picture("import", language)
    expect(fadm.page.locator("main")).to_contain_text("N 1")
    fadm.press(fadm.submit())
    fadm.press(fadm.page.locator("main a.button"))
    fadm.press(fadm.page.get_by_role("link", name=f"Tonle Shoes {name}"))
    member = fadm.page.url
    fadm.picture("member", language)

    # the first administrator is invited, and joins
    fadm.press(fadm.page.locator("main a[href*='first-administrator']").first)
    fadm.page.fill("input[name=email]", address)
    fadm.page.fill("input[name=name]", "Dara")
    fadm.press(fadm.submit())
    for _ in range(40):
        link = _joining_link(data_dir, address)
        if link:
            break
        fadm.page.wait_for_timeout(500)
    other.open(link)
    other.page.fill("input[name=name]", "Dara")
    other.page.fill("input[name=password]", "four words in a row")
    other.press(other.submit())
    other.sign_in(address, "four words in a row")
    _speak(other, language)

    # suspended: out at once, with a clear message; then in again
    fadm.page.goto(member)
    fadm.press(_post(fadm, "/suspend"))
    fadm.picture("suspended", language)
    other.open("/users")
    expect(other.page).to_have_url(re.compile("/login"))
    other.page.fill("input[name=email]", address)
    other.page.fill("input[name=password]", "four words in a row")
    other.press(other.submit())
    expect(other.page.locator(".error-summary")).to_be_visible()
    other.picture("door", language)
    fadm.press(_post(fadm, "/resume"))
    other.sign_in(address, "four words in a row")
    _speak(other, language)
    other.open("/company-copy")
    other.picture("copy", language)
    fadm.open(member.removeprefix(fadm.address) + "/leave")
    fadm.picture("leave", language)
    fadm.page.fill("input[name=typed]", "else")
    fadm.press(fadm.page.locator("main button.button-danger"))
    expect(fadm.page.locator(".error-summary")).to_be_visible()
    other.page.context.close()


def test_leave_that_a_company_gives_is_seen_on_both_sides(
    road: tuple[Road, Road, str, int],
) -> None:
    fadm, other, language, width = road
    purpose = f"Visit in spring, {language} {width}"
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
    fadm.picture("grants", language)
