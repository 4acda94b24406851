"""Where the parts of a picture stand: sizes in units of the drawing, which is 360 wide.

A phone shows one unit as one pixel, so that the words of a picture can be read there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 360
# A number fits into a part from this width on.
_ROOM = 9
_DIGIT = 8
# What a sign before the number takes.
_SIGN = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a bar: what it counts, how many, where it stands, and whether its number fits."""

    kind: str
    count: int
    x: float
    width: float

    @property
    def middle(self) -> float:
        """Return the middle of the part."""
        return round(self.x + self.width / 2, 2)

    @property
    def has_room(self) -> bool:
        """Return whether the number can be written into it."""
        return self.width >= self._needed

    @property
    def has_room_for_sign(self) -> bool:
        """Return whether a sign fits before the number."""
        return self.width >= self._needed + _SIGN

    @property
    def sign_at(self) -> float:
        """Return where the sign begins, so that sign and number stand in the middle."""
        return round(self.middle - (self._needed + _SIGN) / 2 + 3, 2)

    @property
    def _needed(self) -> int:
        return _ROOM + _DIGIT * (len(str(self.count)) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBar:
    """A bar of parts that begins at zero; `name` says what it is about."""

    name: str
    total: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A mark in a cell: where its upper left corner stands."""

    kind: str
    name: str
    x: float
    y: float


def stacked(
    bars: Sequence[tuple[str, Mapping[str, int]]], kinds: Sequence[str], *, width: float = WIDTH
) -> tuple[StackedBar, ...]:
    """Return the bars on one scale, with their parts in the order of the kinds; none for 0.

    What is of none of these kinds is left out of bar and total.
    """
    totals = [sum(counts.get(kind, 0) for kind in kinds) for _, counts in bars]
    scale = width / max(totals, default=1) if any(totals) else 0
    return tuple(
        StackedBar(name=name, total=total, segments=_segments(counts, kinds, scale=scale))
        for (name, counts), total in zip(bars, totals, strict=True)
    )


def whole_bar(counts: Mapping[str, int], kinds: Sequence[str]) -> tuple[Segment, ...]:
    """Return a bar as wide as the drawing: each part as wide as its share of the whole."""
    total = sum(counts.get(kind, 0) for kind in kinds)
    return _segments(counts, kinds, scale=WIDTH / total if total else 0)


def spots(
    marks: Sequence[tuple[str, str]], *, width: float, size: float, top: float
) -> tuple[Spot, ...]:
    """Return marks (kind, name) side by side in lines of a cell of that width."""
    in_line = max(1, int(width // size))
    return tuple(
        Spot(
            kind=kind,
            name=name,
            x=round(place % in_line * size, 2),
            y=round(top + place // in_line * size, 2),
        )
        for place, (kind, name) in enumerate(marks)
    )


def _segments(
    counts: Mapping[str, int], kinds: Sequence[str], *, scale: float
) -> tuple[Segment, ...]:
    found: list[Segment] = []
    before = 0
    for kind in kinds:
        count = counts.get(kind, 0)
        if count:
            x, width = round(before * scale, 2), round(count * scale, 2)
            found.append(Segment(kind=kind, count=count, x=x, width=width))
        before += count
    return tuple(found)
