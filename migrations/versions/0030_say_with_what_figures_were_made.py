"""keep beside each release of figures what it was made with: banks, laws, who joined and left."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    made_with = sa.Column("made_with", sa.JSON(), nullable=False, server_default="{}")
    op.add_column("cube_release", made_with)


def downgrade() -> None:
    op.drop_column("cube_release", "made_with")
