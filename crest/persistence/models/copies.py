"""Filled copies of questionnaires on their way in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class AnswerLoadRow(Row):
    """One filled copy of a questionnaire that came back to an assessment.

    `packed` holds the file until it is read; `contents` what was read of it, or why it was refused.
    """

    __tablename__ = "answer_load"
    __table_args__ = (
        CheckConstraint("state IN ('reading', 'refused', 'previewed', 'committed')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    file_name: Mapped[str]
    file_digest: Mapped[str]
    state: Mapped[str]
    packed: Mapped[bytes | None]
    contents: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
