"""How complete a bank's translations are; read by pages, so it knows no file formats."""

from dataclasses import dataclass

from crest.content.spoken import texts_of
from crest.content.terms import Translation
from crest.domain.bank import Questionnaire


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How many texts of a version are drafts, reviewed and missing in a language."""

    bank: str
    version: str
    language: str
    draft: int
    reviewed: int
    missing: int


def completeness(translation: Translation, questionnaire: Questionnaire) -> Completeness:
    """Return how far the translation covers the texts of the version."""
    wanted = texts_of(questionnaire).keys()
    states = [text.reviewed for key, text in translation.texts.items() if key in wanted]
    return Completeness(
        bank=questionnaire.id,
        version=questionnaire.version,
        language=translation.language,
        draft=states.count(False),
        reviewed=states.count(True),
        missing=len(wanted) - len(states),
    )
