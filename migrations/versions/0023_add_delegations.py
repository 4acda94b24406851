"""add questions given to a colleague by a link."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_KEYS = {
    "tenant_id": "tenant.id",
    "assessment_id": "assessment.id",
    "helper_id": "user_account.id",
    "made_by": "user_account.id",
}


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in _KEYS),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("section", "code", "token_digest", "name")
        ),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("claimed_at", _TIME, nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("closed_at", _TIME, nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_delegation_{name}"))
            for name, target in _KEYS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("helper_id", name=op.f("uq_delegation_helper_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_delegation_token_digest")),
    )
    op.create_index(op.f("ix_delegation_assessment_id"), "delegation", ["assessment_id"])
    op.create_index(op.f("ix_delegation_expires_at"), "delegation", ["expires_at"])


def downgrade() -> None:
    op.drop_table("delegation")
