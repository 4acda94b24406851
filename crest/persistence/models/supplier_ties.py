"""What ties suppliers: who supplies whom, pairs found and decided, merges, imports to undo."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class SupplierPairRow(Row):
    """What a person said of two entries: one supplier, two, or to be decided later.

    The signs are digests of what the entries say, the lesser first, so that the same file asks no
    second time.
    """

    __tablename__ = "supplier_pair"
    __table_args__ = (CheckConstraint("verdict IN ('same', 'different', 'later')", name="verdict"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    first_sign: Mapped[str] = mapped_column(primary_key=True)
    second_sign: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]


class SupplierSearchRow(Row):
    """When a member's suppliers were last looked through for pairs, and the job that does it.

    `basis` is the state of the suppliers then; `found_at` is null before the first search ended.
    """

    __tablename__ = "supplier_search"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    # no foreign key, for jobs are erased sooner
    job_id: Mapped[UUID]
    basis: Mapped[str]
    suppliers: Mapped[int]
    found_at: Mapped[datetime | None]


class SupplierTwinRow(Row):
    """Two suppliers that the last search found alike, best first by `number`.

    The signs are those of `supplier_pair`, so that what a person said of the two is found.
    """

    __tablename__ = "supplier_twin"

    left_id: Mapped[UUID] = mapped_column(ForeignKey("supplier.id"), primary_key=True)
    right_id: Mapped[UUID] = mapped_column(ForeignKey("supplier.id"), primary_key=True, index=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str]
    score: Mapped[str]
    reasons: Mapped[list[Any]]
    first_sign: Mapped[str]
    second_sign: Mapped[str]
    found_at: Mapped[datetime]


class SupplierMergeRow(Row):
    """Two suppliers made one: what the kept one said before and after, and what moved to it."""

    __tablename__ = "supplier_merge"
    __table_args__ = (CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("supplier.id"), index=True)
    gone_id: Mapped[UUID] = mapped_column(ForeignKey("supplier.id"), index=True)
    # columns of the kept supplier that the merge changed
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    # ids by table
    moved: Mapped[dict[str, Any]]
    merged_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    merged_at: Mapped[datetime]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    undone_at: Mapped[datetime | None]


class SupplierParentRow(Row):
    """A supplier that supplies another supplier, the one nearer to the member."""

    __tablename__ = "supplier_parent"
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("supplier.id"), primary_key=True)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("supplier.id"), primary_key=True, index=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    added_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime]


class ImportMadeRow(Row):
    """Some thousands of the suppliers that one import created, as hexadecimal ids.

    A row for each supplier costs as much as the supplier itself where a list has very many.
    """

    __tablename__ = "supplier_import_made"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    supplier_ids: Mapped[list[Any]]
    made_at: Mapped[datetime]


class ImportStepRow(Row):
    """What one import changed of one supplier.

    `before` and `after` hold the columns that it wrote, `version` the supplier's version with them.
    """

    __tablename__ = "supplier_import_step"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    supplier_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any]]
    version: Mapped[int]
    made_at: Mapped[datetime]
