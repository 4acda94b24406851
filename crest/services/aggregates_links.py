"""Which families of cubes stand on the same answers, and whether they are safe side by side."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product

from crest.content.library import Library
from crest.disclosure.linked import Pairs
from crest.disclosure.many import Pair, safe_side_by_side
from crest.disclosure.release import Protected
from crest.disclosure.tables import Contribution
from crest.domain.instruments import Force
from crest.domain.member_details import (
    BEST,
    CHANGED,
    CONTRADICTION,
    DONT_KNOW,
    DUTY_STATUSES,
    LAW,
    LEFT_OPEN,
    NONE,
    NOT_APPLICABLE,
    NOT_ASKED,
    NOT_IN_PLACE,
    NOT_LISTED,
    OBLIGATION,
    QUESTION,
    REPLIES,
    SIGNS,
    SOME,
    TRIGGER,
)
from crest.domain.member_figures import STATUSES
from crest.domain.participation import (
    BEGINNING,
    NOT_BEGUN,
    NOT_STOPPED,
    PARTS,
    STOPPED,
    STOPPED_PART,
    part_of,
    sections_of,
)

Protections = Mapping[str, tuple[Protected, Sequence[Contribution]]]
Linked = tuple[str, str, Pairs]

# Outcomes of the first and second family that nobody has together.
_UNSURE: Pairs = {(NONE, DONT_KNOW)}
_FIRED: Pairs = {(NONE, SOME)}
_ABSENT: Pairs = {
    (first, second)
    for first, second in product(REPLIES, SIGNS)
    if (first == NOT_ASKED) != (second == NOT_ASKED)
}
_STOPPED: Pairs = _ABSENT | {
    (first, SOME) for first in (BEST, DONT_KNOW, LEFT_OPEN, NOT_APPLICABLE)
}
_NOT_LISTED: Pairs = {
    (first, second)
    for first, second in product(STATUSES, DUTY_STATUSES)
    if first == NOT_LISTED and second != NOT_LISTED
}
_BROKEN: Pairs = _NOT_LISTED | {
    (first, NOT_IN_PLACE) for first in STATUSES if first not in {"breach_indicated", "not_met"}
}


def linked_families(names: Collection[str], library: Library) -> Iterator[Linked]:
    """Yield pairs of families on the same answers, and the outcomes that exclude each other.

    The finer one stands second: it waits where the two are not safe together.
    """
    known = set(names)
    for one, other, never in (*_laws(library), *_replies(known), *_left(library)):
        if one in known and other in known:
            yield one, other, never


def unsafe_together(
    protections: Protections, library: Library, *, seed: int, processes: int
) -> Mapping[str, str]:
    """Return the families that must not be told beside another one, with that one's name.

    What is withheld already is not held against the rest.
    """
    linked = tuple(linked_families(protections, library))
    pairs = [
        Pair(one=protections[one], other=protections[other], never=never, seed=seed)
        for one, other, never in linked
    ]
    safe = safe_side_by_side(pairs, processes=processes, progress=lambda _done, _total: None)
    withheld: dict[str, str] = {}
    for (one, other, _), is_safe in zip(linked, safe, strict=True):
        if not is_safe and one not in withheld and other not in withheld:
            withheld[other] = one
    return withheld


def _laws(library: Library) -> Iterator[Linked]:
    for instrument in library.instruments:
        for duty in instrument.obligations:
            decides = duty.force in {Force.MUST, Force.BAN}
            never = _BROKEN if decides else _NOT_LISTED
            yield LAW + instrument.id, OBLIGATION + duty.id, never


def _replies(names: Collection[str]) -> Iterator[Linked]:
    for name in sorted(names):
        if name.startswith(QUESTION):
            code = name.removeprefix(QUESTION)
            yield "dont_know", name, _UNSURE
            yield "triggers", TRIGGER + code, _FIRED
            yield name, TRIGGER + code, _STOPPED
            yield name, CHANGED + code, _ABSENT
            yield name, CONTRADICTION + code, _ABSENT


def _left(library: Library) -> Iterator[Linked]:
    """Yield what says where self-assessments rest: nobody left one that has begun none."""
    for bank, order in sections_of(library.questionnaires).items():
        yield BEGINNING, STOPPED_PART + bank, set(product([NOT_BEGUN], PARTS))
        yield BEGINNING, STOPPED + bank, set(product([NOT_BEGUN], order))
        parts = {NOT_STOPPED: NOT_STOPPED, **{one: part_of(one, order) for one in order}}
        apart = {
            (part, section)
            for part, section in product((*PARTS, NOT_STOPPED), parts)
            if parts[section] != part
        }
        yield STOPPED_PART + bank, STOPPED + bank, apart
