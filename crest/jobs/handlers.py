"""What is done for each kind of job; running a job again does no harm."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from crest.domain.permissions import Actor
from crest.persistence.jobs import Job
from crest.persistence.session import DatabaseSession
from crest.services.answer_copies import run_copy_job
from crest.services.answer_loads import run_load_job
from crest.services.banks_form import run_form_job
from crest.services.campaign_sending import run_campaign_job
from crest.services.company_copy import make_copy
from crest.services.figures_jobs import run_figures_job, run_release_job
from crest.services.jobs import (
    ANSWER_COPY,
    ANSWER_LOAD,
    CAMPAIGN,
    COMPANY_COPY,
    FIGURES,
    FIGURES_RELEASE,
    LIST,
    LIST_BOOK,
    LIST_ROWS,
    LIST_TEXT,
    MEMBER_ERASURE,
    MEMBER_ROWS,
    OWN_RESULT,
    PROTOCOL,
    REGISTER,
    REGISTER_CSV,
    TWINS,
    XLSFORM,
    JobTools,
    MadeFile,
    Progress,
)
from crest.services.list_rows import run_rows_job
from crest.services.list_work import run_list_job
from crest.services.member_erasing import run_erasure_job
from crest.services.member_lists import run_member_rows_job
from crest.services.own_result import run_result_job
from crest.services.protocol_jobs import run_protocol_job
from crest.services.register_job import run_register_job
from crest.services.register_keeping import order_of
from crest.services.supplier_duplicates import run_search_job
from crest.services.supplier_file import run_file_job


class Handler(Protocol):
    """Does the work of a job; returns the file that it made, or None where it made none."""

    def __call__(
        self,
        session: DatabaseSession,
        actor: Actor,
        job: Job,
        *,
        tools: JobTools,
        progress: Progress,
        now: datetime,
    ) -> MadeFile | None:
        """Run the job; once more does no harm."""


def _register(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    order = order_of(job.params, register_id=job.id, as_csv=job.kind == REGISTER_CSV)
    return run_register_job(session, actor, order=order, tools=tools, progress=progress, now=now)


def _rows(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    del tools
    return run_rows_job(session, actor, job, progress=progress, now=now)


def _list_file(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    del tools
    return run_file_job(session, actor, job, progress=progress, now=now)


def _search(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> None:
    del tools
    run_search_job(session, actor, job, progress=progress, now=now)


def _company_copy(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    # The register of this day is a part of the copy, and made as any other.
    order = order_of({"language": actor.language}, register_id=job.id, as_csv=True)
    register = run_register_job(
        session, actor, order=order, tools=tools, progress=progress, now=now
    )
    return make_copy(
        session, actor, register=register.content, tools=tools, progress=progress, now=now
    )


HANDLERS: Mapping[str, Handler] = {
    CAMPAIGN: run_campaign_job,
    REGISTER: _register,
    REGISTER_CSV: _register,
    XLSFORM: run_form_job,
    LIST: run_list_job,
    LIST_ROWS: _rows,
    FIGURES: run_figures_job,
    FIGURES_RELEASE: run_release_job,
    PROTOCOL: run_protocol_job,
    LIST_BOOK: _list_file,
    LIST_TEXT: _list_file,
    TWINS: _search,
    OWN_RESULT: run_result_job,
    ANSWER_COPY: run_copy_job,
    ANSWER_LOAD: run_load_job,
    COMPANY_COPY: _company_copy,
    MEMBER_ERASURE: run_erasure_job,
    MEMBER_ROWS: run_member_rows_job,
}
