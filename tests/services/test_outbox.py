"""Mails leave the outbox: on record before and after, once where the server said yes, none lost."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from crest.adapters.mail import Fate, Mail, Mailer, Outcome, Sender, SmtpMailer, read_smtp_url
from crest.domain.permissions import TenantKind
from crest.jobs.mail import Postman
from crest.persistence import tenants
from crest.persistence.models import OutboxRow
from crest.persistence.outbox import queue_mail
from crest.persistence.session import SessionFactory, create_session_factory, reading, writing
from crest.services.outbox import LEASE, MOST_TRIES, Sending, send_due, send_next, wait_after
from tests.adapters.smtp_server import Drop, Record, serving
from tests.conftest import NOW, Clock
from tests.soak.running import say, scaled

SENDER = Sender(line="CREST <noreply@crest.example>", host="crest.example")


@dataclass
class Scripted:
    """A mailer that ends as it is told, and remembers what it was given."""

    fates: list[Fate] = field(default_factory=list)
    given: list[Mail] = field(default_factory=list)
    sender: Sender = SENDER
    before: Callable[[], None] = lambda: None

    def send(self, mail: Mail) -> Outcome:
        self.before()
        self.given.append(mail)
        fate = self.fates.pop(0) if self.fates else Fate.SENT
        return Outcome(fate=fate, detail=fate.value)


@dataclass
class Post:
    """The outbox of one tenant, with a clock that the test moves."""

    sessions: SessionFactory
    tenant_id: UUID
    clock: Clock

    def queue(self, count: int = 1) -> list[UUID]:
        with self.sessions() as session, writing(session):
            return [
                queue_mail(
                    session,
                    tenant_id=self.tenant_id,
                    to=f"buyer{number}@member.example",
                    subject=f"Mail {number}",
                    body=f"Words of mail {number}\n.\n",
                    purpose="test",
                    now=self.clock(),
                )
                for number in range(count)
            ]

    def send(self, mailer: Mailer) -> Sending:
        return send_due(self.sessions, mailer, self.clock)

    def rows(self) -> dict[UUID, OutboxRow]:
        with self.sessions() as session, reading(session):
            return {row.id: row for row in session.scalars(select(OutboxRow))}

    def state(self, mail_id: UUID) -> str:
        return self.rows()[mail_id].state


@pytest.fixture
def post(engine: Engine, clock: Clock) -> Post:
    sessions = create_session_factory(engine)
    with sessions() as session, writing(session):
        tenant = tenants.add(session, kind=TenantKind.MEMBER, code="M", name="Member", now=NOW)
    return Post(sessions, tenant.id, clock)


def _counts(**named: int) -> Sending:
    fields = ("sent", "refused", "deferred", "unknown", "unreachable", "waiting")
    return Sending(**{**dict.fromkeys(fields, 0), **named})


def test_what_is_due_is_sent_once(post: Post) -> None:
    ids = post.queue(3)
    mailer = Scripted()

    assert post.send(mailer) == _counts(sent=3)
    assert post.send(mailer) == _counts()
    assert {mail.id for mail in mailer.given} == set(ids)
    assert {mail.message_id for mail in mailer.given} == {f"<{one}@crest.example>" for one in ids}


def test_a_try_is_on_record_before_it_begins(post: Post) -> None:
    (mail_id,) = post.queue()
    seen: list[tuple[str, int]] = []

    def look() -> None:
        row = post.rows()[mail_id]
        seen.append((row.state, row.attempts))

    post.send(Scripted(before=look))

    assert seen == [("sending", 1)]
    assert post.state(mail_id) == "sent"


def test_no_lock_is_held_while_a_server_takes_its_time(post: Post) -> None:
    post.queue()
    others = iter([3])

    def write() -> None:
        for count in others:
            post.queue(count)

    assert post.send(Scripted(before=write)) == _counts(sent=4)


def test_a_refused_mail_has_failed_and_its_words_are_kept(post: Post) -> None:
    (mail_id,) = post.queue()

    assert post.send(Scripted([Fate.REFUSED])) == _counts(refused=1)

    row = post.rows()[mail_id]
    assert (row.state, row.detail, row.finished_at) == ("failed", "refused", NOW)
    assert row.body.startswith("Words")


def test_a_mail_waits_ever_longer_and_a_day_at_most(post: Post) -> None:
    (mail_id,) = post.queue()
    mailer = Scripted([Fate.DEFERRED] * MOST_TRIES)
    while post.state(mail_id) == "queued":
        sent = post.send(mailer)
        assert sent.sent == 0
        post.clock.now = max(post.clock.now, post.rows()[mail_id].due_at)

    assert post.state(mail_id) == "failed"
    assert len(mailer.given) == MOST_TRIES
    assert timedelta(hours=23) < post.clock.now - NOW <= timedelta(hours=25)


def test_waits_double_up_to_an_hour() -> None:
    waits = [wait_after(tries).total_seconds() for tries in (1, 2, 3, 7, 8, 31, 10_000)]

    assert waits == [30, 60, 120, 1920, 3600, 3600, 3600]


def test_a_server_out_of_reach_ends_the_round_and_no_mail(post: Post) -> None:
    post.queue(3)
    mailer = Scripted([Fate.UNREACHABLE])

    assert post.send(mailer) == _counts(unreachable=1, waiting=3)
    assert post.send(mailer) == _counts(sent=2, waiting=1)
    post.clock.advance(seconds=30)
    assert post.send(mailer) == _counts(sent=1)


def test_an_unknown_end_is_tried_once_more_under_the_same_id(post: Post) -> None:
    (mail_id,) = post.queue()
    mailer = Scripted([Fate.UNKNOWN, Fate.SENT])

    post.send(mailer)
    assert (post.state(mail_id), post.send(mailer)) == ("unknown", _counts(waiting=1))
    post.clock.advance(seconds=30)
    post.send(mailer)

    row = post.rows()[mail_id]
    assert (row.state, row.attempts, row.unknown_count) == ("sent", 2, 1)
    assert mailer.given[0] == mailer.given[1]


def test_two_unknown_ends_are_a_failure_that_shows(post: Post) -> None:
    (mail_id,) = post.queue()
    mailer = Scripted([Fate.UNKNOWN, Fate.UNKNOWN])
    for _ in range(3):
        post.send(mailer)
        post.clock.advance(hours=2)

    row = post.rows()[mail_id]
    assert (row.state, row.attempts, row.unknown_count) == ("failed", 2, 2)


def test_a_sender_that_dies_is_noticed_when_its_lease_is_over(post: Post) -> None:
    (mail_id,) = post.queue()

    def die() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        post.send(Scripted(before=die))
    mailer = Scripted()

    assert post.state(mail_id) == "sending"
    post.clock.advance(seconds=LEASE.total_seconds())
    assert post.send(mailer) == _counts()
    post.clock.advance(seconds=1)
    assert post.send(mailer) == _counts(sent=1)
    row = post.rows()[mail_id]
    assert (row.state, row.attempts, row.unknown_count) == ("sent", 2, 1)


def test_a_stop_ends_the_round_between_two_mails(post: Post) -> None:
    post.queue(3)
    stop = Event()
    postman = Postman(sessions=post.sessions, mailer=Scripted(before=stop.set), clock=post.clock)

    sending = postman.run_round(stop)

    assert (sending.sent, sending.waiting) == (1, 2)


def test_the_postman_goes_on_after_a_bad_round_and_ends_when_told(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("crest.jobs.mail.PAUSE_SECONDS", 0.01)
    monkeypatch.setattr("crest.jobs.mail.ROUND_SECONDS", 0.01)
    first, second = post.queue(2)
    done = Event()
    rounds = iter([ZeroDivisionError])

    def work() -> None:
        if fault := next(rounds, None):
            raise fault
        done.set()

    stop = Event()
    postman = Postman(sessions=post.sessions, mailer=Scripted(before=work), clock=post.clock)
    with postman.at_work(stop):
        assert done.wait(20)

    assert stop.is_set()
    assert sorted((post.state(first), post.state(second))) == ["sending", "sent"]
    assert "mails not sent" in caplog.text


class Hasty:
    """Hands mails to a server, and now and then dies between its yes and the record of it."""

    def __init__(self, port: int, *, deaths: float, seed: int) -> None:
        server = read_smtp_url(f"smtp://127.0.0.1:{port}")
        self.mailer = SmtpMailer(server=server, sender=SENDER, timeout=20)
        self.sender = SENDER
        self.deaths = deaths
        self.source = random.Random(seed)  # noqa: S311
        self.died = 0

    def send(self, mail: Mail) -> Outcome:
        outcome = self.mailer.send(mail)
        if self.source.random() < self.deaths:
            self.died += 1
            raise InterruptedError
        return outcome


def _send_all(post: Post, mailer: Hasty, record: Record) -> list[tuple[str, int]]:
    """Send until nothing waits; return the ids on record as sent, with the server's count then."""
    sent: list[tuple[str, int]] = []
    while any(row.state in {"queued", "unknown", "sending"} for row in post.rows().values()):
        post.clock.advance(hours=1)
        known = {row.id for row in post.rows().values() if row.state == "sent"}
        while True:
            try:
                outcome = send_next(
                    post.sessions, mailer, post.clock, due_by=post.clock() - timedelta(seconds=1)
                )
            except InterruptedError:
                continue
            if outcome is None:
                break
            if outcome.fate is Fate.SENT:
                sent.append((record.ids()[-1], len(record.kept)))
                assert len(sent) <= len(post.rows()), "a mail on record as sent was sent again"
        assert known <= {row.id for row in post.rows().values() if row.state == "sent"}
    return sent


def _drop_and_send(post: Post, count: int, *, seed: int) -> Counter[str]:
    record = Record(chance=0.4, source=random.Random(seed))  # noqa: S311
    post.queue(count)
    with serving(record) as port:
        mailer = Hasty(port, deaths=0.02, seed=seed)
        sent = _send_all(post, mailer, record)
    rows = {row.message_id or "": row for row in post.rows().values()}
    copies = Counter(record.ids())

    # The server broke the line at every point that it knows, and senders died.
    assert set(record.drops) == set(Drop)
    assert mailer.died > 0
    # What is on record as taken was never sent again, and every record is true.
    for message_id, kept_then in sent:
        assert message_id not in record.ids()[kept_then:]
    assert {message_id for message_id, _ in sent} == {
        message_id for message_id, row in rows.items() if row.state == "sent"
    }
    # Another copy stands only where the end of a try was unknown, and is counted.
    assert all(number <= 1 + rows[one].unknown_count for one, number in copies.items())
    assert max(copies.values()) == 2
    # None is lost: the server has it, or the row says that nobody knows.
    assert len(rows) == count
    for message_id, row in rows.items():
        assert (row.state, row.body == "") in {("sent", True), ("failed", False)}
        assert copies[message_id] or (row.state, row.unknown_count) == ("failed", 2)
    return Counter(
        {
            "sent": len(sent),
            "copies": sum(number - 1 for number in copies.values()),
            "failed": count - len(sent),
            "dropped": sum(record.drops.values()),
        }
    )


def test_mails_through_a_server_that_hangs_up_at_random(post: Post) -> None:
    counts = _drop_and_send(post, 120, seed=20261121)

    assert counts["sent"] > 100
    assert counts["copies"] > 4


@pytest.mark.soak
def test_two_thousand_mails_through_a_server_that_hangs_up(post: Post) -> None:
    wanted = scaled(2_000, least=200)
    counts = _drop_and_send(post, wanted, seed=datetime.now(UTC).toordinal())

    say(f"{wanted} mails: {dict(counts)}")
    assert counts["sent"] > 0.85 * wanted
