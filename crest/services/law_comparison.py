"""Two laws side by side, topic by topic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crest.content.library import Library
from crest.domain.errors import NotFoundError
from crest.domain.instruments import Instrument, Obligation
from crest.domain.permissions import Actor, Permission, require


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """What each of two laws asks about one topic."""

    topic: str
    first: tuple[Obligation, ...]
    second: tuple[Obligation, ...]

    @property
    def in_both(self) -> bool:
        """Return whether both laws speak of it."""
        return bool(self.first and self.second)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two laws and their topics; both None until two are chosen."""

    first: Instrument | None
    second: Instrument | None
    rows: tuple[TopicRow, ...]


def compare_laws(actor: Actor, *, first: str, second: str, library: Library) -> Comparison:
    """Return the two laws by topic, those of both first; an unknown id is as good as none."""
    require(actor, Permission.LAW_READ)
    a, b = _find(first, library), _find(second, library)
    if a is None or b is None:
        return Comparison(first=a, second=b, rows=())
    of_a, of_b = _by_topic(a.obligations), _by_topic(b.obligations)
    rows = [
        TopicRow(topic=topic, first=of_a.get(topic, ()), second=of_b.get(topic, ()))
        for topic in dict.fromkeys((*of_a, *of_b))
    ]
    return Comparison(first=a, second=b, rows=tuple(sorted(rows, key=_order)))


def _order(row: TopicRow) -> tuple[bool, bool]:
    # What both ask, then what the first one alone asks; inside each as the laws have it.
    return not row.in_both, not row.first


def _find(instrument_id: str, library: Library) -> Instrument | None:
    try:
        return library.instrument(instrument_id)
    except NotFoundError:
        return None


def _by_topic(duties: Iterable[Obligation]) -> Mapping[str, tuple[Obligation, ...]]:
    found: dict[str, tuple[Obligation, ...]] = {}
    for duty in duties:
        for topic in duty.topics:
            found[topic] = (*found.get(topic, ()), duty)
    return found
