"""The worker of a test: it does what waits, when the test says so."""

from typing import TYPE_CHECKING

from crest.jobs.worker import Worker
from crest.services.jobs import JobTools, job_files

if TYPE_CHECKING:
    from crest.web.context import Runtime


def do_what_waits(runtime: "Runtime") -> None:
    """Let a worker take every job that waits, one after the other."""
    worker = Worker(
        sessions=runtime.sessions,
        tools=JobTools(settings=runtime.settings, library=runtime.library),
        files=job_files(runtime.settings),
        clock=runtime.clock,
    )
    while worker.run_next():
        pass
