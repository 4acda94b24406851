"""A released family of cubes as it is read: what is told, what is hidden, and what to lead with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crest.domain.told_form import Key, cells_of
from crest.domain.told_last import LastTold

ALL = None
# Marks the part of a whole of which no more is told than its size.
HIDDEN = "hidden"
OUTCOME = "outcome"
# Families told by campaign of the federation, and the value of who stands in none of them.
CAMPAIGN = "campaign."
ELSEWHERE = "not_in_campaign"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCube:
    """A family with its cells: a number of members, or None where it is hidden.

    `values` has the values of each dimension in their order, the outcome last. `names` says what
    campaigns are called, by their ids, with their last days. `last` has what the last release that
    told a hidden cell said of it.
    """

    family: str
    least: int
    values: Mapping[str, tuple[str, ...]]
    cells: Mapping[tuple[str | None, ...], int | None]
    names: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[Key, LastTold] = field(default_factory=dict)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Return the outcomes in their order."""
        return self.values[OUTCOME]

    @property
    def hidden(self) -> int:
        """Return how many cells are hidden."""
        return sum(value is None for value in self.cells.values())

    def at(self, **wanted: str) -> int | None:
        """Return the cell of these values, all for the others; None where it is hidden."""
        return self.cells.get(tuple(wanted.get(name) for name in self.values))

    def last_at(self, **wanted: str) -> LastTold | None:
        """Return what was told last of the hidden cell of these values; None where nothing was."""
        return self.last.get(tuple(wanted.get(name) for name in self.values))

    def parts(self, **place: str) -> dict[str, int]:
        """Return what is told of each outcome in a place; the rest of its members is HIDDEN.

        Nothing is told where the number of its members is not.
        """
        total = self.at(**place)
        if total is None:
            return {}
        told = {one: self.at(**place, outcome=one) for one in self.outcomes}
        found = {one: value for one, value in told.items() if value is not None}
        rest = total - sum(found.values())
        return {**found, HIDDEN: rest} if rest else found


def cube_of(body: Mapping[str, Any], *, last: Mapping[Key, LastTold] | None = None) -> ToldCube:
    """Return a released family as it is published or kept, with what was told last if it is."""
    return ToldCube(
        family=body["family"],
        least=body["least"],
        values={one["name"]: tuple(one["values"]) for one in body["dimensions"]},
        cells=dict(cells_of(body)),
        names={
            name: f"{one['name']} ({one['due_on']})"
            for name, one in body.get("campaigns", {}).items()
        },
        last=last or {},
    )


def share_of(part: int | None, whole: int | None) -> int | None:
    """Return whole percent, rounded half up; None where either is hidden or there is no whole."""
    if part is None or not whole:
        return None
    return (200 * part + whole) // (2 * whole)


def asked_total(cube: ToldCube, absent: str, **place: str) -> int | None:
    """Return how many members of a place have another outcome than `absent`, where that is told."""
    total, without = cube.at(**place), cube.at(**place, outcome=absent)
    return None if total is None or without is None else total - without


def level_of_share(share: int | None) -> int:
    """Return how dark a share (percent) is drawn, 0 to 4."""
    return 0 if not share else -(-share // 25)


def added(parts: Sequence[int | None]) -> int | None:
    """Return the sum of cells, or None where one of them is hidden."""
    known = [one for one in parts if one is not None]
    return sum(known) if len(known) == len(parts) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One cell on a line: where it comes from, what it counts, and the count, None if hidden.

    `last` is what the last release that told a hidden cell said of it, where one did.
    """

    release: int
    as_of: date
    method: str
    family: str
    sector: str
    region: str
    size: str
    campaign: str
    outcome: str
    members: int | None
    last: LastTold | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the cells of the line as texts; what is hidden has the mark and no number."""
        told = HIDDEN if self.members is None else str(self.members)
        last = self.last
        before = ("", "") if last is None else (str(last.members), last.as_of.isoformat())
        return (*self.heads, told, *before)

    @property
    def heads(self) -> tuple[str, ...]:
        """Return what the line is about as texts: all cells before the count."""
        return (
            str(self.release),
            self.as_of.isoformat(),
            self.method,
            self.family,
            self.sector,
            self.region,
            self.size,
            self.campaign,
            self.outcome,
        )


COLUMNS = (
    "release",
    "as_of",
    "method",
    "family",
    "sector",
    "region",
    "size",
    "campaign",
    "outcome",
    "members",
    "last_told",
    "last_told_on",
)
# Stands for all values of a place or an outcome on a line.
EVERY = "*"


def figure_rows(cube: ToldCube, *, release: int, as_of: date, method: str) -> Iterator[FigureRow]:
    """Yield a family as lines, in the order of its cells."""
    for key, members in cube.cells.items():
        at = {name: part or EVERY for name, part in zip(cube.values, key, strict=True)}
        asked = at.get("campaign", EVERY)
        yield FigureRow(
            release=release,
            as_of=as_of,
            method=method,
            family=cube.family,
            sector=at.get("sector", EVERY),
            region=at.get("region", EVERY),
            size=at.get("size", EVERY),
            campaign=cube.names.get(asked, asked),
            outcome=at[OUTCOME],
            members=members,
            last=cube.last.get(key),
        )
