"""Translations are keyed by code and part; each text is missing, a draft or reviewed."""

from datetime import date
from pathlib import Path

from crest.content.checks import check_content
from crest.content.library import load_library
from crest.content.translations import texts_of

KHMER = """\
bank: mini
version: "1"
language: km
texts:
  bank:
    title: {said: ពិនិត្យ, state: draft}
  REC-010:
    text: {said: តើអ្នកស្គាល់ទេ?, state: reviewed, by: S. Reader, on: 2026-10-01}
    option.all: {said: ទាំងអស់, state: draft}
"""


def translate(folder: Path, text: str) -> None:
    (folder / "banks" / "mini" / "1.km.yaml").write_text(text)


def test_drafts_reviews_and_gaps_are_counted(folder: Path) -> None:
    translate(folder, KHMER)

    (one,) = check_content(folder, today=date(2026, 11, 21)).translated

    whole = len(texts_of(load_library(folder).questionnaire("mini")))
    assert (one.language, one.draft, one.reviewed) == ("km", 2, 1)
    assert one.missing == whole - 3


def test_every_text_that_respondents_read_can_be_translated(folder: Path) -> None:
    texts = texts_of(load_library(folder).questionnaire("mini"))

    assert texts["bank", "audience"] == "The buyer reads the answers."
    assert texts["REC", "title"] == "Recruitment"
    assert texts["REC-030", "option.fee"] == "A fee"
    assert texts["REC-010", "recommendation"] == "Write them all down."
    assert texts["CHK-001", "says"] == "Please look at both."


def test_a_translation_is_found_by_language(folder: Path) -> None:
    translate(folder, KHMER)
    library = load_library(folder)

    found = library.translation("mini", "1", "km")

    assert found is not None
    assert found.texts["REC-010", "text"].by == "S. Reader"
    assert library.translation("mini", "1", "th") is None
    assert [one.version for one in library.questionnaires] == ["1"]


def test_a_text_of_nothing_and_a_review_by_nobody_are_faults(folder: Path) -> None:
    translate(
        folder,
        KHMER.replace("option.all", "option.most").replace(", by: S. Reader", ""),
    )

    faults = check_content(folder, today=date(2026, 11, 21)).faults

    found = [str(fault) for fault in faults if fault.file == "banks/mini/1.km.yaml"]
    assert found == [
        "banks/mini/1.km.yaml:8: error: a reviewed text, and only that, says by whom and when",
        "banks/mini/1.km.yaml:9: error: REC-010 has no text option.most; correct it or remove it",
    ]
