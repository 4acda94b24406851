"""The job that makes a register: rows scored and placed, a workbook or CSV, what it showed kept."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, Head, by
from crest.exports.register_book import MEDIA_TYPE, RegisterBook, Since, SourceLine
from crest.exports.register_csv import CSV_TYPE, write_register_csv
from crest.exports.register_store import RegisterStore
from crest.exports.supplier_register import write_register
from crest.i18n import N_, Phrase, Translator
from crest.persistence import register_snapshots
from crest.persistence.register_snapshots import Snapshot, find_previous
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.trail_reading import find_head
from crest.services.jobs import JobTools, MadeFile, Progress
from crest.services.register_keeping import RegisterOrder, snapshot_of
from crest.services.register_making import Making, book_of, fill_store
from crest.services.translations import reviewed_library


def run_register_job(
    session: DatabaseSession,
    actor: Actor,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
    order: RegisterOrder | None = None,
) -> MadeFile:
    """Return the register that the order wants as a file, and keep what it showed."""
    require(actor, Permission.REGISTER_EXPORT)
    order = order or RegisterOrder()
    with TemporaryDirectory() as folder:
        making = Making(actor=actor, order=order, tools=tools, now=now)
        return _made(session, making, Path(folder), progress)


def _made(session: DatabaseSession, making: Making, folder: Path, progress: Progress) -> MadeFile:
    order, now = making.order, making.now
    translate = Translator(language=order.language)
    with closing(RegisterStore(folder / "rows", making.library.method(), translate)) as store:
        with reading(session):
            library = reviewed_library(session, making.library.speaking(order.language))
            making = replace(making, tools=replace(making.tools, library=library))
            head = find_head(session, making.actor.tenant_id)
            since = _remember(session, making, store)
            company = fill_store(session, making, store, progress)
        book = book_of(store, making, company=company, since=since)
        file = folder / "register"
        with file.open("wb") as stream:
            _write(book, head, stream, order)
        _keep_register(
            session, making.actor, snapshot_of(book, store, order, making.actor.tenant_id), now
        )
    ending, media_type = ("csv", CSV_TYPE) if order.as_csv else ("xlsx", MEDIA_TYPE)
    name = f"supplier-register-{now:%Y-%m-%d}.{ending}"
    return MadeFile(file_name=name, content=file.read_bytes(), media_type=media_type)


def _write(book: RegisterBook, head: Head | None, stream: BinaryIO, order: RegisterOrder) -> None:
    if order.as_csv:
        write_register_csv(book, stream)
        return
    book = replace(book, versions=(*book.versions, _trail_line(head)))
    write_register(book, stream, translate=Translator(language=order.language))


def _remember(session: DatabaseSession, making: Making, store: RegisterStore) -> Since | None:
    before = find_previous(
        session,
        tenant_id=making.actor.tenant_id,
        selection=making.order.selection,
        other_than=making.order.register_id,
    )
    if before is None:
        return None
    store.remember(row.earlier() for row in before.rows)
    return Since(made_at=before.made_at, versions=before.versions)


def _keep_register(session: DatabaseSession, actor: Actor, kept: Snapshot, now: datetime) -> None:
    with writing(session):
        is_new = register_snapshots.add(session, kept, tenant_id=actor.tenant_id)
        told = {"suppliers": kept.suppliers, "selection": kept.selection, "is_new": is_new}
        record(session, by(actor), Act.REGISTER_MAKE, of=kept.id, told=told, now=now)


def _trail_line(head: Head | None) -> SourceLine:
    """Return where the company's trail of acts ends, for whoever holds the file to compare."""
    words = Phrase(N_("empty"))
    if head:
        words = Phrase(N_("entry %(number)s, %(hash)s"), number=head.number, hash=head.hash)
    return SourceLine(what=N_("Trail of acts ends at"), version=words)
