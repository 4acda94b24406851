"""Released figures over time: from release to release, and between campaigns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from flask_babel import gettext as _

from crest.domain.member_details import NOT_IN_PLACE, NOT_LISTED, OBLIGATION
from crest.domain.told import CAMPAIGN, ToldCube, cube_of
from crest.domain.told_reading import ranked
from crest.domain.told_trends import OfCampaign, campaigns_in, cells_of, steps
from crest.services.released_figures import ReleasedCube, ReleaseHead, ReleaseLine
from crest.web.federation.told_bars import Bars, Line, bars_of
from crest.web.federation.trends_said import Change, between_campaigns, between_releases
from crest.web.federation.words import family_label
from crest.web.words import day

FAMILIES = ("band", "supported", "declared", "triggers", "dont_know")
CAMPAIGNS = (CAMPAIGN + "band", CAMPAIGN + "declared")
# So many of the duties that members find hardest are followed, and so many releases stand here.
_DUTIES, MOST_RELEASES = 3, 12
_TOLD = "told"
_NO_CUBE = ToldCube(family="", least=0, values={}, cells={})

Histories = Mapping[str, tuple[ReleasedCube, ...]]
_Place = Mapping[str, str]
# A name, what is told there (None where nothing is), and why not.
_Row = tuple[str, ToldCube | None, _Place, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A picture of one family over time: its bars, and beside each why nothing is told there.

    `steps` has for each bar the differences to the one told last: of all, then of each outcome.
    """

    id: str
    title: str
    bars: Bars
    gaps: tuple[str, ...]
    steps: tuple[tuple[int | None, ...], ...]

    @property
    def told(self) -> Bars:
        """Return the bars of what is told, without the gaps."""
        pairs = zip(self.bars.rows, self.gaps, strict=True)
        return replace(self.bars, rows=tuple(row for row, gap in pairs if not gap))


def duties_in(newest: Mapping[str, ReleasedCube]) -> tuple[str, ...]:
    """Return the families of the duties that members find hardest now."""
    cubes = [cube_of(one.body) for name, one in newest.items() if name.startswith(OBLIGATION)]
    order = ranked(cubes, NOT_IN_PLACE, absent=NOT_LISTED)
    return tuple(one.cube.family for one in order[:_DUTIES])


class TrendsPage:
    """What the page of trends shows: the newest releases, told and refused."""

    def __init__(self, releases: Sequence[ReleaseLine], histories: Histories) -> None:
        self.all = len(releases)
        self.releases = tuple(reversed(releases[:MOST_RELEASES]))
        self._histories = histories

    @property
    def told(self) -> tuple[ReleaseLine, ...]:
        """Return the releases that tell anything, the oldest first."""
        return tuple(one for one in self.releases if one.state == _TOLD)

    def trends(self) -> Iterator[Trend]:
        """Yield a picture for each family that was told, in the order of the page."""
        for family, history in self._histories.items():
            if not family.startswith(CAMPAIGN):
                rows = self._rows(history)
                if rows:
                    yield _trend(family, rows)

    def changes(self) -> tuple[Change, ...]:
        """Return what changed from each told release to the next, the newest first."""
        heads = [one.head for one in self.told]
        members = {
            one.head.number: cube_of(one.body).at() for one in self._histories.get("band", ())
        }
        found = (between_releases(was, now, members) for was, now in pairwise(heads))
        return tuple(found)[::-1]

    def campaigns(self) -> Iterator[Trend]:
        """Yield a picture for each family that was told by campaign."""
        for family in CAMPAIGNS:
            rows: list[_Row] = [
                (_campaign_name(one), one.cube, one.place, "") for one in self._of(family)
            ]
            if rows:
                yield _trend(family, rows)

    def campaign_changes(self) -> tuple[Change, ...]:
        """Return what changed from each campaign to the next, the newest first."""
        found = self._of(CAMPAIGNS[0])
        asked = {
            name: one
            for told in self._histories.get(CAMPAIGNS[0], ())
            for name, one in told.body["campaigns"].items()
        }
        changed = (between_campaigns(was, now, asked) for was, now in pairwise(found))
        return tuple(changed)[::-1]

    def _of(self, family: str) -> tuple[OfCampaign[ReleaseHead], ...]:
        history = self._histories.get(family, ())
        return campaigns_in((one.head, cube_of(one.body)) for one in history)

    def _rows(self, history: Sequence[ReleasedCube]) -> list[_Row]:
        """Return a row for each release since the family was first told."""
        told = {one.head.number: cube_of(one.body) for one in history}
        outcomes = told[max(told)].outcomes
        rows: list[_Row] = []
        for one in self.releases:
            cube = told.get(one.head.number)
            if cube is not None or one.head.number > min(told):
                gap = _gap(one, cube, outcomes)
                rows.append((_release_name(one.head), None if gap else cube, {}, gap))
        return rows


def _gap(release: ReleaseLine, cube: ToldCube | None, outcomes: tuple[str, ...]) -> str:
    """Return why a release tells nothing of a family that may be shown here; empty if it does."""
    if release.state != _TOLD:
        return str(_("Refused: nothing was told"))
    if cube is None:
        return str(_("Not told anew: the one before holds"))
    return "" if cube.outcomes == outcomes else str(_("Told by other lines: not compared"))


def _trend(family: str, rows: Sequence[_Row]) -> Trend:
    outcomes = next(cube.outcomes for _name, cube, _at, _gap in reversed(rows) if cube is not None)
    lines: list[Line] = [(name, cube or _NO_CUBE, at) for name, cube, at, _gap in rows]
    return Trend(
        id=family.replace(".", "-"),
        title=family_label(family),
        bars=bars_of(lines, outcomes),
        gaps=tuple(gap for _name, _cube, _at, gap in rows),
        steps=tuple(steps(cells_of(cube, at) for _name, cube, at, _gap in rows)),
    )


def _release_name(head: ReleaseHead) -> str:
    return str(_("Release %(number)s, %(day)s", number=head.number, day=day(head.as_of)))


def _campaign_name(one: OfCampaign[ReleaseHead]) -> str:
    return one.cube.names[one.campaign]
