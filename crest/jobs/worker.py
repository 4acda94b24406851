"""The background worker: takes jobs from the table under a lease and runs their handlers."""

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread
from time import monotonic

from crest.adapters.files import FileStore
from crest.adapters.mail import open_mailer
from crest.adapters.queue import POLL_SECONDS, Queue, TableQueue, open_queue
from crest.config import Settings
from crest.content.library import load_library
from crest.domain.errors import CrestError, DamagedContentError, RefusedInputError
from crest.jobs.handlers import HANDLERS, Handler
from crest.jobs.mail import Postman
from crest.persistence.jobs import Job
from crest.persistence.released_rights import name_figures_role
from crest.persistence.session import (
    DatabaseError,
    DatabaseSession,
    SessionFactory,
    create_database_engine,
    create_session_factory,
)
from crest.services import jobs
from crest.services.campaign_rounds import tend_campaigns
from crest.services.heads_mail import mail_heads
from crest.services.jobs import JobEndedError, JobTools
from crest.services.reference_data import read_chosen_library
from crest.services.reminders import remind_due
from crest.services.standing import refresh_due
from crest.services.status import is_disk_low
from crest.services.trail_check import head_file, keep_heads

BEAT_SECONDS = 10.0
_HEADS_EVERY = timedelta(hours=1)
_ROUND_SECONDS = 300.0

logger = logging.getLogger(__name__)


def _wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Worker:
    """One worker: where it finds jobs, what it works with, and its clock."""

    sessions: SessionFactory
    tools: JobTools
    files: FileStore
    clock: Callable[[], datetime] = _wall_clock
    queue: Queue = field(default_factory=TableQueue)
    handlers: Mapping[str, Handler] = field(default_factory=lambda: HANDLERS)
    beat_seconds: float = BEAT_SECONDS
    refreshed_on: date | None = None
    heads_kept_at: datetime | None = None

    def run_next(self) -> bool:
        """Run the next job, if there is one; return whether there was."""
        with self.sessions() as session:
            job = jobs.take_job(session, now=self.clock())
            if job is None:
                return False
            logger.info("job taken", extra={"job_id": str(job.id), "kind": job.kind})
            with self._beating(job):
                self._run(session, job)
        return True

    def sweep(self) -> int:
        """Delete the files whose day is over and return how many there were."""
        with self.sessions() as session:
            return jobs.remove_expired_files(session, files=self.files, now=self.clock())

    def refresh(self) -> int:
        """Bring the figures of all suppliers up to this day; return how many changed."""
        now = self.clock()
        with self.sessions() as session:
            library = read_chosen_library(session, self.tools.library)
        changed = refresh_due(self.sessions, library, now)
        self.refreshed_on = now.date()
        if changed:
            logger.info("standings refreshed", extra={"suppliers": changed})
        return changed

    def remind(self) -> int:
        """Queue the reminders that are due and begin campaigns of today; return how many."""
        with self.sessions() as session:
            queued = remind_due(session, settings=self.tools.settings, now=self.clock())
            queued += tend_campaigns(session, tools=self.tools, now=self.clock())
        if queued:
            logger.info("reminders queued", extra={"mails": queued})
        return queued

    def tend(self, *, is_round: bool) -> None:
        """Sweep and refresh where it is the round for it, and refresh once a day has begun."""
        if is_round:
            self._warn()
            self.sweep()
        if is_round or self.refreshed_on != self.clock().date():
            self.refresh()
        if is_round:
            self.remind()
        self._keep_heads()

    def _keep_heads(self) -> None:
        """Write down outside, once an hour, where each chain of acts ends; mail it once a month."""
        now = self.clock()
        # A clock that was turned back must not stop it for as long.
        if self.heads_kept_at is not None and abs(now - self.heads_kept_at) < _HEADS_EVERY:
            return
        with self.sessions() as session:
            try:
                keep_heads(session, head_file(self.tools.settings), now=now)
            except (OSError, DamagedContentError):
                logger.exception("ends of the trail not kept")
            try:
                mail_heads(session, now=now)
            except RefusedInputError:  # an address that no mail can go to
                logger.exception("ends of the trail not mailed")
        self.heads_kept_at = now

    def _warn(self) -> None:
        if is_disk_low(self.tools.settings):
            logger.warning("the disk of the data folder is nearly full")

    def _run(self, session: DatabaseSession, job: Job) -> None:
        try:
            self._make(session, job)
        except JobEndedError:
            logger.info("job ended meanwhile", extra={"job_id": str(job.id)})
        except RefusedInputError as refused:
            jobs.fail_job(session, job, message=jobs.message_of(refused), now=self.clock())
        except CrestError as refused:
            jobs.fail_job(session, job, message=refused.code, now=self.clock())
        except Exception:  # one broken job must not stop the others
            logger.exception("job failed", extra={"job_id": str(job.id)})
            session.rollback()
            self._give_back(session, job)

    def _make(self, session: DatabaseSession, job: Job) -> None:
        now = self.clock()
        actor = jobs.get_requester(session, job)
        handler = self.handlers[job.kind]
        tools = replace(self.tools, library=read_chosen_library(session, self.tools.library))
        made = handler(session, actor, job, tools=tools, progress=self._progress(job), now=now)
        if made is None:
            jobs.end_job(session, job, now=self.clock())
        else:
            jobs.finish_job(session, job, made, files=self.files, now=self.clock())

    def _give_back(self, session: DatabaseSession, job: Job) -> None:
        # The last try has failed already; an earlier one is worth another.
        if job.attempts >= jobs.MOST_ATTEMPTS:
            jobs.fail_job(session, job, message="fault", now=self.clock())
        else:
            jobs.release_job(session, job)

    def _progress(self, job: Job) -> Callable[[int, int], None]:
        def report(done: int, total: int) -> None:
            # In a session of its own: the handler's transaction may be open.
            with self.sessions() as session:
                jobs.report_progress(session, job, done=done, total=total)

        return report

    @contextmanager
    def _beating(self, job: Job) -> Iterator[None]:
        ended = Event()
        heart = Thread(target=self._beat, args=(job, ended), daemon=True)
        heart.start()
        try:
            yield
        finally:
            ended.set()
            heart.join()

    def _beat(self, job: Job, ended: Event) -> None:
        while not ended.wait(self.beat_seconds):
            try:
                with self.sessions() as session:
                    if not jobs.hold_job(session, job, now=self.clock()):
                        return
            except DatabaseError:
                logger.warning("lease not extended", extra={"job_id": str(job.id)})


def create_worker(settings: Settings) -> Worker:
    """Return a worker of this installation."""
    engine = create_database_engine(settings.database_url)
    name_figures_role(engine, settings.figures_role)
    library = load_library(cache=settings.data_dir / "cache" / "content")
    return Worker(
        sessions=create_session_factory(engine),
        tools=JobTools(settings=settings, library=library),
        files=jobs.job_files(settings),
        queue=open_queue(settings.queue_url),
    )


def create_postman(settings: Settings, worker: Worker) -> Postman:
    """Return who sends the mails of this installation, beside the worker."""
    return Postman(sessions=worker.sessions, mailer=open_mailer(settings), clock=worker.clock)


def run_worker(settings: Settings, stop: Event) -> None:
    """Run jobs and send mails until `stop` is set; those in hand are finished first."""
    worker = create_worker(settings)
    with create_postman(settings, worker).at_work(stop), contextlib.closing(worker.queue):
        _run_jobs(worker, stop)


def _run_jobs(worker: Worker, stop: Event) -> None:
    next_round = 0.0
    while not stop.is_set():
        try:
            is_round = monotonic() >= next_round
            worker.tend(is_round=is_round)
            if is_round:
                next_round = monotonic() + _ROUND_SECONDS
            if not worker.run_next():
                worker.queue.wait(stop)
        except DatabaseError:
            logger.exception("database not reached")
            stop.wait(POLL_SECONDS)


def run_due(settings: Settings) -> int:
    """Run the jobs and send the mails that are due; return how many jobs there were."""
    worker = create_worker(settings)
    create_postman(settings, worker).run_round(Event())
    worker.tend(is_round=True)
    ran = 0
    while worker.run_next():
        ran += 1
    return ran
