"""Where sought words stand in a text, compared as names are: the text itself stays as written."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crest.domain.names import normalise

_INVISIBLE = frozenset("\u200b\u200c\u200d\ufeff")
_COENG = "\u17d2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of a text, and whether it is what was sought."""

    text: str
    hit: bool


def sought_words(query: str) -> tuple[str, ...]:
    """Return the words of a query in their comparable form, each once, in order."""
    return tuple(dict.fromkeys(normalise(query).split()))


def finds_all(words: Sequence[str], plain: str) -> bool:
    """Return whether every word stands in the text, which is in its comparable form.

    A number is found as a whole alone: 12 is not found in 126.
    """
    return all(_pattern(word).search(plain) for word in words)


def segments(text: str, words: Sequence[str]) -> tuple[Segment, ...]:
    """Return the text cut into what was sought and what was not; joined they are the text."""
    pieces = list(_pieces(text))
    plain = "".join(normalised for _, normalised in pieces)
    hits = _hits(plain, words)
    found: list[Segment] = []
    place = 0
    for piece, normalised in pieces:
        hit = any(hits[place : place + len(normalised)])
        place += len(normalised)
        if found and found[-1].hit == hit:
            found[-1] = Segment(text=found[-1].text + piece, hit=hit)
        else:
            found.append(Segment(text=piece, hit=hit))
    return tuple(found)


def _pattern(word: str) -> re.Pattern[str]:
    before = r"(?<![0-9])" if word[0].isdigit() else ""
    after = r"(?![0-9])" if word[-1].isdigit() else ""
    return re.compile(before + re.escape(word) + after)


def _hits(plain: str, words: Sequence[str]) -> list[bool]:
    hits = [False] * len(plain)
    for word in words:
        for found in _pattern(word).finditer(plain):
            hits[found.start() : found.end()] = [True] * (found.end() - found.start())
    return hits


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield each sign with what hangs on it, and its comparable form; blanks stay one blank."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not _hangs_on(text[place], text[start:place]):
            piece = text[start:place]
            yield piece, " " if piece.isspace() else normalise(piece)
            start = place


def _hangs_on(sign: str, before: str) -> bool:
    if sign in _INVISIBLE or unicodedata.combining(sign):
        return True
    if unicodedata.category(sign).startswith("M"):
        return True
    visible = before.rstrip("".join(_INVISIBLE))
    return visible.endswith(_COENG)
