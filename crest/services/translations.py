"""Translated texts: how complete they are, reading them beside their originals, taking them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crest.content.library import Library
from crest.content.spoken import WHOLE, texts_of
from crest.content.terms import Term, TranslatedText, Translation
from crest.domain.bank import Questionnaire
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.names import clean_text
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.reviews import Key, ReviewedText, Reviews, source_digest
from crest.domain.trail import Act, by
from crest.domain.translation_units import placeholders
from crest.persistence import translation_reviews as rows
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed

_REVIEW = "translation.review"
_MOST = 4_000
CHECKS = "checks"
OPEN, DONE, ALL = "open", "reviewed", "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedTexts:
    """Which texts a page shows: a part of the bank, open ones or others, from where to where."""

    bank: str
    version: str
    language: str
    part: str = ""
    state: str = OPEN
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One text beside its original: `state` is missing, draft, reviewed or outdated.

    `version` is what a review of it follows on.
    """

    code: str
    part: str
    source: str
    said: str
    state: str
    by: str
    on: date | None
    version: int
    terms: tuple[tuple[Term, Term], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many texts of something are drafts, reviewed and missing in a language."""

    draft: int
    reviewed: int
    missing: int

    @property
    def total(self) -> int:
        """Return how many texts there are."""
        return self.draft + self.reviewed + self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """A page of texts of a version in a language from `offset` on, with the parts of the bank."""

    questionnaire: Questionnaire
    language: str
    parts: tuple[tuple[str, int], ...]
    share: Share
    lines: tuple[TextLine, ...]
    offset: int
    total: int
    may_review: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePage:
    """How complete a language is: each version of each bank, and the glossary."""

    language: str
    banks: tuple[tuple[Questionnaire, Share], ...]
    glossary: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedReview:
    """What a person takes as the text of a part; `source` and `version` are what was shown."""

    bank: str
    bank_version: str
    language: str
    code: str
    part: str
    source: str
    said: str
    version: int
    key: str


def reviewed_library(session: DatabaseSession, library: Library) -> Library:
    """Return the library with the reviews of its language laid over, in an open transaction."""
    language = library.language
    stamp = rows.read_stamp(session, language)
    return library.reviewed(stamp, lambda: rows.read_reviews(session, language))


def read_reviewed_library(session: DatabaseSession, library: Library) -> Library:
    """Return the library with the reviews of its language laid over."""
    with reading(session):
        return reviewed_library(session, library)


def installed_reviews(session: DatabaseSession, language: str) -> Reviews:
    """Return all reviews of a language in this installation."""
    with reading(session):
        return rows.read_reviews(session, language)


def completeness_page(
    session: DatabaseSession, actor: Actor, *, library: Library, languages: Iterable[str]
) -> tuple[LanguagePage, ...]:
    """Return how complete each of these languages is, the reviews of the installation counted."""
    require(actor, Permission.BANK_INSPECT)
    with reading(session):
        reviews = {language: rows.read_reviews(session, language) for language in languages}
    return tuple(completeness_of(library, language, found) for language, found in reviews.items())


def completeness_of(library: Library, language: str, reviews: Reviews) -> LanguagePage:
    """Return how complete a language is."""
    written = library.speaking("en")
    return LanguagePage(
        language=language,
        banks=tuple(
            (one, _share(_lines(library, one, language, reviews))) for one in written.questionnaires
        ),
        glossary=_glossary_share(library, language),
    )


def review_page(
    session: DatabaseSession, actor: Actor, wanted: WantedTexts, *, library: Library
) -> ReviewPage:
    """Return texts beside their originals, or raise NotFoundError for an unknown version."""
    require(actor, Permission.BANK_INSPECT)
    questionnaire = library.speaking("en").questionnaire(wanted.bank, wanted.version)
    with reading(session):
        reviews = rows.read_reviews(session, wanted.language)
    lines = _lines(library, questionnaire, wanted.language, reviews)
    parts = _parts(questionnaire, lines)
    found = [line for line in lines if _is_wanted(line, wanted, questionnaire)]
    # Where the texts of the last page were taken, the page before is the last one.
    start = min(wanted.offset, max(0, len(found) - 1) // wanted.limit * wanted.limit)
    return ReviewPage(
        questionnaire=questionnaire,
        language=wanted.language,
        parts=parts,
        share=_share(lines),
        lines=tuple(found[start : start + wanted.limit]),
        offset=start,
        total=len(found),
        may_review=allows(actor, Permission.TRANSLATION_REVIEW),
    )


def review_text(
    session: DatabaseSession,
    actor: Actor,
    wanted: WantedReview,
    *,
    library: Library,
    now: datetime,
) -> None:
    """Keep a text as reviewed by this person; refused where its original is another by now."""
    require(actor, Permission.TRANSLATION_REVIEW)
    said = _checked(wanted, library)
    act = f"{_REVIEW}:{wanted.bank}:{wanted.bank_version}:{wanted.language}"
    with writing(session):
        if replayed(session, actor.tenant_id, wanted.key, act) is not None:
            return
        review = ReviewedText(
            bank=wanted.bank,
            bank_version=wanted.bank_version,
            language=wanted.language,
            code=wanted.code,
            part=wanted.part,
            source=wanted.source,
            said=said,
            by=actor.name,
            on=now.date(),
            version=wanted.version + 1,
        )
        rows.write_review(session, review, reviewed_by=actor.user_id, now=now)
        remember(session, actor.tenant_id, wanted.key, act, {}, now)
        named = f"{wanted.bank} {wanted.bank_version} {wanted.language}"
        told = {"code": wanted.code, "part": wanted.part, "said": said, "source": wanted.source}
        record(session, by(actor), Act.TRANSLATION_REVIEW, of=named, told=told, now=now)


def _checked(wanted: WantedReview, library: Library) -> str:
    written = library.speaking("en").questionnaire(wanted.bank, wanted.bank_version)
    original = texts_of(written).get((wanted.code, wanted.part))
    if original is None:
        raise NotFoundError(code=wanted.code, part=wanted.part)
    if source_digest(original) != wanted.source:
        raise RefusedInputError("translation_source_changed")
    said = clean_text(wanted.said)
    if not said:
        raise RefusedInputError("translation_empty")
    if len(said) > _MOST:
        raise RefusedInputError("too_long", value=_MOST)
    if placeholders(said) != placeholders(original):
        missing = sorted(set(placeholders(original)) ^ set(placeholders(said)))
        raise RefusedInputError("translation_placeholder", names=", ".join(missing))
    return said


def _lines(
    library: Library, questionnaire: Questionnaire, language: str, reviews: Reviews
) -> list[TextLine]:
    found = library.translation(questionnaire.id, questionnaire.version, language)
    translation = found or Translation(
        bank=questionnaire.id, version=questionnaire.version, language=language, texts={}
    )
    taken = reviews.of(questionnaire.id, questionnaire.version)
    glossary = _Glossary(library, language)
    return [
        _line(
            (key, source),
            translation.texts.get(key),
            taken.get(key),
            terms=glossary.found_in(source, _named_terms(questionnaire, key)),
        )
        for key, source in texts_of(questionnaire).items()
    ]


def _named_terms(questionnaire: Questionnaire, key: Key) -> tuple[str, ...]:
    """Return the terms that a question points to; they are shown with its text."""
    question = questionnaire.questions.get(key[0])
    return question.glossary if question and key[1] == "text" else ()


def _line(
    original: tuple[Key, str],
    text: TranslatedText | None,
    review: ReviewedText | None,
    *,
    terms: tuple[tuple[Term, Term], ...],
) -> TextLine:
    key, source = original
    day: date | None = None
    said, by_whom, state = "", "", "missing"
    if review is not None:
        said, by_whom, day = review.said, review.by, review.on
        state = "reviewed" if review.source == source_digest(source) else "outdated"
    elif text is not None:
        said, by_whom, day = text.said, text.by or "", text.on
        state = "reviewed" if text.reviewed else "draft"
    return TextLine(
        code=key[0],
        part=key[1],
        source=source,
        said=said,
        state=state,
        by=by_whom,
        on=day,
        version=0 if review is None else review.version,
        terms=terms,
    )


class _Glossary:
    """The fixed terms of a language, found in originals."""

    def __init__(self, library: Library, language: str) -> None:
        english, other = library.glossary("en"), library.glossary(language)
        self._english = english
        self._terms = [
            (id_, re.compile(rf"\b{re.escape(term.term)}s?\b", re.IGNORECASE), other[id_])
            for id_, term in english.items()
            if other[id_] is not term
        ]

    def found_in(self, source: str, named: Sequence[str]) -> tuple[tuple[Term, Term], ...]:
        return tuple(
            (self._english[id_], said)
            for id_, pattern, said in self._terms
            if id_ in named or pattern.search(source)
        )


def _share(lines: Sequence[TextLine]) -> Share:
    states = [line.state for line in lines]
    reviewed, missing = states.count("reviewed"), states.count("missing")
    return Share(reviewed=reviewed, missing=missing, draft=len(states) - reviewed - missing)


def _glossary_share(library: Library, language: str) -> Share:
    english, other = library.glossary("en"), library.glossary(language)
    missing = sum(other[id_] is term for id_, term in english.items())
    return Share(draft=len(english) - missing, reviewed=0, missing=missing)


def _parts(questionnaire: Questionnaire, lines: Sequence[TextLine]) -> tuple[tuple[str, int], ...]:
    """Return code and number of open texts of each part of the bank."""
    places = _places(questionnaire)
    still = [places[line.code] for line in lines if line.state != "reviewed"]
    codes = dict.fromkeys(places[line.code] for line in lines)
    return tuple((code, still.count(code)) for code in codes)


def _places(questionnaire: Questionnaire) -> Mapping[str, str]:
    """Return the part of the bank that each code stands in."""
    return {
        WHOLE: WHOLE,
        **{section.code: section.code for section in questionnaire.sections},
        **{
            question.code: section.code
            for section in questionnaire.sections
            for question in section.questions
        },
        **{check.code: CHECKS for check in questionnaire.checks},
    }


def _is_wanted(line: TextLine, wanted: WantedTexts, questionnaire: Questionnaire) -> bool:
    if wanted.part and _places(questionnaire)[line.code] != wanted.part:
        return False
    is_done = line.state == "reviewed"
    return wanted.state == ALL or is_done == (wanted.state == DONE)
