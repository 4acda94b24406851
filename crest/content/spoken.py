"""A questionnaire in the reader's language: what is not translated stands as it was written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from crest.content.terms import TranslatedText, Translation
from crest.domain.bank import Question, Questionnaire, Section
from crest.domain.texts import Untranslated

Key = tuple[str, str]
WHOLE = "bank"


class _Speaker:
    """Says texts by code and part, and counts what is a draft and what is missing."""

    def __init__(self, texts: Mapping[tuple[str, str], TranslatedText]) -> None:
        self._texts = texts
        self.drafts = 0
        self.missing = 0

    def say(self, code: str, part: str, written: str) -> str:
        """Return the translation, or the text as written and marked so; an empty one stays."""
        if not written:
            return written
        found = self._texts.get((code, part))
        if found is None:
            self.missing += 1
            return Untranslated(written)
        self.drafts += not found.reviewed
        return found.said


def translated(questionnaire: Questionnaire, translation: Translation) -> Questionnaire:
    """Return the questionnaire with its texts in the language of the translation.

    Codes, order, conditions and credits are the same, so that scores do not depend on language.
    """
    speaker = _Speaker(translation.texts)
    title = speaker.say(WHOLE, "title", questionnaire.title)
    about = speaker.say(WHOLE, "about", questionnaire.about)
    audience = speaker.say(WHOLE, "audience", questionnaire.audience)
    sections = tuple(_section(section, speaker) for section in questionnaire.sections)
    checks = tuple(
        replace(check, says=speaker.say(check.code, "says", check.says))
        for check in questionnaire.checks
    )
    return replace(
        questionnaire,
        title=title,
        about=about,
        audience=audience,
        sections=sections,
        checks=checks,
        language=translation.language,
        drafts=speaker.drafts,
        untranslated=speaker.missing,
    )


def _section(section: Section, speaker: _Speaker) -> Section:
    return replace(
        section,
        title=speaker.say(section.code, "title", section.title),
        about=speaker.say(section.code, "about", section.about),
        questions=tuple(_question(question, speaker) for question in section.questions),
    )


def _question(question: Question, speaker: _Speaker) -> Question:
    code = question.code

    def say(part: str, written: str) -> str:
        return speaker.say(code, part, written)

    return replace(
        question,
        text=say("text", question.text),
        help=say("help", question.help),
        purpose=say("purpose", question.purpose),
        recommendation=say("recommendation", question.recommendation),
        unit=say("unit", question.unit or "") or None,
        options=tuple(
            replace(option, label=say(f"option.{option.code}", option.label))
            for option in question.options
        ),
        columns=tuple(
            replace(column, label=say(f"column.{column.code}", column.label))
            for column in question.columns
        ),
        na_reasons=tuple(
            replace(reason, label=say(f"reason.{reason.code}", reason.label))
            for reason in question.na_reasons
        ),
        evidence=replace(
            question.evidence,
            good=_hints(question.evidence.good, "good", say),
            not_enough=_hints(question.evidence.not_enough, "not_enough", say),
        ),
    )


def _hints(hints: tuple[str, ...], part: str, say: Callable[[str, str], str]) -> tuple[str, ...]:
    return tuple(say(f"{part}.{index}", hint) for index, hint in enumerate(hints))


def texts_of(questionnaire: Questionnaire) -> Mapping[Key, str]:
    """Return every text that respondents read, by code and part, in order."""
    return dict(_texts(questionnaire))


def _texts(questionnaire: Questionnaire) -> Iterator[tuple[Key, str]]:
    yield (WHOLE, "title"), questionnaire.title
    yield (WHOLE, "about"), questionnaire.about
    yield (WHOLE, "audience"), questionnaire.audience
    for section in questionnaire.sections:
        yield (section.code, "title"), section.title
        if section.about:
            yield (section.code, "about"), section.about
        for question in section.questions:
            yield from (((question.code, part), text) for part, text in _parts(question) if text)
    for check in questionnaire.checks:
        yield (check.code, "says"), check.says


def _parts(question: Question) -> Iterator[tuple[str, str]]:
    yield "text", question.text
    yield "help", question.help
    yield "purpose", question.purpose
    yield "recommendation", question.recommendation
    yield "unit", question.unit or ""
    for option in question.options:
        yield f"option.{option.code}", option.label
    for column in question.columns:
        yield f"column.{column.code}", column.label
    for reason in question.na_reasons:
        yield f"reason.{reason.code}", reason.label
    for index, hint in enumerate(question.evidence.good):
        yield f"good.{index}", hint
    for index, hint in enumerate(question.evidence.not_enough):
        yield f"not_enough.{index}", hint
