"""Texts that were reviewed in this installation, laid over the drafts of the files."""

from collections.abc import Mapping
from dataclasses import replace

from crest.content.terms import TranslatedText, Translation
from crest.domain.reviews import Key, Reviews, source_digest


def laid_over(
    translation: Translation, reviews: Reviews, originals: Mapping[Key, str]
) -> Translation:
    """Return the translation with reviewed texts in the place of its own.

    A review of a text whose original reads differently now no longer applies.
    """
    found = {
        key: TranslatedText(said=one.said, reviewed=True, by=one.by, on=one.on)
        for key, one in reviews.of(translation.bank, translation.version).items()
        if key in originals and one.source == source_digest(originals[key])
    }
    return replace(translation, texts={**translation.texts, **found}) if found else translation
