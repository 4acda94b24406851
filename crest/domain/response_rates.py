"""What released figures say of who answered, and what those who did not may hide.

Everything here follows from released cells alone: whoever reads them can work it out too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from crest.domain.method import RiskBand
from crest.domain.participation import BEGUN, NOT_BEGUN, SUBMITTED
from crest.domain.told import OUTCOME, ToldCube, share_of

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldResponse:
    """Families of one release: who submitted, who of the others has begun, and the bands.

    The last two are None where that release does not tell them.
    """

    taking_part: ToldCube
    begun: ToldCube | None
    bands: ToldCube | None

    @property
    def stages(self) -> ToldCube:
        """Return one family of both: submitted, begun, not begun; where not told, who submitted."""
        if self.begun is None:
            return self.taking_part
        begun = {key: one for key, one in self.begun.cells.items() if key[-1] is not None}
        return replace(
            self.taking_part,
            values={**self.taking_part.values, OUTCOME: (SUBMITTED, BEGUN, NOT_BEGUN)},
            cells={**self.taking_part.cells, **begun},
        )


def responses(told: ToldResponse, place: str) -> tuple[Response, ...]:
    """Return the response of all members and then of each group of a place."""
    groups = [None, *told.taking_part.values.get(place, ())]
    return tuple(_response(told, {} if one is None else {place: one}) for one in groups)


def _response(told: ToldResponse, where: Mapping[str, str]) -> Response:
    taking_part, begun = told.taking_part, told.begun
    members = taking_part.at(**where)
    answered = None if told.bands is None else grave(told.bands, **where)
    return Response(
        group=next(iter(where.values()), None),
        members=members,
        not_begun=None if begun is None else begun.at(**where, outcome=NOT_BEGUN),
        begun=None if begun is None else begun.at(**where, outcome=BEGUN),
        submitted=taking_part.at(**where, outcome=SUBMITTED),
        of_answered=answered,
        of_all=with_silent(answered, members),
    )


def grave(bands: ToldCube, **place: str) -> Between | None:
    """Return how many of those that answered stand at high or severe residual risk.

    Hidden cells leave a range; None where it would be from none to all that answered, which says
    nothing, or where their number is hidden.
    """
    counted = bands.at(**place)
    if not counted:
        return None
    told, is_whole = _told(bands, _GRAVE, **place)
    mild, mild_whole = _told(bands, _MILD, **place)
    least = counted - mild if mild_whole else told
    most = told if is_whole else counted - mild
    if (least, most) == (0, counted):
        return None
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
