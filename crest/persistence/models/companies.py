"""Workplaces and suppliers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class WorkplaceRow(Row):
    """A place where people work under a member's control."""

    __tablename__ = "workplace"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    code: Mapped[str]
    name: Mapped[str]
    name_local: Mapped[str | None]
    country: Mapped[str | None]
    province: Mapped[str | None]
    address: Mapped[str | None]
    facts: Mapped[dict[str, Any]]
    version: Mapped[int]
    created_at: Mapped[datetime]


class SupplierRow(Row):
    """A business that one buyer buys from; another buyer's record of it is another row."""

    __tablename__ = "supplier"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("tier IS NULL OR tier >= 1", name="tier"),
        CheckConstraint(
            "standing IS NULL OR standing IN ('assessed', 'no_reply', 'not_assessed')",
            name="standing",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    # found by the index of codes, which begins with it
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    code: Mapped[str]
    name: Mapped[str]
    name_local: Mapped[str | None]
    # normalised name, country and address: finds the same row again on a second import
    match_key: Mapped[str]
    country: Mapped[str | None]
    province: Mapped[str | None]
    address: Mapped[str | None]
    sector: Mapped[str | None]
    sector_text: Mapped[str | None]
    goods: Mapped[str | None]
    tier: Mapped[int | None]
    registration_number: Mapped[str | None]
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None]
    contact_phone: Mapped[str | None]
    spend: Mapped[Decimal | None]
    spend_currency: Mapped[str | None]
    leverage: Mapped[Decimal | None]
    # facts as on TenantRow: workforce.*, recruitment.* ... from the list or the answers
    facts: Mapped[dict[str, Any]]
    # editable columns of the register
    owner: Mapped[str | None]
    decision: Mapped[str | None]
    next_review: Mapped[date | None]
    note: Mapped[str | None]
    # what the register says on the day `standing_on`, by the editions of `standing_basis`;
    # all are null until it is computed
    standing: Mapped[str | None]
    inherent: Mapped[Decimal | None]
    declared: Mapped[Decimal | None]
    supported: Mapped[Decimal | None]
    coverage: Mapped[Decimal | None]
    valid_until: Mapped[date | None]
    residual: Mapped[Decimal | None]
    band: Mapped[str | None]
    priority: Mapped[int | None] = mapped_column(BigInteger)
    triggers_open: Mapped[int | None]
    triggers_remedy: Mapped[int | None]
    # "|factor=points|...": what each factor that is not known leaves open of the risk
    gaps: Mapped[str | None]
    # "|law=status|...": the laws that bind or reach the supplier, or may
    laws: Mapped[str | None]
    standing_on: Mapped[date | None]
    standing_basis: Mapped[str | None]
    archived_at: Mapped[datetime | None]
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ImportRow(Row):
    """One supplier file taken in: digest, mapping, counts and faults.

    `created_by` is null where the operator took it in by command.
    """

    __tablename__ = "supplier_import"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    file_name: Mapped[str]
    file_digest: Mapped[str]
    stored_name: Mapped[str]
    state: Mapped[str]
    report: Mapped[dict[str, Any]]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
