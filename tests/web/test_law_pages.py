"""Pages about laws beside the list and the law itself: horizon, compare, search, review."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pytest
from flask import Flask

from crest.content.library import Library
from crest.domain.instruments import Instrument, InstrumentKind, RuleRole
from crest.domain.permissions import Role
from crest.domain.topics import TOPICS
from crest.services.law_horizon import ComingKind, coming_of
from crest.web.laws.words import COMING, FOUND, NOT_ASKED, RULE_ROLE, TOPIC
from tests.conftest import Clock
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.hostile import MARKUP
from tests.web.pages import words_of
from tests.web.statements import counted

PAGES = ("", "/calendar", "/horizon", "/compare?a=kh.ll&b=uk.msa", "/search?q=debt", "/review")


@pytest.fixture
def reader(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.VIEW))


@pytest.fixture
def library(app: Flask) -> Library:
    found = app.extensions["crest"].library
    assert isinstance(found, Library)
    return found


def test_every_code_has_its_word() -> None:
    assert set(TOPIC) == TOPICS
    assert set(RULE_ROLE) == set(RuleRole)
    assert set(COMING) == set(ComingKind)
    assert set(FOUND) == {"law", "duty", "rule", "term"}
    assert {"gap_in_facts", "state_duty", "not_yet_asked"} <= set(NOT_ASKED)


@pytest.mark.parametrize("page", ["", "/calendar", "/horizon", "/compare", "/review"])
def test_each_page_leads_to_the_others(reader: PageClient, page: str) -> None:
    menu = reader.get(f"/laws{page}").text.split('class="tabs')[1].split("</nav>")[0]

    assert re.findall(r'href="/laws([a-z/]*)"', menu) == [
        "",
        "/calendar",
        "/horizon",
        "/compare",
        "/review",
    ]
    assert re.findall(r'href="/laws([a-z/]*)" aria-current="page"', menu) == [page]


# One law also names the questions that ask about it, so it reads which versions are offered here.
@pytest.mark.parametrize(("page", "most"), [*((page, 2) for page in PAGES), ("/kh.ll", 3)])
def test_pages_of_laws_ask_the_database_hardly_at_all(
    app: Flask, reader: PageClient, page: str, most: int
) -> None:
    reader.get(f"/laws{page}")

    with counted(app) as seen:
        assert reader.get(f"/laws{page}").status_code == 200

    assert len([one for one in seen if not one.startswith("BEGIN")]) <= most, seen


@pytest.mark.parametrize("page", [*PAGES, "/kh.ll"])
def test_pages_of_laws_stay_light(reader: PageClient, page: str) -> None:
    assert len(gzip.compress(reader.get(f"/laws{page}").data)) <= 60_000


# What is coming


def test_the_horizon_is_sorted_by_date_and_says_that_it_never_scores(
    reader: PageClient, library: Library
) -> None:
    page = words_of(reader.get("/laws/horizon").text)

    assert "None of this counts in a score" in page
    assert page.index("With a date") < page.index("Without a date")
    dated = page.split("With a date")[1].split("Without a date")[0]
    years = [int(year) for year in re.findall(r"\d{1,2} [A-Z][a-z]{2} (20\d\d) ", dated)]
    assert years == sorted(years)


def test_everything_to_come_stands_on_the_horizon(reader: PageClient, library: Library) -> None:
    page = reader.get("/laws/horizon").text
    today = date(2026, 11, 21)

    for law in library.instruments:
        later = [one for one in law.next_dates if one.on >= today]
        proposed = law.kind in {InstrumentKind.BILL, InstrumentKind.DRAFT}
        if later or proposed or law.open_points:
            assert f"/laws/{law.id}" in page, law.id


def test_no_date_of_yesterday_stands_on_the_horizon(library: Library) -> None:
    today = date(2026, 11, 21)
    found = [one for law in library.instruments for one in coming_of(law, as_of=today)]

    assert found
    assert all(one.on is None or one.on >= today for one in found)


def test_a_law_and_a_duty_that_begin_or_end_are_coming(library: Library) -> None:
    law = library.instrument("kh.ll")
    duty = replace(
        law.obligations[0], in_force_from=date(2027, 1, 1), in_force_to=date(2028, 1, 1), since=""
    )
    later = replace(
        law,
        obligations=(duty,),
        in_force_from=date(2026, 12, 1),
        in_force_to=date(2029, 1, 1),
        since="2026-12",
        next_dates=(),
    )

    found = {one.kind: one for one in coming_of(later, as_of=date(2026, 11, 21))}

    assert found[ComingKind.BEGINS].written == "2026-12"
    assert found[ComingKind.ENDS].on == date(2029, 1, 1)
    assert found[ComingKind.DUTY_BEGINS].written == "2027-01-01"
    assert found[ComingKind.DUTY_ENDS].place == duty.id


# Compare


def test_two_laws_stand_side_by_side_topic_by_topic(reader: PageClient, library: Library) -> None:
    page = words_of(reader.get("/laws/compare?a=kh.ll&b=uk.msa").text)

    assert library.instrument("kh.ll").name in page
    assert library.instrument("uk.msa").name in page
    assert "Nothing about it." in page


def test_what_both_ask_comes_first(reader: PageClient) -> None:
    page = reader.get("/laws/compare?a=kh.ll&b=kh.tip").text
    marks = ["In both" in part for part in page.split("<section>")[1:]]

    assert any(marks)
    assert marks == sorted(marks, reverse=True)


@pytest.mark.parametrize("address", ["", "?a=kh.ll", "?a=no.such&b=kh.ll", "?a=%3Cb%3E&b="])
def test_until_two_laws_are_chosen_the_page_asks_for_them(reader: PageClient, address: str) -> None:
    page = reader.get(f"/laws/compare{address}")

    assert page.status_code == 200
    assert "Choose two laws or standards" in page.text


# Search


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("labour law", "/laws/kh.ll", id="name"),
        pytest.param("LABOUR  Law", "/laws/kh.ll", id="case and blanks"),
        pytest.param("kh.ll.015", "/laws/kh.ll#kh.ll.015", id="code"),
        pytest.param("section 54", "/laws/uk.msa", id="article"),
        pytest.param("la\u200bbour law", "/laws/kh.ll", id="invisible sign"),
    ],
)
def test_a_law_is_found_by_name_article_or_code(reader: PageClient, query: str, found: str) -> None:
    assert f'href="{found}"' in reader.get(f"/laws/search?q={quote(query)}").text


def test_a_number_finds_that_article_and_no_longer_one(
    reader: PageClient, library: Library
) -> None:
    page = reader.get("/laws/search?q=labour+law+%E1%9F%A1%E1%9F%A2%E1%9F%A6").text

    assert "<mark>126</mark>" in page
    assert "1<mark>" not in page


def test_a_term_of_the_glossary_is_found(reader: PageClient) -> None:
    page = words_of(reader.get("/laws/search?q=glossary+no+such").text)
    assert "Nothing is found" in page

    page = words_of(reader.get("/laws/search?q=debt+bondage").text)
    assert "Glossary" in page


@pytest.fixture
def khmer(library: Library) -> Iterator[str]:
    """Give one law its Khmer name, as a library that has it would."""
    name = "ច្បាប់ស្តីពីការងារ"
    laws = tuple(
        replace(law, local_name=name) if law.id == "kh.ll" else law for law in library.instruments
    )
    kept = library.__dict__["instruments"]
    library.__dict__["instruments"] = laws
    yield name
    library.__dict__["instruments"] = kept


def test_a_khmer_name_is_found_without_blanks_and_in_part(reader: PageClient, khmer: str) -> None:
    page = reader.get(f"/laws/search?q={quote('ការ' + chr(0x200B) + 'ងារ')}").text

    assert "/laws/kh.ll" in page
    assert "<mark>ការងារ</mark>" in page


@pytest.mark.parametrize("text", MARKUP)
def test_what_is_sought_stands_in_the_page_as_text_alone(reader: PageClient, text: str) -> None:
    page = reader.get(f"/laws/search?q={quote(text)}")

    assert page.status_code == 200
    assert text not in page.text


@pytest.mark.parametrize("query", ["", "%20", "%E2%80%8B", "%07%1B", "x" * 5000, "%FF%FE"])
def test_a_query_of_nothing_or_of_anything_is_answered(reader: PageClient, query: str) -> None:
    assert reader.get(f"/laws/search?q={query}").status_code == 200


# In Khmer


@pytest.fixture
def khmer_reader(app: Flask, federation: Federation) -> PageClient:
    runtime = app.extensions["crest"]
    runtime.settings = replace(runtime.settings, languages=("en", "km"))
    reader = PageClient(app).login(federation.a.email(Role.EDIT))
    reader.post("/language", {"language": "km", "next": "/laws"})
    return reader


@pytest.mark.parametrize("page", [*PAGES, "/kh.ll", "/uk.msa"])
def test_pages_of_laws_are_whole_in_khmer(khmer_reader: PageClient, page: str) -> None:
    found = khmer_reader.get(f"/laws{page}")

    assert found.status_code == 200
    assert '<html lang="km">' in found.text


def test_a_khmer_term_is_found_with_its_meaning(khmer_reader: PageClient, library: Library) -> None:
    term = next(one for one in library.glossary("km").values() if not one.term.isascii())

    page = khmer_reader.get(f"/laws/search?q={quote(term.term)}").text

    assert "<mark>" in page
    assert term.meaning[:20] in re.sub(r"</?mark>", "", page)


# Review


def test_reviews_are_sorted_and_what_is_overdue_is_marked(
    reader: PageClient, library: Library
) -> None:
    page = reader.get("/laws/review").text

    order = [page.index(f'/laws/{law.id}"') for law in _by_review(library)]
    assert order == sorted(order)
    assert "Overdue" not in page


def test_a_day_that_has_passed_is_overdue(
    clock: Clock, browser: PageClient, federation: Federation, library: Library
) -> None:
    first = _by_review(library)[0]
    assert first.review_by is not None
    clock.advance(days=(first.review_by - date(2026, 11, 21)).days + 1)

    page = browser.login(federation.email(Role.FPO)).get("/laws/review").text

    assert "Overdue" in page


def _by_review(library: Library) -> list[Instrument]:
    return sorted(library.instruments, key=lambda law: (law.review_by or date.min, law.id))
