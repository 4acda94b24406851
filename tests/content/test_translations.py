"""Translations are keyed by code and part; each text is missing, a draft or reviewed."""

from datetime import date
from pathlib import Path

from crest.content.checks import check_content
from crest.content.library import load_library
from crest.content.spoken import WHOLE
from crest.content.translations import texts_of
from crest.domain.texts import Untranslated

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


def test_a_library_speaks_a_language_where_there_are_texts(folder: Path) -> None:
    translate(folder, KHMER)
    library = load_library(folder)

    spoken = library.speaking("km").questionnaire("mini")

    assert spoken.language == "km"
    assert spoken.title == "ពិនិត្យ"
    assert spoken.questions["REC-010"].text == "តើអ្នកស្គាល់ទេ?"
    assert (spoken.drafts, spoken.untranslated) == (2, len(texts_of(spoken)) - 3)
    assert library.questionnaire("mini").language == "en"
    assert library.speaking("km").speaking("en") is library
    assert library.speaking("km") is library.speaking("km")


def test_a_text_without_translation_says_that_it_is_none(folder: Path) -> None:
    translate(folder, KHMER)

    spoken = load_library(folder).speaking("km").questionnaire("mini")

    assert isinstance(spoken.about, Untranslated)
    assert not isinstance(spoken.title, Untranslated)
    assert isinstance(spoken.questions["REC-010"].recommendation, Untranslated)


def test_every_text_is_taken_from_the_translation(folder: Path) -> None:
    written = load_library(folder).questionnaire("mini")
    codes: dict[str, list[str]] = {}
    for code, part in texts_of(written):
        codes.setdefault(code, []).append(f"    {part}: {{said: km {code} {part}, state: draft}}")
    lines = [f"  {code}:\n" + "\n".join(parts) for code, parts in codes.items()]
    head = KHMER.partition("texts:")[0]
    translate(folder, head + "texts:\n" + "\n".join(lines) + "\n")

    spoken = load_library(folder).speaking("km").questionnaire("mini")

    assert texts_of(spoken) == {key: f"km {key[0]} {key[1]}" for key in texts_of(written)}
    assert (spoken.untranslated, spoken.drafts) == (0, len(texts_of(written)))
    assert (WHOLE, "title") in texts_of(spoken)


def test_a_language_changes_nothing_that_counts(folder: Path) -> None:
    translate(folder, KHMER)
    library = load_library(folder)
    written, spoken = library.questionnaire("mini"), library.speaking("km").questionnaire("mini")

    assert list(spoken.questions) == list(written.questions)
    for code, question in written.questions.items():
        other = spoken.questions[code]
        assert [one.credit for one in other.options] == [one.credit for one in question.options]
        assert (other.scope, other.bands, other.obligations) == (
            question.scope,
            question.bands,
            question.obligations,
        )
    assert library.speaking("km").instruments is library.instruments
    assert library.speaking("km").digest == library.digest
    assert texts_of(library.speaking("th").questionnaire("mini")) == texts_of(written)
