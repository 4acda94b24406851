"""add what did not fit together in an assessment, with the notes about it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contradiction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sides", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(settled_by IS NULL) = (settled_at IS NULL)", name=op.f("ck_contradiction_settled")
        ),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_contradiction_{name}"))
            for name, target in (
                ("assessment_id", "assessment.id"),
                ("noted_by", "user_account.id"),
                ("settled_by", "user_account.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contradiction")),
        sa.UniqueConstraint(
            "assessment_id", "code", name=op.f("uq_contradiction_assessment_id_code")
        ),
    )
    op.create_index(op.f("ix_contradiction_assessment_id"), "contradiction", ["assessment_id"])


def downgrade() -> None:
    op.drop_table("contradiction")
