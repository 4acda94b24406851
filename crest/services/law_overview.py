"""Laws as the first page of a company shows them: how many apply, the next days, what is coming."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crest.content.library import Library
from crest.domain.facts import Facts
from crest.domain.instruments import InstrumentKind
from crest.services.law_calendar import LawDate, calendar_of
from crest.services.law_horizon import Coming, coming_of
from crest.services.law_standing import Standing, law_line

_DAYS, _COMING = 4, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LawsOverview:
    """How many laws (standards apart) bind, reach and are open; next days; what is coming.

    `waiting` counts the deadlines that wait for the end of the financial year.
    """

    binding: int
    reaching: int
    open: int
    days: tuple[LawDate, ...]
    waiting: int
    coming: tuple[Coming, ...]


def laws_overview(library: Library, facts: Facts, *, as_of: date) -> LawsOverview:
    """Return what a company with these facts is told of laws first."""
    laws = [law for law in library.instruments if law.kind is not InstrumentKind.STANDARD]
    counts = Counter(law_line(law, facts, as_of=as_of).standing for law in laws)
    calendar = calendar_of(library, facts, as_of=as_of)
    return LawsOverview(
        binding=counts[Standing.BINDS],
        reaching=counts[Standing.REACHES],
        open=counts[Standing.UNKNOWN],
        days=_next_of_each(calendar.dates)[:_DAYS],
        waiting=len(calendar.waiting),
        coming=_coming(library, as_of=as_of),
    )


def _next_of_each(dates: Iterable[LawDate]) -> tuple[LawDate, ...]:
    """Return the next day of each duty, without the same duty of the year after."""
    found: dict[tuple[str, str], LawDate] = {}
    for one in dates:
        found.setdefault((one.instrument.id, one.title), one)
    return tuple(found.values())


def _coming(library: Library, *, as_of: date) -> tuple[Coming, ...]:
    found = (one for law in library.instruments for one in coming_of(law, as_of=as_of))
    dated = [(one.on, one.instrument.id, one) for one in found if one.on is not None]
    return tuple(one for _, _, one in sorted(dated, key=lambda part: part[:2])[:_COMING])
