"""What differs between two editions of the law library, and what that does to companies."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crest.domain.applicability import applies
from crest.domain.facts import Facts
from crest.domain.instruments import Instrument
from crest.domain.scores import Applicability, InstrumentScore, Score

# What follows from other parts, or names them.
_NOT_COMPARED = frozenset({"digest", "instrument_id"})
_LISTS = ("obligations", "rules", "deadlines")


class Change(StrEnum):
    """What became of an instrument."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """One part before and after; an empty text means that it is not there."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LawChange:
    """An instrument that differs; of a new or removed one no parts are listed."""

    id: str
    name: str
    change: Change
    parts: tuple[PartChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What an instrument is to a company before and after; None where the library lacks it."""

    id: str
    before: Applicability | None
    after: Applicability | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawMove:
    """A law or standard of one result before and after; None where it was or is not scored."""

    id: str
    before: InstrumentScore | None
    after: InstrumentScore | None

    @property
    def distance(self) -> Decimal:
        """Return how far the supported figure moved, 0 to 100; 100 where a law came or went."""
        if self.before is None or self.after is None:
            return Decimal(100)
        old, new = self.before.figures.supported, self.after.figures.supported
        return abs((old or Decimal(0)) - (new or Decimal(0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreMove:
    """What moves in one result; residual risk moves only with banks, method or factors."""

    residual: tuple[Decimal, Decimal]
    bands: tuple[str, str]
    laws: tuple[LawMove, ...]

    @property
    def moves(self) -> bool:
        """Return whether anything differs."""
        return bool(self.laws) or self.residual[0] != self.residual[1]

    @property
    def distance(self) -> Decimal:
        """Return the farthest that a figure moved."""
        moved = [abs(self.residual[1] - self.residual[0]), *(law.distance for law in self.laws)]
        return max(moved)


def law_changes(before: Iterable[Instrument], after: Iterable[Instrument]) -> tuple[LawChange, ...]:
    """Return every instrument that differs, by id, part by part."""
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    found = (_law_change(id_, old.get(id_), new.get(id_)) for id_ in sorted(old | new))
    return tuple(change for change in found if change is not None)


def reached_changes(
    before: Iterable[Instrument], after: Iterable[Instrument], facts: Facts, *, as_of: date
) -> tuple[Reached, ...]:
    """Return the instruments that are something else to a company with these facts."""
    old = {one.id: applies(one, facts, as_of=as_of) for one in before}
    new = {one.id: applies(one, facts, as_of=as_of) for one in after}
    return tuple(
        Reached(id=id_, before=old.get(id_), after=new.get(id_))
        for id_ in sorted({*old, *new})
        if old.get(id_) != new.get(id_)
    )


def score_move(before: Score, after: Score) -> ScoreMove:
    """Return what differs between two scores of one assessment."""
    old, new = _by_id(before), _by_id(after)
    return ScoreMove(
        residual=(before.residual.value, after.residual.value),
        bands=(before.residual.band.value, after.residual.band.value),
        laws=tuple(
            LawMove(id=id_, before=old.get(id_), after=new.get(id_))
            for id_ in sorted({*old, *new})
            if _said(old.get(id_)) != _said(new.get(id_))
        ),
    )


def _by_id(score: Score) -> Mapping[str, InstrumentScore]:
    """Return what has a figure: a law that nothing was asked about says nothing of a company."""
    scored = (*score.laws, *score.standards)
    return {one.id: one for one in scored if one.figures.supported is not None}


def _said(one: InstrumentScore | None) -> tuple[object, ...]:
    return () if one is None else (one.status, one.figures, one.met, one.counted, one.triggers)


def _law_change(id_: str, old: Instrument | None, new: Instrument | None) -> LawChange | None:
    if old is None or new is None:
        one, change = (new, Change.ADDED) if old is None else (old, Change.REMOVED)
        return LawChange(id=id_, name=one.name if one else id_, change=change)
    parts = tuple(_part_changes(old, new))
    return LawChange(id=id_, name=new.name, change=Change.CHANGED, parts=parts) if parts else None


def _part_changes(old: Instrument, new: Instrument) -> Iterator[PartChange]:
    before, after = dict(_flat(old, "")), dict(_flat(new, ""))
    whole = _whole(old), _whole(new)
    one_sided = {*whole[0]} ^ {*whole[1]}
    for place in sorted(one_sided):
        yield PartChange(place=place, before=whole[0].get(place, ""), after=whole[1].get(place, ""))
    for place in sorted(before.keys() | after.keys()):
        inside = any(place.startswith(f"{other}.") for other in one_sided)
        if not inside and before.get(place) != after.get(place):
            yield PartChange(place=place, before=before.get(place, ""), after=after.get(place, ""))


def _whole(one: Instrument) -> Mapping[str, str]:
    """Return the title of each obligation, rule and deadline by its place."""
    return {
        f"{name}.{_name(part, index)}": part.title
        for name in _LISTS
        for index, part in enumerate(getattr(one, name))
    }


def _flat(thing: object, place: str) -> Iterator[tuple[str, str]]:
    if is_dataclass(thing):
        for field in fields(thing):
            if field.name not in _NOT_COMPARED:
                yield from _flat(getattr(thing, field.name), f"{place}.{field.name}".strip("."))
    elif isinstance(thing, Sequence) and not isinstance(thing, str):
        for index, part in enumerate(thing):
            yield from _flat(part, f"{place}.{_name(part, index)}")
    elif thing is not None:
        yield place, str(thing)


def _name(part: object, index: int) -> str:
    """Return what an item of a list is called: its id or code, else its number."""
    return str(getattr(part, "id", getattr(part, "code", index)))
