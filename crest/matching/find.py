"""Matches of a file with the suppliers held and with itself, and duplicates among suppliers."""

from collections.abc import Collection, Iterator, Sequence

from crest.domain.supplier_match import (
    Matches,
    Party,
    Proposal,
    best_of,
    exact_matches,
    judge,
)
from crest.matching.blocking import Entries, Index
from crest.matching.likeness import Folded, likeness


def find_matches(
    held: Sequence[Party], candidates: Sequence[Party], *, placed: Collection[str] = ()
) -> Matches:
    """Return what the candidates of a file may be among the suppliers held and in the file.

    `placed` are keys of candidates whose supplier is known otherwise: nothing is asked of them.
    Ten thousand against ten thousand take seconds; memory grows with the lists, not their product.
    """
    exact = exact_matches(held, [one for one in candidates if one.key not in placed])
    known = {*exact.found, *exact.clashes, *placed}
    ours = Entries([party for party in candidates if party.key not in known])
    asked = best_of([*_across(ours, held), *_inside(ours)])
    return Matches(exact=exact.found, clashes=exact.clashes, proposals=asked)


def find_duplicates(parties: Sequence[Party]) -> tuple[Proposal, ...]:
    """Return which suppliers of one list may be entered twice, each pair once, best first."""
    found = best_of(_inside(Entries(parties)))
    return tuple(sorted(found, key=lambda one: (-one.score, one.left, one.right)))


def _across(ours: Entries, held: Sequence[Party]) -> Iterator[Proposal]:
    if not held:
        return
    theirs = Entries(held)
    index = Index(theirs)
    for number, (party, cores) in enumerate(zip(ours.parties, ours.cores, strict=True)):
        if places := index.near(party, cores):
            one = ours.folded(number)
            for place in places:
                yield from _proposed(one, theirs.folded(place), inside=False)


def _inside(ours: Entries) -> Iterator[Proposal]:
    index = Index(ours)
    for number in index.shared():
        if places := index.near(ours.parties[number], ours.cores[number], before=number):
            one = ours.folded(number)
            for place in places:
                yield from _proposed(one, ours.folded(place), inside=True)


def _proposed(one: Folded, other: Folded, *, inside: bool) -> Iterator[Proposal]:
    alike = likeness(one, other)
    found = None if alike is None else judge(alike)
    if found is not None:
        yield Proposal(
            left=one.party.key,
            right=other.party.key,
            inside=inside,
            kind=found.kind,
            score=found.score,
            reasons=found.reasons,
        )
