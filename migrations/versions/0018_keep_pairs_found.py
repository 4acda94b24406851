"""keep the pairs of suppliers that a search found, and when it was."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_SEARCH, _TWIN = "supplier_search", "supplier_twin"


def upgrade() -> None:
    op.create_table(
        _SEARCH,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("suppliers", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_supplier_search_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_supplier_search")),
    )
    op.create_table(
        _TWIN,
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in _POINTS),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_supplier_twin_{name}"))
            for name, target in _POINTS.items()
        ),
        sa.PrimaryKeyConstraint("left_id", "right_id", name=op.f("pk_supplier_twin")),
    )
    for name in ("right_id", "tenant_id"):
        op.create_index(op.f(f"ix_supplier_twin_{name}"), _TWIN, [name])


_POINTS = {"left_id": "supplier.id", "right_id": "supplier.id", "tenant_id": "tenant.id"}
_TEXTS = ("kind", "score", "first_sign", "second_sign")


def downgrade() -> None:
    op.drop_table(_TWIN)
    op.drop_table(_SEARCH)
