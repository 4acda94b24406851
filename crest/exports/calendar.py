"""Dated entries as an iCalendar file (RFC 5545): whole days, stable names, folded lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MEDIA_TYPE = "text/calendar; charset=utf-8"
# RFC 5545, 3.1: no line is longer than 75 octets, its line end apart.
_MOST_OCTETS = 75
_LINE_END = b"\r\n"
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
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        *(line for entry in entries for line in _event(entry, stamp)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(entry: CalendarEntry, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(entry.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
    # The end of a day is the day after it (RFC 5545, 3.6.1); the last day of all has none.
    if entry.on < date.max:
        yield f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{_text(entry.description)}"
    if entry.url:
        yield f"URL:{_one_line(entry.url)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """Return the value as TEXT (RFC 5545, 3.3.11): three signs and line ends escaped."""
    kept = value.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        kept = kept.replace(sign, f"\\{sign}")
    return _without_controls(kept.replace("\n", "\\n"))


def _one_line(value: str) -> str:
    return _without_controls("".join(value.split()))


def _without_controls(value: str) -> str:
    # A control sign would end or break the line; no text of the library has one.
    return "".join(sign for sign in value if sign >= " " and sign != "\x7f")


def _folded(line: str) -> bytes:
    """Return the line in pieces of at most 75 octets, none of which cuts a sign in two."""
    pieces: list[bytes] = [b""]
    for sign in line:
        octets = sign.encode("utf-8", "replace")
        if len(pieces[-1]) + len(octets) > _MOST_OCTETS:
            pieces.append(b" ")
        pieces[-1] += octets
    return _LINE_END.join(pieces) + _LINE_END
