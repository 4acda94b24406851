"""The days of laws as entries of a calendar, in the reader's language."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _

from crest.exports.calendar import CalendarEntry
from crest.services.law_calendar import LawCalendar, LawDate
from crest.services.law_standing import Standing
from crest.web.context import settings


def calendar_entries(calendar: LawCalendar) -> Iterator[CalendarEntry]:
    """Yield each day with the name of its law, what follows, and where to read more.

    Without a configured address the entries name none: that of a request may be anybody's.
    """
    base = (settings().base_url or "").rstrip("/")
    host = urlsplit(base).hostname or "crest"
    for one in calendar.dates:
        page = url_for("laws.show", instrument_id=one.instrument.id)
        yield CalendarEntry(
            uid=f"{one.uid}@{host}",
            on=one.on,
            summary=_summary(one),
            description="\n".join(_description(one)),
            url=base + page if base else "",
        )


def _summary(one: LawDate) -> str:
    if one.standing is Standing.REACHES:
        return str(_("Reaches you: %(title)s (%(law)s)", title=one.title, law=one.instrument.name))
    return str(_("%(title)s (%(law)s)", title=one.title, law=one.instrument.name))


def _description(one: LawDate) -> Iterator[str]:
    if one.deadline is not None:
        yield one.deadline.citation
        yield str(_("If it is missed: %(what)s", what=one.deadline.follows))
    if one.standing is Standing.REACHES:
        yield str(_("This is not your own duty: it binds a customer or a market of yours."))
    yield str(_("This is help for your own work, not legal advice."))
