"""Reading the trail of acts: whole chains to be examined, and pages of events."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy import Row as ResultRow

from crest.domain.trail import Entry, Event, Examined, Head, examine
from crest.persistence.models import AuditEventRow, TrailHeadRow, UserRow
from crest.persistence.session import DatabaseSession

_EVENTS = cast("Table", AuditEventRow.__table__).c
_HEADS = cast("Table", TrailHeadRow.__table__).c
# Without the chain's id, which the reader knows.
_ENTRY = tuple(column for column in _EVENTS if column is not _EVENTS.chain_id)
_AT_ONCE = 5_000

# By chain, the hashes by number that stand outside of the database.
Kept = Mapping[UUID, Mapping[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailLine:
    """One act as a list shows it; `name` is of the person, empty for worker and operator."""

    entry: Entry
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """Which acts a list shows; None shows all. `since` belongs to it, `until` no more."""

    act: str | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_heads(session: DatabaseSession) -> dict[UUID, Head]:
    """Return where the database says that each chain ends."""
    rows = session.execute(select(_HEADS.chain_id, _HEADS.number, _HEADS.hash))
    return {row.chain_id: Head(number=row.number, hash=row.hash) for row in rows}


def find_head(session: DatabaseSession, chain_id: UUID) -> Head | None:
    """Return where a chain ends; None for one without entries."""
    query = select(_HEADS.number, _HEADS.hash).where(_HEADS.chain_id == chain_id)
    row = session.execute(query).one_or_none()
    return None if row is None else Head(number=row.number, hash=row.hash)


def list_chains(session: DatabaseSession) -> frozenset[UUID]:
    """Return the chains that have entries or a head."""
    written = session.scalars(select(_EVENTS.chain_id).distinct())
    return frozenset(written) | frozenset(list_heads(session))


def examine_chain(session: DatabaseSession, chain_id: UUID, kept: Mapping[int, str]) -> Examined:
    """Return the first broken place of a chain, or none; `kept` stands outside the database."""
    head = find_head(session, chain_id)
    query = select(*_ENTRY).where(_EVENTS.chain_id == chain_id).order_by(_EVENTS.number)
    # Left at the first broken place, so that it is closed here rather than some time later.
    with closing(session.execute(query.execution_options(yield_per=_AT_ONCE))) as rows:
        return examine(chain_id, map(_entry, rows), head=head, kept=kept)


def examine_restored(session: DatabaseSession, kept: Kept) -> dict[UUID, Examined]:
    """Return how each chain of a backup stands; it may end before what is kept of it."""
    found = {}
    for chain_id in list_chains(session):
        head = find_head(session, chain_id)
        end = 0 if head is None else head.number
        before = {n: one for n, one in kept.get(chain_id, {}).items() if n <= end}
        found[chain_id] = examine_chain(session, chain_id, before)
    return found


def list_lines(  # whose, which, how shown, and which page of them
    session: DatabaseSession,
    chain_id: UUID,
    wanted: TrailFilter,
    *,
    has_names: bool,
    limit: int,
    offset: int,
) -> tuple[tuple[TrailLine, ...], int]:
    """Return a page of a chain's events, the newest first, and how many there are."""
    conditions = _conditions(chain_id, wanted)
    total = session.scalar(select(func.count()).where(*conditions)) or 0
    newest = select(*_ENTRY).where(*conditions).order_by(_EVENTS.number.desc())
    entries = [_entry(row) for row in session.execute(newest.limit(limit).offset(offset))]
    names = _names(session, {entry.event.actor for entry in entries}) if has_names else {}
    lines = (TrailLine(entry=one, name=names.get(one.event.actor, "")) for one in entries)
    return tuple(lines), total


def list_actors(
    session: DatabaseSession, chain_id: UUID, *, has_names: bool
) -> tuple[tuple[str, str], ...]:
    """Return who stands in a chain, with the names of the persons, by name."""
    query = select(_EVENTS.actor).where(_EVENTS.chain_id == chain_id).distinct()
    actors = set(session.scalars(query))
    names = _names(session, actors) if has_names else {}
    return tuple(sorted(((one, names.get(one, "")) for one in actors), key=lambda pair: pair[::-1]))


def find_begin(session: DatabaseSession, chain_id: UUID) -> datetime | None:
    """Return the time of a chain's first event; None for one without events."""
    query = select(_EVENTS.at).where(_EVENTS.chain_id == chain_id, _EVENTS.number == 1)
    return session.scalars(query).one_or_none()


def has_event(session: DatabaseSession, chain_id: UUID, *, act: str, object_id: str) -> bool:
    """Return whether a chain says that this was done to this thing."""
    query = select(_EVENTS.number).where(
        _EVENTS.chain_id == chain_id, _EVENTS.act == act, _EVENTS.object_id == object_id
    )
    return session.scalars(query.limit(1)).first() is not None


def _conditions(chain_id: UUID, wanted: TrailFilter) -> list[ColumnElement[bool]]:
    conditions = [_EVENTS.chain_id == chain_id]
    if wanted.act is not None:
        conditions.append(_EVENTS.act == wanted.act)
    if wanted.actor is not None:
        conditions.append(_EVENTS.actor == wanted.actor)
    if wanted.since is not None:
        conditions.append(_EVENTS.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(_EVENTS.at < wanted.until)
    return conditions


def _names(session: DatabaseSession, actors: set[str]) -> dict[str, str]:
    ids = [UUID(one) for one in actors if len(one) == len(str(UUID(int=0)))]
    rows = session.execute(select(UserRow.id, UserRow.name).where(UserRow.id.in_(ids)))
    return {str(row.id): row.name for row in rows}


def _entry(row: ResultRow[*tuple[Any, ...]]) -> Entry:
    number, at, actor, role, act, object_id, told, sealed = row
    event = Event(at=at, actor=actor, role=role, act=act, object_id=object_id, told=told)
    return Entry(number=number, event=event, hash=sealed)
