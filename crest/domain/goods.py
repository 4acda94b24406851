"""Goods in a company's own words against the list of goods made with forced or child labour."""

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from crest.domain.names import normalise
from crest.domain.reference import ListedGood


class Listing(IntEnum):
    """How the list speaks of a good, worst last."""

    NOT_LISTED = 0
    LISTED_ELSEWHERE = 1
    CHILD_HERE = 2
    INPUT_OF_LISTED = 3
    FORCED_HERE = 4


_BETWEEN_WORDS = re.compile(r"[\s,;:.()\[\]&+'\"\u2013\u2014-]+")
_REMARK = re.compile(r"\([^)]*\)")
# Words that name no good by themselves.
_EMPTY_WORDS = frozenset(
    {"", "and", "article", "for", "from", "good", "item", "made", "of", "other", "product", "the"}
    | {"to", "various", "with"}
)
_PLURALS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"))


def find_listing(
    goods: Iterable[str], *, iso2: str | None, listed: tuple[ListedGood, ...]
) -> Listing:
    """Return the worst thing that the list says of any of these goods made in this country."""
    wanted = [words for good in goods for words in _meanings(good)]
    worst = Listing.NOT_LISTED
    for entry in listed:
        found = _listing_of(entry, iso2=iso2)
        if found > worst and _is_one_of(wanted, entry.good):
            worst = found
    return worst


def _listing_of(entry: ListedGood, *, iso2: str | None) -> Listing:
    here = iso2 is not None and entry.iso2 == iso2
    if here and entry.forced:
        return Listing.FORCED_HERE
    if entry.downstream and (here or iso2 in entry.input_countries):
        return Listing.INPUT_OF_LISTED
    return Listing.CHILD_HERE if here and entry.child else Listing.LISTED_ELSEWHERE


def _is_one_of(wanted: list[frozenset[str]], listed_good: str) -> bool:
    # "Cotton garments" are garments, and "fish" may be dried fish: on doubt the list speaks.
    return any(
        mine <= theirs or theirs <= mine for theirs in _meanings(listed_good) for mine in wanted
    )


@lru_cache(maxsize=8192)
def _meanings(good: str) -> tuple[frozenset[str], ...]:
    plain = _REMARK.sub(" ", normalise(good))
    meanings = (
        frozenset(map(_singular, _BETWEEN_WORDS.split(part))) - _EMPTY_WORDS
        for part in plain.split("/")
    )
    return tuple(words for words in meanings if words)


def _singular(word: str) -> str:
    for plural, singular in _PLURALS:
        if word.endswith(plural) and len(word) > len(plural) + 1:
            return word.removesuffix(plural) + singular
    if word.endswith("oes") and len(word) > 5:
        return word.removesuffix("es")
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word.removesuffix("s")
    return word
