"""Financial years: each is named by the calendar year in which it ends."""

import calendar
import re
from datetime import date, timedelta

_DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
# A leap year, so that a year may end on the 29 February.
_LEAP = 2028


def is_day_of_year(text: str) -> bool:
    """Return whether the text is a day of the calendar year written as MM-DD."""
    found = _DAY_OF_YEAR.fullmatch(text)
    return found is not None and int(found[2]) <= calendar.monthrange(_LEAP, int(found[1]))[1]


def day_in(year: int, day_of_year: str) -> date:
    """Return the day (MM-DD) in that year; the 29 February falls back to the 28th."""
    month, day = int(day_of_year[:2]), int(day_of_year[3:])
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def last_closed(year_end: str, *, as_of: date) -> int:
    """Return the financial year that was the last to end before that day."""
    return as_of.year if day_in(as_of.year, year_end) < as_of else as_of.year - 1


def months_after(day: date, months: int) -> date:
    """Return the day that many months later; the end of a month stays the end of a month."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    last = calendar.monthrange(year, month)[1]
    is_last = (day + timedelta(days=1)).day == 1
    return date(year, month, last if is_last else min(day.day, last))
