"""Questions that whoever answers gave to a colleague."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class DelegationRow(Row):
    """One section of an assessment, or one question of it, given to a colleague by a link.

    Of the link only the digest is kept. `helper_id` is the person without account that the
    colleague's answers are signed with; `code` names the question, empty for the whole section.
    """

    __tablename__ = "delegation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    section: Mapped[str]
    code: Mapped[str]
    helper_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), unique=True)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    token_digest: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    claimed_at: Mapped[datetime | None]
    pin_hash: Mapped[str | None]
    closed_at: Mapped[datetime | None]
