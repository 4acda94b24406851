"""`crest mail flush`, and what `crest status` says of mails."""

import json

from flask import Flask

from crest.adapters.mail import open_mail_folder
from crest.config import Settings
from crest.domain.permissions import TenantKind
from crest.jobs.worker import run_due
from crest.persistence import tenants
from crest.persistence.outbox import queue_mail
from crest.persistence.session import writing
from tests.adapters.smtp_server import Drop, Record, serving
from tests.cli.commands import Crest
from tests.conftest import NOW


def _queue(app: Flask, count: int) -> None:
    with app.extensions["crest"].sessions() as session, writing(session):
        tenant = tenants.add(session, kind=TenantKind.MEMBER, code="M", name="M", now=NOW)
        for number in range(count):
            queue_mail(
                session,
                tenant_id=tenant.id,
                to=f"buyer{number}@member.example",
                subject="Hello",
                body="Words",
                purpose="test",
                now=NOW,
            )


def test_flush_writes_what_waits(crest: Crest, app: Flask, settings: Settings) -> None:
    _queue(app, 3)

    before = json.loads(crest("status", "--json").stdout)["mails"]
    done = crest("mail", "flush", "--json")
    after = json.loads(crest("status", "--json").stdout)["mails"]

    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "sent": 3,
        "refused": 0,
        "deferred": 0,
        "unknown": 0,
        "unreachable": 0,
        "waiting": 0,
    }
    assert (before["queued"], after["queued"], after["sent"]) == (3, 0, 3)
    assert len(list(open_mail_folder(settings).folder.glob("*.eml"))) == 3


def test_flush_tries_at_once_what_waits_for_its_turn(crest: Crest, app: Flask) -> None:
    _queue(app, 1)
    record = Record()
    with serving(record) as port:
        real = {"CREST_MODE": "production", "CREST_MAIL_URL": f"smtp://127.0.0.1:{port}"}
        record.replies["DATA"] = "451 come back later"
        first = crest("mail", "flush", **real)
        record.replies.clear()
        second = crest("mail", "flush", **real)

    assert (first.exit_code, second.exit_code) == (1, 0)
    assert "deferred     1" in first.stdout
    assert len(record.kept) == 1


def test_a_failed_mail_is_tried_again_when_the_operator_asks(crest: Crest, app: Flask) -> None:
    _queue(app, 1)
    record = Record(always=Drop.BEFORE_KEEPING)
    with serving(record) as port:
        real = {"CREST_MODE": "production", "CREST_MAIL_URL": f"smtp://127.0.0.1:{port}"}
        ends = [crest("mail", "flush", **real).exit_code for _ in range(3)]
        record.always = None
        done = crest("mail", "flush", "--failed", **real)

    assert ends == [1, 1, 0]
    assert record.drops == {Drop.BEFORE_KEEPING: 2}
    assert (done.exit_code, len(record.kept)) == (0, 1)


def test_status_names_every_state_of_mails(crest: Crest, app: Flask) -> None:
    _queue(app, 2)

    lines = crest("status").stdout.splitlines()

    assert "mail         2 queued, 0 sending, 0 sent, 0 unknown, 0 failed" in lines


def test_running_what_is_due_sends_mails_too(app: Flask, settings: Settings) -> None:
    _queue(app, 2)

    assert run_due(settings) == 0

    assert len(list(open_mail_folder(settings).folder.glob("*.eml"))) == 2
