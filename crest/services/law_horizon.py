"""What is coming in law: dated where a date is known, said to be open where none is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crest.content.library import Library
from crest.domain.instruments import (
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    Obligation,
    Rule,
    RuleRole,
)
from crest.domain.permissions import Actor, Permission, require

_PROPOSED = frozenset({InstrumentKind.BILL, InstrumentKind.DRAFT})


class ComingKind(StrEnum):
    """What sort of thing is coming."""

    DATE = "date"
    BEGINS = "begins"
    ENDS = "ends"
    DUTY_BEGINS = "duty_begins"
    DUTY_ENDS = "duty_ends"
    BILL = "bill"
    DRAFT = "draft"
    PROPOSAL = "proposal"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One thing to come; without `on` no date is known.

    `written` is the day as the source has it (a year, a month or a day); `place` names the part of
    the law's page that says more.
    """

    instrument: Instrument
    kind: ComingKind
    on: date | None = None
    written: str = ""
    what: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What could not be confirmed about a law."""

    instrument: Instrument
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """What is coming by date, what has none, and what could not be confirmed."""

    dated: tuple[Coming, ...]
    undated: tuple[Coming, ...]
    gaps: tuple[Gap, ...]


def law_horizon(actor: Actor, *, library: Library, as_of: date) -> Horizon:
    """Return what is to come after that day, of every law in the library."""
    require(actor, Permission.LAW_READ)
    found = [one for law in library.instruments for one in coming_of(law, as_of=as_of)]
    dated = [one for one in found if one.on is not None]
    return Horizon(
        dated=tuple(sorted(dated, key=lambda one: (one.on or as_of, one.instrument.name))),
        undated=tuple(one for one in found if one.on is None),
        gaps=tuple(
            Gap(instrument=law, points=law.open_points)
            for law in library.instruments
            if law.open_points
        ),
    )


def coming_of(law: Instrument, *, as_of: date) -> Iterator[Coming]:
    """Yield what is to come of one law: dates first, then what has none."""
    yield from _dates(law, as_of=as_of)
    yield from _beginning_and_end(law, as_of=as_of)
    for duty in law.obligations:
        yield from _of_duty(duty, law, as_of=as_of)
    if law.kind in _PROPOSED:
        yield Coming(instrument=law, kind=ComingKind(law.kind.value), what=law.summary)
    elif law.status is InstrumentStatus.SUSPENDED:
        yield Coming(instrument=law, kind=ComingKind.SUSPENDED, what=law.summary)
    yield from (_proposal(rule, law) for rule in law.rules if rule.role is RuleRole.PROPOSAL)


def _dates(law: Instrument, *, as_of: date) -> Iterator[Coming]:
    for coming in law.next_dates:
        if coming.on >= as_of:
            yield Coming(
                instrument=law,
                kind=ComingKind.DATE,
                on=coming.on,
                written=coming.on.isoformat(),
                what=coming.what,
            )


def _beginning_and_end(law: Instrument, *, as_of: date) -> Iterator[Coming]:
    told = {coming.on for coming in law.next_dates}
    start, end = law.in_force_from, law.in_force_to
    if start is not None and start > as_of and start not in told:
        written = law.since or start.isoformat()
        yield Coming(instrument=law, kind=ComingKind.BEGINS, on=start, written=written)
    if end is not None and end >= as_of and end not in told:
        yield Coming(instrument=law, kind=ComingKind.ENDS, on=end, written=end.isoformat())


def _of_duty(duty: Obligation, law: Instrument, *, as_of: date) -> Iterator[Coming]:
    start, end = duty.in_force_from, duty.in_force_to
    if start is not None and start > as_of and start != law.in_force_from:
        written = duty.since or start.isoformat()
        yield _duty(duty, law, ComingKind.DUTY_BEGINS, on=start, written=written)
    if end is not None and end >= as_of and end != law.in_force_to:
        yield _duty(duty, law, ComingKind.DUTY_ENDS, on=end, written=end.isoformat())


def _duty(duty: Obligation, law: Instrument, kind: ComingKind, *, on: date, written: str) -> Coming:
    what = f"{duty.title} ({duty.citation})"
    return Coming(instrument=law, kind=kind, on=on, written=written, what=what, place=duty.id)


def _proposal(rule: Rule, law: Instrument) -> Coming:
    return Coming(
        instrument=law,
        kind=ComingKind.PROPOSAL,
        what=f"{rule.title}. {rule.text}",
        place=rule.id,
    )
