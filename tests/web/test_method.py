"""The method page is written from the method file, so that the two never differ."""

import pytest
from flask import Flask

from crest.content.studies import read_study
from crest.domain.permissions import Role
from crest.web.help.solidity_words import ALTERNATIVES, BENDINGS
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of


@pytest.fixture
def page(browser: PageClient, federation: Federation) -> str:
    return browser.login(federation.a.email(Role.SITE)).get("/help/method").text


def test_it_names_the_version_and_says_that_a_score_is_advice(app: Flask, page: str) -> None:
    assert app.extensions["crest"].library.method().version in page
    assert "A score is advice, not a legal finding." in page


def test_bands_and_weights_are_those_of_the_file(app: Flask, page: str) -> None:
    method = app.extensions["crest"].library.method()

    for start in method.bands.values():
        assert f'<td class="number">{start}</td>' in page
    for weight in method.groups.values():
        assert f"{weight}</td>" in page
    for factor in method.assurance.factor.values():
        assert f"{(100 * factor).normalize():f}%" in page


def test_a_factor_can_be_worked_out_by_hand_from_the_page(app: Flask, page: str) -> None:
    tables = app.extensions["crest"].library.method().tables
    words = words_of(page)

    for share, value in tables.workforce_points:
        assert f"{share}%: {value}" in words
    assert f"subcontracting {tables.structure['subcontracting']}, work in homes" in words
    assert f"after the first {tables.structure['tier_step']} more" in words
    assert "the residual risk is 75 and 25% of what it would be" in words


def test_every_source_stands_with_its_edition(app: Flask, page: str) -> None:
    for edition in app.extensions["crest"].library.reference.editions.values():
        assert edition.code in page


def test_it_carries_no_accusing_word(page: str) -> None:
    assert "violation" not in page.casefold()
    assert "invalid input" not in page.casefold()


def test_the_study_of_this_very_method_stands_on_the_page(app: Flask, page: str) -> None:
    content = app.extensions["crest"].library
    study = read_study(content.folder, content.method())

    assert study is not None
    assert 'id="solid"' in page
    assert f"{study.sensitivity.rows} simulated respondents" in page
    for words in (*ALTERNATIVES.values(), *BENDINGS.values()):
        assert str(words) in page
    assert {one.code for one in study.sensitivity.alternatives} >= set(ALTERNATIVES)
    assert {one.how for one in study.gains} == set(BENDINGS)
