"""drop the index of suppliers by match key: lists are held against all suppliers of a member."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_NAME, _TABLE = "ix_supplier_tenant_id_match_key", "supplier"


def upgrade() -> None:
    op.drop_index(_NAME, _TABLE)


def downgrade() -> None:
    op.create_index(_NAME, _TABLE, ["tenant_id", "match_key"])
