"""Two hundred suppliers asked for answers while everything is killed, and what became of each."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine, insert, select, update

from crest.domain.campaigns import Audience
from crest.domain.permissions import Role
from crest.persistence.models import InvitationRow, JobRow, OutboxRow, SupplierRow
from crest.persistence.outbox import MailState
from crest.persistence.session import create_session_factory, reading, writing
from crest.persistence.supplier_filters import SupplierFilter
from crest.services.campaigns import SendOrder, WantedCampaign, make, send
from crest.services.supplier_selection import Selection
from tests.adapters.smtp_server import Record
from tests.soak.conftest import Ground
from tests.soak.saving import SavingClient

PURPOSE = "supplier_invitation"
_DOMAIN = "@asked.example"


def add_suppliers(ground: Ground, count: int) -> tuple[UUID, ...]:
    """Store so many suppliers of member A, each with an address; return their ids."""
    world = ground.federation.a
    with create_session_factory(ground.engine)() as session, writing(session):
        model = session.get_one(SupplierRow, world.supplier)
        kept = {one.key: getattr(model, one.key) for one in SupplierRow.__table__.columns}
        rows = [
            {
                **kept,
                "id": uuid4(),
                "code": f"ASK-{number}",
                "name": f"Asked weavers {number}",
                "match_key": f"asked weavers {number}",
                "registration_number": f"ASK-R{number}",
                "contact_email": f"contact{number}{_DOMAIN}",
            }
            for number in range(count)
        ]
        session.execute(insert(SupplierRow), rows)
    return tuple(row["id"] for row in rows)


def clear_jobs(ground: Ground) -> None:
    """End what the federation was built with, so that the worker does what is asked here."""
    with create_session_factory(ground.engine)() as session, writing(session):
        session.execute(update(JobRow).values(state="cancelled"))


class AskingClient(SavingClient):
    """Invites one supplier after the other by the form; what has no answer is sent again."""

    def ask(self, suppliers: tuple[UUID, ...], pace: threading.Semaphore) -> None:
        """Set whom to invite, and what lets each go."""
        self.suppliers, self.pace = suppliers, pace

    def run(self) -> None:
        """Invite everybody once, as often as each has to be sent for that."""
        for number, supplier_id in enumerate(self.suppliers):
            self.pace.acquire()
            self.invite(supplier_id, f"contact{number}{_DOMAIN}")
        self.close()

    def invite(self, supplier_id: UUID, email: str) -> None:
        """Invite one supplier, however often the service goes away meanwhile."""
        due = datetime.now(UTC).date() + timedelta(days=14)
        fields = {"bank": "supplier-short", "language": "en", "due_on": due.isoformat()}
        body = self.at.form(**fields, name="Sokha", email=email, message="", key=uuid4().hex)
        reply = self.insist(f"/suppliers/{supplier_id}/invite", body)
        # A key that was used shows the invitation instead of its link.
        if reply is None or reply.status not in {200, 303}:
            words = "no answer" if reply is None else f"{reply.status} {reply.text[:300]}"
            self.fault(f"invitation of {supplier_id}: {words}")
            return
        self.ledger.invited.add(email)


def begin_campaign(ground: Ground) -> UUID:
    """Begin a campaign to all suppliers of member A; the worker asks them part by part."""
    editor = ground.federation.a.users[Role.EDIT]
    now = datetime.now(UTC)
    wanted = WantedCampaign(
        audience=Audience.SUPPLIERS,
        name="Soak",
        bank="supplier-short",
        due_on=_in_two_weeks(),
        language="en",
        message="",
        languages=("en", "km"),
        selection=Selection(wanted=SupplierFilter()),
    )
    with create_session_factory(ground.engine)() as session:
        library = ground.runtime.library
        campaign_id = make(session, editor, wanted, key=uuid4().hex, library=library, now=now)
        order = SendOrder(base_url="http://127.0.0.1")
        send(session, editor, campaign_id, order, key=uuid4().hex, now=now)
    return campaign_id


def _in_two_weeks() -> date:
    return datetime.now(UTC).date() + timedelta(days=14)


@dataclass(kw_only=True)
class Watch:
    """What stood as sent at some moment, with how many copies the server had of it then."""

    record: Record
    sent: dict[str, int] = field(default_factory=dict)

    def wait_for_a_mail(self, pause: threading.Event) -> None:
        """Wait until one more mail has come, or a second and a half."""
        before = len(self.record.kept)
        for _ in range(75):
            if len(self.record.kept) > before or pause.wait(0.02):
                return

    def look(self, engine: Engine) -> None:
        """Remember the mails that the outbox knows to be out; nothing runs meanwhile."""
        copies = Counter(self.record.ids())
        with create_session_factory(engine)() as session, reading(session):
            known = session.scalars(
                select(OutboxRow.message_id).where(OutboxRow.state == MailState.SENT.value)
            )
            for message_id in known:
                self.sent.setdefault(message_id or "", copies[message_id or ""])


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What became of the invitations, counted."""

    invitations: int
    mails: int
    sent: int
    unknown: int
    again: int
    failed: int


def tally(engine: Engine, watch: Watch, *, suppliers: int) -> Tally:
    """Fail unless each supplier is asked once, by one mail, sent as its row says."""
    with create_session_factory(engine)() as session, reading(session):
        asked = [
            (row.supplier_id, row.mail_id)
            for row in session.scalars(select(InvitationRow))
            if row.email is not None and row.email.endswith(_DOMAIN)
        ]
        mails = {
            row.id: (row.message_id or "", MailState(row.state), row.unknown_count)
            for row in session.scalars(select(OutboxRow).where(OutboxRow.purpose == PURPOSE))
            if row.recipient.endswith(_DOMAIN)
        }
    record = watch.record
    copies = Counter(record.ids())
    # Nobody is lost, nobody is asked twice, and every invitation has the one mail that it names.
    assert len(asked) == len({supplier for supplier, _ in asked}) == suppliers
    assert {mail for _, mail in asked} == set(mails)
    for message_id, state, unknown in mails.values():
        sent = copies[message_id]
        assert state in {MailState.SENT, MailState.FAILED}, (state, unknown)
        # A second copy stands only where nobody knew how a try had ended, and bears the same id.
        assert sent <= 1 + unknown
        assert unknown <= 2
        assert sent >= 1 or state is MailState.FAILED
    _check_ids(record, {message_id for message_id, _, _ in mails.values()})
    # What the outbox knew to be out was never handed over again.
    assert {one: copies[one] for one in watch.sent} == watch.sent
    return Tally(
        invitations=len(asked),
        mails=len(mails),
        sent=sum(state is MailState.SENT for _, state, _ in mails.values()),
        unknown=sum(unknown > 0 for _, _, unknown in mails.values()),
        again=sum(copies[one] - 1 for one, _, _ in mails.values() if copies[one]),
        failed=sum(state is MailState.FAILED for _, state, _ in mails.values()),
    )


def _check_ids(record: Record, known: set[str]) -> None:
    """Fail where one address got mails of two ids."""
    by_address: dict[str, set[str]] = {}
    for kept in record.kept:
        if kept.message_id in known:
            by_address.setdefault(kept.envelope.rcpt_tos[0], set()).add(kept.message_id)
    assert {address for address, ids in by_address.items() if len(ids) > 1} == set()
