"""The respondents' glossary: terms and meanings in one language."""

from dataclasses import dataclass


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
