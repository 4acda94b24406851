"""Laws: what binds, reaches or stays open, and how sure each part is."""

import re

import pytest
from flask import Flask

from crest.domain.instruments import Confidence
from crest.domain.permissions import Role
from crest.services.law_page import ObligationLine, questions_by_obligation
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of


@pytest.fixture
def reader(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.VIEW))


def test_the_law_of_the_place_of_work_binds(reader: PageClient) -> None:
    page = reader.get("/laws").text

    binding = page.split("Binds you")[1].split("<h2>")[0]
    assert "/laws/kh.ll" in binding


def test_a_law_stays_open_and_names_the_missing_fact(reader: PageClient) -> None:
    page = reader.get("/laws").text

    still_open = page.split("Open: a fact is missing")[1]
    assert "/laws/uk.msa" in still_open
    assert "Countries where business is done" in still_open


def test_a_fact_settles_it(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.a.email(Role.EDIT))
    browser.post(
        "/profile",
        {
            "fact_form": "company",
            "fact_country": "KH",
            "fact_business_in": "Cambodia",
            "fact_customers_bound_by": "uk.msa",
            "version": "1",
        },
    )

    page = browser.get("/laws").text

    reaching = page.split("Reaches you")[1].split("<h2>")[0]
    assert "/laws/uk.msa" in reaching


def test_the_first_page_and_the_list_count_the_same_laws(reader: PageClient) -> None:
    first, page = (words_of(reader.get(path).text) for path in ("/", "/laws"))

    told = re.search(r"(\w+) laws? binds? you, (\w+) reach\w* you, (\w+) \w+ open", first)
    tiles = re.search(r"(\d+) bind you (?:(\d+) reach you )?(\d+) are open", page)

    assert told
    assert tiles
    as_number = {"One": "1", "one": "1", "0": "0", None: "0"}
    assert [as_number.get(one, one) for one in told.groups()] == [
        as_number.get(one, one) for one in tiles.groups()
    ]
    assert "standards reach you too" in page


def test_the_list_is_filtered_by_place_and_kind(app: Flask, reader: PageClient) -> None:
    page = reader.get("/laws?country=KH&kind=statute").text

    assert "/laws/kh.ll" in page
    assert "/laws/uk.msa" not in page
    assert "No law or standard fits" in reader.get("/laws?country=XX").text


def test_the_federation_reads_the_library_without_a_standing(
    browser: PageClient, federation: Federation
) -> None:
    page = browser.login(federation.email(Role.FADM)).get("/laws").text

    assert "In the library" in page
    assert "Binds you" not in page


def test_every_law_opens_with_articles_and_questions(app: Flask, reader: PageClient) -> None:
    library = app.extensions["crest"].library
    for instrument in library.instruments:
        page = reader.get(f"/laws/{instrument.id}").text

        assert page.count('class="obligation"') == len(instrument.obligations)
        assert "not legal advice" in page


def test_a_law_that_does_not_exist_is_not_there(reader: PageClient) -> None:
    assert reader.get("/laws/no.such").status_code == 404


def test_a_doubtful_citation_says_so_and_a_doubtful_penalty_is_not_shown(app: Flask) -> None:
    library = app.extensions["crest"].library
    lines = [
        ObligationLine(obligation=obligation, asked_by=())
        for obligation in library.obligations.values()
    ]

    for line in lines:
        sure = line.obligation.confidence
        assert line.citation_is_sure == (sure.citation is not Confidence.LOW)
        if sure.penalty is not Confidence.HIGH:
            assert line.penalty is None
        if sure.requirement is not Confidence.HIGH and line.obligation.reviewed_by is None:
            assert line.is_guidance


def test_guidance_is_marked_on_the_page(app: Flask, reader: PageClient) -> None:
    library = app.extensions["crest"].library
    doubtful = next(
        one
        for one in library.obligations.values()
        if one.confidence.requirement is not Confidence.HIGH and one.reviewed_by is None
    )

    page = reader.get(f"/laws/{doubtful.instrument_id}").text

    assert "Guidance, counts in no score" in page


def test_each_question_stands_at_the_obligations_it_asks_about(app: Flask) -> None:
    library = app.extensions["crest"].library
    asked = questions_by_obligation(library.questionnaires)
    question = next(
        one for one in library.questionnaire("workplace").questions.values() if one.obligations
    )

    found = asked[question.obligations[0].id]

    assert question.code in {one.code for one in found}


@pytest.mark.parametrize("role", [Role.AUD, Role.SYS], ids=str)
def test_roles_without_content_read_no_laws(
    browser: PageClient, federation: Federation, role: Role
) -> None:
    assert browser.login(federation.email(role)).get("/laws").status_code == 403


def test_a_start_known_by_its_year_is_shown_as_that_year(reader: PageClient) -> None:
    page = reader.get("/laws/kh.ll")

    assert "from 1997" in page.text
    assert "1 Jan 1997" not in page.text
