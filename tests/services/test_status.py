"""What should be looked after: disk, backup, mails, jobs and queue, each told and told alone."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from crest.adapters.queue import open_queue
from crest.config import Mode, Settings
from crest.domain.errors import NotAllowedError
from crest.domain.permissions import Role
from crest.domain.releases import Release
from crest.persistence import releases
from crest.persistence.backup_record import note_backup, read_last_backup
from crest.persistence.models import JobRow, OutboxRow
from crest.persistence.session import writing
from crest.services.status import Concern, Status, is_disk_low, list_concerns, read_status
from crest.web.context import Runtime
from tests.conftest import NOW, Clock
from tests.web.federation import Federation


@pytest.fixture
def runtime(app: Flask, federation: Federation) -> Runtime:
    """An installation in production, backed up this morning, with nothing waiting."""
    runtime: Runtime = app.extensions["crest"]
    runtime.settings = replace(runtime.settings, mode=Mode.PRODUCTION, disk_warn_bytes=1)
    note_backup(runtime.settings.data_dir, at=NOW - timedelta(hours=8), size=1)
    _set_jobs(runtime, state="done")
    return runtime


def _set_jobs(runtime: Runtime, **values: object) -> None:
    with runtime.sessions() as session, writing(session):
        session.execute(update(JobRow).values(**values))


def _status(runtime: Runtime, **changed: object) -> Status:
    chosen: Settings = replace(runtime.settings, **changed)  # type: ignore[arg-type]
    with runtime.sessions() as session, closing(open_queue(chosen.queue_url)) as queue:
        return read_status(session, chosen, library=runtime.library, queue=queue, now=NOW)


def _concerns(runtime: Runtime, **changed: object) -> Sequence[Concern]:
    return _status(runtime, **changed).concerns


def test_a_well_kept_installation_has_nothing_to_tell(runtime: Runtime) -> None:
    status = _status(runtime)

    assert status.concerns == ()
    assert status.faults == ()
    assert (status.queue, status.queue_answers) == ("sqlite", True)
    assert status.last_backup == NOW - timedelta(hours=8)
    assert 0 < status.free_bytes < status.disk_bytes


def test_a_disk_that_is_nearly_full_is_told(runtime: Runtime) -> None:
    assert _concerns(runtime, disk_warn_bytes=10**18) == (Concern.DISK_LOW,)
    assert is_disk_low(replace(runtime.settings, disk_warn_bytes=10**18))


def test_a_backup_that_is_missing_or_old_is_told_in_production(runtime: Runtime) -> None:
    folder = runtime.settings.data_dir
    note_backup(folder, at=NOW - timedelta(hours=24), size=1)
    just_in_time = _concerns(runtime)
    note_backup(folder, at=NOW - timedelta(hours=24, seconds=1), size=1)
    old = _concerns(runtime)
    (folder / "last_backup.json").write_text("{}")
    missing = _concerns(runtime)

    assert (just_in_time, old, missing) == (
        (),
        (Concern.BACKUP_OLD,),
        (Concern.BACKUP_MISSING,),
    )
    assert read_last_backup(folder) is None
    assert _concerns(runtime, mode=Mode.DEMONSTRATION) == ()


def test_failed_mails_are_told(runtime: Runtime) -> None:
    with runtime.sessions() as session, writing(session):
        session.execute(update(OutboxRow).values(state="failed"))

    assert _concerns(runtime) == (Concern.MAIL_FAILED,)


def test_jobs_that_nobody_takes_are_told(runtime: Runtime) -> None:
    _set_jobs(runtime, state="waiting", created_at=NOW - timedelta(minutes=10))
    patient = _concerns(runtime)
    _set_jobs(runtime, created_at=NOW - timedelta(minutes=10, seconds=1))

    assert patient == ()
    assert _concerns(runtime) == (Concern.JOBS_WAIT,)


def test_a_queue_that_is_away_is_told(runtime: Runtime) -> None:
    status = _status(runtime, queue_url="redis://127.0.0.1:1/0")

    assert (status.queue, status.queue_answers) == ("redis", False)
    assert status.concerns == (Concern.QUEUE_AWAY,)


@pytest.mark.parametrize("role", [Role.FADM, Role.SYS])
def test_those_who_can_do_something_are_told(
    runtime: Runtime, federation: Federation, role: Role, clock: Clock
) -> None:
    chosen = replace(runtime.settings, disk_warn_bytes=10**18)
    with runtime.sessions() as session:
        told = list_concerns(session, federation.users[role], chosen, now=clock())

        with pytest.raises(NotAllowedError):
            list_concerns(session, federation.users[Role.FPO], chosen, now=clock())

    assert told == (Concern.DISK_LOW,)


def test_a_published_bank_that_changed_is_told(runtime: Runtime) -> None:
    draft = runtime.library.questionnaire("supplier")
    with runtime.sessions() as session, writing(session):
        release = Release(bank=draft.id, version=draft.version, digest="0" * 64, published_at=NOW)
        releases.write_release(session, release)

    status = _status(runtime)

    assert status.concerns == (Concern.BANK_ALTERED,)
    assert status.altered_banks == ("supplier 2026.1",)
