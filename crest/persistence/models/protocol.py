"""Reports along the heads of a protocol: the release that each stands on, and what was written."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class ProtocolReportRow(Row):
    """The report of a year; its figures are those that were told up to this release."""

    __tablename__ = "protocol_report"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    release_number: Mapped[int] = mapped_column(ForeignKey("cube_release.number"))
    version: Mapped[int]
    chosen_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    chosen_at: Mapped[datetime]


class ProtocolTextRow(Row):
    """What the federation wrote at one place of the report of a year."""

    __tablename__ = "protocol_text"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    version: Mapped[int]
    written_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    written_at: Mapped[datetime]
