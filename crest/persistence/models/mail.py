"""Mails on their way out."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class OutboxRow(Row):
    """One mail: its words, its recipient, how often it was tried and how that ended.

    `message_id` is set when the mail is first taken and never changes after; `attempts` counts the
    tries, `unknown_count` those whose end nobody knows.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'unknown', 'failed')", name="state"
        ),
        Index("ix_outbox_state_due_at", "state", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    purpose: Mapped[str]
    message_id: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str]
    attempts: Mapped[int]
    unknown_count: Mapped[int]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    detail: Mapped[str]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
