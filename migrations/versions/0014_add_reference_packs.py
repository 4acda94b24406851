"""add reference data that a federation loads, and which of it is used."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reference_pack",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("loaded_by", sa.Uuid(), nullable=True),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["loaded_by"], ["user_account.id"], name=op.f("fk_reference_pack_loaded_by")
        ),
        sa.PrimaryKeyConstraint("source", "edition", name=op.f("pk_reference_pack")),
    )
    op.create_table(
        "reference_choice",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chosen_by"], ["user_account.id"], name=op.f("fk_reference_choice_chosen_by")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reference_choice")),
    )


def downgrade() -> None:
    op.drop_table("reference_choice")
    op.drop_table("reference_pack")
