"""Filters of the templates: codes as words, dates and numbers in the reader's locale."""

from collections.abc import Mapping

from flask import Flask

from crest.domain.bank import Questionnaire
from crest.domain.errors import CrestError
from crest.domain.names import showable
from crest.domain.texts import Untranslated
from crest.domain.workflow import AssessmentHead
from crest.web import labels, refusals
from crest.web.context import library
from crest.web.fact_fields import shown_fact
from crest.web.forms import fresh_key
from crest.web.frame import current_frame
from crest.web.laws import words as law_words
from crest.web.laws.why import fact_name, fact_target
from crest.web.reference import words as reference_words
from crest.web.reference.words import voice_words
from crest.web.words import (
    country_name,
    day,
    moment,
    number,
    percent,
    province_name,
    sector_name,
    since,
    value_list,
)

_LABELS: Mapping[str, Mapping[str, str]] = {
    "risk_label": labels.RISK,
    "status_label": labels.STATUS,
    "state_label": labels.STATE,
    "assurance_label": labels.ASSURANCE,
    "factor_label": labels.FACTOR,
    "group_label": labels.GROUP,
    "theme_label": labels.THEME,
    "fact_label": labels.FACT,
    "option_label": labels.OPTION,
    "instrument_kind_label": labels.INSTRUMENT_KIND,
    "instrument_status_label": labels.INSTRUMENT_STATUS,
    "force_label": labels.FORCE,
    "binds_label": labels.BINDS,
    "weight_class_label": labels.WEIGHT_CLASS,
    "role_label": labels.ROLE,
    "role_meaning": labels.ROLE_MEANING,
    "subject_kind_label": labels.SUBJECT_KIND,
    "fact_source_label": labels.FACT_SOURCE,
    "topic_label": law_words.TOPIC,
    "rule_role_label": law_words.RULE_ROLE,
    "coming_label": law_words.COMING,
    "found_label": law_words.FOUND,
    "confidence_label": law_words.CONFIDENCE,
    "not_asked_label": law_words.NOT_ASKED,
    "force_meaning": law_words.FORCE_MEANING,
    "ternary_label": law_words.TERNARY,
    "data_confidence_label": reference_words.CONFIDENCE,
}


class LabelFilter:
    """A filter that gives the word for a code; a code without a word is shown as it is."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __call__(self, code: str) -> str:
        """Return the translated word."""
        return str(self._words.get(str(code), code))


def refusal(error: CrestError | str) -> str:
    """Return the sentence for a refusal, or for the reason of one."""
    return refusals.sentence(error)


def shown_value(field: object) -> str:
    """Return what stands in a form field: what was typed, else its value."""
    as_typed = getattr(field, "_value", None)
    value = as_typed() if callable(as_typed) else getattr(field, "data", None)
    text = "" if value is None else str(value)
    return showable(text)


def texts_of(head: AssessmentHead) -> Questionnaire:
    """Return the questionnaire of an assessment in the language of the page."""
    return library().questionnaire(head.bank, head.bank_version)


def register_filters(app: Flask) -> None:
    """Give the templates their filters, form functions and the frame of the page."""
    app.jinja_env.filters.update({name: LabelFilter(words) for name, words in _LABELS.items()})
    for function in (
        day,
        moment,
        number,
        percent,
        country_name,
        province_name,
        sector_name,
        since,
        value_list,
        refusal,
        fact_name,
        fact_target,
        voice_words,
        showable,
    ):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.filters["fact_value"] = shown_fact
    app.jinja_env.globals.update(fresh_key=fresh_key, shown_value=shown_value, texts_of=texts_of)
    app.jinja_env.tests["untranslated"] = lambda text: isinstance(text, Untranslated)
    app.context_processor(lambda: {"frame": current_frame()})
