"""Mails that tell people what happened to their account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.domain.mail_text import MailKind, MailWriter
from crest.domain.permissions import Actor
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who gets a mail, in which language, and on whose account."""

    tenant_id: UUID
    email: str
    name: str
    language: str


def recipient_of(actor: Actor) -> Recipient:
    """Return the person who acts as a recipient."""
    return Recipient(
        tenant_id=actor.tenant_id, email=actor.email, name=actor.name, language=actor.language
    )


def tell(
    session: DatabaseSession,
    recipient: Recipient,
    kind: MailKind,
    *,
    write: MailWriter,
    now: datetime,
    **values: str,
) -> None:
    """Queue a mail in the caller's transaction."""
    text = write(
        kind, language=recipient.language, name=recipient.name, email=recipient.email, **values
    )
    queue_mail(
        session,
        tenant_id=recipient.tenant_id,
        to=recipient.email,
        subject=text.subject,
        body=text.body,
        purpose=kind.value,
        now=now,
    )
