"""add links that open one result to somebody outside, and their views in the log."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ONE_OF_TWO = "(grant_id IS NULL) <> (link_id IS NULL)"


def upgrade() -> None:
    op.create_table(
        "result_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_result_link_{name}"))
            for name, target in (
                ("tenant_id", "tenant.id"),
                ("assessment_id", "assessment.id"),
                ("given_by", "user_account.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_result_link_token_digest")),
    )
    op.create_index(op.f("ix_result_link_tenant_id"), "result_link", ["tenant_id"])
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.alter_column("grant_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.alter_column("user_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.add_column(sa.Column("link_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_access_log_link_id"), "result_link", ["link_id"], ["id"]
        )
        batch_op.create_check_constraint(batch_op.f("ck_access_log_grant_or_link"), _ONE_OF_TWO)
        batch_op.create_index(batch_op.f("ix_access_log_link_id"), ["link_id"])


def downgrade() -> None:
    # Without the links there is no place for the views under them.
    op.execute("DELETE FROM access_log WHERE link_id IS NOT NULL")
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_log_link_id"))
        batch_op.drop_constraint(batch_op.f("ck_access_log_grant_or_link"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_access_log_link_id"), type_="foreignkey")
        batch_op.drop_column("link_id")
        batch_op.alter_column("user_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column("grant_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_index(op.f("ix_result_link_tenant_id"), table_name="result_link")
    op.drop_table("result_link")
