"""Goods in a company's own words against the list of goods made with forced or child labour."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from crest.domain.names import normalise
from crest.domain.reference import ListedGood, Reference


class Listing(IntEnum):
    """How the list speaks of a good, worst last."""

    NOT_LISTED = 0
    LISTED_ELSEWHERE = 1
    CHILD_HERE = 2
    INPUT_OF_LISTED = 3
    FORCED_HERE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The worst that a list says, and the entry that says it; None where nothing fits.

    `name` is the good or input in the company's words. `unplaced` are inputs that the list has,
    and whose origin is not known: they may be worse than the listing says.
    """

    listing: Listing = Listing.NOT_LISTED
    entry: ListedGood | None = None
    name: str = ""
    unplaced: tuple[str, ...] = ()


_BETWEEN_WORDS = re.compile(r"[\s,;:.()\[\]&+'\"\u2013\u2014-]+")
_REMARK = re.compile(r"\([^)]*\)")
# Words that name no good by themselves.
_EMPTY_WORDS = frozenset(
    {"", "and", "article", "for", "from", "good", "item", "made", "of", "other", "product", "the"}
    | {"to", "various", "with"}
)
_PLURALS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"))


def find_goods(
    goods: Iterable[str], *, iso2: str | None, listed: tuple[ListedGood, ...]
) -> Finding:
    """Return the worst thing that the list says of any of these goods made in this country."""
    wanted = [(words, good) for good in goods for words in _meanings(good)]
    worst = Finding()
    for entry in listed:
        found = _listing_of(entry, iso2=iso2)
        if found > worst.listing and (name := _named(wanted, entry.good)) is not None:
            worst = Finding(listing=found, entry=entry, name=name)
    return worst


def find_inputs(
    inputs: Iterable[str], *, reference: Reference, listed: tuple[ListedGood, ...]
) -> Finding:
    """Return the worst thing that the list says of any input, written as `cotton (China)`.

    The country in brackets is where the input comes from: a code, a name or an alias.
    """
    worst, unplaced = Finding(), []
    for text in inputs:
        origin = origin_of(text, reference)
        found = _of_input(text, origin, listed)
        if found.listing is Listing.LISTED_ELSEWHERE and origin is None:
            unplaced.append(text)
        worst = max(worst, found, key=lambda one: one.listing)
    return Finding(
        listing=worst.listing, entry=worst.entry, name=worst.name, unplaced=tuple(unplaced)
    )


def origin_of(text: str, reference: Reference) -> str | None:
    """Return the ISO2 of the country in brackets; None where none stands there or is known."""
    remarks = (reference.find_country(part[1:-1]) for part in _REMARK.findall(text))
    return next((iso2 for iso2 in remarks if iso2), None)


def _of_input(text: str, origin: str | None, listed: tuple[ListedGood, ...]) -> Finding:
    wanted = [(words, text) for words in _meanings(text)]
    worst = Finding()
    for entry in listed:
        is_from_there = origin is not None and entry.iso2 == origin
        found = Listing.INPUT_OF_LISTED if is_from_there else Listing.LISTED_ELSEWHERE
        if found > worst.listing and _named(wanted, entry.good) is not None:
            worst = Finding(listing=found, entry=entry, name=text)
    return worst


def _listing_of(entry: ListedGood, *, iso2: str | None) -> Listing:
    here = iso2 is not None and entry.iso2 == iso2
    if here and entry.forced:
        return Listing.FORCED_HERE
    if entry.downstream and (here or iso2 in entry.input_countries):
        return Listing.INPUT_OF_LISTED
    return Listing.CHILD_HERE if here and entry.child else Listing.LISTED_ELSEWHERE


def _named(wanted: list[tuple[frozenset[str], str]], listed_good: str) -> str | None:
    # "Cotton garments" are garments, and "fish" may be dried fish: on doubt the list speaks.
    for theirs in _meanings(listed_good):
        for mine, name in wanted:
            if mine <= theirs or theirs <= mine:
                return name
    return None


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
