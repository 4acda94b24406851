"""What released figures say of who answered, and what those who did not may hide.

Everything here follows from released cells alone: whoever reads them can work it out too.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crest.domain.method import RiskBand
from crest.domain.participation import BEGUN, NOT_BEGUN, SUBMITTED
from crest.domain.told import ToldCube, share_of

_GRAVE = (RiskBand.HIGH.value, RiskBand.SEVERE.value)
_MILD = (RiskBand.LOW.value, RiskBand.MODERATE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A number of members that lies between two, of so many."""

    least: int
    most: int
    whole: int

    @property
    def least_share(self) -> int:
        """Return the lower end in whole percent, rounded down."""
        return 100 * self.least // self.whole

    @property
    def most_share(self) -> int:
        """Return the upper end in whole percent, rounded up."""
        return -(-100 * self.most // self.whole)

    @property
    def is_exact(self) -> bool:
        """Return whether both ends are the same number."""
        return self.least == self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """How many members of a group there are and have submitted; None where that is hidden.

    `group` is None for all members. `of_answered` and `of_all` count members at high or severe
    residual risk: of those that answered, and of all if those that did not stood at best or at
    worst; None where the cells that are told give no range.
    """

    group: str | None
    members: int | None
    not_begun: int | None
    begun: int | None
    submitted: int | None
    of_answered: Between | None
    of_all: Between | None

    @property
    def rate(self) -> int | None:
        """Return the response rate in whole percent, None where it is hidden."""
        return share_of(self.submitted, self.members)

    @property
    def silent(self) -> int | None:
        """Return how many have not submitted, None where that is hidden."""
        if self.members is None or self.submitted is None:
            return None
        return self.members - self.submitted


def responses(taking_part: ToldCube, bands: ToldCube | None, place: str) -> tuple[Response, ...]:
    """Return the response of all members and then of each group of a place.

    `bands` are the bands of the same release, or None where there are none.
    """
    groups = [None, *taking_part.values.get(place, ())]
    return tuple(_response(taking_part, bands, place, group) for group in groups)


def _response(
    taking_part: ToldCube, bands: ToldCube | None, place: str, group: str | None
) -> Response:
    where = {} if group is None else {place: group}
    members = taking_part.at(**where)
    answered = None if bands is None else grave(bands, **where)
    return Response(
        group=group,
        members=members,
        not_begun=taking_part.at(**where, outcome=NOT_BEGUN),
        begun=taking_part.at(**where, outcome=BEGUN),
        submitted=taking_part.at(**where, outcome=SUBMITTED),
        of_answered=answered,
        of_all=with_silent(answered, members),
    )


def grave(bands: ToldCube, **place: str) -> Between | None:
    """Return how many of those that answered stand at high or severe residual risk.

    Hidden cells leave a range; None where it is hidden how many answered, or nobody did.
    """
    counted = bands.at(**place)
    if not counted:
        return None
    told, is_whole = _told(bands, _GRAVE, **place)
    mild, mild_whole = _told(bands, _MILD, **place)
    least = counted - mild if mild_whole else told
    most = told if is_whole else counted - mild
    return Between(least=least, most=most, whole=counted)


def with_silent(answered: Between | None, members: int | None) -> Between | None:
    """Return the range over all members: those that did not answer all stand well, or all badly.

    None where either is hidden, or fewer are members than answered.
    """
    if answered is None or members is None or members < answered.whole:
        return None
    silent = members - answered.whole
    return Between(least=answered.least, most=answered.most + silent, whole=members)


def _told(cube: ToldCube, outcomes: Iterable[str], **place: str) -> tuple[int, bool]:
    """Return the sum of the cells that are told, and whether these are all."""
    cells = [cube.at(**place, outcome=one) for one in outcomes]
    return sum(one for one in cells if one is not None), None not in cells
