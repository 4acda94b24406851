"""Supplier lists taken in: uploaded and previewed, then committed in one transaction."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from crest.adapters.files import FileStore
from crest.content.library import Library
from crest.domain.errors import RefusedInputError
from crest.domain.names import normalise
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.imports.faults import RowFault
from crest.imports.headings import known_words
from crest.imports.supplier_list import SupplierList, read_supplier_list
from crest.imports.table import Table
from crest.imports.workbook_reader import read_table
from crest.persistence import imports, write_keys
from crest.persistence.models import ImportRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.services.import_plan import ImportPlan, plan_import
from crest.services.standing import CHUNK, refresh_later, refresh_marked, refresh_standing

_UPLOAD, _COMMIT = "supplier_import.upload", "supplier_import.commit"
_KEPT_FAULTS = 1_000
_MOST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What a list held and what it changes; `rows` is the sum of the four counts."""

    kind: str
    sheet: str
    header_row: int
    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    faults: tuple[RowFault, ...]
    fault_count: int
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """One uploaded list: its name, whether it is committed, and its report."""

    id: UUID
    file_name: str
    committed: bool
    report: ImportReport


@dataclass(frozen=True, kw_only=True)
class ImportTools:
    """Where uploaded lists are kept, and the content that countries and sectors are found in."""

    files: FileStore
    library: Library


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """A list on disk, and the one sheet of it that is wanted."""

    path: Path
    sheet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedList:
    """The bytes of a list as they came, with the name they were sent under."""

    file_name: str
    content: bytes


def upload(
    session: DatabaseSession,
    actor: Actor,
    uploaded: UploadedList,
    *,
    tools: ImportTools,
    key: str,
    now: datetime,
) -> UUID:
    """Keep the list with a report of what it would change; nothing else is written."""
    require(actor, Permission.SUPPLIER_IMPORT)
    stored = tools.files.add(uploaded.content)
    try:
        table, listed = _read(stored, tools)
        with writing(session):
            reply = write_keys.replayed(session, actor.tenant_id, key, _UPLOAD)
            if reply is None:
                report = _report(table, listed, _plan(session, actor, listed, now=now))
                import_id = _add(session, actor, uploaded, stored, _stored(report), now)
                answer = {"id": str(import_id)}
                write_keys.remember(session, actor.tenant_id, key, _UPLOAD, answer, now)
                told, uploads = _told(report), Act.SUPPLIER_LIST_UPLOAD
                record(session, by(actor), uploads, of=import_id, told=told, now=now)
                return import_id
    except RefusedInputError:
        tools.files.remove(stored)
        raise
    tools.files.remove(stored)
    return UUID(reply["id"])


def get_preview(session: DatabaseSession, actor: Actor, import_id: UUID) -> ImportView:
    """Return an uploaded list with its report, or raise NotFoundError."""
    require(actor, Permission.SUPPLIER_IMPORT)
    with reading(session):
        return _view(imports.get_import(session, import_id, tenant_id=actor.tenant_id))


def commit_import(
    session: DatabaseSession,
    actor: Actor,
    import_id: UUID,
    *,
    tools: ImportTools,
    key: str,
    now: datetime,
) -> ImportReport:
    """Take the previewed list in; one that is taken in already changes nothing again."""
    require(actor, Permission.SUPPLIER_IMPORT)
    with reading(session):
        stored = imports.get_import(session, import_id, tenant_id=actor.tenant_id).stored_name
    table, listed = _read(stored, tools)
    with writing(session):
        act = f"{_COMMIT}:{import_id}"
        reply = write_keys.replayed(session, actor.tenant_id, key, act)
        row = imports.get_import(session, import_id, tenant_id=actor.tenant_id, lock=True)
        if reply is not None or row.state == imports.COMMITTED:
            return _view(row).report
        plan = _apply(session, actor, listed, library=tools.library, now=now)
        report = _report(table, listed, plan)
        row.state, row.committed_at, row.report = imports.COMMITTED, now, _stored(report)
        write_keys.remember(session, actor.tenant_id, key, act, {"id": str(row.id)}, now)
        takes_in, told = Act.SUPPLIER_LIST_TAKE_IN, _told(report)
        record(session, by(actor), takes_in, of=import_id, told=told, now=now)
    _catch_up(session, actor, library=tools.library, now=now)
    return report


def import_file(
    session: DatabaseSession,
    actor: Actor,
    source: ListFile,
    *,
    library: Library,
    now: datetime,
    dry_run: bool = False,
) -> ImportReport:
    """Take a file in at once, or say what it would change; all faults stand in the report."""
    require(actor, Permission.SUPPLIER_IMPORT)
    table = _read_list(source)
    listed = read_supplier_list(table, library.reference)
    if dry_run:
        with reading(session):
            return _report(table, listed, _plan(session, actor, listed, now=now))
    with writing(session):
        report = _report(table, listed, _apply(session, actor, listed, library=library, now=now))
        takes_in, told = Act.SUPPLIER_LIST_IMPORT, _told(report)
        record(session, by(actor), takes_in, of=actor.tenant_id, told=told, now=now)
    _catch_up(session, actor, library=library, now=now)
    return report


def _read(stored: str, tools: ImportTools) -> tuple[Table, SupplierList]:
    with tools.files.local(stored) as path:
        table = _read_list(ListFile(path=path))
    return table, read_supplier_list(table, tools.library.reference)


def _read_list(source: ListFile) -> Table:
    return read_table(source.path, words=known_words(), sheet=source.sheet, understood_only=True)


def _add(
    session: DatabaseSession,
    actor: Actor,
    uploaded: UploadedList,
    stored: str,
    report: dict[str, Any],
    now: datetime,
) -> UUID:
    return imports.add_import(
        session,
        tenant_id=actor.tenant_id,
        file_name=_shown_name(uploaded.file_name),
        file_digest=hashlib.sha256(uploaded.content).hexdigest(),
        stored_name=stored,
        report=report,
        created_by=actor.user_id,
        created_at=now,
    )


def _plan(
    session: DatabaseSession, actor: Actor, listed: SupplierList, *, now: datetime
) -> ImportPlan:
    held = imports.list_held(session, tenant_id=actor.tenant_id)
    return plan_import(held, listed.candidates, on=now.date())


def _apply(
    session: DatabaseSession,
    actor: Actor,
    listed: SupplierList,
    *,
    library: Library,
    now: datetime,
) -> ImportPlan:
    tenant_id = actor.tenant_id
    imports.hold_suppliers(session, tenant_id=tenant_id)
    plan = _plan(session, actor, listed, now=now)
    created = imports.add_suppliers(session, plan.created, tenant_id=tenant_id, now=now)
    imports.change_suppliers(session, plan.updated, now=now)
    _refresh(session, actor, [*created, *plan.updated], library=library, now=now)
    return plan


def _refresh(
    session: DatabaseSession,
    actor: Actor,
    taken: Sequence[UUID],
    *,
    library: Library,
    now: datetime,
) -> None:
    """Bring the suppliers taken in up to date, or mark them where writers would wait too long."""
    tenant_id = actor.tenant_id
    if len(taken) > CHUNK:
        refresh_later(session, tenant_id=tenant_id, supplier_ids=taken)
        return
    refresh_standing(
        session, tenant_id=tenant_id, supplier_ids=taken, library=library, as_of=now.date()
    )


def _catch_up(session: DatabaseSession, actor: Actor, *, library: Library, now: datetime) -> None:
    refresh_marked(session, tenant_id=actor.tenant_id, library=library, as_of=now.date())


def _report(table: Table, listed: SupplierList, plan: ImportPlan) -> ImportReport:
    meanings = listed.meanings
    return ImportReport(
        kind=table.kind.value,
        sheet=table.sheet,
        header_row=table.header_row,
        columns={field.value: part.heading for field, part in meanings.columns.items()},
        ignored=meanings.ignored,
        rows=listed.rows,
        created=len(plan.created),
        updated=len(plan.updated),
        unchanged=plan.unchanged,
        refused=listed.refused,
        faults=listed.faults,
        fault_count=len(listed.faults),
        encoding=table.encoding,
        delimiter=table.delimiter,
    )


def _told(report: ImportReport) -> dict[str, object]:
    counts = ("rows", "created", "updated", "unchanged", "refused")
    return {name: getattr(report, name) for name in counts}


def _stored(report: ImportReport) -> dict[str, Any]:
    # A page shows the first faults and says how many there are; the record keeps no more.
    return asdict(report) | {"faults": [asdict(fault) for fault in report.faults[:_KEPT_FAULTS]]}


def _view(row: ImportRow) -> ImportView:
    stored = dict(row.report)
    stored["faults"] = tuple(RowFault(**fault) for fault in stored["faults"])
    stored["ignored"] = tuple(stored["ignored"])
    return ImportView(
        id=row.id,
        file_name=row.file_name,
        committed=row.state == imports.COMMITTED,
        report=ImportReport(**stored),
    )


def _shown_name(name: str) -> str:
    plain = "".join(sign for sign in name if sign.isprintable())
    return (plain if normalise(plain) else "list")[-_MOST_NAME:]
