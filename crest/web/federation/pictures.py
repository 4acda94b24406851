"""The pictures of figures about all members: made from released cubes and from nothing else."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from crest.domain.member_details import (
    BEST,
    CHANGED,
    CONTRADICTION,
    DONT_KNOW,
    LADDER,
    LEFT_OPEN,
    NOT_APPLICABLE,
    NOT_ASKED,
    NOT_IN_PLACE,
    NOT_LISTED,
    OBLIGATION,
    QUESTION,
    SOME,
)
from crest.domain.told import (
    HIDDEN,
    Ranked,
    ToldCube,
    asked_total,
    cube_of,
    level_of_share,
    ranked,
    share_of,
)
from crest.services.released_figures import ReleasedCube, ReleaseHead
from crest.web.charts import StackedBar, stacked
from crest.web.federation.words import group_label, theme_label

_MOST_DUTIES, _MOST_HARD = 12, 10
_LINE = 22
# A name, a family, and the place of it that is meant; all members where it is empty.
_Line = tuple[str, ToldCube, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A picture of bars with its table: each row has a name, a total and the told parts."""

    kinds: tuple[str, ...]
    bars: tuple[StackedBar, ...]
    rows: tuple[tuple[str, int | None, Mapping[str, int | None]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """Members of a sector for whom a duty is not in place; `share` in percent, None if hidden."""

    count: int | None
    share: int | None

    @property
    def level(self) -> int:
        """Return how dark the cell is drawn, 0 to 4."""
        return level_of_share(self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """A duty, and its cells by sector."""

    duty: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """What is told of one question: counts and shares (percent) of those asked, None if hidden."""

    code: str
    asked: int | None
    counts: Mapping[str, int | None]
    shares: Mapping[str, int | None]


class FiguresPage:
    """What the page of figures shows."""

    def __init__(self, found: Mapping[str, ReleasedCube], history: Sequence[ReleasedCube]) -> None:
        self.cubes = {name: cube_of(one.body) for name, one in found.items()}
        self.heads = {name: one.head for name, one in found.items()}
        self.history = tuple((one.head, cube_of(one.body)) for one in history)

    @property
    def head(self) -> ReleaseHead | None:
        """Return the newest release that tells anything."""
        return max(self.heads.values(), key=lambda one: one.number, default=None)

    @property
    def members(self) -> int | None:
        """Return how many members are counted."""
        return self.cubes["band"].at() if "band" in self.cubes else None

    @property
    def hidden(self) -> tuple[int, int]:
        """Return how many cells are hidden, of how many."""
        cubes = self.cubes.values()
        return sum(one.hidden for one in cubes), sum(len(one.cells) for one in cubes)

    def by_place(self, family: str, place: str) -> Bars | None:
        """Return the outcomes of a family by the groups of a place, all members first."""
        cube = self.cubes.get(family)
        if cube is None or place not in cube.values:
            return None
        groups: list[_Line] = [(group_label(one), cube, {place: one}) for one in cube.values[place]]
        return _bars([(_("All members"), cube, {}), *groups], cube.outcomes)

    def ladder(self) -> Bars | None:
        """Return how far members climbed in each theme."""
        cubes = [(name, one) for name, one in self.cubes.items() if name.startswith(LADDER)]
        if not cubes:
            return None
        lines: list[_Line] = [
            (theme_label(name.removeprefix(LADDER)), one, {}) for name, one in cubes
        ]
        return _bars(lines, cubes[0][1].outcomes)

    def trend(self) -> Bars | None:
        """Return the bands of all members, release by release."""
        if not self.history:
            return None
        lines: list[_Line] = [(_day(head.as_of), cube, {}) for head, cube in self.history]
        return _bars(lines, self.history[-1][1].outcomes)

    @property
    def changes(self) -> Iterator[tuple[ReleaseHead, int | None, int | None, bool]]:
        """Yield each later release with its members, those of the one before, a new method."""
        for (was, before), (head, cube) in zip(self.history, self.history[1:], strict=False):
            yield head, cube.at(), before.at(), was.method != head.method

    @property
    def sectors(self) -> tuple[str, ...]:
        """Return the sectors that duties are crossed with."""
        return next((one.values["sector"] for one in self._duties()), ())

    def heat(self) -> tuple[HeatRow, ...]:
        """Return the duties that are most often not in place, by sector."""
        hardest = self.hardest()[:_MOST_DUTIES]
        return tuple(
            HeatRow(
                duty=one.cube.family.removeprefix(OBLIGATION),
                cells=tuple(_heat_cell(one.cube, sector) for sector in self.sectors),
            )
            for one in hardest
        )

    def hardest(self) -> tuple[Ranked, ...]:
        """Return the duties that members find hardest, the largest share first."""
        return ranked(self._duties(), NOT_IN_PLACE, absent=NOT_LISTED)

    def questions(self) -> tuple[QuestionLine, ...]:
        """Return what is told of each question, most unknown first."""
        lines = [
            self._question(name.removeprefix(QUESTION))
            for name in self.cubes
            if name.startswith(QUESTION)
        ]
        return tuple(sorted(lines, key=lambda one: (-(one.shares[DONT_KNOW] or -1), one.code)))

    def _question(self, code: str) -> QuestionLine:
        cube = self.cubes[QUESTION + code]
        asked = asked_total(cube, NOT_ASKED)
        counts = {one: cube.at(outcome=one) for one in (DONT_KNOW, NOT_APPLICABLE, LEFT_OPEN, BEST)}
        for sign in (CHANGED, CONTRADICTION):
            other = self.cubes.get(sign + code)
            counts[sign] = None if other is None else other.at(outcome=SOME)
        shares = {name: share_of(count, asked) for name, count in counts.items()}
        return QuestionLine(code=code, asked=asked, counts=counts, shares=shares)

    def _duties(self) -> list[ToldCube]:
        return [one for name, one in self.cubes.items() if name.startswith(OBLIGATION)]


def lines_of(words: str) -> list[str]:
    """Return a name in at most two lines beside a picture."""
    found = textwrap.wrap(words, _LINE, break_long_words=True)
    if len(found) <= 2:
        return found
    return [found[0], found[1][: _LINE - 1].rstrip() + "…"]


def _heat_cell(cube: ToldCube, sector: str) -> HeatCell:
    count = cube.at(sector=sector, outcome=NOT_IN_PLACE)
    whole = asked_total(cube, NOT_LISTED, sector=sector)
    whole = cube.at(sector=sector) if whole is None else whole
    return HeatCell(count=count, share=share_of(count, whole))


def _bars(lines: Sequence[_Line], outcomes: tuple[str, ...]) -> Bars:
    kinds = (*outcomes, HIDDEN)
    parts = [(name, cube.parts(**where)) for name, cube, where in lines]
    return Bars(
        kinds=kinds,
        bars=stacked(parts, kinds, width=330),
        rows=tuple(
            (
                name,
                cube.at(**where),
                {one: cube.at(**where, outcome=one) for one in outcomes},
            )
            for name, cube, where in lines
        ),
    )


def _day(value: date) -> str:
    return str(format_date(value, "d MMM y"))


def sector_bars(cubes: Mapping[str, ToldCube], sector: str) -> dict[str, Bars]:
    """Return for each family the bars of one sector and of all members."""
    return {
        name: _bars(
            [(group_label(sector), cube, {"sector": sector}), (_("All members"), cube, {})],
            cube.outcomes,
        )
        for name, cube in cubes.items()
    }
