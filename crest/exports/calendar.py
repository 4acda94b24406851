"""Dated entries as an iCalendar file (RFC 5545): whole days, and names that stay the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//CREST//Law calendar//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """A whole day of a calendar; `uid` stays the same for the same thing in every file."""

    uid: str
    on: date
    summary: str
    description: str = ""
    url: str = ""


def write_calendar(entries: Iterable[CalendarEntry], *, name: str, now: datetime) -> bytes:
    """Return the file, in UTF-8; `now` (aware) is when its entries were made."""
    # Web processes stay small: who asks for a calendar loads the library.
    from icalendar import Calendar, vText  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar["X-WR-CALNAME"] = vText(_kept(name))
    for entry in entries:
        calendar.add_component(_event(entry, stamp=now.astimezone(UTC)))
    return bytes(calendar.to_ical(sorted=False))


def _event(entry: CalendarEntry, *, stamp: datetime) -> "Event":
    from icalendar import Event  # noqa: PLC0415  # see above

    event = Event()
    event.add("uid", _kept(entry.uid))
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.on)
    # The end of a day is the day after it (RFC 5545, 3.6.1); the last day of all has none.
    if entry.on < date.max:
        event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", _kept(entry.summary))
    if entry.description:
        event.add("description", _kept(entry.description))
    if entry.url:
        event.add("url", "".join(_kept(entry.url).split()))
    event.add("transp", "TRANSPARENT")
    return event


def _kept(text: str) -> str:
    """Return the text without control signs: one could end a line of the file."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign == "\n" or sign.isprintable() or sign > "\x9f")
