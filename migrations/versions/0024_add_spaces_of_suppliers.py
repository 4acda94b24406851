"""add spaces of suppliers, what they share and correct, and who read their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_LOG, _CHECK = "access_log", "ck_access_log_grant_or_link"


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _points(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_{table}_{name}"))
        for name, target in targets.items()
    ]


def upgrade() -> None:
    _add_claims()
    _add_ties()
    _add_corrections()
    op.add_column("session", _id("assessment_id", nullable=True))
    op.add_column(
        "data_grant", sa.Column("fields", sa.Text(), nullable=False, server_default="figures")
    )
    _check_log("NOT (grant_id IS NOT NULL AND link_id IS NOT NULL)")


def _add_claims() -> None:
    op.create_table(
        "space_claim",
        *(_id(name) for name in ("id", "tenant_id", "assessment_id")),
        *_text("token_digest", "email", "name", "company", "language"),
        _at("created_at"),
        _at("expires_at"),
        _at("used_at", nullable=True),
        *_points("space_claim", tenant_id="tenant.id", assessment_id="assessment.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_claim")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_space_claim_token_digest")),
    )
    for name in ("tenant_id", "assessment_id", "expires_at"):
        op.create_index(op.f(f"ix_space_claim_{name}"), "space_claim", [name])


def _add_ties() -> None:
    op.create_table(
        "space_tie",
        *(_id(name) for name in ("assessment_id", "tenant_id", "joined_by")),
        _at("joined_at"),
        *_points(
            "space_tie",
            assessment_id="assessment.id",
            tenant_id="tenant.id",
            joined_by="user_account.id",
        ),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_space_tie")),
    )
    op.create_index(op.f("ix_space_tie_tenant_id"), "space_tie", ["tenant_id"])


def _add_corrections() -> None:
    table = "supplier_correction"
    op.create_table(
        table,
        *(_id(name) for name in ("id", "tenant_id", "assessment_id")),
        sa.Column("wanted", sa.JSON(), nullable=False),
        *_text("state"),
        _id("made_by"),
        _at("made_at"),
        _id("decided_by", nullable=True),
        _at("decided_at", nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'kept')", name=op.f(f"ck_{table}_state")
        ),
        *_points(
            table,
            tenant_id="tenant.id",
            assessment_id="assessment.id",
            made_by="user_account.id",
            decided_by="user_account.id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name in ("tenant_id", "assessment_id"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _check_log(rule: str) -> None:
    with op.batch_alter_table(_LOG, schema=None) as batch_op:
        # SQLite makes the table anew, and knows no constraint of this kind on the way.
        if op.get_bind().dialect.name != "sqlite":
            batch_op.drop_constraint(op.f(_CHECK), type_="check")
        batch_op.create_check_constraint(op.f(_CHECK), rule)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM access_log WHERE grant_id IS NULL AND link_id IS NULL"))
    _check_log("(grant_id IS NULL) <> (link_id IS NULL)")
    # Not in a batch: other tables point to what that would make anew.
    op.drop_column("data_grant", "fields")
    op.drop_column("session", "assessment_id")
    for table in ("supplier_correction", "space_tie", "space_claim"):
        op.drop_table(table)
