"""Releases and workbooks of figures about all members, made in the background."""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from crest.domain.permissions import Actor, Permission, require
from crest.domain.told import COLUMNS, FigureRow, cube_of, figure_rows
from crest.domain.trail import Act, by
from crest.i18n import Translator
from crest.persistence.jobs import Job
from crest.persistence.session import DatabaseSession
from crest.services.asked_jobs import Order, ask_once
from crest.services.jobs import FIGURES, FIGURES_RELEASE, JobTools, MadeFile, Progress
from crest.services.released_figures import LastCells, ReleasedCube, read_figures, read_last

_ACTS: Mapping[str, tuple[Act, Permission]] = {
    FIGURES: (Act.FIGURES_ASK_FILE, Permission.FIGURES_EXPORT),
    FIGURES_RELEASE: (Act.FIGURES_ASK_RELEASE, Permission.FIGURES_RELEASE),
}


def request_figures(
    session: DatabaseSession, actor: Actor, *, kind: str, key: str, now: datetime
) -> UUID:
    """Ask for a release or for a workbook of what is released, and return the job."""
    act, permission = _ACTS[kind]
    return ask_once(
        session, actor, Order(kind=kind, permission=permission, act=act), key=key, now=now
    )


def run_release_job(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> None:
    """Make a release; told or refused, it stands in the list of releases with its reason."""
    # Web processes ask for releases and never make one, so they do without the solver.
    from crest.services.aggregates import Releasing, release_figures  # noqa: PLC0415

    del job
    require(actor, Permission.FIGURES_RELEASE)
    how = Releasing(doer=by(actor), progress=progress)
    release_figures(session, library=tools.library, now=now, how=how)


def run_figures_job(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    """Return a workbook of every released cell, in the language of who asked."""
    # Web processes ask for workbooks and never write one, so they do without the writer.
    from crest.exports.figures import MEDIA_TYPE, write_figures  # noqa: PLC0415

    del job, tools
    require(actor, Permission.FIGURES_EXPORT)
    say = Translator(language=actor.language)
    stream = io.BytesIO()
    found = read_figures(session, actor)
    rows = rows_of(found, read_last(session, actor, found=found))
    write_figures(stream, rows, translate=say, created=now)
    progress(1, 1)
    return MadeFile(
        file_name=f"figures-{now:%Y-%m-%d}.xlsx", content=stream.getvalue(), media_type=MEDIA_TYPE
    )


def rows_of(cubes: Mapping[str, ReleasedCube], last: LastCells) -> Iterator[FigureRow]:
    """Yield every cell of every family, with the release that tells it, or told it last."""
    for name, one in cubes.items():
        head, cube = one.head, cube_of(one.body, last=last.get(name))
        yield from figure_rows(cube, release=head.number, as_of=head.as_of, method=head.method)


def csv_of(rows: Iterable[FigureRow]) -> bytes:
    """Return the lines as CSV; the first names the columns."""
    # What writes lists knows the writer of workbooks too; it is only needed here.
    from crest.exports.csv_list import write_csv  # noqa: PLC0415

    return write_csv(COLUMNS, (row.texts for row in rows))
