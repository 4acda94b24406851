"""The outbox on each database: taken once, settled by its holder alone, lost mails found again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.permissions import TenantKind
from crest.persistence import outbox, tenants
from crest.persistence.models import OutboxRow
from crest.persistence.outbox import MailState, OutgoingMail, queue_mail
from crest.persistence.session import DatabaseSession, create_session_factory, reading, writing

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LEASE = timedelta(minutes=10)
HOST = "crest.example"


@dataclass
class Box:
    """The outbox of one tenant."""

    session: DatabaseSession
    tenant_id: UUID

    def queue(self, *, now: datetime = NOW, **changed: str) -> UUID:
        words = {"to": "a@b.example", "subject": "Hello", "body": "Words\n", **changed}
        with writing(self.session):
            return queue_mail(
                self.session, tenant_id=self.tenant_id, purpose="test", now=now, **words
            )

    def take(self, now: datetime = NOW) -> OutgoingMail | None:
        with writing(self.session):
            return outbox.take_next(self.session, host=HOST, due_by=now, until=now + LEASE)

    def taken(self, now: datetime = NOW) -> OutgoingMail:
        mail = self.take(now)
        assert mail is not None
        return mail

    def settle_lost(self, now: datetime) -> int:
        with writing(self.session):
            return outbox.settle_lost(self.session, now=now)

    def row(self, mail_id: UUID) -> OutboxRow:
        with reading(self.session):
            found = select(OutboxRow).where(OutboxRow.id == mail_id)
            return self.session.scalars(found.execution_options(populate_existing=True)).one()


@pytest.fixture
def box(session: DatabaseSession) -> Box:
    with writing(session):
        tenant = tenants.add(session, kind=TenantKind.MEMBER, code="M", name="Member", now=NOW)
    return Box(session, tenant.id)


def test_a_mail_is_queued_with_what_causes_it_or_not_at_all(box: Box) -> None:
    with box.session.begin() as transaction:
        queue_mail(
            box.session,
            tenant_id=box.tenant_id,
            to="a@b.example",
            subject="Hello",
            body="Words",
            purpose="test",
            now=NOW,
        )
        transaction.rollback()

    assert box.take() is None


@pytest.mark.parametrize(
    "to",
    ["", "a", "a@", "@b", "a b@c", "a@b,c@d", "A <a@b>", "a@b\nBcc: c@d", "a\u0000@b", '"a"@b'],
)
def test_what_is_no_address_is_refused(box: Box, to: str) -> None:
    with pytest.raises(RefusedInputError) as refused:
        box.queue(to=to)

    assert refused.value.reason == "bad_email"
    assert box.take() is None


def test_signs_that_no_mail_can_hold_are_left_out(box: Box) -> None:
    box.queue(subject="One\r\nBcc: c@d.example\x07", body="first\x00\nខ្មែរ\tlast\ud800\n")

    mail = box.taken()

    assert mail.subject == "One Bcc: c@d.example"
    assert mail.body == "first\nខ្មែរ\tlast\n"


def test_the_mail_that_is_due_longest_is_taken_first_and_once(box: Box) -> None:
    later = box.queue(now=NOW + timedelta(seconds=5))
    first = box.queue()
    now = NOW + timedelta(minutes=1)

    taken = [box.taken(now).id, box.taken(now).id]

    assert taken == [first, later]
    assert box.take(now) is None
    assert box.row(first).state == "sending"


def test_a_mail_is_not_taken_before_its_turn(box: Box) -> None:
    box.queue(now=NOW + timedelta(seconds=1))

    assert box.take() is None
    assert box.take(NOW + timedelta(seconds=1)) is not None


def test_the_id_of_a_mail_stays_through_all_tries_and_hosts(box: Box) -> None:
    mail_id = box.queue()
    first = box.taken()
    with writing(box.session):
        outbox.mark_later(box.session, first, detail="451", due=NOW)
        again = outbox.take_next(box.session, host="other.example", due_by=NOW, until=NOW + LEASE)

    assert again is not None
    assert first.message_id == again.message_id == f"<{mail_id}@{HOST}>"
    assert (first.attempts, again.attempts) == (1, 2)


def test_a_sent_mail_keeps_no_words_and_is_never_taken_again(box: Box) -> None:
    mail_id = box.queue()
    mail = box.taken()

    with writing(box.session):
        assert outbox.mark_sent(box.session, mail, detail="250 OK", now=NOW)
        assert outbox.make_due(box.session, now=NOW) == 0

    row = box.row(mail_id)
    assert (row.state, row.body, row.detail, row.finished_at) == ("sent", "", "250 OK", NOW)
    assert box.settle_lost(NOW + 2 * LEASE) == 0
    assert box.take(NOW + 2 * LEASE) is None


def test_a_lost_mail_is_sent_once_more_and_then_has_failed(box: Box) -> None:
    mail_id = box.queue()
    box.taken()
    over = NOW + LEASE + timedelta(seconds=1)

    assert box.settle_lost(NOW + LEASE) == 0
    assert box.settle_lost(over) == 1
    assert (box.row(mail_id).state, box.row(mail_id).unknown_count) == ("unknown", 1)
    again = box.taken(over)
    assert again.attempts == 2
    assert box.settle_lost(over + LEASE + timedelta(seconds=1)) == 1

    row = box.row(mail_id)
    assert (row.state, row.unknown_count, row.attempts) == ("failed", 2, 2)
    assert row.body == "Words\n"


def test_two_unknown_ends_in_a_row_are_a_failure(box: Box) -> None:
    mail_id = box.queue()
    for expected in ("unknown", "failed"):
        mail = box.taken()
        with writing(box.session):
            assert outbox.mark_unknown(box.session, mail, detail="cut", due=NOW, now=NOW)
        assert box.row(mail_id).state == expected

    assert box.take() is None


def test_a_mail_of_unknown_end_stays_so_while_its_server_is_away(box: Box) -> None:
    mail_id = box.queue()
    mail = box.taken()
    with writing(box.session):
        outbox.mark_unknown(box.session, mail, detail="cut", due=NOW, now=NOW)
    mail = box.taken()

    with writing(box.session):
        outbox.mark_later(box.session, mail, detail="away", due=NOW + LEASE)

    assert (box.row(mail_id).state, box.row(mail_id).unknown_count) == ("unknown", 1)


def test_who_lost_a_mail_to_another_changes_nothing(box: Box) -> None:
    mail_id = box.queue()
    slow = box.taken()
    over = NOW + LEASE + timedelta(seconds=1)
    box.settle_lost(over)
    quick = box.taken(over)

    with writing(box.session):
        assert not outbox.mark_sent(box.session, slow, detail="", now=over)
        assert not outbox.mark_failed(box.session, slow, detail="", now=over)
        assert not outbox.mark_later(box.session, slow, detail="", due=over)
        assert not outbox.mark_unknown(box.session, slow, detail="", due=over, now=over)
        assert outbox.mark_sent(box.session, quick, detail="250", now=over)

    assert (box.row(mail_id).state, box.row(mail_id).unknown_count) == ("sent", 1)


def test_a_late_yes_still_counts_while_nobody_else_has_the_mail(box: Box) -> None:
    mail_id = box.queue()
    slow = box.taken()
    box.settle_lost(NOW + LEASE + timedelta(seconds=1))

    with writing(box.session):
        assert outbox.mark_sent(box.session, slow, detail="250", now=NOW)

    assert box.row(mail_id).state == "sent"
    assert box.take(NOW + 2 * LEASE) is None


def test_many_takers_at_once_never_hold_one_mail_twice(box: Box, engine: Engine) -> None:
    for _ in range(12):
        box.queue()
    sessions = create_session_factory(engine)
    start = Barrier(4)
    taken: list[UUID] = []

    def work() -> None:
        start.wait(10)
        with sessions() as session:
            for _ in range(12):
                with writing(session):
                    mail = outbox.take_next(session, host=HOST, due_by=NOW, until=NOW + LEASE)
                if mail is not None:
                    taken.append(mail.id)

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert len(taken) == len(set(taken)) == 12


def test_failed_mails_are_tried_again_where_that_is_asked(box: Box) -> None:
    refused, unclear, sent = box.queue(), box.queue(), box.queue()
    later = NOW + timedelta(seconds=1)
    for _ in range(3):
        mail = box.taken()
        with writing(box.session):
            if mail.id == sent:
                outbox.mark_sent(box.session, mail, detail="250", now=NOW)
            elif mail.id == refused:
                outbox.mark_failed(box.session, mail, detail="550", now=NOW)
            else:
                outbox.mark_unknown(box.session, mail, detail="cut", due=later, now=NOW)
    mail = box.taken(later)
    with writing(box.session):
        outbox.mark_unknown(box.session, mail, detail="cut", due=later, now=later)
        assert outbox.revive_failed(box.session, now=NOW) == 2

    assert [box.row(one).state for one in (refused, unclear, sent)] == ["queued", "unknown", "sent"]
    assert {box.taken().id, box.taken().id} == {refused, unclear}


def test_mails_are_counted_by_state(box: Box) -> None:
    for _ in range(3):
        box.queue()
    mail = box.taken()
    box.taken()
    with writing(box.session):
        outbox.mark_failed(box.session, mail, detail="550", now=NOW)

    with reading(box.session):
        counts = outbox.count_states(box.session)

    assert counts == {
        MailState.QUEUED: 1,
        MailState.SENDING: 1,
        MailState.SENT: 0,
        MailState.UNKNOWN: 0,
        MailState.FAILED: 1,
    }


def test_work_is_a_mail_that_is_due_or_lost(box: Box) -> None:
    def has_work(now: datetime) -> bool:
        with reading(box.session):
            return outbox.has_work(box.session, due_by=now, now=now)

    assert not has_work(NOW)
    box.queue()
    assert has_work(NOW)
    assert not has_work(NOW - timedelta(seconds=1))
    box.taken()
    assert not has_work(NOW)
    assert has_work(NOW + LEASE + timedelta(seconds=1))


def test_mails_are_found_by_their_own_tenant_alone(box: Box) -> None:
    first, second = box.queue(), box.queue(now=NOW + timedelta(seconds=1))
    stranger = uuid4()

    with reading(box.session):
        listed = outbox.list_mails(box.session, tenant_id=box.tenant_id, limit=10, offset=0)
        assert [mail.id for mail in listed] == [second, first]
        assert outbox.count_mails(box.session, tenant_id=box.tenant_id) == 2
        assert outbox.get(box.session, first, tenant_id=box.tenant_id).subject == "Hello"
        assert outbox.list_mails(box.session, tenant_id=stranger, limit=10, offset=0) == ()
        assert outbox.count_mails(box.session, tenant_id=stranger) == 0
        with pytest.raises(NotFoundError):
            outbox.get(box.session, first, tenant_id=stranger)
