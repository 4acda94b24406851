"""Registers as they were made, and those that come back with what people wrote into them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class RegisterSnapshotRow(Row):
    """One register as it was made: of which selection, by which versions, and its rows packed."""

    __tablename__ = "register_snapshot"
    __table_args__ = (Index("ix_register_snapshot_tenant_id_made_at", "tenant_id", "made_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    # the filters as JSON with sorted names; empty for all suppliers
    selection: Mapped[str]
    versions: Mapped[dict[str, Any]]
    # codes of the columns whose cells the rows keep prints of, in their order
    columns: Mapped[list[Any]]
    suppliers: Mapped[int]
    packed: Mapped[bytes]
    made_at: Mapped[datetime]


class RegisterLoadRow(Row):
    """One register that came back: what was read of it, and whether it is taken in."""

    __tablename__ = "register_load"
    __table_args__ = (CheckConstraint("state IN ('previewed', 'committed')", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    file_name: Mapped[str]
    file_digest: Mapped[str]
    state: Mapped[str]
    contents: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
