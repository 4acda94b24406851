"""Translations of a bank's texts, keyed by code and part, as their files hold them."""

from collections.abc import Iterator

from crest.content.faults import Document, Fault
from crest.content.schemas.translation import TranslationModel
from crest.content.spoken import texts_of
from crest.content.terms import TranslatedText, Translation
from crest.content.validation import validated
from crest.domain.bank import Questionnaire

__all__ = ["faults_of_translation", "texts_of", "translation_from"]


def translation_from(document: Document) -> Translation:
    """Return the translation that the file holds, or raise DamagedContentError."""
    model = validated(document, TranslationModel)
    return Translation(
        bank=model.bank,
        version=model.version,
        language=model.language,
        texts={
            (code, part): TranslatedText(
                said=text.said, reviewed=text.state == "reviewed", by=text.by, on=text.on
            )
            for code, parts in model.texts.items()
            for part, text in parts.items()
        },
    )


def faults_of_translation(
    document: Document, translation: Translation, questionnaire: Questionnaire | None
) -> Iterator[Fault]:
    """Yield a misplaced file, texts of no question, and reviews without name and day."""
    name = f"banks/{translation.bank}/{translation.version}.{translation.language}.yaml"
    if document.file != name:
        yield document.fault(("bank",), f"bank, version and language belong in the file {name}")
    if questionnaire is None:
        yield document.fault(("version",), "translates a version that is not there")
        return
    wanted = texts_of(questionnaire)
    for (code, part), text in translation.texts.items():
        path = ("texts", code, part)
        if (code, part) not in wanted:
            yield document.fault(path, f"{code} has no text {part}; correct it or remove it")
        if text.reviewed != (text.by is not None and text.on is not None):
            yield document.fault(path, "a reviewed text, and only that, says by whom and when")
