"""What people keep beside the list of suppliers: tags, views; and how bands went over time."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class SupplierTagRow(Row):
    """A word of a company's own by which it groups its suppliers."""

    __tablename__ = "supplier_tag"
    __table_args__ = (UniqueConstraint("tenant_id", "folded"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    name: Mapped[str]
    # the name without case and invisible signs: the same word is one tag
    folded: Mapped[str]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]


class SupplierTaggedRow(Row):
    """A supplier that bears a tag."""

    __tablename__ = "supplier_tagged"
    __table_args__ = (Index("ix_supplier_tagged_supplier_id", "supplier_id"),)

    tag_id: Mapped[UUID] = mapped_column(ForeignKey("supplier_tag.id"), primary_key=True)
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("supplier.id"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)


class SupplierViewRow(Row):
    """Filter and order of the list under a name: one person's, or the whole company's."""

    __tablename__ = "supplier_view"
    __table_args__ = (UniqueConstraint("tenant_id", "user_id", "folded"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str]
    folded: Mapped[str]
    # words of the address as the list reads them
    address: Mapped[dict[str, Any]]
    is_shared: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[datetime]


class SupplierBandRow(Row):
    """Where a supplier stood from a day on; a row is written when that changes."""

    __tablename__ = "supplier_band"
    __table_args__ = (
        CheckConstraint("standing IN ('assessed', 'no_reply', 'not_assessed')", name="standing"),
        Index("ix_supplier_band_tenant_id_since", "tenant_id", "since"),
    )

    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("supplier.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    standing: Mapped[str]
    band: Mapped[str]
    residual: Mapped[Decimal]
