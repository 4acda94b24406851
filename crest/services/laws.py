"""Which laws and standards apply to the person's company, and what settles those that are open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from crest.content.library import Library
from crest.domain.applicability import (
    settled_by,
)
from crest.domain.permissions import Actor, Permission, require
from crest.persistence.session import DatabaseSession
from crest.services.law_calendar import (
    LawCalendar,
    LawDate,
    calendar_of,
)
from crest.services.law_standing import (
    CompanyFacts,
    LawLine,
    Standing,
    law_line,
    read_company,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawList:
    """Every instrument, and the first day that each of them sets."""

    lines: tuple[LawLine, ...]
    next_dates: Mapping[str, LawDate]
    company: CompanyFacts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGroup:
    """Instruments that stay open for want of a fact; each stands at the fact that settles most.

    `settles` counts all that the fact helps to settle, also those that stand at another one.
    """

    fact: str
    settles: int
    lines: tuple[LawLine, ...]


def list_laws(session: DatabaseSession, actor: Actor, *, library: Library, as_of: date) -> LawList:
    """Return every instrument, what binds first, then what reaches, then what is unknown."""
    require(actor, Permission.LAW_READ)
    company = read_company(session, actor, library=library, as_of=as_of)
    facts = None if company is None else company.facts
    lines = [law_line(instrument, facts, as_of=as_of) for instrument in library.instruments]
    order = tuple(Standing)
    return LawList(
        lines=tuple(sorted(lines, key=lambda line: order.index(line.standing))),
        next_dates=_first(calendar_of(library, facts, as_of=as_of)),
        company=company,
    )


def open_groups(lines: Iterable[LawLine], company: CompanyFacts | None) -> tuple[OpenGroup, ...]:
    """Return the open ones by the fact that settles most of them, each once.

    Facts that the profile asks today come before those that it asks later.
    """
    asked = frozenset[str]() if company is None else company.asked
    waiting = {line.instrument.id: line for line in lines if line.standing is Standing.UNKNOWN}
    found = {key: line.applies for key, line in waiting.items() if line.applies is not None}
    groups = []
    for fact, ids in sorted(settled_by(found), key=lambda pair: pair[0] not in asked):
        taken = tuple(waiting.pop(one) for one in ids if one in waiting)
        if taken:
            groups.append(OpenGroup(fact=fact, settles=len(ids), lines=taken))
    return tuple(groups)


def _first(calendar: LawCalendar) -> Mapping[str, LawDate]:
    found: dict[str, LawDate] = {}
    for one in calendar.dates:
        found.setdefault(one.instrument.id, one)
    return found
