"""Versions of banks as they are published in this installation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class BankReleaseRow(Row):
    """Who proposed, published and retired a version; the content itself stays in its file.

    It belongs to no tenant: banks are the same for the whole installation.
    """

    __tablename__ = "bank_release"
    __table_args__ = (CheckConstraint("published_by <> proposed_by", name="two_people"),)

    bank: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[datetime | None]
    retired_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    retired_at: Mapped[datetime | None]
    reason: Mapped[str]
