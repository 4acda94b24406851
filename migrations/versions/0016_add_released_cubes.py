"""add releases of figures about all members, with their audits."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_BODIES = ("released_cube", "cube_audit", "cube_basis")


def upgrade() -> None:
    op.create_table(
        "cube_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('told', 'refused')", name=op.f("ck_cube_release_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cube_release")),
        sa.UniqueConstraint("number", name=op.f("uq_cube_release_number")),
    )
    for name in _BODIES:
        op.create_table(
            name,
            sa.Column("release_id", sa.Uuid(), nullable=False),
            sa.Column("family", sa.Text(), nullable=False),
            sa.Column("body", sa.JSON(), nullable=False),
            sa.ForeignKeyConstraint(
                ["release_id"], ["cube_release.id"], name=op.f(f"fk_{name}_release_id")
            ),
            sa.PrimaryKeyConstraint("release_id", "family", name=op.f(f"pk_{name}")),
        )


def downgrade() -> None:
    for name in reversed(_BODIES):
        op.drop_table(name)
    op.drop_table("cube_release")
