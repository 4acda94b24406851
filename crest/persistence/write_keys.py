"""Keys of writes: a write repeated under its key gets the first reply and changes nothing."""

import re
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, insert, select

from crest.domain.errors import RefusedInputError
from crest.persistence.models import WriteKeyRow
from crest.persistence.session import DatabaseSession

_KEYS = cast("Table", WriteKeyRow.__table__)
# Built once: a statement costs more to build than to send.
_FIND = select(_KEYS.c.act, _KEYS.c.reply).where(
    _KEYS.c.tenant_id == bindparam("tenant_id"), _KEYS.c.key == bindparam("key")
)
_REMEMBER = insert(_KEYS)
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def replayed(
    session: DatabaseSession, tenant_id: UUID, key: str, act: str
) -> dict[str, Any] | None:
    """Return the reply that this key already got; a key of another act is refused."""
    if not _KEY.fullmatch(key):
        raise RefusedInputError("bad_key")
    if session.get_bind().dialect.name == "postgresql":
        # Two copies of one request wait for each other here; SQLite has one writer anyway.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{tenant_id}:{key}"))))
    row = session.execute(_FIND, {"tenant_id": tenant_id, "key": key}).one_or_none()
    if row is None:
        return None
    if row.act != act:
        raise RefusedInputError("key_used")
    return cast("dict[str, Any]", row.reply)


def remember(
    session: DatabaseSession,
    tenant_id: UUID,
    key: str,
    act: str,
    reply: dict[str, Any],
    now: datetime,
) -> None:
    """Keep the reply of a write under its key."""
    kept = {"tenant_id": tenant_id, "key": key, "act": act, "reply": reply, "created_at": now}
    session.execute(_REMEMBER, kept)
