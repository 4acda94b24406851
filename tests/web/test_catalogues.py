"""The catalogue of each language: every text is in it, and keeps what stands for a value."""

import io
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from crest.domain.translation_units import is_filled, placeholders
from crest.i18n import CATALOGUES, catalogue_languages, catalogue_path, catalogue_share

ROOT = Path(__file__).parents[2]
_KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
_MAPPINGS = {"crest": [("**.py", "python")], "templates": [("**.html", "jinja2")]}


def _texts() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = set()
    for folder, mapping in _MAPPINGS.items():
        lines = extract_from_dir(
            ROOT / folder,
            method_map=mapping,
            options_map={},
            keywords=_KEYWORDS,
        )
        found |= {line[2] for line in lines}
    return found


@pytest.mark.parametrize("language", catalogue_languages())
def test_every_text_is_translated(language: str) -> None:
    catalogue = read_po(io.BytesIO(catalogue_path(language).read_bytes()), locale=language)
    said = {message.id: message.string for message in catalogue if message.id}
    wanted = _texts()

    assert len(wanted) > 1_000
    missing = [text for text in wanted if not said.get(text) or not all(said[text])]
    assert missing == []


@pytest.mark.parametrize("language", catalogue_languages())
def test_every_translation_keeps_what_stands_for_a_value(language: str) -> None:
    catalogue = read_po(io.BytesIO(catalogue_path(language).read_bytes()), locale=language)
    wrong = [
        message.id
        for message in catalogue
        if message.id and isinstance(message.id, str) and message.string
        if set(placeholders(message.id)) != set(placeholders(str(message.string)))
    ]

    assert wrong == []


@pytest.mark.parametrize("language", catalogue_languages())
def test_no_translation_breaks_the_page_by_a_percent_sign(language: str) -> None:
    catalogue = read_po(io.BytesIO(catalogue_path(language).read_bytes()), locale=language)
    said = [
        text
        for message in catalogue
        for text in ((message.string,) if isinstance(message.string, str) else message.string)
    ]

    assert [text for text in said if not is_filled(text)] == []


def test_a_language_without_catalogue_has_no_share() -> None:
    assert catalogue_share("xx") is None
    assert catalogue_languages() == tuple(
        sorted(path.parents[1].name for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po"))
    )
