"""Mails in the outbox: queued with what causes them, taken under a lease, settled once.

`attempts` is the token of whoever holds a mail: a sender that lost its lease finds the count moved
on, and its result no longer reaches the row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast
from unicodedata import category
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, CursorResult, and_, case, func, or_, select, update

from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.mail_text import MailText
from crest.persistence.models import OutboxRow
from crest.persistence.session import DatabaseSession

_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+")


class MailState(StrEnum):
    """Where a mail stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"


_WAITING = (MailState.QUEUED.value, MailState.UNKNOWN.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMail:
    """A mail of the outbox; the words are gone from it once it is sent."""

    id: UUID
    tenant_id: UUID
    recipient: str
    subject: str
    body: str
    purpose: str
    message_id: str
    state: MailState
    attempts: int
    unknown_count: int
    detail: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail before it is queued: to which address, and its words."""

    to: str
    text: MailText


def queue_mail(  # noqa: PLR0913  # one argument for each part of a mail
    session: DatabaseSession,
    *,
    tenant_id: UUID,
    to: str,
    subject: str,
    body: str,
    purpose: str,
    now: datetime,
) -> UUID:
    """Store a mail in the caller's transaction and return its id; refuses what is no address."""
    if not is_address(to):
        raise RefusedInputError("bad_email")
    letter = Letter(to=to, text=MailText(subject=subject, body=body))
    row = _new_row(letter, tenant_id=tenant_id, purpose=purpose, now=now)
    session.add(row)
    session.flush()
    return row.id


def queue_mails(
    session: DatabaseSession,
    letters: Sequence[Letter],
    *,
    tenant_id: UUID,
    purpose: str,
    now: datetime,
) -> tuple[UUID, ...]:
    """Store many mails at once and return their ids in order; the caller checked each address."""
    rows = [_new_row(one, tenant_id=tenant_id, purpose=purpose, now=now) for one in letters]
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def is_address(text: str) -> bool:
    """Return whether a mail can go to this text."""
    return bool(_ADDRESS.fullmatch(text)) and _printable(text) == text


def has_work(session: DatabaseSession, *, due_by: datetime, now: datetime) -> bool:
    """Return whether a mail is due or has lost its sender."""
    due = select(OutboxRow.id).where(_is_due(due_by)).limit(1)
    lost = select(OutboxRow.id).where(_is_lost(now)).limit(1)
    return any(session.scalars(one).first() is not None for one in (lost, due))


def take_next(
    session: DatabaseSession, *, host: str, due_by: datetime, until: datetime
) -> OutgoingMail | None:
    """Return the mail that is due longest, now held until then; or None."""
    # Several senders at PostgreSQL pass over what another is just taking; SQLite has one writer.
    row = session.scalars(
        select(OutboxRow)
        .where(_is_due(due_by))
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    changed = _update(
        session,
        and_(OutboxRow.id == row.id, OutboxRow.attempts == row.attempts, _is_due(due_by)),
        state=MailState.SENDING.value,
        attempts=row.attempts + 1,
        lease_until=until,
        # Set once and kept, so that a second copy is known as a copy.
        message_id=row.message_id or f"<{row.id}@{host}>",
    )
    if not changed:
        return None
    session.refresh(row)
    return _read(row)


def settle_lost(session: DatabaseSession, *, now: datetime) -> int:
    """Mark the mails whose sender is gone: sent once more, then failed; return how many."""
    again = _update(
        session,
        and_(_is_lost(now), OutboxRow.unknown_count == 0),
        state=MailState.UNKNOWN.value,
        unknown_count=1,
        due_at=now,
        lease_until=None,
        detail="the sender stopped",
    )
    ended = _update(
        session,
        _is_lost(now),
        state=MailState.FAILED.value,
        unknown_count=OutboxRow.unknown_count + 1,
        finished_at=now,
        lease_until=None,
        detail="the sender stopped again",
    )
    return again + ended


def mark_sent(session: DatabaseSession, mail: OutgoingMail, *, detail: str, now: datetime) -> bool:
    """Record that the server took the mail, and forget its words; they may hold a link."""
    # A late yes is still a yes, unless somebody else has taken the mail meanwhile.
    states = (MailState.SENDING.value, MailState.UNKNOWN.value, MailState.FAILED.value)
    held = and_(
        OutboxRow.id == mail.id,
        OutboxRow.attempts == mail.attempts,
        OutboxRow.state.in_(states),
    )
    return _settle(
        session, held, MailState.SENT, body="", detail=detail, finished_at=now, lease_until=None
    )


def mark_failed(
    session: DatabaseSession, mail: OutgoingMail, *, detail: str, now: datetime
) -> bool:
    """Record that the mail will not be sent; False where somebody else holds it by now."""
    return _settle(
        session, _held(mail), MailState.FAILED, detail=detail, finished_at=now, lease_until=None
    )


def mark_later(session: DatabaseSession, mail: OutgoingMail, *, detail: str, due: datetime) -> bool:
    """Let the mail wait for its next try; False where somebody else holds it by now."""
    state = MailState.UNKNOWN if mail.unknown_count else MailState.QUEUED
    return _settle(session, _held(mail), state, detail=detail, due_at=due, lease_until=None)


def mark_unknown(
    session: DatabaseSession, mail: OutgoingMail, *, detail: str, due: datetime, now: datetime
) -> bool:
    """Record that nobody knows the end of a try: one more, then the mail has failed."""
    count = mail.unknown_count + 1
    state = MailState.UNKNOWN if count == 1 else MailState.FAILED
    return _settle(
        session,
        _held(mail),
        state,
        unknown_count=count,
        detail=detail,
        due_at=due,
        finished_at=None if count == 1 else now,
        lease_until=None,
    )


def make_due(session: DatabaseSession, *, now: datetime) -> int:
    """Let every waiting mail be tried now and return how many there are."""
    return _update(session, OutboxRow.state.in_(_WAITING), due_at=now)


def revive_failed(session: DatabaseSession, *, now: datetime) -> int:
    """Let every failed mail be tried again now and return how many there are."""
    return _revive(session, OutboxRow.state == MailState.FAILED.value, now=now)


def revive_one(session: DatabaseSession, mail: OutgoingMail, *, now: datetime) -> bool:
    """Let this mail be tried again now; False where it has not failed."""
    failed = and_(OutboxRow.id == mail.id, OutboxRow.state == MailState.FAILED.value)
    return bool(_revive(session, failed, now=now))


def _revive(session: DatabaseSession, failed: ColumnElement[bool], *, now: datetime) -> int:
    state = case(
        (OutboxRow.unknown_count > 0, MailState.UNKNOWN.value), else_=MailState.QUEUED.value
    )
    return _update(session, failed, state=state, due_at=now, finished_at=None)


def count_states(session: DatabaseSession) -> Mapping[MailState, int]:
    """Return how many mails stand in each state."""
    found = session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all()
    counts = {MailState(state): count for state, count in found}
    return {state: counts.get(state, 0) for state in MailState}


def get(session: DatabaseSession, mail_id: UUID, *, tenant_id: UUID) -> OutgoingMail:
    """Return a mail of this tenant, or raise NotFoundError."""
    row = session.scalars(
        select(OutboxRow).where(OutboxRow.id == mail_id, OutboxRow.tenant_id == tenant_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return _read(row)


def list_unsent(
    session: DatabaseSession, *, tenant_id: UUID, limit: int
) -> tuple[OutgoingMail, ...]:
    """Return mails of this tenant that a try has not brought out, newest first."""
    rows = session.scalars(
        select(OutboxRow)
        .where(_is_unsent(tenant_id))
        .order_by(OutboxRow.created_at.desc(), OutboxRow.id)
        .limit(limit)
    )
    return tuple(_read(row) for row in rows)


def count_unsent(session: DatabaseSession, *, tenant_id: UUID) -> int:
    """Return how many mails of this tenant a try has not brought out."""
    counted = select(func.count()).select_from(OutboxRow).where(_is_unsent(tenant_id))
    return session.execute(counted).scalar_one()


def list_mails(
    session: DatabaseSession, *, tenant_id: UUID, limit: int, offset: int
) -> tuple[OutgoingMail, ...]:
    """Return mails of this tenant, newest first."""
    rows = session.scalars(
        select(OutboxRow)
        .where(OutboxRow.tenant_id == tenant_id)
        .order_by(OutboxRow.created_at.desc(), OutboxRow.id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(_read(row) for row in rows)


def count_mails(session: DatabaseSession, *, tenant_id: UUID) -> int:
    """Return how many mails there are of this tenant."""
    counted = select(func.count()).select_from(OutboxRow).where(OutboxRow.tenant_id == tenant_id)
    return session.execute(counted).scalar_one()


def _new_row(letter: Letter, *, tenant_id: UUID, purpose: str, now: datetime) -> OutboxRow:
    return OutboxRow(
        id=uuid4(),
        tenant_id=tenant_id,
        recipient=letter.to,
        subject=" ".join(_printable(letter.text.subject).split()),
        body=_printable(letter.text.body),
        purpose=purpose,
        state=MailState.QUEUED.value,
        attempts=0,
        unknown_count=0,
        due_at=now,
        detail="",
        created_at=now,
    )


def _is_unsent(tenant_id: UUID) -> ColumnElement[bool]:
    tried = and_(OutboxRow.state == MailState.QUEUED.value, OutboxRow.attempts > 0)
    over = OutboxRow.state.in_([MailState.FAILED.value, MailState.UNKNOWN.value])
    return and_(OutboxRow.tenant_id == tenant_id, or_(tried, over))


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(OutboxRow.state.in_(_WAITING), OutboxRow.due_at <= now)


def _is_lost(now: datetime) -> ColumnElement[bool]:
    return and_(OutboxRow.state == MailState.SENDING.value, OutboxRow.lease_until < now)


def _held(mail: OutgoingMail) -> ColumnElement[bool]:
    return and_(
        OutboxRow.id == mail.id,
        OutboxRow.state == MailState.SENDING.value,
        OutboxRow.attempts == mail.attempts,
    )


def _settle(
    session: DatabaseSession, where: ColumnElement[bool], state: MailState, **values: Any
) -> bool:
    return bool(_update(session, where, state=state.value, **values))


def _update(session: DatabaseSession, where: ColumnElement[bool], **values: Any) -> int:
    statement = update(OutboxRow).where(where).values(**values)
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


def _printable(text: str) -> str:
    """Return the text without signs that neither a mail nor every database can hold."""
    return "".join(sign for sign in text if sign in "\n\t" or category(sign) not in {"Cc", "Cs"})


def _read(row: OutboxRow) -> OutgoingMail:
    return OutgoingMail(
        id=row.id,
        tenant_id=row.tenant_id,
        recipient=row.recipient,
        subject=row.subject,
        body=row.body,
        purpose=row.purpose,
        message_id=row.message_id or "",
        state=MailState(row.state),
        attempts=row.attempts,
        unknown_count=row.unknown_count,
        detail=row.detail,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
