"""Once a month the federation's administrators get a mail with the ends of all trails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from crest.adapters.head_file import HeadFile
from crest.domain.permissions import Role
from crest.domain.trail import Act
from crest.i18n import Translator
from crest.jobs.worker import create_worker
from crest.persistence.models import AuditEventRow, MembershipRow, OutboxRow, UserRow
from crest.persistence.session import reading, writing
from crest.persistence.trail_reading import list_heads
from crest.services.heads_mail import mail_heads
from crest.services.trail_check import verify_trail
from crest.web.context import Runtime
from tests.conftest import Clock
from tests.web.federation import Federation

NOVEMBER = datetime(2026, 11, 1, 0, 5, tzinfo=UTC)
DECEMBER = NOVEMBER.replace(month=12)


@pytest.fixture
def runtime(app: Flask, federation: Federation) -> Runtime:
    found: Runtime = app.extensions["crest"]
    return found


def _mails(runtime: Runtime) -> list[OutboxRow]:
    with runtime.sessions() as session, reading(session):
        query = select(OutboxRow).where(OutboxRow.purpose == "trail_heads")
        return list(session.scalars(query.order_by(OutboxRow.created_at)))


def _mail(runtime: Runtime, now: datetime) -> int:
    with runtime.sessions() as session:
        return mail_heads(session, now=now)


def _as_file(mail: OutboxRow, path: Path) -> HeadFile:
    lines = [line for line in mail.body.splitlines() if line.startswith("{")]
    path.write_text("\n".join(lines) + "\n")
    return HeadFile(path=path)


def test_the_lines_of_a_mail_are_the_ends_of_all_chains(runtime: Runtime, tmp_path: Path) -> None:
    with runtime.sessions() as session, reading(session):
        heads = list_heads(session)

    assert _mail(runtime, NOVEMBER) == 1

    (mail,) = _mails(runtime)
    assert mail.recipient == "fadm@f.example"
    assert mail.subject == "Where the trails of acts end, 2026-11"
    assert "2026-11-01" in mail.body
    kept = _as_file(mail, tmp_path / "heads.jsonl").read()
    assert kept == {chain: {head.number: head.hash} for chain, head in heads.items()}
    assert len(kept) > 1


def test_it_goes_out_once_a_month(runtime: Runtime) -> None:
    assert [_mail(runtime, NOVEMBER) for _ in range(3)] == [1, 0, 0]
    with runtime.sessions() as session, writing(session):
        session.execute(delete(OutboxRow))  # what is erased after its days is not sent anew
    assert _mail(runtime, NOVEMBER.replace(day=30)) == 0

    assert [_mail(runtime, DECEMBER) for _ in range(2)] == [1, 0]
    with runtime.sessions() as session, reading(session):
        query = select(AuditEventRow.object_id).where(AuditEventRow.act == Act.TRAIL_TELL)
        assert sorted(session.scalars(query)) == ["2026-11", "2026-12"]


def test_of_many_workers_one_mails(runtime: Runtime) -> None:
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _: _mail(runtime, NOVEMBER), range(8)))

    assert sorted(sent) == [0] * 7 + [1]
    assert len(_mails(runtime)) == 1


def test_a_tail_that_was_cut_shows_against_the_mail(runtime: Runtime, tmp_path: Path) -> None:
    _mail(runtime, NOVEMBER)
    kept = _as_file(_mails(runtime)[0], tmp_path / "heads.jsonl").read()
    chain, ends = next(iter((one, ends) for one, ends in kept.items() if max(ends) > 1))
    with runtime.sessions() as session, writing(session):
        session.execute(
            delete(AuditEventRow).where(
                AuditEventRow.chain_id == chain, AuditEventRow.number >= max(ends)
            )
        )

    with runtime.sessions() as session:
        report = verify_trail(session, kept)

    assert len(report.faults) == 1


def test_without_administrator_nothing_is_written(runtime: Runtime) -> None:
    with runtime.sessions() as session, writing(session):
        session.execute(delete(MembershipRow).where(MembershipRow.role == Role.FADM.value))
        before = list_heads(session)

    assert _mail(runtime, NOVEMBER) == 0

    with runtime.sessions() as session, reading(session):
        assert list_heads(session) == before
    assert _mails(runtime) == []


def test_each_administrator_reads_it_in_the_own_language(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with runtime.sessions() as session, writing(session):
        session.execute(update(UserRow).values(language="km"))
    monkeypatch.setattr(Translator, "__call__", lambda self, text: f"{self.language}: {text}")

    _mail(runtime, NOVEMBER)

    (mail,) = _mails(runtime)
    assert mail.subject.startswith("km: ")
    assert mail.body.count("km: ") == 3


def test_the_worker_mails_them_beside_its_jobs(runtime: Runtime, clock: Clock) -> None:
    worker = create_worker(runtime.settings)
    worker.clock = clock
    for _ in range(3):
        worker.tend(is_round=True)
        clock.advance(hours=2)
    worker.sessions.kw["bind"].dispose()

    assert len(_mails(runtime)) == 1
