"""The page of who takes part: from released cubes, with the words that it needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain import participation
from crest.domain.response_rates import Response, ToldResponse, responses
from crest.domain.told import ToldCube, cube_of
from crest.services.released_figures import LastCells, ReleasedCube, ReleaseHead
from crest.web.federation.told_bars import Bars, bars_of
from crest.web.federation.words import place_label

FAMILIES = (
    participation.PARTICIPATION,
    participation.BEGINNING,
    participation.INVITED,
    participation.SHARED,
    "band",
)
STAGE: Mapping[str, str] = {
    participation.NOT_BEGUN: _l("Not begun"),
    participation.BEGUN: _l("Begun"),
    participation.SUBMITTED: _l("Submitted"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOfResponse:
    """The response by the groups of one place: a picture, and the lines of its table."""

    place: str
    bars: Bars
    lines: tuple[tuple[str, Response], ...]


class ParticipationPage:
    """What is released of who takes part; nothing but released cubes goes in."""

    def __init__(self, found: Mapping[str, ReleasedCube], last: LastCells) -> None:
        self.found = found
        self.last = last

    @property
    def head(self) -> ReleaseHead | None:
        """Return the release that tells who submitted, or None before the first."""
        found = self.found.get(participation.PARTICIPATION)
        return None if found is None else found.head

    @property
    def everyone(self) -> Response | None:
        """Return the response of all members."""
        told = self._told
        return None if told is None else responses(told, "")[0]

    def by_place(self, place: str) -> PlaceOfResponse | None:
        """Return the response by the groups of a place, all members first."""
        told = self._told
        if told is None:
            return None
        lines = [
            (_("All members") if one.group is None else place_label(place, one.group), one)
            for one in responses(told, place)
        ]
        wheres = [
            (name, told.stages, {} if one.group is None else {place: one.group})
            for name, one in lines
        ]
        bars = bars_of(wheres, told.stages.outcomes)
        return PlaceOfResponse(place=place, bars=bars, lines=tuple(lines))

    def by_sector(self, family: str) -> Bars | None:
        """Return another family by sector, all members first; None where it is not told."""
        cube = self._cube(family)
        if cube is None:
            return None
        groups = [
            (place_label("sector", one), cube, {"sector": one}) for one in cube.values["sector"]
        ]
        return bars_of([(_("All members"), cube, {}), *groups], cube.outcomes)

    def whole(self, family: str, outcome: str) -> int | None:
        """Return how many of all members have an outcome; None where that is hidden."""
        cube = self._cube(family)
        return None if cube is None else cube.at(outcome=outcome)

    @property
    def _told(self) -> ToldResponse | None:
        taking_part = self._cube(participation.PARTICIPATION)
        if taking_part is None:
            return None
        return ToldResponse(
            taking_part=taking_part,
            begun=self._beside(participation.BEGINNING),
            bands=self._beside("band"),
        )

    def _beside(self, family: str) -> ToldCube | None:
        """Return a family where the same release tells it: two days are not added up."""
        found = self.found.get(family)
        return None if found is None or found.head != self.head else cube_of(found.body)

    def _cube(self, family: str) -> ToldCube | None:
        found = self.found.get(family)
        return None if found is None else cube_of(found.body, last=self.last.get(family))
