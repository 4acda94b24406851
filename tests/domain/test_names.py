"""Text for comparing and text for keeping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.errors import RefusedInputError
from crest.domain.names import (
    ascii_digits,
    can_be_kept,
    clean_text,
    normalise,
    normalised,
    showable,
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("Angkor  Garment", " angkor garment\n", id="case and spaces"),
        pytest.param("Angkor\u00a0Garment", "Angkor Garment", id="no-break space"),
        pytest.param("កម្ពុ\u200bជា", "កម្ពុជា", id="zero-width space"),
        pytest.param("\ufeffPhnom\u200c Penh\u200d", "Phnom Penh", id="marks that nobody sees"),
        pytest.param("Cafe\u0301", "Café", id="composed and not"),
        pytest.param("Straße 12", "STRASSE ១២", id="Khmer digits"),
        pytest.param("ស្រ្តី", "ស្ត្រី", id="order of Khmer subscripts"),
        pytest.param("၃ Factory", "3 factory", id="Burmese digits"),
    ],
)
def test_spellings_of_one_name_compare_as_equal(left: str, right: str) -> None:
    assert normalise(left) == normalise(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("Factory 1", "Factory 2", id="numbers"),
        pytest.param("ក្រ", "ក្រី", id="Khmer vowel"),
        pytest.param("Ha Noi", "Hanoi", id="a space inside"),
    ],
)
def test_different_names_stay_different(left: str, right: str) -> None:
    assert normalise(left) != normalise(right)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once


@given(st.text(alphabet="\u1780\u1781\u179a\u17d2\u17b8\u200b ", max_size=12))
def test_normalising_khmer_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once


@given(st.lists(st.text() | st.text(alphabet="aB| \u1780", max_size=4)))
def test_many_texts_are_normalised_as_each_of_them_is(texts: list[str]) -> None:
    assert normalised(texts) == [normalise(text) for text in texts]


def test_plain_texts_are_normalised_together() -> None:
    texts = [f" Angkor {number} " if number == 450 else f"River {number}" for number in range(500)]

    assert normalised(texts) == [normalise(text) for text in texts]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("  Sok & Sons \n", "Sok & Sons", id="trimmed"),
        pytest.param("one\r\ntwo\rthree", "one\ntwo\nthree", id="line ends"),
        pytest.param("a\tb", "a\tb", id="tab"),
        pytest.param("ក\u200bខ", "ក\u200bខ", id="Khmer left as typed"),
        pytest.param("=SUM(A1)", "=SUM(A1)", id="no formula is touched"),
    ],
)
def test_text_is_kept_as_typed(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        pytest.param("a\x00b", "U+0000", id="null"),
        pytest.param("a\x1bb", "U+001B", id="escape"),
        pytest.param("a\x9fb", "U+009F", id="upper control"),
        pytest.param("a\ud800b", "U+D800", id="half a character"),
    ],
)
def test_control_characters_are_refused_and_named(typed: str, named: str) -> None:
    with pytest.raises(RefusedInputError) as refusal:
        clean_text(typed)

    assert refusal.value.reason == "bad_character"
    assert refusal.value.params["character"] == named


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")).filter(can_be_kept)))
def test_text_once_cleaned_stays_as_it_is(text: str) -> None:
    kept = clean_text(text)

    assert clean_text(kept) == kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("១២៣៤៥៦៧៨៩០", "1234567890", id="Khmer"),
        pytest.param("๑๒ units", "12 units", id="Thai"),
        pytest.param("plain 12", "plain 12", id="already ASCII"),
        pytest.param("m²", "m²", id="a superscript is no digit"),
    ],
)
def test_digits_of_every_script_are_read(text: str, expected: str) -> None:
    assert ascii_digits(text) == expected


@given(st.text())
def test_what_is_shown_of_a_text_can_stand_in_a_page(text: str) -> None:
    shown = showable(text)

    assert all(sign == "\r" or can_be_kept(sign) for sign in shown)
    assert showable(shown) == shown


def test_a_refused_sign_alone_is_left_out_of_what_is_shown() -> None:
    assert showable("Sok\x00 San\r\nline\ufdd0") == "Sok San\r\nline"
