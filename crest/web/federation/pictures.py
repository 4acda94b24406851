"""The pictures of figures about all members: made from released cubes and from nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from flask_babel import format_date
from flask_babel import gettext as _

from crest.domain.bank import Rung
from crest.domain.member_details import (
    LADDER,
    LAW,
    NO_RUNG,
    NOT_IN_PLACE,
    NOT_LISTED,
    OBLIGATION,
    RUNG,
)
from crest.domain.told import ToldCube, cube_of, level_of_share
from crest.domain.told_last import LastTold
from crest.domain.told_reading import Ranked, Share, ranked, share_in, tied_beyond
from crest.services.released_figures import LastCells, ReleasedCube, ReleaseHead
from crest.web.chart_text import lines_of
from crest.web.charts import WIDTH
from crest.web.federation.told_bars import Bars, Line, bars_of
from crest.web.federation.words import family_label, place_label, thing_label

MOST_DUTIES = 12
# Of the heat map: a line of words, a cell, the room below it, and the heads above all.
_TEXT, _CELL, _BELOW, _HEADS = 17, 28, 10, 112
# From this width on a head stands upright.
_UPRIGHT = 84
_ORDERED = frozenset({"size"})
_IN_PICTURES = ("band", "supported")
_EACH_IN_PICTURES = (LADDER, LAW, RUNG)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """Members of a sector for whom a duty is not in place; None where hidden, and its share.

    `last` is what was told last of a hidden one.
    """

    count: int | None
    share: Share | None
    last: LastTold | None
    x: float

    @property
    def level(self) -> int:
        """Return how dark the cell is drawn, 0 to 4."""
        return level_of_share(None if self.share is None else self.share.percent)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """A duty in its order, its cells (all members first, then by sector), and where it stands."""

    order: Ranked
    duty: str
    title_lines: Sequence[str]
    cells: tuple[HeatCell, ...]
    top: int

    @property
    def cells_top(self) -> int:
        """Return where its cells begin, below its title."""
        return self.top + _TEXT * len(self.title_lines) + 5


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatHead:
    """The name of a column in lines, and its middle."""

    name: str
    lines: Sequence[str]
    x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatPicture:
    """The duties that members find hardest, by sector; `beyond` share the place of the last.

    `told` duties are in the order, `untold` cannot be: the number of all members is hidden.
    """

    heads: tuple[HeatHead, ...]
    rows: tuple[HeatRow, ...]
    step: float
    upright: bool
    told: int
    untold: int
    beyond: int

    @property
    def height(self) -> int:
        """Return how high the picture is."""
        return self.rows[-1].cells_top + _CELL + _BELOW if self.rows else 0

    @property
    def numbers(self) -> int:
        """Return how many numbers it has."""
        return len(self.rows) * len(self.heads)

    @property
    def hidden(self) -> int:
        """Return how many of its numbers are hidden."""
        return sum(cell.count is None for row in self.rows for cell in row.cells)

    @property
    def told_before(self) -> int:
        """Return of how many of its hidden numbers an earlier release told one."""
        return sum(cell.last is not None for row in self.rows for cell in row.cells)

    @property
    def is_of_all(self) -> bool:
        """Return whether a share here is of all members, since fewer are not told."""
        shares = [cell.share for row in self.rows for cell in row.cells if cell.share]
        return any(share.of_all for share in shares)


class FiguresPage:
    """What the page of figures shows."""

    def __init__(self, found: Mapping[str, ReleasedCube], history: Sequence[ReleasedCube]) -> None:
        self.cubes = {name: cube_of(one.body) for name, one in found.items()}
        self.heads = {name: one.head for name, one in found.items()}
        self.history = tuple((one.head, cube_of(one.body)) for one in history)

    @property
    def shown(self) -> tuple[str, ...]:
        """Return the families of which the page has pictures; all others are in the files."""
        of_each = (name for name in self.cubes if name.startswith(_EACH_IN_PICTURES))
        whole = (name for name in _IN_PICTURES if name in self.cubes)
        return (*whole, *of_each, *(one.cube.family for one in self.hardest[:MOST_DUTIES]))

    def remember(self, last: LastCells) -> "FiguresPage":
        """Return the page with what earlier releases told of cells that are hidden now."""
        for name, cells in last.items():
            self.cubes[name] = replace(self.cubes[name], last=cells)
        return self

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

    @property
    def waiting(self) -> tuple[tuple[str, ReleaseHead], ...]:
        """Return the families of which an earlier release is in force, by name, with it."""
        newest = 0 if self.head is None else self.head.number
        late = [(name, one) for name, one in self.heads.items() if one.number < newest]
        return tuple(sorted((family_label(name), one) for name, one in late))

    def by_place(self, family: str, place: str) -> Bars | None:
        """Return the outcomes of a family by the groups of a place, all members first.

        Sizes stand in their order, other groups by how many members they have.
        """
        cube = self.cubes.get(family)
        if cube is None or place not in cube.values:
            return None
        groups: Iterable[str] = cube.values[place]
        if place not in _ORDERED:
            groups = sorted(groups, key=lambda one: -(cube.at(**{place: one}) or 0))
        lines: list[Line] = [(place_label(place, one), cube, {place: one}) for one in groups]
        return bars_of([(_("All members"), cube, {}), *lines], cube.outcomes)

    def each(self, prefix: str, *, first: str) -> Bars | None:
        """Return a bar for each family of a prefix, those first in which most are `first`.

        Those of which no outcome is told stand last.
        """
        cubes = [one for name, one in self.cubes.items() if name.startswith(prefix)]
        cubes.sort(key=lambda one: (_is_dark(one), -(one.at(outcome=first) or -1), one.family))
        lines: list[Line] = [(thing_label(one.family), one, {}) for one in cubes]
        return bars_of(lines, cubes[0].outcomes) if cubes else None

    def ladder(self) -> Bars | None:
        """Return how far members climbed in each theme, the theme furthest behind first."""
        return self.each(LADDER, first=NO_RUNG)

    def laws(self) -> Bars | None:
        """Return how members stand under each law, the one that most do not meet first."""
        return self.each(LAW, first="not_met")

    def steps(self) -> Bars | None:
        """Return how far each of the four steps is shown, in their order."""
        cubes = [self.cubes[RUNG + one.value] for one in Rung if RUNG + one.value in self.cubes]
        lines: list[Line] = [(thing_label(one.family), one, {}) for one in cubes]
        return bars_of(lines, cubes[0].outcomes) if cubes else None

    def trend(self) -> Bars | None:
        """Return the bands of all members, release by release."""
        if not self.history:
            return None
        lines: list[Line] = [(_day(head.as_of), cube, {}) for head, cube in self.history]
        return bars_of(lines, self.history[-1][1].outcomes)

    @property
    def changes(self) -> Iterator[tuple[ReleaseHead, int | None, int | None, bool]]:
        """Yield each later release with its members, those of the one before, a new method."""
        for (was, before), (head, cube) in zip(self.history, self.history[1:], strict=False):
            yield head, cube.at(), before.at(), was.method != head.method

    @cached_property
    def hardest(self) -> tuple[Ranked, ...]:
        """Return the duties that members find hardest, the largest share first."""
        return ranked(self._duties(), NOT_IN_PLACE, absent=NOT_LISTED)

    def heat(self, titles: Mapping[str, str]) -> HeatPicture | None:
        """Return the hardest duties by sector; None where none can be ordered."""
        order, duties = self.hardest, self._duties()
        if not order:
            return None
        sectors = order[0].cube.values["sector"]
        step = round(WIDTH / (len(sectors) + 1), 2)
        rows: list[HeatRow] = []
        for one in order[:MOST_DUTIES]:
            top = rows[-1].cells_top + _CELL + _BELOW if rows else _heads_height(step)
            cube = self.cubes[one.cube.family]
            rows.append(_heat_row(replace(one, cube=cube), sectors, titles, step=step, top=top))
        return HeatPicture(
            heads=tuple(
                _heat_head(name, step=step, at=index)
                for index, name in enumerate(
                    (_("All members"), *(place_label("sector", one) for one in sectors))
                )
            ),
            rows=tuple(rows),
            step=step,
            upright=step >= _UPRIGHT,
            told=len(order),
            untold=len(duties) - len(order),
            beyond=tied_beyond(order, MOST_DUTIES),
        )

    def _duties(self) -> list[ToldCube]:
        return [one for name, one in self.cubes.items() if name.startswith(OBLIGATION)]


def _is_dark(cube: ToldCube) -> bool:
    """Return whether no outcome of all members is told."""
    return all(cube.at(outcome=one) is None for one in cube.outcomes)


def _heads_height(step: float) -> int:
    return 2 * _TEXT + 8 if step >= _UPRIGHT else _HEADS


def _heat_head(name: str, *, step: float, at: int) -> HeatHead:
    room = step - 4 if step >= _UPRIGHT else _HEADS - 8
    return HeatHead(name=name, lines=lines_of(name, room=room), x=round((at + 0.5) * step, 2))


def _heat_row(
    one: Ranked, sectors: Sequence[str], titles: Mapping[str, str], *, step: float, top: int
) -> HeatRow:
    duty = one.cube.family.removeprefix(OBLIGATION)
    places: list[dict[str, str]] = [{}, *({"sector": sector} for sector in sectors)]
    cells = (
        HeatCell(
            count=one.cube.at(**place, outcome=NOT_IN_PLACE),
            share=share_in(one.cube, NOT_IN_PLACE, absent=NOT_LISTED, **place),
            last=one.cube.last_at(**place, outcome=NOT_IN_PLACE),
            x=round(index * step, 2),
        )
        for index, place in enumerate(places)
    )
    title = f"{one.place}. {titles.get(duty, duty)}"
    return HeatRow(
        order=one, duty=duty, title_lines=lines_of(title, room=WIDTH), cells=tuple(cells), top=top
    )


def _day(value: date) -> str:
    return str(format_date(value, "d MMM y"))


def sector_bars(cubes: Mapping[str, ToldCube], sector: str) -> dict[str, Bars]:
    """Return for each family the bars of one sector and of all members."""
    return {
        name: bars_of(
            [
                (place_label("sector", sector), cube, {"sector": sector}),
                (_("All members"), cube, {}),
            ],
            cube.outcomes,
        )
        for name, cube in cubes.items()
    }
