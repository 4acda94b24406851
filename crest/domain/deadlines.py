"""When something that a law asks for is due next."""

from datetime import date

from crest.domain.instruments import Due
from crest.domain.years import day_in, months_after


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
