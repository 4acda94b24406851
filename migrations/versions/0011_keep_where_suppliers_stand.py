"""keep where each supplier stands today, so that the months to come have a beginning."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        sa.text(
            "INSERT INTO supplier_band (supplier_id, since, tenant_id, standing, band, residual)"
            " SELECT id, standing_on, tenant_id, standing, band, residual FROM supplier"
            " WHERE standing IS NOT NULL AND standing_on IS NOT NULL"
        )
    )


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM supplier_band"))
