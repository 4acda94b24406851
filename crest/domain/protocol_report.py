"""A report along the heads of a protocol, with the figures that released cubes tell.

A figure is made of told cells alone. Where one cell that it needs is hidden, it has no number:
nothing is worked out from the cells beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from crest.domain.participation import ASKED, INVITED, PARTICIPATION, SUBMITTED
from crest.domain.protocol_frame import ReportFigure, ReportFrame, ReportHead, ReportRow
from crest.domain.told import ToldCube, added, asked_total, share_of


class Told(StrEnum):
    """Whether a figure can be told: yes, hidden in its release, or in no release at all."""

    TOLD = "told"
    HIDDEN = "hidden"
    NOT_RELEASED = "not_released"


class Whole(StrEnum):
    """Whom a figure is a part of: those asked, or all counted where that cannot be told."""

    ASKED = "asked"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFigure:
    """A figure with its number of members, of how many, and the share in whole percent.

    Each is None where it is hidden or not released. `release` is the number of the release that
    tells it.
    """

    figure: ReportFigure
    told: Told
    count: int | None = None
    whole: int | None = None
    of: Whole = Whole.COUNTED
    release: int | None = None

    @property
    def share(self) -> int | None:
        """Return the share in whole percent, rounded half up; None where either part is."""
        return share_of(self.count, self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """A row with its figures."""

    row: ReportRow
    figures: tuple[FoundFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHead:
    """A head with its rows."""

    head: ReportHead
    rows: tuple[FoundRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A family as it was told, and the number of its release."""

    cube: ToldCube
    release: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Who the figures are about: all members, those asked, those that submitted; None if hidden.

    `counted` members have a result that the figures count. `is_released`: some release tells who
    took part; without one the report says only how many are counted.
    """

    counted: int | None
    members: int | None
    asked: int | None
    submitted: int | None
    is_released: bool

    @property
    def rate(self) -> int | None:
        """Return how many of all members submitted, in whole percent; None where it is hidden."""
        return share_of(self.submitted, self.members)


# The families that say whom all the others count.
RESPONSE_FAMILIES = frozenset({"band", PARTICIPATION, INVITED})


def response_of(released: Mapping[str, Released]) -> Response:
    """Return who took part, as far as it is told."""

    def told(family: str, **wanted: str) -> int | None:
        return released[family].cube.at(**wanted) if family in released else None

    return Response(
        counted=told("band"),
        members=told(PARTICIPATION),
        asked=told(INVITED, outcome=ASKED),
        submitted=told(PARTICIPATION, outcome=SUBMITTED),
        is_released=PARTICIPATION in released,
    )


def found_heads(frame: ReportFrame, released: Mapping[str, Released]) -> tuple[FoundHead, ...]:
    """Return the heads of the report with every figure that is told."""
    return tuple(
        FoundHead(
            head=head,
            rows=tuple(
                FoundRow(row=row, figures=tuple(_found(one, released) for one in row.figures))
                for row in head.rows
            ),
        )
        for head in frame.heads
    )


def _found(figure: ReportFigure, released: Mapping[str, Released]) -> FoundFigure:
    one = released.get(figure.family)
    # Another version of the method may have other outcomes; they are no figure of this row.
    if one is None or not set(figure.outcomes) <= set(one.cube.outcomes):
        return FoundFigure(figure=figure, told=Told.NOT_RELEASED)
    cube = one.cube
    count = added([cube.at(outcome=outcome) for outcome in figure.outcomes])
    asked = None if figure.absent is None else asked_total(cube, figure.absent)
    return FoundFigure(
        figure=figure,
        told=Told.HIDDEN if count is None else Told.TOLD,
        count=count,
        whole=cube.at() if asked is None else asked,
        of=Whole.COUNTED if asked is None else Whole.ASKED,
        release=one.release,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportText:
    """A text of the federation: who wrote it and when; version 0 where nothing was written."""

    body: str = ""
    version: int = 0
    by_name: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRelease:
    """A release that a report can stand on."""

    number: int
    as_of: date
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearReport:
    """The report of a year.

    `release` is what it stands on, None until one is chosen; `releases` are all that were told, by
    number. `texts` are by place, and `version` counts the choices of a release.
    """

    year: int
    frame: ReportFrame
    heads: tuple[FoundHead, ...]
    response: Response
    release: ReportRelease | None = None
    releases: Mapping[int, ReportRelease] = field(default_factory=dict)
    texts: Mapping[str, ReportText] = field(default_factory=dict)
    version: int = 0

    def text(self, place: str) -> ReportText:
        """Return what is written at a place; an empty text where nothing is."""
        return self.texts.get(place, ReportText())

    def told_in(self, one: FoundFigure) -> ReportRelease | None:
        """Return the release that tells a figure, None where none does."""
        return None if one.release is None else self.releases[one.release]
