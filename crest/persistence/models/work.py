"""Background jobs and their files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class JobRow(Row):
    """One piece of background work, its requester's scope, lease, progress and result file."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"
        ),
        Index("ix_job_state_lease_until", "state", "lease_until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    state: Mapped[str]
    done: Mapped[int]
    total: Mapped[int]
    attempts: Mapped[int]
    lease_until: Mapped[datetime | None]
    message: Mapped[str]
    file_name: Mapped[str | None]
    stored_name: Mapped[str | None]
    media_type: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
