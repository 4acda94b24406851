"""Mails under kills: an administrator invites, a server keeps a record, and both are compared."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from sqlalchemy import Engine, delete, select

from crest.adapters.mail import open_mailer
from crest.config import Settings
from crest.persistence.models import OutboxRow, ThrottleRow
from crest.persistence.outbox import MailState
from crest.persistence.session import create_session_factory, reading, writing
from crest.services.outbox import MOST_TRIES, send_due
from tests.adapters.smtp_server import Record
from tests.soak.saving import SavingClient

_PAUSE = 0.3
_TOO_MANY = 429


class InvitingClient(SavingClient):
    """Invites one person after the other; what was not acknowledged is sent again."""

    def run(self) -> None:
        """Invite until told to end."""
        for number in count():
            if self.ended.wait(_PAUSE):
                break
            self.invite(f"person{number}@invited.example")
        self.close()

    def invite(self, email: str) -> None:
        """Invite, however often the service goes away meanwhile."""
        fields = {"email": email, "name": "A person", "role": "view", "key": uuid4().hex}
        reply = self.insist("/users/invite", self.at.form(**fields))
        if reply is None:
            return
        if reply.status == _TOO_MANY:
            self.ledger.refused[_TOO_MANY] += 1
            return
        if reply.status != 303:
            self.fault(f"invitation: {reply.status} {reply.text[:200]}")
            return
        self.ledger.invited.add(email)


def let_invite_again(engine: Engine) -> None:
    """Forget how many were invited; sixty an hour, the most of a company, are too few here."""
    with create_session_factory(engine)() as session, writing(session):
        session.execute(delete(ThrottleRow).where(ThrottleRow.door.startswith("invite")))


def send_what_is_left(engine: Engine, settings: Settings) -> None:
    """Send until no mail waits, once every lease and pause is over."""
    sessions, now = create_session_factory(engine), datetime.now(UTC)
    for number in range(1, MOST_TRIES + 2):
        later = now + number * timedelta(hours=2)
        send_due(sessions, open_mailer(settings), lambda later=later: later)


def compare_mails(engine: Engine, invited: set[str], record: Record) -> Counter[str]:
    """Fail unless each invitation is one mail, and each mail went out as its row says."""
    with create_session_factory(engine)() as session, reading(session):
        rows = [
            row
            for row in session.scalars(select(OutboxRow))
            if row.recipient.endswith("@invited.example")
        ]
    copies = Counter(record.ids())
    mails = Counter(row.recipient for row in rows)
    # One more may be under way: sent, and not yet acknowledged.
    assert set(mails) >= invited
    assert len(set(mails) - invited) <= 1
    assert set(mails.values()) == {1}
    for row in rows:
        sent = copies[row.message_id or ""]
        assert row.state in {MailState.SENT, MailState.FAILED}, (row.state, row.attempts)
        # A second copy stands only where nobody knew how the first try ended.
        assert sent <= 1 + row.unknown_count
        assert sent >= 1 or row.unknown_count == 2, (row.state, row.unknown_count)
    return Counter(
        sent=sum(row.state == MailState.SENT for row in rows),
        copies=sum(copies.values()) - len(copies),
        failed=sum(row.state == MailState.FAILED for row in rows),
    )
