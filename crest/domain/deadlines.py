"""When something that a law asks for is due next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from crest.domain.instruments import Confidence, Deadline, Due, Instrument
from crest.domain.scores import Applicability, Ternary
from crest.domain.years import day_in, months_after


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """A deadline of an instrument that binds a company, with its next day."""

    instrument: Instrument
    deadline: Deadline
    on: date


def next_due(due: Due, *, year_end: str | None, as_of: date) -> date | None:
    """Return the next day on which it is due, that day included.

    None where the day is past for good, or where it hangs on a year end (MM-DD) not known.
    """
    if due.once is not None:
        return due.once if due.once >= as_of else None
    if due.every_year is not None:
        days = (day_in(as_of.year + more, due.every_year) for more in (0, 1))
        return next(day for day in days if day >= as_of)
    if due.after_year_end is None or year_end is None:
        return None
    # Up to three years lie between the end of a year and the day due (36 months).
    ends = (day_in(as_of.year + more, year_end) for more in range(-4, 2))
    days = (months_after(end, due.after_year_end) for end in ends)
    return next(day for day in days if day >= as_of)


def calendar_of(
    instruments: Iterable[Instrument],
    found: Mapping[str, Applicability],
    *,
    year_end: str | None,
    as_of: date,
) -> tuple[CalendarEntry, ...]:
    """Return the next days of the instruments that bind, the soonest first.

    `found` is by instrument id. Deadlines of low confidence are left out: they are shown as to be
    confirmed, and nobody is sent after a day that may be wrong.
    """
    entries = []
    for instrument in instruments:
        applicability = found.get(instrument.id)
        if applicability is None or applicability.binds is not Ternary.YES:
            continue
        for deadline in instrument.deadlines:
            day = next_due(deadline.due, year_end=year_end, as_of=as_of)
            if day is not None and deadline.confidence is not Confidence.LOW:
                entries.append(CalendarEntry(instrument=instrument, deadline=deadline, on=day))
    return tuple(
        sorted(entries, key=lambda entry: (entry.on, entry.instrument.id, entry.deadline.code))
    )
