"""Matches of a file with the suppliers held and with itself, and duplicates among suppliers."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from crest.domain.supplier_match import (
    Matches,
    Party,
    Proposal,
    best_of,
    exact_matches,
    judge,
)
from crest.matching.blocking import Index
from crest.matching.likeness import Folded, folded, likeness


def find_matches(
    held: Sequence[Party], candidates: Sequence[Party], *, placed: Collection[str] = ()
) -> Matches:
    """Return what the candidates of a file may be among the suppliers held and in the file.

    `placed` are keys of candidates whose supplier is known otherwise: nothing is asked of them.
    Ten thousand against ten thousand take seconds; memory grows with the lists, not their product.
    """
    exact = exact_matches(held, [one for one in candidates if one.key not in placed])
    known = {*exact.found, *exact.clashes, *placed}
    ours = [folded(party) for party in candidates if party.key not in known]
    theirs = [folded(party) for party in held]
    asked = best_of([*_across(ours, theirs), *_inside(ours)])
    return Matches(exact=exact.found, clashes=exact.clashes, proposals=asked)


def find_duplicates(parties: Sequence[Party]) -> tuple[Proposal, ...]:
    """Return which suppliers of one list may be entered twice, each pair once, best first."""
    found = best_of(_inside([folded(party) for party in parties]))
    return tuple(sorted(found, key=lambda one: (-one.score, one.left, one.right)))


def _across(ours: Iterable[Folded], theirs: Sequence[Folded]) -> Iterator[Proposal]:
    index = Index(theirs)
    for one in ours:
        for place in index.near(one):
            yield from _proposed(one, theirs[place], inside=False)


def _inside(ours: Sequence[Folded]) -> Iterator[Proposal]:
    index = Index(ours)
    for number, one in enumerate(ours):
        for place in index.near(one, before=number):
            yield from _proposed(one, ours[place], inside=True)


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
