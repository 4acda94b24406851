"""Which entries are worth comparing: those that share something few others have.

Comparing all with all would take a hundred million steps for two lists of ten thousand. A key that
very many share (a common word, one postbox for a whole park) finds nothing by itself; those
entries meet through their other keys: two words together, the beginning of the name, name with
house number. Nothing is folded or parsed further than the keys need: most entries share none.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from crest.domain.names import normalise, normalised
from crest.domain.supplier_match import Party
from crest.matching.folding import NameCore, address_numbers, name_core
from crest.matching.likeness import Folded, folded
from crest.matching.phones import email_sign, phone_end, phone_sign

_MOST_SHARED = 80
_MOST_COMPARED = 200
_START, _END = 5, 6
# Stands for the places of a key that too many share.
_CROWD: list[int] = []

# The names of an entry as blocks go by them, and the places of the entries that share a key.
Cores = tuple[NameCore, ...]
Places = dict[int, list[int]]
# What entries are found by.
Sign = str | tuple[str, ...]


class Entries:
    """Entries to compare by place; each is folded whole at its first comparison, if there is one.

    Entries of the same names share their `cores`.
    """

    def __init__(self, parties: Sequence[Party]) -> None:
        self.parties = parties
        shared: dict[Cores, Cores] = {}
        self.cores = [shared.setdefault(one, one) for one in _cores(parties)]
        self._folded: dict[int, Folded] = {}

    def folded(self, place: int) -> Folded:
        """Return the entry at a place as it is compared."""
        found = self._folded.get(place)
        if found is None:
            found = self._folded[place] = folded(self.parties[place])
        return found


class Index:
    """Entries by their keys; `near` gives the places of those that share a telling key.

    Keys are kept as their hashes: two keys of one hash cost a comparison and change nothing.
    """

    def __init__(self, entries: Entries) -> None:
        self._groups: dict[Cores, list[int]] = defaultdict(list)
        for place, cores in enumerate(entries.cores):
            self._groups[cores].append(place)
        self._names: Places = {}
        for cores, places in self._groups.items():
            for key in _name_keys(cores):
                _add(self._names, key, places)
        self._spots = _BySign(
            (_spot(text, entries.parties[place]), place)
            for cores, places in self._groups.items()
            for text in self._crowded(cores)
            for place in places
        )
        self._emails = _BySign(
            (email_sign(party.email), place)
            for place, party in enumerate(entries.parties)
            if party.email
        )
        self._phones = _Phones(entries.parties)
        # What one name finds, for names that several entries have.
        self._told: dict[Cores, list[list[int]]] = {}

    def shared(self) -> list[int]:
        """Return the places of entries that share any key with another one, in order."""
        names = (places for places in self._names.values() if len(places) > 1)
        keys = (self._spots, self._emails, self._phones)
        return sorted(set().union(*names, *chain.from_iterable(one.shared() for one in keys)))

    def near(self, party: Party, cores: Cores, *, before: int | None = None) -> Iterable[int]:
        """Return the places of entries worth comparing, the rarest key first.

        `before` takes only places that come earlier: each pair of one list once.
        """
        lists = [*self._phones.near(party), *self._by_email(party), *self._by_name(cores)]
        lists += [self._spots.get(_spot(text, party)) for text in self._crowded(cores)]
        found: dict[int, None] = {}
        for places in sorted(lists, key=len):
            if len(found) >= _MOST_COMPARED:
                break
            found.update(dict.fromkeys(one for one in places if before is None or one < before))
        return found

    def _by_email(self, party: Party) -> Iterator[list[int]]:
        if party.email:
            yield self._emails.get(email_sign(party.email))

    def _by_name(self, cores: Cores) -> list[list[int]]:
        told = self._told.get(cores)
        if told is None:
            found = map(self._names.get, _name_keys(cores))
            told = [places for places in found if places]
            if len(self._groups.get(cores, ())) > 1:
                self._told[cores] = told
        return told

    def _crowded(self, cores: Cores) -> list[str]:
        """Return the names that so many share that only a place tells them apart."""
        texts = dict.fromkeys(" ".join(sorted(words)) for words, _ in cores)
        return [text for text in texts if self._names.get(hash(("name", text))) is _CROWD]


class _BySign:
    """Places by sign; an empty sign is none, and one that too many share finds nothing.

    Most signs are those of one entry, for which no list is made.
    """

    def __init__(self, signs: Iterable[tuple[Sign, int]], *, most: int = _MOST_SHARED) -> None:
        self._first: dict[int, int] = {}
        self._several: Places = {}
        for sign, place in signs:
            if sign:
                key = hash(sign)
                first = self._first.setdefault(key, place)
                if first != place:
                    self._several.setdefault(key, [first]).append(place)
        crowds = [key for key, places in self._several.items() if len(places) > most]
        self._several |= dict.fromkeys(crowds, _CROWD)

    def get(self, sign: Sign) -> list[int]:
        """Return the places of a sign."""
        key = hash(sign)
        several = self._several.get(key)
        if several is not None:
            return several
        first = self._first.get(key)
        return _CROWD if first is None else [first]

    def shared(self) -> Iterable[list[int]]:
        """Return the places of each sign that several have."""
        return self._several.values()


class _Phones:
    """Places by phone; numbers are parsed only where the ends of two are the same."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self._parties = parties
        ends = (
            (phone_end(party.phone, party.country), place)
            for place, party in enumerate(parties)
            if party.phone
        )
        # Very many numbers may end alike: only whole ones are those of a crowd.
        self._ends = _BySign(ends, most=len(parties))
        self._signs: dict[str, _BySign] = {}

    def shared(self) -> Iterable[list[int]]:
        """Return the places that may have one number together."""
        return self._ends.shared()

    def near(self, party: Party) -> Iterator[list[int]]:
        """Yield the places of the same number, unless too many have it."""
        end = phone_end(party.phone, party.country) if party.phone else ""
        places = self._ends.get(end)
        if not places:
            return
        if end not in self._signs:
            self._signs[end] = self._parsed(places)
        sign = phone_sign(party.phone, party.country)
        if sign:
            yield self._signs[end].get(sign)

    def _parsed(self, places: list[int]) -> _BySign:
        whose = [self._parties[place] for place in places]
        signs = [phone_sign(party.phone, party.country) for party in whose]
        return _BySign(zip(signs, places, strict=True))


def _add(held: Places, key: int, places: list[int]) -> None:
    """Add places to those of a key; a list may be that of several keys, and is never changed."""
    before = held.get(key)
    if before is None:
        held[key] = places if len(places) <= _MOST_SHARED else _CROWD
    elif before is not _CROWD:
        held[key] = [*before, *places] if len(before) + len(places) <= _MOST_SHARED else _CROWD


def _spot(text: str, party: Party) -> tuple[str, ...]:
    numbers = address_numbers(party.address) if party.address else ()
    return (text, *(sorted(numbers)[:2] if len(numbers) > 1 else numbers))


def _cores(parties: Sequence[Party]) -> Iterator[Cores]:
    plain = normalised([party.name for party in parties])
    for first, (_, name, local, *_) in zip(map(name_core, plain), parties, strict=True):
        yield (first, name_core(normalise(local))) if local and local != name else (first,)


def _name_keys(cores: Cores) -> set[int]:
    """Return the hashes of all keys that these names have."""
    return {hash(key) for core in cores for key in _keys(core)}


def _keys(core: NameCore) -> Iterator[tuple[str, ...]]:
    kept, native = core
    words, joined = sorted(kept), "".join(kept)
    yield ("name", " ".join(words))
    yield ("start", joined[:_START])
    yield ("end", joined[-_END:])
    if native:
        yield ("native", native[:_START])
    for number, word in enumerate(words):
        yield ("word", word)
        for other in words[number + 1 :]:
            yield ("words", word, other)
