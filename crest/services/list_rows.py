"""The rows of a supplier list that have faults, as a workbook to correct and send again."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from crest.domain.permissions import Actor, Permission, require
from crest.i18n import N_, Translator
from crest.persistence import list_drafts
from crest.persistence.jobs import Job
from crest.persistence.session import DatabaseSession, reading
from crest.services.jobs import MadeFile, Progress
from crest.services.list_lines import CELLS, Line, Show, unpack_cells, unpack_lines

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LEFT_OUT = N_("Taken in without it:")


def run_rows_job(
    session: DatabaseSession, actor: Actor, job: Job, *, progress: Progress, now: datetime
) -> MadeFile:
    """Return the rows with faults or warnings, in the language of who asked."""
    require(actor, Permission.SUPPLIER_IMPORT)
    list_id, say = UUID(job.params["draft_id"]), Translator(language=actor.language)
    with reading(session):
        cells, lines = _stored(session, list_id, tenant_id=actor.tenant_id)
    progress(1, 2)
    content = rows_workbook(unpack_cells(cells), lines, say=say, now=now)
    return MadeFile(
        file_name=f"rows-to-correct-{now:%Y-%m-%d}.xlsx", content=content, media_type=_XLSX
    )


def rows_workbook(
    cells: Iterator[tuple[int, tuple[str, ...]]],
    lines: Iterable[Line],
    *,
    say: Translator,
    now: datetime,
) -> bytes:
    """Return the workbook of these rows; `cells` begin with the headings as row 0."""
    # Web processes ask for workbooks and never write one, so they do without the writer.
    from crest.exports.list_rows import FaultyRow, write_rows  # noqa: PLC0415

    notes = {line.row: note_of(line, say) for line in lines}
    headings = next(cells, (0, ()))[1]
    rows = (
        FaultyRow(number=number, cells=row, note=notes.get(number, "")) for number, row in cells
    )
    stream = io.BytesIO()
    write_rows(stream, headings, rows, translate=say, created=now)
    return stream.getvalue()


def note_of(line: Line, say: Translator) -> str:
    """Return the sentences about a row, one a line: what refuses it, else what is left out."""
    before = "" if line.faults else f"{say(_LEFT_OUT)} "
    return "\n".join(
        f"{before}{_sentence(one.column, *one.worded(say))}"
        for one in (*line.faults, *line.warnings)
    )


def _sentence(column: str, message: str, remedy: str) -> str:
    return f"{column}: {message} {remedy}"


def _stored(
    session: DatabaseSession, list_id: UUID, *, tenant_id: UUID
) -> tuple[Iterable[bytes], Iterator[Line]]:
    cells = list_drafts.list_pages(session, list_id, CELLS, tenant_id=tenant_id)
    packed = [
        page
        for show in (Show.REFUSED, Show.WARNED)
        for page in list_drafts.list_pages(session, list_id, show.value, tenant_id=tenant_id)
    ]
    return cells, (line for page in packed for line in unpack_lines(page))
