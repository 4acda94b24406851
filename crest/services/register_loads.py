"""Registers that come back filled in: read, previewed cell by cell, written in one transaction."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from crest.domain.errors import RefusedInputError
from crest.domain.names import normalise
from crest.domain.permissions import Actor, Permission, require
from crest.domain.register_edits import CellEdit, Verdict, judge
from crest.domain.trail import Act, by
from crest.imports.filled_register import FilledRegister, read_filled
from crest.persistence import register_loads, write_keys
from crest.persistence.models import RegisterLoadRow
from crest.persistence.register_loads import HeldCells
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.services.register_filled import (
    CellPlace,
    PlacedFault,
    ReadRegister,
    compare_filled,
    snapshots_of,
)

_UPLOAD, _COMMIT = "register_load.upload", "register_load.commit"
_MOST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell that would be written: exported, written in the workbook, and held now."""

    index: int
    edit: CellEdit
    supplier_id: UUID
    supplier: str
    held: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person decided about a conflict, and which text of the application they saw."""

    take_file: bool
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOutcome:
    """How many cells were written, how many stayed as they are in the application."""

    written: int
    kept: int


@dataclass(frozen=True, kw_only=True)
class LoadPreview:
    """A register that came back: what it would change now, and what is left out.

    `gone` names the suppliers with edits that the member has no longer.
    """

    id: UUID
    file_name: str
    read: ReadRegister
    changes: tuple[CellChange, ...]
    conflicts: tuple[CellChange, ...]
    gone: tuple[str, ...]
    outcome: LoadOutcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRegister:
    """The bytes of a workbook as they came, with the name they were sent under."""

    file_name: str
    content: bytes


def upload(
    session: DatabaseSession, actor: Actor, sent: SentRegister, *, key: str, now: datetime
) -> UUID:
    """Keep what a filled register says; nothing of it is written yet."""
    require(actor, Permission.SUPPLIER_IMPORT)
    with NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(sent.content)
        file.flush()
        filled = read_filled(Path(file.name))
    with writing(session):
        reply = write_keys.replayed(session, actor.tenant_id, key, _UPLOAD)
        if reply is not None:
            return UUID(reply["id"])
        found = _compared(session, actor, filled)
        load_id = register_loads.add_load(
            session,
            tenant_id=actor.tenant_id,
            file_name=_shown_name(sent.file_name),
            file_digest=hashlib.sha256(sent.content).hexdigest(),
            contents=asdict(found),
            created_by=actor.user_id,
            created_at=now,
        )
        write_keys.remember(session, actor.tenant_id, key, _UPLOAD, {"id": str(load_id)}, now)
        told = {"rows": found.rows, "edits": len(found.edits)}
        record(session, by(actor), Act.REGISTER_UPLOAD, of=load_id, told=told, now=now)
    return load_id


def get_preview(session: DatabaseSession, actor: Actor, load_id: UUID) -> LoadPreview:
    """Return what a register that came back would change now, or what it changed."""
    require(actor, Permission.SUPPLIER_IMPORT)
    with reading(session):
        row = register_loads.get_load(session, load_id, tenant_id=actor.tenant_id)
        return _preview(row, register_loads.list_cells(session, tenant_id=actor.tenant_id))


def commit(
    session: DatabaseSession,
    actor: Actor,
    load_id: UUID,
    *,
    choices: Mapping[int, Choice],
    key: str,
    now: datetime,
) -> LoadOutcome:
    """Write the edits; with a conflict that is not decided as it stands now, none is written."""
    require(actor, Permission.SUPPLIER_IMPORT)
    with writing(session):
        act = f"{_COMMIT}:{load_id}"
        reply = write_keys.replayed(session, actor.tenant_id, key, act)
        row = register_loads.get_load(session, load_id, tenant_id=actor.tenant_id, lock=True)
        if reply is not None or row.state == register_loads.COMMITTED:
            return LoadOutcome(**row.outcome)
        preview = _preview(row, _locked(session, actor))
        outcome = _write(session, actor, preview, choices=choices, now=now)
        row.state, row.committed_at = register_loads.COMMITTED, now
        row.outcome = asdict(outcome)
        write_keys.remember(session, actor.tenant_id, key, act, {"id": str(load_id)}, now)
        told = asdict(outcome)
        record(session, by(actor), Act.REGISTER_TAKE_IN, of=load_id, told=told, now=now)
    return outcome


def load_file(
    session: DatabaseSession,
    actor: Actor,
    path: Path,
    *,
    take_file: bool | None = None,
    dry_run: bool = False,
    now: datetime,
) -> LoadPreview:
    """Take a filled register in at once, or say what it would change.

    `take_file` decides all conflicts: for the workbook or for the application; with None a
    workbook with conflicts is refused and nothing of it is written.
    """
    require(actor, Permission.SUPPLIER_IMPORT)
    filled = read_filled(path)
    if dry_run:
        with reading(session):
            cells = register_loads.list_cells(session, tenant_id=actor.tenant_id)
            return _seen(_compared(session, actor, filled), cells, path.name)
    with writing(session):
        found = _compared(session, actor, filled)
        preview = _seen(found, _locked(session, actor), path.name)
        choices = _all_alike(preview, take_file=take_file)
        outcome = _write(session, actor, preview, choices=choices, now=now)
        told = asdict(outcome)
        record(session, by(actor), Act.REGISTER_LOAD, of=actor.tenant_id, told=told, now=now)
    return LoadPreview(**{**_shallow(preview), "outcome": outcome})


def _all_alike(preview: LoadPreview, *, take_file: bool | None) -> dict[int, Choice]:
    if take_file is None:
        return {}
    return {one.index: Choice(take_file=take_file, seen=one.held) for one in preview.conflicts}


def _shallow(preview: LoadPreview) -> dict[str, Any]:
    return {name: getattr(preview, name) for name in LoadPreview.__dataclass_fields__}


def _locked(session: DatabaseSession, actor: Actor) -> dict[str, HeldCells]:
    return register_loads.list_cells(session, tenant_id=actor.tenant_id, lock=True)


def _compared(session: DatabaseSession, actor: Actor, filled: FilledRegister) -> ReadRegister:
    snapshots = snapshots_of(session, filled, tenant_id=actor.tenant_id)
    return compare_filled(filled, snapshots)


def _preview(row: RegisterLoadRow, held: Mapping[str, HeldCells]) -> LoadPreview:
    preview = _seen(_read(row.contents), held, row.file_name)
    outcome = LoadOutcome(**row.outcome) if row.state == register_loads.COMMITTED else None
    return LoadPreview(**{**_shallow(preview), "id": row.id, "outcome": outcome})


def _seen(found: ReadRegister, held: Mapping[str, HeldCells], name: str) -> LoadPreview:
    changes, conflicts = [], []
    for index, edit in enumerate(found.edits):
        supplier = held.get(edit.code)
        if supplier is None:
            continue
        now = supplier.cells[edit.column]
        verdict = judge(edit, now)
        change = CellChange(
            index=index,
            edit=edit,
            supplier_id=supplier.id,
            supplier=supplier.name,
            held=now,
            verdict=verdict,
        )
        if verdict is Verdict.CHANGE:
            changes.append(change)
        elif verdict is Verdict.CONFLICT:
            conflicts.append(change)
    gone = sorted({edit.code for edit in found.edits if edit.code not in held})
    return LoadPreview(
        id=UUID(int=0),
        file_name=name,
        read=found,
        changes=tuple(changes),
        conflicts=tuple(conflicts),
        gone=tuple(gone),
        outcome=None,
    )


def _write(
    session: DatabaseSession,
    actor: Actor,
    preview: LoadPreview,
    *,
    choices: Mapping[int, Choice],
    now: datetime,
) -> LoadOutcome:
    open_ones = [one for one in preview.conflicts if not _is_decided(one, choices)]
    if open_ones:
        raise RefusedInputError("register_conflicts_open", count=len(open_ones))
    taken = [one for one in preview.conflicts if choices[one.index].take_file]
    together: Sequence[CellChange] = (*preview.changes, *taken)
    cells: dict[UUID, dict[str, str]] = defaultdict(dict)
    for one in together:
        cells[one.supplier_id][one.edit.column] = one.edit.written
    register_loads.write_cells(session, cells, tenant_id=actor.tenant_id, now=now)
    return LoadOutcome(written=len(together), kept=len(preview.conflicts) - len(taken))


def _is_decided(conflict: CellChange, choices: Mapping[int, Choice]) -> bool:
    # A decision about a text that has changed again since it was seen is none.
    choice = choices.get(conflict.index)
    return choice is not None and normalise(choice.seen) == normalise(conflict.held)


def _read(contents: dict[str, Any]) -> ReadRegister:
    return ReadRegister(
        rows=contents["rows"],
        own_rows=contents["own_rows"],
        absent=contents["absent"],
        extra=tuple(contents["extra"]),
        missing=tuple(contents["missing"]),
        edits=tuple(CellEdit(**edit) for edit in contents["edits"]),
        faults=tuple(PlacedFault(**fault) for fault in contents["faults"]),
        computed=tuple(CellPlace(**place) for place in contents["computed"]),
        computed_count=contents["computed_count"],
    )


def _shown_name(name: str) -> str:
    plain = "".join(sign for sign in name if sign.isprintable())
    return (plain if normalise(plain) else "register")[-_MOST_NAME:]
