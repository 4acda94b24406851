"""Suppliers' own spaces: claimed from an invitation, tied to what buyers asked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class SpaceClaimRow(Row):
    """Whoever answers by invitation wants an account: an address that a mail confirms, once.

    `tenant_id` is the space that waits for it, without name until then; the token of the mail is
    never stored, only its digest.
    """

    __tablename__ = "space_claim"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    name: Mapped[str]
    company: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class SpaceTieRow(Row):
    """What a buyer asked and a supplier's space answers; known to the supplier alone."""

    __tablename__ = "space_tie"

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    joined_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    joined_at: Mapped[datetime]


class CorrectionRow(Row):
    """What a supplier says is wrong in a buyer's record of it; the buyer accepts or keeps.

    `tenant_id` is the buyer; `wanted` has the proposed values by name of the column.
    """

    __tablename__ = "supplier_correction"
    __table_args__ = (CheckConstraint("state IN ('waiting', 'accepted', 'kept')", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    wanted: Mapped[dict[str, Any]]
    state: Mapped[str]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
