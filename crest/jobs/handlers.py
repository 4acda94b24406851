"""What is done for each kind of job; running a job again does no harm."""

from collections.abc import Callable, Mapping
from datetime import datetime

from crest.domain.permissions import Actor
from crest.persistence.jobs import Job
from crest.persistence.session import DatabaseSession
from crest.services.banks_form import run_form_job
from crest.services.jobs import REGISTER, XLSFORM, JobTools, MadeFile, Progress
from crest.services.register_keeping import order_of
from crest.services.registers import run_register_job

Handler = Callable[[DatabaseSession, Actor, Job, JobTools, Progress, datetime], MadeFile]


def _register(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    order = order_of(job.params, register_id=job.id)
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


HANDLERS: Mapping[str, Handler] = {REGISTER: _register, XLSFORM: _form}
