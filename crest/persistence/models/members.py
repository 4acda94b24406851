"""Associations of member companies, and lists of members that were sent in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class AssociationRow(Row):
    """An association that belongs to the federation and names some of its member companies.

    It has no users and answers nothing: `tenant_id` is the federation's.
    """

    __tablename__ = "association"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    # found by the unique index above, which begins with it
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    code: Mapped[str]
    name: Mapped[str]
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None]
    version: Mapped[int]
    created_at: Mapped[datetime]


class AssociationCompanyRow(Row):
    """That a member company belongs to an association; it may belong to several."""

    __tablename__ = "association_company"

    association_id: Mapped[UUID] = mapped_column(ForeignKey("association.id"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True, index=True)


class MemberLoadRow(Row):
    """One list of members sent in: what was read of it, and what became of it."""

    __tablename__ = "member_load"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    file_name: Mapped[str]
    file_digest: Mapped[str]
    contents: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
