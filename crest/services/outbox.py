"""Mails leave the outbox: each try is on record before it begins and after it ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from crest.adapters.mail import Fate, FolderMailer, Mail, Mailer, Outcome
from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by, by_operator, by_worker
from crest.persistence import outbox, write_keys
from crest.persistence.outbox import MailState, OutgoingMail
from crest.persistence.session import DatabaseSession, SessionFactory, reading, writing
from crest.persistence.trail import record

# Longer than one try can take: each of its dozen steps waits for thirty seconds at most.
LEASE = timedelta(minutes=10)
# With the waits below these tries take a whole day.
MOST_TRIES = 31
# How many of the mails that are not out one page names.
UNSENT_SHOWN = 100
_AGAIN = "mail.send_again"
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is known of the mails that were due, and how many wait now."""

    sent: int
    refused: int
    deferred: int
    unknown: int
    unreachable: int
    waiting: int

    @property
    def unsent(self) -> int:
        """Return how many were tried and are not known to be sent."""
        return self.refused + self.deferred + self.unknown + self.unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMail:
    """A mail of the own tenant with its file, as the demonstration shows it."""

    mail: OutgoingMail
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MailList:
    """One page of the own tenant's mails."""

    mails: tuple[OutgoingMail, ...]
    total: int


def send_next(
    sessions: SessionFactory, mailer: Mailer, clock: Clock, *, due_by: datetime
) -> Outcome | None:
    """Send the mail that is due longest and return what is known of it; None where none is due."""
    with sessions() as session:
        mail = _take(session, mailer.sender.host, due_by=due_by, now=clock())
        if mail is None:
            return None
        # No transaction is open here: the server may take its time.
        outcome = mailer.send(_as_handed_over(mail))
        with writing(session):
            ended = clock()
            told = {"fate": outcome.fate, "kept": _settle(session, mail, outcome, now=ended)}
            worker = by_worker(mail.tenant_id)
            record(session, worker, Act.MAIL_SETTLE, of=mail.id, told=told, now=ended)
        return outcome


def send_due(
    sessions: SessionFactory,
    mailer: Mailer,
    clock: Clock,
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> Sending:
    """Try what is due, each mail once; a server out of reach, or a stop, ends the round."""
    due_by = clock()
    fates: list[Fate] = []
    while not stopped() and Fate.UNREACHABLE not in fates[-1:]:
        outcome = send_next(sessions, mailer, clock, due_by=due_by)
        if outcome is None:
            break
        fates.append(outcome.fate)
    with sessions() as session, reading(session):
        counts = outbox.count_states(session)
    return Sending(
        sent=fates.count(Fate.SENT),
        refused=fates.count(Fate.REFUSED),
        deferred=fates.count(Fate.DEFERRED),
        unknown=fates.count(Fate.UNKNOWN),
        unreachable=fates.count(Fate.UNREACHABLE),
        waiting=counts[MailState.QUEUED] + counts[MailState.UNKNOWN],
    )


def make_all_due(session: DatabaseSession, *, now: datetime, with_failed: bool) -> int:
    """Let every waiting mail be tried now, failed ones too if asked; return how many there are."""
    with writing(session):
        if with_failed:
            outbox.revive_failed(session, now=now)
        count = outbox.make_due(session, now=now)
        told = {"mails": count, "with_failed": with_failed}
        record(session, by_operator(), Act.MAIL_HASTEN, of="", told=told, now=now)
        return count


def list_mails(session: DatabaseSession, actor: Actor, *, limit: int, offset: int) -> MailList:
    """Return mails of the own tenant, newest first."""
    require(actor, Permission.HOME_VIEW)
    with reading(session):
        return MailList(
            mails=outbox.list_mails(session, tenant_id=actor.tenant_id, limit=limit, offset=offset),
            total=outbox.count_mails(session, tenant_id=actor.tenant_id),
        )


def read_mail(
    session: DatabaseSession, actor: Actor, mail_id: UUID, *, folder: FolderMailer
) -> WrittenMail:
    """Return a written mail of the own tenant; raises NotFoundError until it is written."""
    require(actor, Permission.HOME_VIEW)
    with reading(session):
        mail = outbox.get(session, mail_id, tenant_id=actor.tenant_id)
    if mail.state is not MailState.SENT:
        raise NotFoundError
    return WrittenMail(mail=mail, content=folder.read(mail.id))


def list_unsent(session: DatabaseSession, actor: Actor) -> MailList:
    """Return the newest mails of the own tenant that a try has not brought out."""
    require(actor, Permission.MAIL_MANAGE)
    with reading(session):
        return MailList(
            mails=outbox.list_unsent(session, tenant_id=actor.tenant_id, limit=UNSENT_SHOWN),
            total=outbox.count_unsent(session, tenant_id=actor.tenant_id),
        )


def send_again(
    session: DatabaseSession, actor: Actor, mail_id: UUID, *, key: str, now: datetime
) -> None:
    """Let a failed mail of the own tenant be tried again now; any other stays as it is."""
    require(actor, Permission.MAIL_MANAGE)
    act = f"{_AGAIN}:{mail_id}"
    with writing(session):
        mail = outbox.get(session, mail_id, tenant_id=actor.tenant_id)
        if write_keys.replayed(session, actor.tenant_id, key, act) is not None:
            return
        told = {"had_failed": outbox.revive_one(session, mail, now=now)}
        record(session, by(actor), Act.MAIL_HASTEN, of=mail.id, told=told, now=now)
        write_keys.remember(session, actor.tenant_id, key, act, {"id": str(mail_id)}, now)


def wait_after(tries: int) -> timedelta:
    """Return how long a mail waits after so many tries: ever longer, at most an hour."""
    doublings = min(tries - 1, 10)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)


def _take(
    session: DatabaseSession, host: str, *, due_by: datetime, now: datetime
) -> OutgoingMail | None:
    with reading(session):
        if not outbox.has_work(session, due_by=due_by, now=now):
            return None
    with writing(session):
        outbox.settle_lost(session, now=now)
        return outbox.take_next(session, host=host, due_by=due_by, until=now + LEASE)


def _as_handed_over(mail: OutgoingMail) -> Mail:
    return Mail(
        id=mail.id,
        message_id=mail.message_id,
        recipient=mail.recipient,
        subject=mail.subject,
        body=mail.body,
        written_at=mail.created_at,
    )


def _settle(
    session: DatabaseSession, mail: OutgoingMail, outcome: Outcome, *, now: datetime
) -> bool:
    due, detail = now + wait_after(mail.attempts), outcome.detail
    if outcome.fate is Fate.SENT:
        return outbox.mark_sent(session, mail, detail=detail, now=now)
    if outcome.fate is Fate.UNKNOWN:
        return outbox.mark_unknown(session, mail, detail=detail, due=due, now=now)
    if outcome.fate is Fate.REFUSED or mail.attempts >= MOST_TRIES:
        return outbox.mark_failed(session, mail, detail=detail, now=now)
    return outbox.mark_later(session, mail, detail=detail, due=due)
