"""Catalogues through Babel alone: words in a language for files, reports and mails.

Pages bind a language to the request; whatever is made without one (a workbook by the worker)
takes a `Translator`. Texts below the pages are marked with `N_`, so that they are extracted, and
translated where they are written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from crest.domain.answer_text import AnswerWords

if TYPE_CHECKING:
    from babel.support import NullTranslations

CATALOGUES = Path(__file__).parent / "translations"


def N_(text: str) -> str:  # noqa: N802 - the name that extraction knows
    """Return the text as it is; marks it for the catalogue."""
    return text


class Phrase(str):
    """A text made of a marked one and values: in English as it is, else said by a translator."""

    __slots__ = ("_marked", "_values")
    _marked: str
    _values: dict[str, object]

    def __new__(cls, marked: str, **values: object) -> Self:
        """Return the phrase in English with its values put in."""
        made = super().__new__(cls, marked % values if values else marked)
        made._marked, made._values = marked, values
        return made

    def said(self, translate: Callable[[str], str]) -> str:
        """Return the phrase in the language of `translate`; values that are phrases too."""
        text = translate(self._marked)
        values = {
            name: value.said(translate) if isinstance(value, Phrase) else value
            for name, value in self._values.items()
        }
        return text % values if values else text


def said(text: str, translate: Callable[[str], str]) -> str:
    """Return a marked text or a phrase in the language of `translate`."""
    return text.said(translate) if isinstance(text, Phrase) else translate(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translator:
    """Says texts in one language; a text without translation stands as it is written."""

    language: str = "en"
    folder: Path | None = None

    def __call__(self, text: str) -> str:
        """Return the text in the language."""
        return (
            str(_catalogue(self.folder or CATALOGUES, self.language).gettext(text))
            if text
            else text
        )


def catalogue_languages(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """Return the languages that the folder has a catalogue for, by code."""
    return tuple(sorted(path.parents[1].name for path in folder.glob("*/LC_MESSAGES/messages.po")))


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueShare:
    """How many texts of the pages are drafts, reviewed and missing in a language."""

    draft: int
    reviewed: int
    missing: int

    @property
    def total(self) -> int:
        """Return how many texts there are."""
        return self.draft + self.reviewed + self.missing


def catalogue_path(language: str) -> Path:
    """Return where the catalogue of a language lies."""
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def catalogue_share(language: str) -> CatalogueShare | None:
    """Return how complete the catalogue of a language is; None where there is none.

    A text is reviewed where a comment of its translator stands before it: name and day.
    """
    path = catalogue_path(language)
    return _counted(path, path.stat().st_mtime_ns) if path.exists() else None


def answer_words(language: str) -> AnswerWords:
    """Return the words for answers that are no value, in the language."""
    say = Translator(language=language)
    return AnswerWords(
        dont_know=say(N_("Don't know")),
        declined=say(N_("Declined to answer")),
        planned=say(N_("Planned")),
        planned_by=say(N_("Planned by %(day)s")),
        not_applicable=say(N_("Not applicable")),
        not_applicable_for=say(N_("Not applicable: %(reason)s")),
        file_attached=say(N_("File attached")),
    )


@cache
def _counted(path: Path, changed: int) -> CatalogueShare:
    del changed  # another time of change is another catalogue
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with path.open("rb") as file:
        messages = [one for one in read_po(file) if one.id]
    said = [one for one in messages if _is_said(one.string)]
    reviewed = sum(bool(one.user_comments) for one in said)
    missing = len(messages) - len(said)
    return CatalogueShare(draft=len(said) - reviewed, reviewed=reviewed, missing=missing)


def _is_said(string: str | Sequence[str] | None) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


@cache
def _catalogue(folder: Path, language: str) -> "NullTranslations":
    # Whoever only marks texts does without Babel.
    from babel.support import Translations  # noqa: PLC0415

    return Translations.load(folder, [language])
