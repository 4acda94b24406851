"""Sought words are found as names are compared, and marked in the text as it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.highlight import finds_all, segments, sought_words
from crest.domain.names import normalise


def marked(text: str, query: str) -> str:
    """Return the text with what is found in brackets."""
    parts = segments(text, sought_words(query))
    return "".join(f"[{part.text}]" if part.hit else part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        pytest.param("Debt bondage is banned", "DEBT", "[Debt] bondage is banned", id="case"),
        pytest.param("Debt bondage", "bondage debt", "[Debt] [bondage]", id="any order"),
        pytest.param("vigilance, é", "E\u0301", "vigilance, [é]", id="accent"),
        pytest.param("articles 126 and 1260", "126", "articles [126] and 1260", id="whole number"),
        pytest.param("art 12(6)", "12(6)", "art [12(6)]", id="article with a sub-number"),
        pytest.param("មាត្រា ១២៦", "126", "មាត្រា [១២៦]", id="Khmer digits"),
        pytest.param("ការ\u200bងារ", "ការងារ", "[ការ\u200bងារ]", id="invisible blank"),
        pytest.param("ស្ត្រី", "ស្រ្តី", "[ស្ត្រី]", id="order of subscripts"),
        pytest.param("Straße", "strasse", "[Straße]", id="a sign that folds into two"),
        pytest.param("nothing here", "else", "nothing here", id="not found"),
        pytest.param("", "word", "", id="empty text"),
    ],
)
def test_what_is_sought_is_marked(text: str, query: str, shown: str) -> None:
    assert marked(text, query) == shown


def test_all_words_must_stand_in_the_text() -> None:
    plain = normalise("Article 44: no deposit")

    assert finds_all(sought_words("deposit 44"), plain)
    assert not finds_all(sought_words("deposit 4"), plain)
    assert not finds_all(sought_words("deposit fee"), plain)


def test_a_query_of_nothing_has_no_words() -> None:
    assert sought_words(" \u200b ") == ()
    assert sought_words("a b a") == ("a", "b")


@given(st.text(max_size=60), st.text(max_size=10))
def test_marking_changes_no_sign_of_the_text(text: str, query: str) -> None:
    parts = segments(text, sought_words(query))

    assert "".join(part.text for part in parts) == text
