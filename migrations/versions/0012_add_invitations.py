"""add invitations of suppliers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_POINTS = {
    "tenant_id": "tenant.id",
    "supplier_id": "supplier.id",
    "assessment_id": "assessment.id",
    "respondent_id": "user_account.id",
    "sent_by": "user_account.id",
}


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in _POINTS),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("mailed_code_hash", sa.Text(), nullable=True),
        sa.Column("mailed_code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(email IS NOT NULL) OR (mail_id IS NULL)", name=op.f("ck_invitation_mailed")
        ),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_invitation_{name}"))
            for name, target in _POINTS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("respondent_id", name=op.f("uq_invitation_respondent_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitation_token_digest")),
    )
    op.create_index(op.f("ix_invitation_supplier_id"), "invitation", ["supplier_id"])
    op.create_index(op.f("ix_invitation_assessment_id"), "invitation", ["assessment_id"])
    op.create_index(op.f("ix_invitation_expires_at"), "invitation", ["expires_at"])
    op.create_index("ix_invitation_tenant_id_created_at", "invitation", ["tenant_id", "created_at"])


def downgrade() -> None:
    op.drop_table("invitation")
