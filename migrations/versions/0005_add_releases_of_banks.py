"""add who proposed, published and retired a version of a bank."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PEOPLE = ("proposed", "published", "retired")


def upgrade() -> None:
    op.create_table(
        "bank_release",
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        *(
            column
            for name in _PEOPLE
            for column in (
                sa.Column(f"{name}_by", sa.Uuid(), nullable=True),
                sa.Column(f"{name}_at", sa.DateTime(timezone=True), nullable=True),
            )
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("published_by <> proposed_by", name=op.f("ck_bank_release_two_people")),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_by"], ["user_account.id"], name=op.f(f"fk_bank_release_{name}_by")
            )
            for name in _PEOPLE
        ),
        sa.PrimaryKeyConstraint("bank", "version", name=op.f("pk_bank_release")),
    )


def downgrade() -> None:
    op.drop_table("bank_release")
