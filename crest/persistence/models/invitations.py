"""Invitations of suppliers to answer one assessment."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class InvitationRow(Row):
    """One supplier asked by one buyer to answer one assessment, by a link or a code.

    The link itself is never stored, only its digest; the code leads to the link and is not stored
    either. `respondent_id` is the person without password that the answers are signed with.
    `claimed_at` is when somebody first began: from then on the link alone opens nothing, and
    `pin_hash` or a code sent to `email` does. `mail_id` names the newest mail of the outbox, whose
    row may be gone by now. `sent_by` is whoever made the newest link.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("(email IS NOT NULL) OR (mail_id IS NULL)", name="mailed"),
        Index("ix_invitation_tenant_id_created_at", "tenant_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("supplier.id"), index=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    respondent_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), unique=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None]
    name: Mapped[str]
    language: Mapped[str]
    message: Mapped[str]
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    link_made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    mail_id: Mapped[UUID | None]
    claimed_at: Mapped[datetime | None]
    pin_hash: Mapped[str | None]
    mailed_code_hash: Mapped[str | None]
    mailed_code_until: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    # how many working days before the last one the newest reminder went out
    reminded_before: Mapped[int | None]
    decline_reason: Mapped[str]
    closed_at: Mapped[datetime | None]
