"""keep which release a yearly report stands on, and what the federation writes in it."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "protocol_report",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_protocol_report_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["release_number"],
            ["cube_release.number"],
            name=op.f("fk_protocol_report_release_number"),
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by"], ["user_account.id"], name=op.f("fk_protocol_report_chosen_by")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "year", name=op.f("pk_protocol_report")),
    )
    op.create_table(
        "protocol_text",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_protocol_text_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["user_account.id"], name=op.f("fk_protocol_text_written_by")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "year", "place", name=op.f("pk_protocol_text")),
    )


def downgrade() -> None:
    op.drop_table("protocol_text")
    op.drop_table("protocol_report")
