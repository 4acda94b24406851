"""keep where a check comes from, whether it was internal, and the reply to it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("source", "reply"):
        op.add_column("verification", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "verification",
        sa.Column("is_internal", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "verification", sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    for name in ("replied_at", "is_internal", "reply", "source"):
        op.drop_column("verification", name)
