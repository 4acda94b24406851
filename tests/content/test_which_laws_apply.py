"""The rules of which law applies give what was read off the texts for ten companies."""

from collections import Counter

import pytest

from crest.content.library import Library
from crest.domain.applicability import applies
from crest.domain.profile_check import check_profile
from tests.content.companies import Cell, cells, companies, day
from tests.content.law_pages import DOCS, pages
from tests.library import shipped_library


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped_library()


def test_the_table_has_a_cell_for_every_law_and_company_and_says_why(library: Library) -> None:
    counted = Counter((cell.instrument, cell.company) for cell in cells())

    wanted = {(law.id, name) for law in library.instruments for name in companies()}
    assert set(counted) == wanted
    assert set(counted.values()) == {1}
    assert len(companies()) == 10
    assert all(cell.fact and cell.line for cell in cells())


def test_the_facts_of_the_companies_can_be_typed(library: Library) -> None:
    for facts in companies().values():
        check_profile(facts, reference=library.reference, instruments=library.instruments)


@pytest.mark.parametrize("company", companies())
def test_the_rules_say_what_the_table_says(library: Library, company: str) -> None:
    mine = [cell for cell in cells() if cell.company == company]

    differing = [
        (cell.instrument, (cell.binds, cell.reaches), said)
        for cell in mine
        if (said := _said(cell, library)) != (cell.binds, cell.reaches)
    ]

    assert differing == []
    assert len(mine) == len(library.instruments)


def test_an_open_cell_names_the_fact_that_is_missing(library: Library) -> None:
    opened = [cell for cell in cells() if "unknown" in {cell.binds, cell.reaches}]

    for cell in opened:
        found = applies(library.instrument(cell.instrument), companies()[cell.company], as_of=day())
        assert found.needs
        assert all(key in cell.fact for key in found.needs)
    assert len(opened) > 10


@pytest.mark.parametrize("file", ["law-table.md", "law-facts.md"])
def test_the_page_says_what_the_library_says(file: str) -> None:
    assert (DOCS / file).read_text(encoding="utf-8") == pages()[file]


def _said(cell: Cell, library: Library) -> tuple[str, str]:
    found = applies(library.instrument(cell.instrument), companies()[cell.company], as_of=day())
    return found.binds.value, found.reaches.value
