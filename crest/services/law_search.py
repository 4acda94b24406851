"""Search in laws and glossary: English and Khmer, whatever spelling or digits are typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from crest.content.library import Library
from crest.domain.highlight import Segment, finds_all, segments, sought_words
from crest.domain.instruments import Instrument, Obligation, Rule
from crest.domain.names import normalise
from crest.domain.permissions import Actor, Permission, require

# More than anybody reads; the page says when there are more.
MOST_FOUND = 60
# Longer queries are cut: no name or article is longer, and each word costs a pass.
_MOST_SIGNS = 200


class FoundKind(StrEnum):
    """What sort of thing was found, in the order in which they are shown."""

    LAW = "law"
    DUTY = "duty"
    RULE = "rule"
    TERM = "term"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A thing that can be found, as written; `names` are found but not shown."""

    kind: FoundKind
    title: str
    text: str
    names: str = ""
    instrument: Instrument | None = None
    place: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class _Indexed:
    """An entry with its names and articles, and all its words, in their comparable form."""

    entry: _Entry
    head: str
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A thing found: where it stands, and its words cut into what was sought and what not."""

    kind: FoundKind
    instrument: Instrument | None
    place: str
    law: tuple[Segment, ...]
    citation: tuple[Segment, ...]
    title: tuple[Segment, ...]
    text: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What was found, best first, and how much there is in all."""

    found: tuple[Found, ...]
    total: int


def search_laws(actor: Actor, query: str, *, library: Library, language: str) -> SearchResult:
    """Return laws, obligations, rules and terms that hold every word of the query.

    What has all words in its name or article comes before what has them in its text.
    """
    require(actor, Permission.LAW_READ)
    words = sought_words(query[:_MOST_SIGNS])
    if not words:
        return SearchResult(found=(), total=0)
    hits = [one for one in _index(library, language) if finds_all(words, one.whole)]
    ranked = sorted(hits, key=lambda one: not finds_all(words, one.head))
    return SearchResult(
        found=tuple(_found(one.entry, words) for one in ranked[:MOST_FOUND]), total=len(ranked)
    )


@lru_cache(maxsize=8)
def _index(library: Library, language: str) -> tuple[_Indexed, ...]:
    """Return what can be found; a library never changes, so that this is made once for each."""
    entries = (
        *(_of_law(law) for law in library.instruments),
        *(_of_duty(duty, law) for law in library.instruments for duty in law.obligations),
        *(_of_rule(rule, law) for law in library.instruments for rule in law.rules),
        *_terms(library, language),
    )
    return tuple(_indexed(entry) for entry in entries)


def _indexed(entry: _Entry) -> _Indexed:
    head = normalise(f"{entry.title} {entry.citation} {entry.names}")
    return _Indexed(entry, head, f"{head} {normalise(entry.text)}")


def _of_law(law: Instrument) -> _Entry:
    return _Entry(
        kind=FoundKind.LAW,
        instrument=law,
        citation=law.local_name or "",
        title=law.name,
        text=law.summary,
        names=law.id,
    )


def _of_duty(duty: Obligation, law: Instrument) -> _Entry:
    return _Entry(
        kind=FoundKind.DUTY,
        instrument=law,
        place=duty.id,
        citation=duty.citation,
        title=duty.title,
        text=duty.requirement,
        names=_names(duty.id, law),
    )


def _of_rule(rule: Rule, law: Instrument) -> _Entry:
    return _Entry(
        kind=FoundKind.RULE,
        instrument=law,
        place=rule.id,
        citation=rule.citation,
        title=rule.title,
        text=rule.text,
        names=_names(rule.id, law),
    )


def _names(part_id: str, law: Instrument) -> str:
    # The name of the law counts for each article: "labour law 126" finds it.
    return f"{part_id} {law.name} {law.local_name or ''}"


def _terms(library: Library, language: str) -> Iterator[_Entry]:
    """Yield the glossary in English, and in the reader's language where that is another one."""
    both = (*library.glossary("en").values(), *library.glossary(language).values())
    for term in dict.fromkeys(both):
        yield _Entry(kind=FoundKind.TERM, title=term.term, text=term.meaning)


def _found(entry: _Entry, words: tuple[str, ...]) -> Found:
    return Found(
        kind=entry.kind,
        instrument=entry.instrument,
        place=entry.place,
        law=segments(entry.instrument.name if entry.instrument else "", words),
        citation=segments(entry.citation, words),
        title=segments(entry.title, words),
        text=segments(entry.text, words),
    )
