"""Answers save themselves, say so only when it is true, and meet another person's in the open."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from crest.services.demonstration.people import PASSWORD

pytestmark = pytest.mark.browser


def _opened(chromium: Browser, address: str) -> Page:
    page = chromium.new_context(viewport={"width": 900, "height": 800}).new_page()
    page.goto(f"{address}/login")
    page.fill("[name=email]", "officer@lotus.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"{address}/assessments")
    page.get_by_role("link", name="Takeo Example Finishing Plant").first.click()
    page.locator("main .steps a").first.click()
    return page


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    opened = _opened(chromium, address)
    yield opened
    opened.context.close()


@pytest.fixture
def other(chromium: Browser, address: str) -> Iterator[Page]:
    opened = _opened(chromium, address)
    yield opened
    opened.context.close()


def _type(page: Page, words: str) -> None:
    field = page.locator("input[inputmode=decimal]").first
    field.fill(words)
    field.blur()


def test_a_typed_answer_is_saved_by_itself_and_found_again(page: Page) -> None:
    _type(page, "321")

    expect(page.locator("#save-state")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    page.reload()
    expect(page.locator("input[inputmode=decimal]").first).to_have_value("321")


def test_the_count_of_answers_goes_along(page: Page) -> None:
    done = page.locator("#section-done")
    before = done.inner_text()

    _type(page, "")
    expect(done).not_to_have_text(before)
    fewer = done.inner_text()
    page.reload()
    expect(done).to_have_text(fewer)

    _type(page, "321")
    expect(done).to_have_text(before)


def test_without_a_line_nothing_is_called_saved_until_it_is(page: Page) -> None:
    page.context.set_offline(True)
    _type(page, "322")
    expect(page.locator("#save-state")).to_have_text("Not saved: trying again")

    page.context.set_offline(False)
    expect(page.locator("#save-state")).to_contain_text("Saved", timeout=15_000)
    page.reload()
    expect(page.locator("input[inputmode=decimal]").first).to_have_value("322")


def test_two_people_see_both_answers_and_one_of_them_decides(page: Page, other: Page) -> None:
    _type(page, "323")
    expect(page.locator("#save-state")).to_contain_text("Saved")

    _type(other, "324")
    conflict = other.locator(".question .conflict").first
    expect(conflict).to_contain_text("323")
    expect(conflict).to_contain_text("324")
    expect(other.locator("#save-state")).to_contain_text("somebody changed this meanwhile")

    other.get_by_role("button", name="Keep mine").click()
    expect(other.locator("#save-state")).to_contain_text("Saved")
    page.reload()
    expect(page.locator("input[inputmode=decimal]").first).to_have_value("324")


def test_a_wrong_answer_says_so_at_its_question(page: Page) -> None:
    _type(page, "many")

    expect(page.locator(".question .field-error").first).to_contain_text("Write a")
    expect(page.locator("#save-state")).to_have_text("Not saved yet")


def test_saying_something_instead_clears_the_options(page: Page) -> None:
    question = page.locator(".question:has(input[type=radio][value=yes])").first
    question.locator("input[value=yes]").check()
    expect(page.locator("#save-state")).to_contain_text("Saved")

    question.locator("input[value=dont_know]").check()

    expect(question.locator("input[value=yes]")).not_to_be_checked()
    expect(page.locator("#save-state")).to_contain_text("Saved")
    page.reload()
    expect(question.locator("input[value=dont_know]")).to_be_checked()


def test_a_session_that_is_about_to_end_is_told_and_goes_on_by_one_tap(page: Page) -> None:
    page.clock.install()
    page.reload()
    page.clock.fast_forward("01:50:01")
    expect(page.locator("#save-state")).to_contain_text("Are you still there?")

    page.get_by_role("button", name="I am still here").click()

    expect(page.locator("#save-state")).to_have_text("")
