"""Writing the trail of acts: one event in the transaction of the act, sealed to those before."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, insert
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import Executable

from crest.domain.trail import (
    START,
    Act,
    Doer,
    Event,
    digest_of_event,
    digest_of_told,
    sealed,
)
from crest.persistence.models import AuditEventRow, TrailHeadRow
from crest.persistence.session import DatabaseSession

_EVENTS = cast("Table", AuditEventRow.__table__)
_HEADS = cast("Table", TrailHeadRow.__table__)
# Built once: a statement costs more to build than to send, and every act sends these.
_ADD = insert(_EVENTS)


def record(  # who, what, of which thing, what is told of it, and when
    session: DatabaseSession,
    doer: Doer,
    act: Act,
    *,
    of: UUID | str,
    told: Mapping[str, object],
    now: datetime,
) -> None:
    """Write an act into its chain, in the caller's transaction and at its end.

    The row of the chain's head stays locked until the commit, so that whatever else the act
    locks is locked before.
    """
    session.flush()
    event = Event(
        at=now,
        actor=doer.actor,
        role=doer.role,
        act=act.value,
        object_id=str(of),
        told=digest_of_told(told),
    )
    digest = digest_of_event(doer.chain_id, event)
    moved = session.execute(
        _move_head(session.get_bind().dialect.name),
        {"chain": doer.chain_id, "first": sealed(START, digest), "digest": digest},
    ).one()
    values = {"chain_id": doer.chain_id, "number": moved.number, "hash": moved.hash}
    session.execute(_ADD, values | {"at": event.at, "actor": event.actor} | _words(event))


def _words(event: Event) -> dict[str, Any]:
    return {
        "role": event.role,
        "act": event.act,
        "object_id": event.object_id,
        "told": event.told,
    }


@cache
def _move_head(dialect: str) -> Executable:
    """Return the statement that seals the next entry: one round trip, and a lock until commit."""
    adding = _upsert(dialect)(_HEADS).values(
        chain_id=bindparam("chain"), number=1, hash=bindparam("first")
    )
    joined = _HEADS.c.hash + bindparam("digest", type_=_HEADS.c.hash.type)
    moving = adding.on_conflict_do_update(
        index_elements=[_HEADS.c.chain_id],
        set_={"number": _HEADS.c.number + 1, "hash": _sha256(joined, dialect)},
    ).returning(_HEADS.c.number, _HEADS.c.hash)
    return cast("Executable", moving)


def _upsert(dialect: str) -> Any:
    # Each is loaded where it is spoken: the other would only take memory in every process.
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415

    return sqlite.insert


def _sha256(text: ColumnElement[str], dialect: str) -> ColumnElement[str]:
    if dialect == "postgresql":
        return func.encode(func.sha256(func.convert_to(text, "UTF8")), "hex")
    return func.crest_sha256(text)  # the engine teaches it to each connection
