"""What is read out of released families: shares, an order with its ties, and what is first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crest.domain.told import ToldCube, asked_total, share_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A told count and the whole that it is held against; the whole is at least 1.

    `of_all`: how many it does not concern is hidden, so the whole is all members of the place, and
    of those concerned it is this share or a larger one.
    """

    count: int
    whole: int
    of_all: bool

    @property
    def percent(self) -> int:
        """Return whole percent, rounded half up."""
        return share_of(self.count, self.whole) or 0

    @property
    def exact(self) -> Fraction:
        """Return the share as a fraction."""
        return Fraction(self.count, self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A family in an order by share; equal shares (whole percent) have the same place, from 1."""

    cube: ToldCube
    share: Share
    place: int
    tied: bool


def share_in(cube: ToldCube, outcome: str, *, absent: str, **place: str) -> Share | None:
    """Return the share of an outcome among those of a place who have another one than `absent`.

    None where the count or the number of all members of the place is hidden.
    """
    count, asked = cube.at(**place, outcome=outcome), asked_total(cube, absent, **place)
    whole = cube.at(**place) if asked is None else asked
    if count is None or not whole:
        return None
    return Share(count=count, whole=whole, of_all=asked is None)


def ranked(cubes: Iterable[ToldCube], outcome: str, *, absent: str) -> tuple[Ranked, ...]:
    """Return the families of which the outcome's share is told, the largest share first."""
    pairs = [(cube, share_in(cube, outcome, absent=absent)) for cube in cubes]
    told = [(cube, share) for cube, share in pairs if share is not None]
    told.sort(key=lambda pair: (-pair[1].exact, -pair[1].count, pair[0].family))
    percents = [share.percent for _, share in told]
    return tuple(
        Ranked(
            cube=cube,
            share=share,
            place=percents.index(share.percent) + 1,
            tied=percents.count(share.percent) > 1,
        )
        for cube, share in told
    )


def tied_beyond(order: Sequence[Ranked], most: int) -> int:
    """Return how many that do not come among the first `most` share the place of the last there."""
    if len(order) <= most:
        return 0
    last = order[most - 1].place
    return sum(one.place == last for one in order[most:])
