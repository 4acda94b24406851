"""Campaigns and whom they ask."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class CampaignRow(Row):
    """One request of a member or the federation that many answer by a day.

    `language` is empty where each is asked in the language of its country or its people.
    `base_url` is where links lead; the worker that mails them has no address of its own. `job_id`
    names the newest work in the background, whose row may be gone by now. `needs_sign_off`: at each
    supplier a second person signs before the answers are submitted.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("audience IN ('suppliers', 'workplaces', 'members')", name="audience"),
        CheckConstraint("state IN ('draft', 'sending', 'running', 'closed')", name="state"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        Index("ix_campaign_tenant_id_created_at", "tenant_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    audience: Mapped[str]
    name: Mapped[str]
    bank: Mapped[str]
    bank_version: Mapped[str]
    due_on: Mapped[date]
    language: Mapped[str]
    message: Mapped[str]
    needs_sign_off: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str]
    # the day on which the worker sends it; null where somebody does
    send_on: Mapped[date | None]
    base_url: Mapped[str]
    job_id: Mapped[UUID | None]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class CampaignRecipientRow(Row):
    """One assessment that a campaign asks for; the invitation of a supplier bears the same id.

    `owner_id` is the tenant that the assessment belongs to: the asking member itself, or each
    member that the federation asks. `chosen_at` is when somebody said to send it, `asked_at` when
    it went out, `refusal` why it did not.
    """

    __tablename__ = "campaign_recipient"
    __table_args__ = (
        UniqueConstraint("campaign_id", "supplier_id"),
        UniqueConstraint("campaign_id", "workplace_id"),
        Index("ix_campaign_recipient_campaign_id_place", "campaign_id", "place"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    supplier_id: Mapped[UUID | None] = mapped_column(ForeignKey("supplier.id"), index=True)
    workplace_id: Mapped[UUID | None] = mapped_column(ForeignKey("workplace.id"))
    # the order of the list that they were chosen from
    place: Mapped[int]
    language: Mapped[str]
    chosen_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    refusal: Mapped[str]
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment.id"), index=True)
    mail_id: Mapped[UUID | None]
    # how many working days before the last one the newest reminder of own answers went out
    reminded_before: Mapped[int | None]
    reminded_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
