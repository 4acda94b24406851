"""Facts of laws are named in files as they are named on pages."""

from dataclasses import replace

import pytest

from crest.domain.law_facts import LAW_FACTS
from crest.exports.fact_names import FACT_NAME, facts_in_words
from crest.exports.register_lists import LAW_COLUMNS
from tests.exports.registers import register


def test_every_fact_that_laws_need_has_a_name() -> None:
    assert set(LAW_FACTS) <= set(FACT_NAME)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (["recruitment.origins"], "Countries that workers are recruited from"),
        (["year_end", "form", "new.fact"], "End of the financial year; Legal form; new.fact"),
    ],
)
def test_facts_are_told_by_name_in_their_order(facts: list[str], words: str) -> None:
    assert facts_in_words(facts) == words


def test_names_are_translated_one_by_one() -> None:
    khmer = {"Legal form": "A", "Currency of the accounts": "B"}

    assert facts_in_words(["form", "currency"]).said(lambda text: khmer.get(text, text)) == "A; B"


def test_a_law_without_scored_duties_tells_no_counts() -> None:
    entry = next(iter(register(1).laws))
    empty = replace(entry, score=replace(entry.score, counted=0, met=0, asked=0, duties=0))
    cells = {column.code: column.value for column in LAW_COLUMNS}

    assert (cells["counts"](empty), cells["basis"](empty)) == (None, None)
    assert str(cells["counts"](entry)).endswith(" met")
