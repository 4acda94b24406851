"""A list taken back: what it created goes, what it changed is put back, unless changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from crest.content.library import Library
from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Actor, Permission, require
from crest.domain.supplier_ties import put_back
from crest.domain.trail import Act, by
from crest.persistence import import_steps, imports
from crest.persistence.import_steps import Step
from crest.persistence.models import SupplierRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.supplier_values import values_of, write_values
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.standing import CHUNK, refresh_marked, refresh_now_or_later

_UNDO = "supplier_import.undo"
UNDONE = "undone"


class Why(StrEnum):
    """Why a row is left as it is."""

    CHANGED = "changed"
    USED = "used"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftRow:
    """A supplier that undoing left as it is, and why; `columns` are those changed since."""

    code: str
    name: str
    why: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """How many suppliers were removed and put back, and those that were left, row by row."""

    removed: int
    restored: int
    left: tuple[LeftRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPage:
    """A list that was taken in: what undoing it would touch, or what it did where it is done."""

    id: UUID
    file_name: str
    committed_at: datetime | None
    created: int
    changed: int
    undone: Undone | None


@dataclass(kw_only=True)
class _Gathered:
    """What undoing found, gathered chunk by chunk."""

    removed: list[UUID] = field(default_factory=list)
    restored: list[UUID] = field(default_factory=list)
    left: list[LeftRow] = field(default_factory=list)


def undo_page(session: DatabaseSession, actor: Actor, import_id: UUID) -> UndoPage:
    """Return what undoing an import of the member's would touch, or raise NotFoundError."""
    require(actor, Permission.SUPPLIER_IMPORT)
    with reading(session):
        row = imports.get_import(session, import_id, tenant_id=actor.tenant_id)
        counts = import_steps.count_steps(session, import_id, tenant_id=actor.tenant_id)
    told = row.report.get(UNDONE)
    return UndoPage(
        id=row.id,
        file_name=row.file_name,
        committed_at=row.committed_at,
        created=counts.created,
        changed=counts.changed,
        undone=None if told is None else _read(told),
    )


def undo_import(
    session: DatabaseSession,
    actor: Actor,
    import_id: UUID,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> Undone:
    """Take an import of the member's back; one that is taken back already changes nothing.

    A row that somebody changed or used since is left as it is and told. Refused where nothing is
    kept of what the import did: it was never taken in, or too long ago.
    """
    require(actor, Permission.SUPPLIER_IMPORT)
    tenant_id = actor.tenant_id
    act = f"{_UNDO}:{import_id}"
    with writing(session):
        done = replayed(session, tenant_id, key, act)
        row = imports.get_import(session, import_id, tenant_id=tenant_id, lock=True)
        if done is not None or UNDONE in row.report:
            return _read(row.report[UNDONE])
        steps = import_steps.list_steps(session, import_id, tenant_id=tenant_id)
        if not steps:
            raise RefusedInputError("nothing_to_undo")
        found = _undo_all(session, actor, steps, now=now)
        undone = Undone(
            removed=len(found.removed), restored=len(found.restored), left=tuple(found.left)
        )
        import_steps.drop_steps(session, import_id, tenant_id=tenant_id)
        row.report = {**row.report, UNDONE: asdict(undone)}
        back, today = found.restored, now.date()
        refresh_now_or_later(
            session, tenant_id=tenant_id, supplier_ids=back, library=library, as_of=today
        )
        remember(session, tenant_id, key, act, {}, now)
        counts = {"removed": undone.removed, "restored": undone.restored, "left": len(undone.left)}
        record(session, by(actor), Act.SUPPLIER_LIST_UNDO, of=import_id, told=counts, now=now)
    refresh_marked(session, tenant_id=tenant_id, library=library, as_of=today)
    return undone


def _undo_all(
    session: DatabaseSession, actor: Actor, steps: Sequence[Step], *, now: datetime
) -> _Gathered:
    found = _Gathered()
    for first in range(0, len(steps), CHUNK):
        part = steps[first : first + CHUNK]
        ids = [step.supplier_id for step in part]
        rows = import_steps.lock_suppliers(session, ids, tenant_id=actor.tenant_id)
        created = [step.supplier_id for step in part if step.before is None]
        used = import_steps.used_since(session, created, tenant_id=actor.tenant_id)
        for step in part:
            row = rows.get(step.supplier_id)
            if row is not None:
                _undo_one(found, step, row, used, now=now)
        session.flush()
    for first in range(0, len(found.removed), CHUNK):
        part_of = found.removed[first : first + CHUNK]
        import_steps.remove_suppliers(session, part_of, tenant_id=actor.tenant_id)
    return found


def _undo_one(
    found: _Gathered, step: Step, row: SupplierRow, used: set[UUID], *, now: datetime
) -> None:
    if step.before is None:
        why = _why_kept(step, row, used)
        if why is None:
            found.removed.append(row.id)
        else:
            found.left.append(LeftRow(code=row.code, name=row.name, why=why))
        return
    now_says = {**values_of(row), "archived": row.archived_at is not None}
    back = put_back(step.before, step.after, now_says)
    if back.left:
        told = LeftRow(code=row.code, name=row.name, why=Why.CHANGED, columns=back.left)
        found.left.append(told)
        return
    values = dict(back.values)
    if values.pop("archived", False):
        row.archived_at = now
    write_values(row, values, now=now)
    found.restored.append(row.id)


def _why_kept(step: Step, row: SupplierRow, used: set[UUID]) -> str | None:
    if row.id in used:
        return Why.USED
    return Why.CHANGED if row.version != step.version else None


def _read(told: Mapping[str, Any]) -> Undone:
    left = tuple(LeftRow(**{**one, "columns": tuple(one["columns"])}) for one in told["left"])
    return Undone(removed=told["removed"], restored=told["restored"], left=left)
