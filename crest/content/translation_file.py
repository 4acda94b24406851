"""A translation as texts for a translator, and written back as its file."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from crest.content.spoken import Key, texts_of
from crest.content.terms import TranslatedText, Translation
from crest.domain.bank import Questionnaire
from crest.domain.translation_units import Unit

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_NOT_PLAIN = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def title_of(questionnaire: Questionnaire, language: str) -> str:
    """Return what a translator's file of this version is called."""
    return f"{questionnaire.id} {questionnaire.version} {language}"


def units_of(questionnaire: Questionnaire, translation: Translation) -> tuple[Unit, ...]:
    """Return every text of the version with its translation, in order."""
    return tuple(
        _unit(key, source, translation.texts.get(key))
        for key, source in texts_of(questionnaire).items()
    )


def changed_translation(
    translation: Translation, changed: Mapping[str, str], *, by: str | None, on: date
) -> Translation:
    """Return the translation with these texts by key: drafts, or reviewed where a name is given."""
    texts = dict(translation.texts)
    for name, said in changed.items():
        code, _, part = name.partition(" ")
        texts[code, part] = TranslatedText(
            said=said, reviewed=by is not None, by=by, on=None if by is None else on
        )
    return replace(translation, texts=texts)


def translation_text(
    translation: Translation, questionnaire: Questionnaire, *, head: str = ""
) -> str:
    """Return the file of a translation: its texts in the order of the bank, one to a line."""
    lines = [
        *head.splitlines(),
        f"bank: {translation.bank}",
        f"version: {json.dumps(translation.version)}",
        f"language: {translation.language}",
        "texts:" if translation.texts else "texts: {}",
        *_lines(translation, questionnaire),
    ]
    return "\n".join(lines) + "\n"


def head_of(text: str) -> str:
    """Return the comments that a file begins with."""
    lines = text.splitlines()
    length = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "\n".join(lines[:length])


def _unit(key: Key, source: str, text: TranslatedText | None) -> Unit:
    name = " ".join(key)
    if text is None:
        return Unit(key=name, source=source, said="", state="missing")
    state = "reviewed" if text.reviewed else "draft"
    return Unit(key=name, source=source, said=text.said, state=state)


def _lines(translation: Translation, questionnaire: Questionnaire) -> Iterator[str]:
    before = None
    for code, part in texts_of(questionnaire):
        text = translation.texts.get((code, part))
        if text is None:
            continue
        if code != before:
            yield f"  {_name(code)}:"
            before = code
        yield f"    {_name(part)}: {_entry(text)}"


def _entry(text: TranslatedText) -> str:
    said = json.dumps(text.said, ensure_ascii=False)
    if not text.reviewed:
        return f"{{said: {said}, state: draft}}"
    by = json.dumps(text.by, ensure_ascii=False)
    return f"{{said: {said}, state: reviewed, by: {by}, on: {text.on}}}"


def _name(name: str) -> str:
    is_plain = _PLAIN.fullmatch(name) and name.casefold() not in _NOT_PLAIN
    return name if is_plain else json.dumps(name)
