"""let members be suspended and leave, keep associations of them, and lists of members sent in."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_TIMES = ("suspended_at", "leaving_at", "erase_from", "left_at")


def _id(name: str) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=False)


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _points(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_{table}_{name}"))
        for name, target in targets.items()
    ]


def upgrade() -> None:
    for name in _TIMES:
        op.add_column("tenant", _at(name, nullable=True))
    for column in _text("contact_language", nullable=True):
        op.add_column("tenant", column)
    _add_associations()
    _add_loads()


def _add_associations() -> None:
    table = "association"
    op.create_table(
        table,
        *(_id(name) for name in ("id", "tenant_id")),
        *_text("code", "name"),
        *_text("contact_name", "contact_email", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _at("created_at"),
        *_points(table, tenant_id="tenant.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f(f"uq_{table}_tenant_id_code")),
    )
    table = "association_company"
    op.create_table(
        table,
        *(_id(name) for name in ("association_id", "tenant_id")),
        *_points(table, association_id="association.id", tenant_id="tenant.id"),
        sa.PrimaryKeyConstraint("association_id", "tenant_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_tenant_id"), table, ["tenant_id"])


def _add_loads() -> None:
    table = "member_load"
    op.create_table(
        table,
        *(_id(name) for name in ("id", "tenant_id")),
        *_text("file_name", "file_digest"),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        _id("created_by"),
        _at("created_at"),
        _at("committed_at", nullable=True),
        *_points(table, tenant_id="tenant.id", created_by="user_account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_tenant_id"), table, ["tenant_id"])


def downgrade() -> None:
    for table in ("member_load", "association_company", "association"):
        op.drop_table(table)
    # Not in a batch: other tables point to what that would make anew.
    for name in ("contact_language", *reversed(_TIMES)):
        op.drop_column("tenant", name)
