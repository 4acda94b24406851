"""From a figure to article and evidence in three clicks, what-if, and the page for an auditor."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page

from crest.services.demonstration.people import PASSWORD
from tests.browser.road import Road

pytestmark = pytest.mark.browser

MOST_CLICKS = 3
SIZES = ((1280, 800), (360, 640))


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def road(page: Page, address: str) -> Road:
    road = Road(page=page, address=address)
    _sign_in(page, address, "admin@lotus.example")
    return road


def _sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main button[type=submit]").click()


def _results(road: Road) -> list[str]:
    road.page.goto(f"{road.address}/assessments")
    links = road.page.locator("a[href$='/result']")
    return [str(link.get_attribute("href")) for link in links.all()]


def _click(road: Road, selector: str) -> bool:
    """Follow the first such link of the page; False where there is none."""
    link = road.page.locator(f"main {selector}").first
    if not road.page.locator(f"main {selector}").count():
        return False
    href = str(link.get_attribute("href"))
    road.page.goto(road.address + href if href.startswith("/") else road.page.url + href)
    return True


def _clicks_to(road: Road, target: str) -> int:
    """Return after how many clicks down the parts a link to the target stands on the page.

    That last click counts as well.
    """
    deeper = ("a[href*='/explain/group.']", "a[href*='/explain/supported']")
    for clicks in range(1, 10):
        if road.page.locator(f"main {target}").count():
            return clicks
        assert any(_click(road, one) for one in deeper), road.page.url
    raise AssertionError(road.page.url)


def test_every_figure_of_a_result_leads_to_article_and_proof_in_three_clicks(road: Road) -> None:
    result = _results(road)[0]
    road.open(result)
    hrefs = {
        str(one.get_attribute("href"))
        for one in road.page.locator("main a[href*='/explain/']").all()
    }
    numbers = {one.rsplit("/", 1)[1]: one for one in hrefs}
    assert {"residual", "supported", "declared", "coverage"} <= set(numbers)

    counted = {}
    for name in ("residual", "supported", "declared", "coverage", "group.freedom.supported"):
        for what, target in (("article", "a[href^='/laws/']"), ("proof", ".panel dt")):
            road.page.goto(road.address + numbers[name])
            counted[name, what] = 1 + _clicks_to(road, target) - (what == "proof")

    assert {pair: clicks for pair, clicks in counted.items() if clicks > MOST_CLICKS} == {}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_the_pages_about_a_result_can_be_read_at_both_widths(
    road: Road, size: tuple[int, int]
) -> None:
    road.page.set_viewport_size({"width": size[0], "height": size[1]})
    result = _results(road)[0]

    road.open(result)
    for page in ("audit", "what-if", "explain/residual", "explain/supported"):
        road.open(result.replace("/result", f"/{page}"))
    road.open("/shares/links")


def test_a_line_of_the_next_best_opens_what_it_promises(road: Road) -> None:
    road.open(_results(road)[0])
    line = road.page.locator("main tr", has=road.page.locator("a[href*='?step=']")).first
    promised = re.search(r"\N{MINUS SIGN}([\d.]+) points", line.inner_text())
    assert promised is not None

    road.press(line.get_by_role("link"))

    change = road.page.get_by_role("row", name=re.compile("^Residual risk")).inner_text()
    assert change.split()[-1] == f"-{promised[1]}"
    before = road.page.url
    road.press(road.page.get_by_role("button", name="Show what it would change"))
    assert road.page.url == before.partition("?")[0]
    assert road.page.get_by_role("row", name=re.compile("^Residual risk")).inner_text() == change


def test_an_auditor_without_account_reads_and_prints_one_page(
    road: Road, chromium: Browser, address: str
) -> None:
    road.open("/shares/links")
    road.page.get_by_label("Which result").select_option(index=1)
    road.page.get_by_label("What it is shared for").fill("Yearly audit")
    day = (datetime.now(UTC) + timedelta(days=14)).date()
    road.page.get_by_label("Last day").fill(day.isoformat())
    road.press(road.page.get_by_role("button", name="Make the link"))
    link = road.page.get_by_label("Link", exact=True).input_value()

    # A stranger's browser, without script.
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    opened = page.goto(link)

    assert opened is not None
    assert opened.status == 200
    assert "Yearly audit" in page.inner_text("main")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) >= 2
    assert page.context.cookies() == []
    context.close()
    road.open("/shares")
    assert "Somebody with the link for: Yearly audit" in road.page.inner_text("main")
    road.open("/shares/links")
    road.press(road.page.get_by_role("button", name=re.compile("End now")).first)
    ended = road.page.goto(link)
    assert ended is not None
    assert ended.status == 404
