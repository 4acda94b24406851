"""Facts of laws are named in files as they are named on pages."""

import pytest

from crest.domain.law_facts import LAW_FACTS
from crest.exports.fact_names import FACT_NAME, facts_in_words


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
