"""An analyst reads figures about all members: both widths, English and Khmer."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from crest.domain.release_facts import MadeWith
from crest.persistence.session import create_database_engine, create_session_factory
from tests.browser.road import Road
from tests.web.told_figures import by_campaign, keep_told, released

pytestmark = pytest.mark.browser

FIGURES = "/federation/figures"
# Words of a picture that stand outside of it, or on each other: the drawing does not move them.
OVERLAPS = """() => {
  const faults = [];
  const apart = (a, b) =>
    a.right <= b.left + 1 || b.right <= a.left + 1 ||
    a.bottom <= b.top + 3 || b.bottom <= a.top + 3;
  for (const picture of document.querySelectorAll("svg.told")) {
    const frame = picture.getBoundingClientRect();
    const words = [...picture.querySelectorAll("text")].map((node) => [
      node.textContent, node.getBoundingClientRect()]);
    words.forEach(([text, box], at) => {
      if (box.left < frame.left - 2 || box.right > frame.right + 2) faults.push(`outside: ${text}`);
      for (const [other, there] of words.slice(at + 1))
        if (!apart(box, there)) faults.push(`on each other: ${text} and ${other}`);
    });
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def told(address: str, data_dir: Path) -> str:
    """Two releases in the installation that runs; the first tells a cell that the second hides."""
    first = {**released(), **by_campaign({("c1", None): 31, ("c1", "low"): 19, ("c2", None): 24})}
    for cell in first["band"]["cells"]:
        if cell[:2] == [None, "severe"]:
            cell[2] = 9
    engine = create_database_engine(f"sqlite:///{data_dir / 'crest.sqlite'}")
    with create_session_factory(engine)() as session:
        keep_told(session, 1, first, made_with=MadeWith())
        keep_told(session, 2, {"band": released(low=38)["band"]}, made_with=MadeWith())
    engine.dispose()
    return address


@pytest.fixture(params=[360, 1280], ids=["360 px", "1280 px"])
def road(chromium: Browser, told: str, request: pytest.FixtureRequest) -> Iterator[Road]:
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    found = Road(page=page, address=told)
    found.sign_in("analyst@federation.example")
    yield found
    context.close()


@pytest.mark.parametrize("language", ["en", "km"])
def test_an_analyst_takes_the_road_from_picture_to_audit(road: Road, language: str) -> None:
    page = road.page
    if language != "en":
        road.press(page.locator(f"button[value={language}]"))

    # what members find hardest: the picture, its cells, and the table behind
    road.open(FIGURES)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(OVERLAPS) == []
    duties = page.locator("section[aria-labelledby=duties]")
    expect(duties.locator("svg.chart text", has_text="14")).to_be_visible()
    assert duties.locator("svg.chart > g > rect[fill^='url']").count() > 0
    duties.locator("summary").click()
    expect(duties.locator("tbody td.number").first).to_contain_text("22")
    hidden = {"en": "hidden", "km": "លាក់"}[language]
    expect(duties.locator("tbody td.number").last).to_contain_text(hidden)
    road.look()

    # a hidden cell is explained where it stands, and once for all
    expect(duties.locator("p.small.muted").last).to_contain_text(hidden.capitalize())
    expect(duties.locator("p.small.muted").last).to_contain_text("6" if language == "km" else "six")
    expect(page.locator("#hidden-cells")).to_be_visible()
    expect(page.locator("#waiting")).to_be_visible()
    page.locator("section[aria-labelledby=bands] summary").click()
    expect(page.locator("section[aria-labelledby=bands] table")).to_contain_text("38")
    # beside a hidden cell stands what the release before told of it
    expect(page.locator("section[aria-labelledby=bands] .last-told")).to_contain_text("9")
    expect(page.locator("section[aria-labelledby=bands] .said")).to_contain_text("9")
    expect(page.locator("#trend")).to_be_visible()
    road.look()

    # how questions are answered, sorted by code
    road.press(page.locator(f"main a[href='{FIGURES}/questions']"))
    expect(page.locator("#first")).to_be_visible()
    road.press(page.locator(".sorts a").first)
    expect(page.locator(".sorts a[aria-current]")).to_have_count(1)
    expect(page.locator("tbody tr").first).to_contain_text("WAG-010")

    # how figures change: from release to release, a gap that says why, between campaigns
    road.open(FIGURES)
    road.press(page.locator(f"main a[href='{FIGURES}/trends']"))
    assert page.evaluate(OVERLAPS) == []
    bands = page.locator("section[aria-labelledby=band]")
    expect(bands.locator("svg text", has_text="38")).to_be_visible()
    bands.locator("summary").click()
    expect(bands.locator("tbody tr").last).to_contain_text("+7")
    duty = page.locator("section[aria-labelledby='obligation-kh-ll-016']")
    expect(duty.locator("svg .gap")).to_have_count(1)
    expect(page.locator("section[aria-labelledby=campaign-band] svg.chart")).to_contain_text(
        "Spring"
    )
    road.look()
    road.picture("trends", language)

    # the releases and their audit
    road.open(FIGURES)
    road.press(page.locator(f"main a[href='{FIGURES}/releases']"))
    expect(page.locator("table").last).to_contain_text("obligation.kh.ll.016")


@pytest.mark.parametrize("road", [pytest.param(1280, id="1280 px")], indirect=True)
def test_the_workbook_has_what_the_page_shows(road: Road) -> None:
    road.open(FIGURES)
    road.press(road.page.get_by_role("button", name="Make an Excel file"))

    with road.page.expect_download() as download:
        road.page.get_by_role("link", name="Download figures").click()

    content = BytesIO(download.value.path().read_bytes())
    names, *lines = load_workbook(content).worksheets[1].iter_rows(values_only=True)
    cells = [dict(zip(names, line, strict=True)) for line in lines]
    whole = [one for one in cells if one["family"] == "band" and one["sector"] == "*"]
    assert {one["outcome"]: one["members"] for one in whole} == {
        "*": 60,
        "low": 38,
        "moderate": "hidden",
        "high": "hidden",
        "severe": "hidden",
    }
