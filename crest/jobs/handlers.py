"""What is done for each kind of job; running a job again does no harm."""

from collections.abc import Callable, Mapping
from datetime import datetime

from crest.domain.permissions import Actor
from crest.persistence.jobs import Job
from crest.persistence.session import DatabaseSession
from crest.services.banks_form import run_form_job
from crest.services.jobs import (
    LIST,
    LIST_ROWS,
    REGISTER,
    REGISTER_CSV,
    XLSFORM,
    JobTools,
    MadeFile,
    Progress,
)
from crest.services.list_rows import run_rows_job
from crest.services.list_work import run_list_job
from crest.services.register_job import run_register_job
from crest.services.register_keeping import order_of

Handler = Callable[[DatabaseSession, Actor, Job, JobTools, Progress, datetime], MadeFile | None]


def _register(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    order = order_of(job.params, register_id=job.id, as_csv=job.kind == REGISTER_CSV)
    return run_register_job(session, actor, order=order, tools=tools, progress=progress, now=now)


def _form(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    return run_form_job(session, actor, job, tools=tools, progress=progress, now=now)


def _list(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> None:
    run_list_job(session, actor, job, tools=tools, progress=progress, now=now)


def _rows(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    del tools
    return run_rows_job(session, actor, job, progress=progress, now=now)


HANDLERS: Mapping[str, Handler] = {
    REGISTER: _register,
    REGISTER_CSV: _register,
    XLSFORM: _form,
    LIST: _list,
    LIST_ROWS: _rows,
}
