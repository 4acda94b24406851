"""Texts beside the questions: the respondents' glossary, and translations of a bank."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term that questions point to, and its meaning."""

    id: str
    term: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """All terms of one language."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedText:
    """A text in another language: a draft, or reviewed by a person on a day."""

    said: str
    reviewed: bool
    by: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The texts of one version of a bank in one language, by code and part."""

    bank: str
    version: str
    language: str
    texts: Mapping[tuple[str, str], TranslatedText]
