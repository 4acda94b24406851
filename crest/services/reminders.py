"""Reminders of invitations: 7, 3 and 1 working days before the last day, once each.

What went out is written in the transaction that queues the mail, so that a worker that is killed
neither forgets one nor sends it twice. Whoever has submitted, declined or is not asked any more
hears nothing.
"""

from datetime import datetime, timedelta
from uuid import UUID

from babel.dates import format_date

from crest.config import Settings
from crest.domain.invitations import reminder_before, shown_code
from crest.domain.trail import Act, by_worker
from crest.i18n import N_, Translator
from crest.persistence import invitations
from crest.persistence.invitations import Asked
from crest.persistence.models import InvitationRow
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.sessions import digest_of
from crest.persistence.trail import record
from crest.services.invitation_mails import NewLink, link_made

PURPOSE = "supplier_reminder"
# Seven working days are at most this many days of the calendar.
_LONGEST = timedelta(days=12)
_SUBJECT = N_("%(buyer)s still waits for your answers, until %(day)s")
_BEFORE = N_(
    "%(sender)s (%(email)s) of %(buyer)s asked %(supplier)s to answer some questions. Please "
    "answer by %(day)s; nothing more is needed where you have declined or submitted meanwhile."
)
_LINK = N_("Open this address, the same as before:")
_CODE = N_("Your invitation code is %(code)s.")
_TRUST = N_(
    "CREST never asks for your password by mail. If you are not sure that this mail is genuine, "
    "call %(buyer)s on a number that you knew before."
)


def remind_due(session: DatabaseSession, *, settings: Settings, now: datetime) -> int:
    """Queue the reminders that are due and return how many there are."""
    with reading(session):
        due = invitations.list_ending(session, now=now, until=now + _LONGEST)
    return sum(_remind(session, one, settings=settings, now=now) for one in due)


def _remind(
    session: DatabaseSession, found: tuple[UUID, UUID], *, settings: Settings, now: datetime
) -> bool:
    tenant_id, invitation_id = found
    with reading(session):
        if not _is_due(invitations.get(session, invitation_id, tenant_id=tenant_id), now=now):
            return False
    with writing(session):
        row = invitations.get_row(session, invitation_id, tenant_id=tenant_id)
        # Of two workers one waits at the row, and finds it done.
        asked = invitations.get(session, invitation_id, tenant_id=tenant_id)
        if not _is_due(asked, now=now):
            return False
        row.reminded_before = reminder_before(asked.due_on, today=now.date())
        row.mail_id = queue_reminder(session, asked, row, settings=settings, now=now)
        told = {"before": row.reminded_before}
        act, of = Act.INVITATION_REMIND, invitation_id
        record(session, by_worker(tenant_id), act, of=of, told=told, now=now)
        return True


def _is_due(asked: Asked, *, now: datetime) -> bool:
    before = reminder_before(asked.due_on, today=now.date())
    waits = asked.course.is_open(now) and asked.course.submitted_at is None and asked.email
    is_new = asked.reminded_before is None or (before or 0) < asked.reminded_before
    return bool(waits and before is not None and is_new)


def queue_reminder(
    session: DatabaseSession,
    asked: Asked,
    row: InvitationRow,
    *,
    settings: Settings,
    now: datetime,
) -> UUID:
    """Queue the mail that reminds one supplier, with its link, and return the mail's id."""
    say = Translator(language=asked.language)
    values = {
        "buyer": asked.buyer,
        "supplier": asked.supplier,
        "sender": asked.sender,
        "email": asked.sender_email,
        "day": format_date(asked.due_on, "d MMM y", locale=asked.language),
    }
    link = link_in_use(row, settings)
    parts = [say(_BEFORE) % values, *_way_in(link, say, settings), say(_TRUST) % values]
    return queue_mail(
        session,
        tenant_id=asked.tenant_id,
        to=asked.email or "",
        subject=say(_SUBJECT) % values,
        body="\n\n".join(parts) + "\n",
        purpose=PURPOSE,
        now=now,
    )


def _way_in(link: NewLink | None, say: Translator, settings: Settings) -> list[str]:
    """Return how to get in; nothing where the link was made under a secret that is gone."""
    if link is None:
        return []
    code = say(_CODE) % {"code": shown_code(link.code)}
    if not settings.base_url:
        return [code]
    return [say(_LINK), f"{settings.base_url.rstrip('/')}/i/{link.token}", code]


def link_in_use(row: InvitationRow, settings: Settings) -> NewLink | None:
    """Return the link that an invitation has; None where its secret is gone."""
    for secret in (settings.secret_key, *settings.old_secret_keys):
        link = link_made(row.id, row.link_made_at, secret=secret)
        if digest_of(link.token) == row.token_digest:
            return link
    return None
