"""add signatures of a second person, and changes asked for after submission."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_SIGN_OFF = {
    "tenant_id": "tenant.id",
    "assessment_id": "assessment.id",
    "certifier_id": "user_account.id",
    "asked_by": "user_account.id",
}
_REQUEST = {
    "tenant_id": "tenant.id",
    "assessment_id": "assessment.id",
    "revised_id": "assessment.id",
    "invitation_id": "invitation.id",
    "asked_by": "user_account.id",
}


def upgrade() -> None:
    op.add_column(
        "assessment",
        sa.Column("needs_sign_off", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("assessment", sa.Column("handed_over_at", _TIME, nullable=True))
    op.add_column("assessment", sa.Column("kept_codes", sa.JSON(), nullable=True))
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_ids(_SIGN_OFF),
        *(
            sa.Column(name, sa.Text(), nullable=name in {"token_digest", "email"})
            for name in ("token_digest", "email", "name", "language")
        ),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", _TIME, nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("mailed_code_hash", sa.Text(), nullable=True),
        sa.Column("mailed_code_until", _TIME, nullable=True),
        sa.Column("signed_at", _TIME, nullable=True),
        sa.Column("signed_name", sa.Text(), nullable=False),
        sa.Column("signed_function", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("returned_at", _TIME, nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("closed_at", _TIME, nullable=True),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (signed_name = '')", name=op.f("ck_sign_off_signed")
        ),
        *_keys("sign_off", _SIGN_OFF),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_off_token_digest")),
    )
    op.create_index(op.f("ix_sign_off_assessment_id"), "sign_off", ["assessment_id"])
    op.create_index(op.f("ix_sign_off_certifier_id"), "sign_off", ["certifier_id"])
    op.create_table(
        "change_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_ids(_REQUEST),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_at", _TIME, nullable=True),
        sa.Column("withdrawn_at", _TIME, nullable=True),
        *_keys("change_request", _REQUEST),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
        sa.UniqueConstraint("revised_id", name=op.f("uq_change_request_revised_id")),
    )
    op.create_index(op.f("ix_change_request_assessment_id"), "change_request", ["assessment_id"])
    op.create_index(op.f("ix_change_request_invitation_id"), "change_request", ["invitation_id"])


def downgrade() -> None:
    op.drop_table("change_request")
    op.drop_table("sign_off")
    for name in ("kept_codes", "handed_over_at", "needs_sign_off"):
        op.drop_column("assessment", name)


def _ids(points: dict[str, str]) -> tuple[sa.Column[sa.Uuid], ...]:
    return tuple(sa.Column(name, sa.Uuid(), nullable=False) for name in points)


def _keys(table: str, points: dict[str, str]) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_{table}_{name}"))
        for name, target in points.items()
    )
