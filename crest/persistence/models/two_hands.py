"""A second person's signature, and changes that a buyer asks for after submission."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class SignOffRow(Row):
    """One person asked to sign one assessment, by account or by a link.

    Of a link only the digest is kept, as of an invitation; without one `certifier_id` is a person
    with an account. `statement` holds the words that were signed, `signed_name` and
    `signed_function` what the signer wrote.
    """

    __tablename__ = "sign_off"
    __table_args__ = (CheckConstraint("(signed_at IS NULL) = (signed_name = '')", name="signed"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    certifier_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    token_digest: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str | None]
    name: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    mail_id: Mapped[UUID | None]
    claimed_at: Mapped[datetime | None]
    pin_hash: Mapped[str | None]
    mailed_code_hash: Mapped[str | None]
    mailed_code_until: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_name: Mapped[str]
    signed_function: Mapped[str]
    statement: Mapped[str]
    returned_at: Mapped[datetime | None]
    return_reason: Mapped[str]
    closed_at: Mapped[datetime | None]


class ChangeRequestRow(Row):
    """Marked answers of a submitted assessment that its buyer asks to have changed.

    The submitted one stays as it is; `revised_id` is the draft that its respondent changes and
    submits anew. `note` is the buyer's own and is shown to nobody else.
    """

    __tablename__ = "change_request"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    revised_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), unique=True)
    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"), index=True)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    # [{"code": ..., "reason": ...}], in the order of the questionnaire
    marks: Mapped[list[Any]]
    note: Mapped[str]
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
