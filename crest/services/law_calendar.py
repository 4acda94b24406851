"""The days that laws set for a company, and what follows when one is missed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crest.content.library import Library
from crest.domain.deadlines import next_due
from crest.domain.facts import Facts
from crest.domain.instruments import Confidence, Deadline, Instrument, NextDate
from crest.domain.permissions import Actor, Permission, require
from crest.persistence.session import DatabaseSession
from crest.services.law_standing import (
    CompanyFacts,
    LawLine,
    Standing,
    law_line,
    read_company,
)

YEAR_END = "year_end"
# Two turns of a yearly date: the one that is near, and the one to plan for.
_AHEAD = timedelta(days=731)
_SHOWN = frozenset({Standing.BINDS, Standing.REACHES, Standing.LIBRARY})


@dataclass(frozen=True, slots=True, kw_only=True)
class LawDate:
    """One day: a deadline, or (without one) a dated change of a law."""

    on: date
    instrument: Instrument
    standing: Standing
    title: str
    deadline: Deadline | None = None

    @property
    def uid(self) -> str:
        """Return a name that is the same for the same day of the same law in every calendar."""
        if self.deadline is None:
            return f"{self.instrument.id}.{self.on.isoformat()}"
        return f"{self.instrument.id}.{self.deadline.code}.{self.on.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDate:
    """A deadline without a day: a fact is missing, or the library is not sure of it."""

    instrument: Instrument
    standing: Standing
    deadline: Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class LawCalendar:
    """Days in their order; what waits for the year end; what is to be confirmed; open laws.

    `company` is None for the federation, whose calendar has the days of all laws in force.
    """

    dates: tuple[LawDate, ...]
    waiting: tuple[OpenDate, ...]
    unconfirmed: tuple[OpenDate, ...]
    open_laws: int
    company: CompanyFacts | None = None
    year_end_key: str = YEAR_END


def law_calendar(
    session: DatabaseSession, actor: Actor, *, library: Library, as_of: date
) -> LawCalendar:
    """Return the days of laws that bind or reach the company; of all laws for the federation."""
    require(actor, Permission.LAW_READ)
    company = read_company(session, actor, library=library, as_of=as_of)
    facts = None if company is None else company.facts
    return replace(calendar_of(library, facts, as_of=as_of), company=company)


def calendar_of(library: Library, facts: Facts | None, *, as_of: date) -> LawCalendar:
    """Return the days from today on, for two years, of what binds or reaches such a company."""
    lines = [law_line(law, facts, as_of=as_of) for law in library.instruments]
    mine = [line for line in lines if line.standing in _SHOWN and line.in_force]
    year_end = year_end_of(facts)
    dates = [one for line in mine for one in _dates(line, year_end=year_end, as_of=as_of)]
    sure = [one for line in mine for one in _deadlines(line) if is_sure(one.deadline)]
    return LawCalendar(
        dates=tuple(sorted(dates, key=lambda one: (one.on, one.instrument.name, one.title))),
        waiting=tuple(one for one in sure if waits(one.deadline, year_end)),
        unconfirmed=tuple(
            one for line in mine for one in _deadlines(line) if not is_sure(one.deadline)
        ),
        open_laws=sum(line.standing is Standing.UNKNOWN for line in lines),
    )


def year_end_of(facts: Facts | None) -> str | None:
    """Return the last day of the financial year (MM-DD), or None where it is not known."""
    found = None if facts is None else facts.get(YEAR_END)
    return found if isinstance(found, str) else None


def is_sure(deadline: Deadline) -> bool:
    """Return whether the library is sure enough of the deadline to put it in a calendar."""
    return deadline.confidence is not Confidence.LOW


def waits(deadline: Deadline, year_end: str | None) -> bool:
    """Return whether the deadline has no day for want of the end of the financial year."""
    return deadline.due.after_year_end is not None and year_end is None


def _deadlines(line: LawLine) -> Iterator[OpenDate]:
    for deadline in line.instrument.deadlines:
        yield OpenDate(instrument=line.instrument, standing=line.standing, deadline=deadline)


def _dates(line: LawLine, *, year_end: str | None, as_of: date) -> Iterator[LawDate]:
    told = set()
    for deadline in line.instrument.deadlines:
        for day in days_of(deadline, year_end=year_end, as_of=as_of):
            told.add(day)
            yield LawDate(
                on=day,
                instrument=line.instrument,
                standing=line.standing,
                title=deadline.title,
                deadline=deadline,
            )
    yield from (
        LawDate(on=one.on, instrument=line.instrument, standing=line.standing, title=one.what)
        for one in _changes(line.instrument, as_of=as_of)
        if one.on not in told
    )


def _changes(law: Instrument, *, as_of: date) -> Iterator[NextDate]:
    return (one for one in law.next_dates if as_of <= one.on <= as_of + _AHEAD)


def days_of(deadline: Deadline, *, year_end: str | None, as_of: date) -> Iterator[date]:
    """Yield every day of a sure deadline within two years, the next one first."""
    day = next_due(deadline.due, year_end=year_end, as_of=as_of) if is_sure(deadline) else None
    while day is not None and day <= as_of + _AHEAD:
        yield day
        day = next_due(deadline.due, year_end=year_end, as_of=day + timedelta(days=1))
