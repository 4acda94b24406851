"""Which entries are worth comparing: those that share something few others have.

Comparing all with all would take a hundred million steps for two lists of ten thousand. A key that
very many share (a common word, one postbox for a whole park) finds nothing by itself; those
entries meet through their other keys: two words together, the beginning of the name, name with
house number.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from crest.matching.folding import FoldedName
from crest.matching.likeness import Folded

_MOST_SHARED = 80
_MOST_COMPARED = 200
_START, _END = 5, 6

Key = tuple[str, ...]


class Index:
    """Entries by their keys; `near` gives the places of those that share a telling key."""

    def __init__(self, entries: Sequence[Folded]) -> None:
        self._keys = [tuple(dict.fromkeys(_keys(entry))) for entry in entries]
        self._places: dict[Key, list[int]] = defaultdict(list)
        for place, keys in enumerate(self._keys):
            for key in keys:
                self._places[key].append(place)

    def near(self, entry: Folded, *, before: int | None = None) -> Iterable[int]:
        """Return the places of entries worth comparing, the rarest key first.

        `before` takes only places that come earlier: each pair of one list once.
        """
        lists = [self._places[key] for key in dict.fromkeys(_keys(entry)) if key in self._places]
        found: dict[int, None] = {}
        for places in sorted(lists, key=len):
            if len(places) > _MOST_SHARED or len(found) >= _MOST_COMPARED:
                break
            found.update(dict.fromkeys(one for one in places if before is None or one < before))
        return found


def _keys(entry: Folded) -> Iterator[Key]:
    if entry.phone:
        yield ("phone", entry.phone)
    if entry.email:
        yield ("email", entry.email)
    numbers = sorted(entry.address.numbers)[:2] if entry.address else []
    for name in entry.names:
        yield from _name_keys(name)
        yield ("place", name.text, *numbers)


def _name_keys(name: FoldedName) -> Iterator[Key]:
    yield ("name", name.text)
    yield ("start", name.joined[:_START])
    yield ("end", name.joined[-_END:])
    if name.native:
        yield ("native", name.native[:_START])
    for number, word in enumerate(name.words):
        yield ("word", word)
        for other in name.words[number + 1 :]:
            yield ("words", word, other)
