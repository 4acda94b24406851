"""Log in, profile, import, answer, submit, result, explanation, register: in a real browser."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.road import STRUCTURE, Road, supplier_list

pytestmark = pytest.mark.browser

OFFICERS = {
    (360, True): "officer@gulf.example",
    (360, False): "officer@stone.example",
    (1280, True): "officer@river.example",
    (1280, False): "officer@lotus.example",
}


@pytest.fixture(
    params=[
        pytest.param(key, id=f"{key[0]} px, {'with' if key[1] else 'without'} scripts")
        for key in OFFICERS
    ]
)
def officer(request: pytest.FixtureRequest) -> tuple[int, bool]:
    return request.param


@pytest.fixture
def road(chromium: Browser, address: str, officer: tuple[int, bool]) -> Iterator[Road]:
    width, scripts = officer
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield Road(page=page, address=address, scripts=scripts)
    context.close()


def test_an_officer_goes_from_the_door_to_the_register(
    road: Road, officer: tuple[int, bool], tmp_path: Path
) -> None:
    road.sign_in(OFFICERS[officer], password="not this one")
    assert road.page.locator(".error-summary, [role=alert]").first.is_visible()
    road.sign_in(OFFICERS[officer])
    road.fill_profile()

    road.open("/suppliers/import")
    road.press(road.submit())  # no file chosen: a clear message, no fault
    road.bring_list(supplier_list(tmp_path / "suppliers.csv"))
    assert "3" in road.page.locator("main").inner_text()
    road.take_list()

    road.open("/suppliers?q=Harbour")
    road.press(road.page.get_by_role("link", name="Harbour Example Nets").first)
    road.press(road.page.get_by_role("button", name="Answer on this supplier's behalf").first)
    road.press(road.page.locator("main a[href*='/sections/']").first)
    assert road.answer_all() >= 5
    assert road.page.url.endswith("/check")
    road.press(road.page.locator("main a[href$='/submit']").first)
    road.press(road.page.locator("main form[action$='/submit'] button, main form button").first)

    assert "/result" in road.page.url
    text = road.page.locator("main").inner_text()
    assert "advice, not a legal finding" in text
    road.press(road.page.locator("main a[href*='/explain/']").first)
    assert road.page.locator("main table").count() >= 1

    road.open("/register")
    road.press(road.page.locator("main form[action$='/register.xlsx'] button").first)
    made = road.page.locator("main a[href$='/file'], main a[href$='/register.xlsx']").first
    for _ in range(60):
        if made.count():
            break
        road.page.wait_for_timeout(1000)
        road.page.reload()
    with road.page.expect_download() as download:
        made.click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    names = {cell.value for cell in book["Register"]["B"]}
    assert "Harbour Example Nets" in names
    assert "=HYPERLINK Example Boats" in names


def test_an_answer_is_saved_by_itself_and_says_so(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    road = Road(page=context.new_page(), address=address)
    road.sign_in("officer@lotus.example")
    road.open("/assessments")
    road.press(road.page.get_by_role("link", name=re.compile("Sok Example|Takeo Example")).first)
    road.press(road.page.locator("main a[href*='/sections/']").first)
    number = road.page.locator("input[inputmode=decimal]").first

    number.fill("31")
    number.blur()

    expect(road.page.locator("#save-state")).to_contain_text("Saved", timeout=10_000)
    road.page.reload()
    assert number.input_value() == "31"
    context.close()


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        pytest.param(
            "document.querySelector('fieldset.question legend').remove()",
            "fieldset and legend",
            id="legend",
        ),
        pytest.param("document.querySelector('h1').remove()", "h1", id="heading"),
        pytest.param(
            "document.querySelector('[aria-describedby]').setAttribute('aria-describedby', 'no')",
            "describedby",
            id="hint",
        ),
        pytest.param(
            "const wide = document.createElement('div');"
            "wide.style.width = '3000px'; wide.style.height = '9px';"
            "document.body.append(wide)",
            "wider",
            id="width",
        ),
    ],
)
def test_the_structural_check_sees_a_planted_fault(
    chromium: Browser, address: str, damage: str, fault: str
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True)
    road = Road(page=context.new_page(), address=address)
    road.sign_in("officer@lotus.example")
    road.open("/assessments")
    road.press(road.page.get_by_role("link", name=re.compile("Sok Example|Takeo Example")).first)
    road.press(road.page.locator("main a[href*='/sections/']").first)

    road.page.evaluate(f"() => {{ {damage} }}")

    assert any(fault in found for found in road.page.evaluate(STRUCTURE))
    context.close()


def test_axe_sees_a_planted_fault(chromium: Browser, address: str) -> None:
    context = chromium.new_context(bypass_csp=True)
    road = Road(page=context.new_page(), address=address)
    road.open("/login")

    road.page.evaluate("() => { document.querySelector('label[for]').remove() }")

    with pytest.raises(AssertionError, match="label"):
        road.look()
    context.close()
