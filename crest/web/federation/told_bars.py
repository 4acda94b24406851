"""Bars of released figures with the table behind them, and where their parts stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crest.domain.told import HIDDEN, ToldCube
from crest.domain.told_last import LastTold
from crest.web.chart_text import lines_of
from crest.web.charts import WIDTH, Segment, whole_bar

# A line of words, a bar, and the room below it.
_TEXT, _BAR, _BELOW = 18, 22, 12
# The total stands at the end of the name.
_NAME_ROOM = WIDTH - 48

# A name, a family, and the place of it that is meant; all members where it is empty.
Line = tuple[str, ToldCube, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBar:
    """A bar: its name in lines, its members, told parts, and where it begins (`top`, `bar_top`).

    `total` and the parts are None where they are hidden; then the bar has fewer parts, or none.
    `last` has what was told last of hidden parts, and of a hidden total under HIDDEN.
    """

    name: str
    name_lines: Sequence[str]
    total: int | None
    told: Mapping[str, int | None]
    segments: tuple[Segment, ...]
    top: int
    last: Mapping[str, LastTold]

    @property
    def bar_top(self) -> int:
        """Return where the bar begins, below its name."""
        return self.top + _TEXT * len(self.name_lines) + 4

    @property
    def bottom(self) -> int:
        """Return where the next bar may begin."""
        return self.bar_top + _BAR + _BELOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A picture of bars, each as wide as its own members, with the table behind it."""

    kinds: tuple[str, ...]
    rows: tuple[ToldBar, ...]

    @property
    def height(self) -> int:
        """Return how high the picture is."""
        return self.rows[-1].bottom if self.rows else 0

    @property
    def numbers(self) -> int:
        """Return how many numbers the table has."""
        return len(self.rows) * len(self.kinds)

    @property
    def hidden(self) -> int:
        """Return how many of its numbers are hidden."""
        return sum([row.total, *row.told.values()].count(None) for row in self.rows)

    @property
    def told_before(self) -> int:
        """Return of how many of its hidden numbers an earlier release told one."""
        return sum(len(row.last) for row in self.rows)


def bars_of(lines: Sequence[Line], outcomes: tuple[str, ...]) -> Bars:
    """Return a bar for each line, in their order; what is hidden in a place is one part of it."""
    kinds = (*outcomes, HIDDEN)
    rows: list[ToldBar] = []
    for name, cube, where in lines:
        rows.append(
            ToldBar(
                name=name,
                name_lines=lines_of(name, room=_NAME_ROOM),
                total=cube.at(**where),
                told={one: cube.at(**where, outcome=one) for one in outcomes},
                segments=whole_bar(cube.parts(**where), kinds),
                top=rows[-1].bottom if rows else 0,
                last=_last(cube, where),
            )
        )
    return Bars(kinds=kinds, rows=tuple(rows))


def _last(cube: ToldCube, where: Mapping[str, str]) -> dict[str, LastTold]:
    if not cube.last:
        return {}
    parts = {one: cube.last_at(**where, outcome=one) for one in cube.outcomes}
    parts[HIDDEN] = cube.last_at(**where)
    return {name: one for name, one in parts.items() if one is not None}
