"""Released figures over time: which releases told what, and what may be compared with what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crest.domain.told import ToldCube

H = TypeVar("H")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCampaign(Generic[H]):
    """A campaign, by the release that tells it with most of its members."""

    campaign: str
    head: H
    cube: ToldCube

    @property
    def place(self) -> dict[str, str]:
        """Return where its cells stand."""
        return {"campaign": self.campaign}


def step_of(now: int | None, before: int | None) -> int | None:
    """Return the difference of two cells; None where one of them is hidden or was not told."""
    return None if now is None or before is None else now - before


def steps(cells: Iterable[Sequence[int | None]]) -> Iterator[tuple[int | None, ...]]:
    """Yield for each row of cells the differences to the last row that was told, where one was.

    A row that was not told is empty. Rows of another length have other outcomes: they do not
    compare.
    """
    before: Sequence[int | None] = ()
    for row in cells:
        if len(row) == len(before):
            yield tuple(step_of(now, was) for now, was in zip(row, before, strict=True))
        else:
            yield tuple(None for _ in row)
        before = row or before


def campaigns_in(history: Iterable[tuple[H, ToldCube]]) -> tuple[OfCampaign[H], ...]:
    """Return the campaigns in the order in which they were told, each with most of its members.

    Of releases that tell as many, the newest; one that hides how many they are comes last.
    """
    found: dict[str, OfCampaign[H]] = {}
    for head, cube in history:
        for campaign in cube.names:
            one = OfCampaign(campaign=campaign, head=head, cube=cube)
            known = found.get(campaign)
            if known is None or _members(one) >= _members(known):
                found[campaign] = one
    return tuple(found.values())


def _members(one: OfCampaign[H]) -> int:
    return one.cube.at(**one.place) or -1


def cells_of(cube: ToldCube | None, place: Mapping[str, str]) -> tuple[int | None, ...]:
    """Return how many members a place has and its outcomes; nothing where it was not told."""
    if cube is None:
        return ()
    return (cube.at(**place), *(cube.at(**place, outcome=one) for one in cube.outcomes))
