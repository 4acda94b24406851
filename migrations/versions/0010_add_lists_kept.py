"""add tags, saved views, bands over time, and more of a supplier's standing."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_FIGURES = (
    ("declared", sa.BigInteger()),
    ("supported", sa.BigInteger()),
    ("coverage", sa.BigInteger()),
    ("valid_until", sa.Date()),
    ("gaps", sa.Text()),
    ("laws", sa.Text()),
)


def upgrade() -> None:
    for name, kind in _FIGURES:
        op.add_column("supplier", sa.Column(name, kind, nullable=True))
    _add_tags()
    _add_views()
    _add_bands()


def _add_tags() -> None:
    op.create_table(
        "supplier_tag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_supplier_tag_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_supplier_tag_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_tag")),
        sa.UniqueConstraint("tenant_id", "folded", name=op.f("uq_supplier_tag_tenant_id_folded")),
    )
    op.create_table(
        "supplier_tagged",
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["supplier_tag.id"], name=op.f("fk_supplier_tagged_tag_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_tagged_supplier_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_supplier_tagged_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tag_id", "supplier_id", name=op.f("pk_supplier_tagged")),
    )
    op.create_index("ix_supplier_tagged_supplier_id", "supplier_tagged", ["supplier_id"])
    op.create_index(op.f("ix_supplier_tagged_tenant_id"), "supplier_tagged", ["tenant_id"])


def _add_views() -> None:
    op.create_table(
        "supplier_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_supplier_view_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_supplier_view_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_view")),
        sa.UniqueConstraint(
            "tenant_id", "user_id", "folded", name=op.f("uq_supplier_view_tenant_id_user_id_folded")
        ),
    )
    op.create_index(op.f("ix_supplier_view_user_id"), "supplier_view", ["user_id"])


def _add_bands() -> None:
    op.create_table(
        "supplier_band",
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("residual", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "standing IN ('assessed', 'no_reply', 'not_assessed')",
            name=op.f("ck_supplier_band_standing"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_band_supplier_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_supplier_band_tenant_id")
        ),
        sa.PrimaryKeyConstraint("supplier_id", "since", name=op.f("pk_supplier_band")),
    )
    op.create_index("ix_supplier_band_tenant_id_since", "supplier_band", ["tenant_id", "since"])


def downgrade() -> None:
    for table in ("supplier_band", "supplier_view", "supplier_tagged", "supplier_tag"):
        op.drop_table(table)
    # No batch: it would make the table anew, and others point to its rows.
    for name, _ in reversed(_FIGURES):
        op.drop_column("supplier", name)
