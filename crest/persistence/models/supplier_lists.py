"""Supplier lists on their way in: drafts, pages of what they would change, what was remembered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class ListDraftRow(Row):
    """A list that was sent and is not taken in yet; its file lies under `stored_name`."""

    __tablename__ = "supplier_list_draft"
    __table_args__ = (
        CheckConstraint(
            "state IN ('reading', 'mapping', 'checking', 'checked', 'taking')", name="state"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    file_name: Mapped[str]
    file_digest: Mapped[str]
    stored_name: Mapped[str]
    state: Mapped[str]
    # the job that works on it; no foreign key, for jobs are erased sooner
    job_id: Mapped[UUID | None]
    # what was understood of the file, how its columns are taken, what people decided of pairs
    understood: Mapped[dict[str, Any]]
    mapping: Mapped[dict[str, Any]]
    decisions: Mapped[dict[str, Any]]
    # counts of the last check, and the state of the suppliers that it was computed against
    report: Mapped[dict[str, Any]]
    basis: Mapped[str]
    version: Mapped[int]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ListPageRow(Row):
    """One page of what a list would change or changed: the rows of one fate, packed."""

    __tablename__ = "supplier_list_page"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    fate: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    packed: Mapped[bytes]
    made_at: Mapped[datetime]


class ListMemoryRow(Row):
    """What a company took the columns of its lists for, by heading."""

    __tablename__ = "supplier_list_memory"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    columns: Mapped[list[Any]]
    changed_at: Mapped[datetime]
