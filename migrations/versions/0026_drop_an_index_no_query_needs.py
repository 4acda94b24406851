"""drop the index of suppliers by member alone: two others begin with the member.

Each supplier written cost an entry in it, and what it found the unique one of codes finds as well.
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_supplier_tenant_id"), table_name="supplier")


def downgrade() -> None:
    op.create_index(op.f("ix_supplier_tenant_id"), "supplier", ["tenant_id"])
