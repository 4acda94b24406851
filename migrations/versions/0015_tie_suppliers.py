"""add pairs decided, merges, who supplies whom, and what an import changed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _points(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_{table}_{name}"))
        for name, target in targets.items()
    ]


def upgrade() -> None:
    _add_pairs()
    _add_merges()
    _add_parents()
    _add_steps()


def _add_pairs() -> None:
    op.create_table(
        "supplier_pair",
        _id("tenant_id"),
        sa.Column("first_sign", sa.Text(), nullable=False),
        sa.Column("second_sign", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        _id("decided_by"),
        _at("decided_at"),
        sa.CheckConstraint(
            "verdict IN ('same', 'different', 'later')", name=op.f("ck_supplier_pair_verdict")
        ),
        *_points("supplier_pair", tenant_id="tenant.id", decided_by="user_account.id"),
        sa.PrimaryKeyConstraint(
            "tenant_id", "first_sign", "second_sign", name=op.f("pk_supplier_pair")
        ),
    )


def _add_merges() -> None:
    op.create_table(
        "supplier_merge",
        *(_id(name) for name in ("id", "tenant_id", "kept_id", "gone_id")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("before", "after", "moved")),
        _id("merged_by"),
        _at("merged_at"),
        _id("undone_by", nullable=True),
        _at("undone_at", nullable=True),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_supplier_merge_undone")
        ),
        *_points("supplier_merge", tenant_id="tenant.id", kept_id="supplier.id"),
        *_points("supplier_merge", gone_id="supplier.id", merged_by="user_account.id"),
        *_points("supplier_merge", undone_by="user_account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_merge")),
    )
    for name in ("tenant_id", "kept_id", "gone_id"):
        op.create_index(op.f(f"ix_supplier_merge_{name}"), "supplier_merge", [name])


def _add_parents() -> None:
    op.create_table(
        "supplier_parent",
        *(_id(name) for name in ("supplier_id", "parent_id", "tenant_id", "added_by")),
        _at("added_at"),
        *_points("supplier_parent", supplier_id="supplier.id", parent_id="supplier.id"),
        *_points("supplier_parent", tenant_id="tenant.id", added_by="user_account.id"),
        sa.PrimaryKeyConstraint("supplier_id", "parent_id", name=op.f("pk_supplier_parent")),
    )
    for name in ("parent_id", "tenant_id"):
        op.create_index(op.f(f"ix_supplier_parent_{name}"), "supplier_parent", [name])


def _add_steps() -> None:
    op.create_table(
        "supplier_import_step",
        *(_id(name) for name in ("import_id", "supplier_id", "tenant_id")),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _at("made_at"),
        *_points("supplier_import_step", tenant_id="tenant.id"),
        sa.PrimaryKeyConstraint("import_id", "supplier_id", name=op.f("pk_supplier_import_step")),
    )
    op.create_index(
        op.f("ix_supplier_import_step_tenant_id"), "supplier_import_step", ["tenant_id"]
    )


def downgrade() -> None:
    for table in ("supplier_import_step", "supplier_parent", "supplier_merge", "supplier_pair"):
        op.drop_table(table)
