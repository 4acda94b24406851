"""The list of suppliers as a file, of all or of those that fit a filter, made by a worker."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from uuid import UUID

from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.persistence import imports, jobs, supplier_parents
from crest.persistence.facts import read_facts
from crest.persistence.jobs import Job
from crest.persistence.session import DatabaseSession, reading_at_once, writing
from crest.persistence.supplier_filters import filter_of
from crest.persistence.suppliers import SupplierFilter, list_ids
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.jobs import LIST_BOOK, LIST_TEXT, MadeFile, Progress

_ASK = "supplier.ask_file"
_STAGES = 3
_CSV_TYPE = "text/csv; charset=utf-8"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileKind(StrEnum):
    """As what the list is handed out."""

    BOOK = "xlsx"
    TEXT = "csv"


_JOBS = {FileKind.BOOK: LIST_BOOK, FileKind.TEXT: LIST_TEXT}


def ask_file(
    session: DatabaseSession,
    actor: Actor,
    wanted: SupplierFilter,
    *,
    kind: FileKind,
    key: str,
    now: datetime,
) -> UUID:
    """Ask for the suppliers that fit the filter as a file and return the job that makes it."""
    require(actor, Permission.REGISTER_EXPORT)
    tenant_id, act = actor.tenant_id, f"{_ASK}:{kind.value}"
    with writing(session):
        reply = replayed(session, tenant_id, key, act)
        if reply is not None:
            return UUID(reply["job"])
        frame = {"tenant_id": tenant_id, "user_id": actor.user_id}
        params = {"wanted": wanted.chosen}
        job_id = jobs.add(session, **frame, kind=_JOBS[kind], params=params, now=now)
        remember(session, tenant_id, key, act, {"job": str(job_id)}, now)
        told: dict[str, object] = {"file": kind.value}
        record(session, by(actor), Act.SUPPLIER_ASK_FILE, of=job_id, told=told, now=now)
    return job_id


def run_file_job(
    session: DatabaseSession, actor: Actor, job: Job, *, progress: Progress, now: datetime
) -> MadeFile:
    """Return the member's suppliers that fit the filter of the job as a file, by code."""
    # Web processes ask for files and never write one, so they do without the writer.
    from crest.exports.supplier_list import (  # noqa: PLC0415
        ListedSupplier,
        write_list_book,
        write_list_csv,
    )

    require(actor, Permission.REGISTER_EXPORT)
    held, codes, parents = _read(session, actor, filter_of(job.params["wanted"]))
    progress(1, _STAGES)
    rows = (
        ListedSupplier(
            values={**supplier.values, "code": supplier.code},
            facts=read_facts(supplier.facts),
            supplies=tuple(sorted(codes[one] for one in parents.get(supplier.id, ()))),
        )
        for supplier in held
    )
    name = f"suppliers-{now:%Y-%m-%d}"
    if job.kind == LIST_TEXT:
        content = write_list_csv(rows)
        return MadeFile(file_name=f"{name}.csv", content=content, media_type=_CSV_TYPE)
    stream = BytesIO()
    write_list_book(stream, rows, created=now)
    return MadeFile(file_name=f"{name}.xlsx", content=stream.getvalue(), media_type=_BOOK_TYPE)


def _read(
    session: DatabaseSession, actor: Actor, wanted: SupplierFilter
) -> tuple[Iterator[imports.HeldSupplier], dict[UUID, str], dict[UUID, set[UUID]]]:
    """Return the suppliers wanted by code, the codes of all, and whom each supplies."""
    tenant_id = actor.tenant_id
    with reading_at_once(session):
        ids = frozenset(list_ids(session, tenant_id=tenant_id, wanted=wanted))
        held = imports.list_held(session, tenant_id=tenant_id)
        parents = supplier_parents.list_parents(session, tenant_id=tenant_id)
    codes = {supplier.id: supplier.code for supplier in held}
    return (supplier for supplier in held if supplier.id in ids), codes, parents
