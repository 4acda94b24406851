"""Counts of tries at a door, kept in the database so that all web processes share them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, tuple_

from crest.persistence.models import ThrottleRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """So many tries within so long, for one who."""

    name: str
    who: str
    tries: int
    window: timedelta


def seconds_to_wait(session: DatabaseSession, doors: Iterable[Door], *, now: datetime) -> int:
    """Return the seconds until every door opens again; 0 where all are open."""
    counts = _rows(session, doors)
    waits = [
        (row.window_ends_at - now).total_seconds()
        for door in doors
        if (row := counts.get((door.name, door.who)))
        and _is_open(row, door, now=now)
        and row.tries >= door.tries
    ]
    return int(max(waits, default=-1)) + 1


def count_try(session: DatabaseSession, doors: Iterable[Door], *, now: datetime) -> None:
    """Count one try at each door; a window that is over starts afresh."""
    counts = _rows(session, doors)
    for door in doors:
        row = counts.get((door.name, door.who))
        if row is None:
            row = ThrottleRow(door=door.name, who=door.who, tries=0, window_ends_at=now)
            session.add(row)
        if not _is_open(row, door, now=now):
            row.tries, row.window_ends_at = 0, now + door.window
        row.tries += 1
    session.flush()


def knock(session: DatabaseSession, doors: tuple[Door, ...], *, now: datetime) -> int:
    """Count a try at doors that let it pass and return 0, else the seconds to wait, uncounted."""
    remove_expired(session, now=now)
    wait = seconds_to_wait(session, doors, now=now)
    if not wait:
        count_try(session, doors, now=now)
    return wait


def take_back(session: DatabaseSession, doors: Iterable[Door]) -> None:
    """Take one counted try back: it was none."""
    for row in _rows(session, doors).values():
        row.tries = max(row.tries - 1, 0)
    session.flush()


def forget(session: DatabaseSession, doors: Iterable[Door]) -> None:
    """Forget all tries at these doors."""
    session.execute(delete(ThrottleRow).where(_at(doors)))


def is_marked(session: DatabaseSession, door: Door, *, now: datetime) -> bool:
    """Return whether the door was counted within its window."""
    row = _rows(session, (door,)).get((door.name, door.who))
    return row is not None and _is_open(row, door, now=now)


def remove_expired(session: DatabaseSession, *, now: datetime) -> None:
    """Forget counts whose window is over."""
    session.execute(delete(ThrottleRow).where(ThrottleRow.window_ends_at <= now))


def _is_open(row: ThrottleRow, door: Door, *, now: datetime) -> bool:
    # A window that ends later than one begun now was begun by a clock that ran ahead.
    return now < row.window_ends_at <= now + door.window


def _rows(session: DatabaseSession, doors: Iterable[Door]) -> dict[tuple[str, str], ThrottleRow]:
    rows = session.scalars(select(ThrottleRow).where(_at(doors)))
    return {(row.door, row.who): row for row in rows}


def _at(doors: Iterable[Door]) -> ColumnElement[bool]:
    return tuple_(ThrottleRow.door, ThrottleRow.who).in_([(door.name, door.who) for door in doors])
