"""let a campaign say that a second person at each supplier signs before submission."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    needed = sa.Column("needs_sign_off", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("campaign", needed)


def downgrade() -> None:
    op.drop_column("campaign", "needs_sign_off")
