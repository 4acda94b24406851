"""The federation's yearly report as a Word file, made in the background."""

import io
from datetime import datetime
from uuid import UUID

from crest.domain.permissions import Actor, Permission
from crest.domain.trail import Act
from crest.persistence.jobs import Job
from crest.persistence.session import DatabaseSession
from crest.services.asked_jobs import Order, ask_once
from crest.services.jobs import PROTOCOL, JobTools, MadeFile, Progress
from crest.services.protocol_reports import read_report


def request_report(
    session: DatabaseSession, actor: Actor, *, year: int, language: str, key: str, now: datetime
) -> UUID:
    """Ask for the report of a year as a Word file in a language, and return the job."""
    order = Order(
        kind=PROTOCOL,
        permission=Permission.REPORT_READ,
        act=Act.REPORT_ASK_FILE,
        params={"year": year, "language": language},
        about=str(year),
        told={"year": year},
    )
    return ask_once(session, actor, order, key=key, now=now)


def run_protocol_job(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    """Return the report as a Word file; the asker's right to it is checked again."""
    # Only the worker writes Word files.
    from crest.exports.protocol_report import MEDIA_TYPE, write_report  # noqa: PLC0415

    year = int(job.params["year"])
    page = read_report(session, actor, year=year, library=tools.library, now=now)
    stream = io.BytesIO()
    write_report(
        stream,
        page.report,
        language=job.params["language"],
        made_at=now,
        is_demonstration=tools.settings.is_demonstration,
    )
    progress(1, 1)
    return MadeFile(
        file_name=f"protocol-report-{year}.docx",
        content=stream.getvalue(),
        media_type=MEDIA_TYPE,
    )
