"""add campaigns and whom they ask."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_CAMPAIGN, _RECIPIENT = "campaign", "campaign_recipient"
_POINTS = {
    "campaign_id": "campaign.id",
    "tenant_id": "tenant.id",
    "owner_id": "tenant.id",
    "supplier_id": "supplier.id",
    "workplace_id": "workplace.id",
    "assessment_id": "assessment.id",
}


def upgrade() -> None:
    _add_campaigns()
    _add_recipients()


def _add_campaigns() -> None:
    points = {"tenant_id": "tenant.id", "created_by": "user_account.id"}
    op.create_table(
        _CAMPAIGN,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in points),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("audience", "name", "bank", "bank_version", "language", "message")
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("send_on", sa.Date(), nullable=True),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "audience IN ('suppliers', 'workplaces', 'members')", name=op.f("ck_campaign_audience")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'sending', 'running', 'closed')", name=op.f("ck_campaign_state")
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_campaign_closed")
        ),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_campaign_{name}"))
            for name, target in {**points, "sent_by": "user_account.id"}.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index("ix_campaign_tenant_id_created_at", _CAMPAIGN, ["tenant_id", "created_at"])


def _add_recipients() -> None:
    needed = {"campaign_id", "tenant_id", "owner_id"}
    op.create_table(
        _RECIPIENT,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=name not in needed) for name in _POINTS),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("reminded_before", sa.Integer(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_campaign_recipient_{name}"))
            for name, target in _POINTS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_recipient")),
        *(
            sa.UniqueConstraint(
                "campaign_id", name, name=op.f(f"uq_campaign_recipient_campaign_id_{name}")
            )
            for name in ("supplier_id", "workplace_id")
        ),
    )
    for name in ("owner_id", "supplier_id", "assessment_id"):
        op.create_index(op.f(f"ix_campaign_recipient_{name}"), _RECIPIENT, [name])
    op.create_index(
        "ix_campaign_recipient_campaign_id_place", _RECIPIENT, ["campaign_id", "place"]
    )


def downgrade() -> None:
    op.drop_table(_RECIPIENT)
    op.drop_table(_CAMPAIGN)
