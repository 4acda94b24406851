"""Background work: taken once, held by heartbeats, tried again, served to its requester alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from crest.adapters.files import FolderStore
from crest.config import Settings
from crest.domain.errors import NotAllowedError, NotFoundError, RefusedInputError
from crest.domain.permissions import Actor, Role
from crest.jobs import worker as worker_module
from crest.jobs.worker import Worker, run_due, run_worker
from crest.persistence import jobs as rows
from crest.persistence.jobs import Job
from crest.persistence.models import JobRow, MembershipRow
from crest.persistence.session import DatabaseSession, writing
from crest.services.jobs import (
    KEPT,
    LEASE,
    REGISTER,
    JobEndedError,
    JobTools,
    JobView,
    MadeFile,
    Progress,
    cancel_job,
    get_file,
    get_job,
    get_newest_file,
    job_files,
    take_job,
)
from crest.services.registers import request_register
from crest.web.context import Runtime
from tests.conftest import Clock
from tests.web.federation import Federation

Make = Callable[[Progress], bytes]


class Bench:
    """A worker with a handler that a test writes, and the people of the federation."""

    def __init__(self, runtime: Runtime, federation: Federation, clock: Clock) -> None:
        self.runtime = runtime
        self.clock = clock
        self.editor = federation.a.users[Role.EDIT]
        self.other = federation.b.users[Role.EDIT]
        self.colleague = federation.a.users[Role.ADM]
        files = job_files(runtime.settings)
        assert isinstance(files, FolderStore)
        self.files = files
        with runtime.sessions() as session, writing(session):
            session.execute(update(JobRow).values(state="cancelled"))

    def ask(self, actor: Actor | None = None, key: str = "k1") -> UUID:
        with self.runtime.sessions() as session:
            return request_register(session, actor or self.editor, key=key, now=self.clock())

    def worker(self, make: Make, *, beat_seconds: float = 10.0) -> Worker:
        def handler(
            session: DatabaseSession,
            actor: Actor,
            job: Job,
            *,
            tools: JobTools,
            progress: Progress,
            now: object,
        ) -> MadeFile:
            del session, actor, job, tools, now
            return MadeFile(file_name="a.xlsx", content=make(progress), media_type="text/plain")

        return Worker(
            sessions=self.runtime.sessions,
            tools=JobTools(settings=self.runtime.settings, library=self.runtime.library),
            files=self.files,
            clock=self.clock,
            handlers={REGISTER: handler},
            beat_seconds=beat_seconds,
        )

    def job(self, job_id: UUID, actor: Actor | None = None) -> JobView:
        with self.runtime.sessions() as session:
            return get_job(session, actor or self.editor, job_id, now=self.clock())

    def path(self, job_id: UUID, actor: Actor | None = None) -> Path:
        with self.runtime.sessions() as session:
            who = actor or self.editor
            file = get_file(session, who, job_id, files=self.files, now=self.clock())
            return self.files.path(file.stored_name)

    def cancel(self, job_id: UUID, actor: Actor | None = None) -> None:
        with self.runtime.sessions() as session:
            cancel_job(session, actor or self.editor, job_id, key="c1", now=self.clock())

    def take(self) -> Job | None:
        with self.runtime.sessions() as session:
            return take_job(session, now=self.clock())


@pytest.fixture
def bench(app: Flask, federation: Federation, clock: Clock) -> Bench:
    return Bench(app.extensions["crest"], federation, clock)


def _done(_progress: Progress) -> bytes:
    return b"made"


def test_a_job_is_run_once_and_its_file_kept_for_the_requester(bench: Bench) -> None:
    job_id = bench.ask()
    worker = bench.worker(_done)

    assert bench.job(job_id).state == "waiting"
    assert worker.run_next()
    assert not worker.run_next()

    job = bench.job(job_id)
    assert (job.state, job.file_name, job.has_file) == ("done", "a.xlsx", True)
    path = bench.path(job_id)
    assert path.read_bytes() == b"made"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent == bench.runtime.settings.data_dir / "files"


@pytest.mark.parametrize("who", ["other", "colleague"])
def test_nobody_else_sees_the_job_or_its_file(bench: Bench, who: str) -> None:
    job_id = bench.ask()
    bench.worker(_done).run_next()
    stranger: Actor = getattr(bench, who)

    with pytest.raises(NotFoundError):
        bench.job(job_id, stranger)
    with pytest.raises(NotFoundError):
        bench.path(job_id, stranger)
    with pytest.raises(NotFoundError):
        bench.cancel(job_id, stranger)


def test_the_file_goes_after_a_day(bench: Bench) -> None:
    job_id = bench.ask()
    worker = bench.worker(_done)
    worker.run_next()
    path = bench.path(job_id)

    bench.clock.advance(seconds=KEPT.total_seconds() + 1)

    with pytest.raises(NotFoundError):
        bench.path(job_id)
    assert worker.sweep() == 1
    assert not path.exists()
    assert worker.sweep() == 0


def test_asking_twice_is_one_job(bench: Bench) -> None:
    first = bench.ask(key="k1")

    assert bench.ask(key="k1") == first
    assert bench.ask(key="k2") == first
    bench.worker(_done).run_next()
    assert bench.ask(key="k3") != first


def test_progress_is_seen_while_the_job_runs(bench: Bench) -> None:
    job_id = bench.ask()
    seen: list[tuple[int, int]] = []

    def make(progress: Progress) -> bytes:
        progress(3, 8)
        job = bench.job(job_id)
        seen.append((job.done, job.total))
        return b"made"

    bench.worker(make).run_next()

    assert seen == [(3, 8)]


def test_a_cancelled_job_stops_at_its_next_step_and_leaves_no_file(bench: Bench) -> None:
    job_id = bench.ask()
    folder = bench.runtime.settings.data_dir / "files"
    before = set(folder.glob("*"))
    ended: list[bool] = []

    def make(progress: Progress) -> bytes:
        bench.cancel(job_id)
        try:
            progress(1, 2)
        except JobEndedError:
            ended.append(True)
            raise
        return b"made"

    bench.worker(make).run_next()

    assert ended == [True]
    assert bench.job(job_id).state == "cancelled"
    assert set(folder.glob("*")) == before


def test_a_job_cancelled_at_the_last_moment_keeps_no_file(bench: Bench) -> None:
    job_id = bench.ask()
    folder = bench.runtime.settings.data_dir / "files"
    before = set(folder.glob("*"))

    def make(_progress: Progress) -> bytes:
        bench.cancel(job_id)
        return b"made"

    bench.worker(make).run_next()

    assert bench.job(job_id).state == "cancelled"
    assert set(folder.glob("*")) == before


def test_a_job_whose_worker_died_is_taken_again_when_its_lease_is_over(bench: Bench) -> None:
    job_id = bench.ask()
    dead = bench.take()
    assert dead is not None

    assert bench.take() is None
    bench.clock.advance(seconds=LEASE.total_seconds() + 1)
    assert bench.worker(_done).run_next()

    assert bench.job(job_id).state == "done"


def test_a_worker_that_lost_its_lease_changes_nothing(bench: Bench) -> None:
    job_id = bench.ask()
    slow = bench.take()
    assert slow is not None
    bench.clock.advance(seconds=LEASE.total_seconds() + 1)
    quick = bench.take()
    assert quick is not None

    with bench.runtime.sessions() as session, writing(session):
        assert not rows.report(session, slow, done=1, total=1)
        assert not rows.extend(session, slow, until=bench.clock() + LEASE)
        assert not rows.fail(session, slow, message="fault", now=bench.clock())
        assert rows.report(session, quick, done=1, total=4)

    assert (bench.job(job_id).state, bench.job(job_id).total) == ("running", 4)


def test_after_three_tries_a_job_has_failed(bench: Bench) -> None:
    job_id = bench.ask()
    for _ in range(rows.MOST_ATTEMPTS):
        assert bench.take() is not None
        bench.clock.advance(seconds=LEASE.total_seconds() + 1)

    assert bench.take() is None
    assert (bench.job(job_id).state, bench.job(job_id).message) == ("failed", "stopped")


def test_a_broken_handler_is_tried_again_and_then_fails(bench: Bench) -> None:
    job_id = bench.ask()

    def make(_progress: Progress) -> bytes:
        raise ZeroDivisionError

    worker = bench.worker(make)
    states = []
    while worker.run_next():
        states.append(bench.job(job_id).state)

    assert states == ["waiting", "waiting", "failed"]
    assert bench.job(job_id).message == "fault"


def test_a_refusal_is_told_and_not_tried_again(bench: Bench) -> None:
    job_id = bench.ask()

    def make(_progress: Progress) -> bytes:
        raise RefusedInputError("sheet_too_long")

    bench.worker(make).run_next()

    assert (bench.job(job_id).state, bench.job(job_id).message) == ("failed", "sheet_too_long")


def test_the_heart_holds_the_job_while_the_handler_works(bench: Bench) -> None:
    job_id = bench.ask()
    beaten = Event()
    others: list[Job | None] = []

    def make(_progress: Progress) -> bytes:
        # The clock jumps past the lease; a beat after the jump holds the job again.
        bench.clock.advance(seconds=LEASE.total_seconds() - 1)
        assert beaten.wait(10)
        bench.clock.advance(seconds=2)
        others.append(bench.take())
        return b"made"

    worker = bench.worker(make, beat_seconds=0.01)
    extend = worker_module.jobs.hold_job

    def hold(session: DatabaseSession, job: Job, *, now: object) -> bool:
        moment = bench.clock()
        held: bool = extend(session, job, now=moment)
        if moment >= job.created_at + LEASE - timedelta(seconds=2):
            beaten.set()
        return held

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_module.jobs, "hold_job", hold)
        worker.run_next()

    assert others == [None]
    assert bench.job(job_id).state == "done"


def test_who_lost_the_role_gets_no_work_done_and_no_file(bench: Bench) -> None:
    kept = bench.ask()
    bench.worker(_done).run_next()
    lost = bench.ask(key="k2")
    with bench.runtime.sessions() as session, writing(session):
        session.execute(
            update(MembershipRow)
            .where(MembershipRow.user_id == bench.editor.user_id)
            .values(role=Role.VIEW.value)
        )

    bench.worker(_done).run_next()

    viewer = Actor(
        user_id=bench.editor.user_id,
        tenant_id=bench.editor.tenant_id,
        tenant_kind=bench.editor.tenant_kind,
        role=Role.VIEW,
        email="",
        name="",
        language="en",
    )
    assert (bench.job(lost).state, bench.job(lost).message) == ("failed", "not_allowed")
    with pytest.raises(NotAllowedError):
        bench.path(kept, viewer)


def test_the_newest_file_is_served(bench: Bench) -> None:
    contents = iter([b"first", b"second"])
    for key in ("k1", "k2"):
        bench.ask(key=key)
        bench.worker(lambda _progress: next(contents)).run_next()
        bench.clock.advance(seconds=60)

    with bench.runtime.sessions() as session:
        file = get_newest_file(
            session, bench.editor, kind=REGISTER, files=bench.files, now=bench.clock()
        )

    assert file.content == b"second"


def test_the_real_worker_makes_a_register_and_ends_when_told(
    bench: Bench, settings: Settings
) -> None:
    job_id = bench.ask()

    assert run_due(settings) == 1
    assert bench.job(job_id).state == "done"
    assert run_due(settings) == 0

    stop = Event()
    loop = Thread(target=run_worker, args=(settings, stop))
    loop.start()
    stop.set()
    loop.join(timeout=20)
    assert not loop.is_alive()


def test_a_worker_that_waits_is_called_to_a_new_job(bench: Bench, settings: Settings) -> None:
    stop = Event()
    loop = Thread(target=run_worker, args=(settings, stop))
    loop.start()
    pause = Event()
    try:
        first = bench.ask()
        for _ in range(400):
            if bench.job(first).state == "done":
                break
            pause.wait(0.05)
        pause.wait(0.5)  # now it waits for a call
        began = monotonic()
        second = bench.ask(key="k2")
        while bench.job(second).state == "waiting" and monotonic() - began < 9:
            pause.wait(0.01)
        called = monotonic() - began
    finally:
        stop.set()
        loop.join(timeout=20)

    assert bench.job(first).state == "done"
    assert called < 5  # far from the ten seconds after which it looks by itself


def test_a_disk_that_is_nearly_full_is_written_down(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    worker = bench.worker(_done)
    chosen = replace(bench.runtime.settings, disk_warn_bytes=10**18)
    worker.tools = replace(worker.tools, settings=chosen)

    with caplog.at_level("WARNING", logger="crest.jobs.worker"):
        worker.tend(is_round=True)
        worker.tend(is_round=False)

    assert [record.getMessage() for record in caplog.records] == [
        "the disk of the data folder is nearly full"
    ]


def test_two_workers_never_hold_one_job(bench: Bench) -> None:
    bench.ask()

    taken = [bench.take(), bench.take()]

    assert [job is None for job in taken] == [False, True]


def test_files_of_jobs_lie_outside_the_evidence(bench: Bench) -> None:
    assert bench.files.folder != bench.runtime.settings.evidence_dir
