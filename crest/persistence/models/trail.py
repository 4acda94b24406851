"""The trail of acts, and who looked at shared data."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class AuditEventRow(Row):
    """One act at its place in a chain; it names ids alone and points to no row.

    So a chain outlives what it speaks of. `chain_id` is a tenant's id, or that of no tenant. An
    entry costs every act one page of the log: no further index, and no rows beside the key.
    """

    __tablename__ = "audit_event"
    __table_args__ = ({"sqlite_with_rowid": False},)

    chain_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str]
    act: Mapped[str]
    object_id: Mapped[str]
    told: Mapped[str]
    hash: Mapped[str]


class TrailHeadRow(Row):
    """How far a chain goes and the hash of its last entry; writers of a chain queue at it."""

    __tablename__ = "trail_head"

    chain_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    hash: Mapped[str]


class DataGrantRow(Row):
    """Leave that a tenant gives another to read the result of one assessment, for a time."""

    __tablename__ = "data_grant"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    to_tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    # how much of it: the figures alone, or the answers too
    fields: Mapped[str]
    purpose: Mapped[str]
    given_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ResultLinkRow(Row):
    """A link that opens one result to whoever holds it, for a time; the token is not kept."""

    __tablename__ = "result_link"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    token_digest: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    given_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AccessLogRow(Row):
    """One view of shared data: under a grant by a person, or under a link by whoever held it.

    Without either, a buyer's person read what a supplier submitted to that buyer.
    """

    __tablename__ = "access_log"
    __table_args__ = (
        CheckConstraint("NOT (grant_id IS NOT NULL AND link_id IS NOT NULL)", name="grant_or_link"),
        Index("ix_access_log_tenant_id_at", "tenant_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    grant_id: Mapped[UUID | None] = mapped_column(ForeignKey("data_grant.id"), index=True)
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("result_link.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    act: Mapped[str]
    object_id: Mapped[str]
    at: Mapped[datetime]
