"""keep supplier lists on their way in: drafts, pages of what they change, what was remembered."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_KEPT = timedelta(days=30)
_DRAFT = "supplier_list_draft"


def upgrade() -> None:
    _add_drafts()
    _add_pages()
    op.create_table(
        "supplier_list_memory",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_supplier_list_memory_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_supplier_list_memory")),
    )
    _move_previewed()


def _add_drafts() -> None:
    times = ("created_at", "changed_at", "expires_at")
    op.create_table(
        _DRAFT,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in _BODIES),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in times),
        sa.CheckConstraint(
            "state IN ('reading', 'mapping', 'checking', 'checked', 'taking')",
            name=op.f("ck_supplier_list_draft_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_supplier_list_draft_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_supplier_list_draft_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_list_draft")),
    )
    op.create_index(op.f("ix_supplier_list_draft_tenant_id"), _DRAFT, ["tenant_id"])


_TEXTS = ("file_name", "file_digest", "stored_name", "state", "basis")
_BODIES = ("understood", "mapping", "decisions", "report")


def _add_pages() -> None:
    op.create_table(
        "supplier_list_page",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_supplier_list_page_tenant_id")
        ),
        sa.PrimaryKeyConstraint("import_id", "fate", "number", name=op.f("pk_supplier_list_page")),
    )
    op.create_index(op.f("ix_supplier_list_page_tenant_id"), "supplier_list_page", ["tenant_id"])


def _move_previewed() -> None:
    """Make lists that were sent before, and are not taken in, drafts to be read again."""
    before = sa.table("supplier_import", *_shared())
    bodies = [sa.column(name, sa.JSON()) for name in _BODIES]
    days = [sa.column(name, sa.DateTime(timezone=True)) for name in ("changed_at", "expires_at")]
    basis, version = sa.column("basis", sa.Text()), sa.column("version", sa.Integer())
    drafts = sa.table(_DRAFT, *_shared(), *bodies, *days, basis, version)
    is_waiting = before.c.state == "previewed"
    rows = op.get_bind().execute(sa.select(before).where(is_waiting)).mappings().all()
    for row in rows:
        new = {**row, "state": "reading", "basis": "", "version": 1}
        new |= {name: {} for name in _BODIES}
        new |= {"changed_at": row["created_at"], "expires_at": row["created_at"] + _KEPT}
        op.execute(sa.insert(drafts).values(**new))
    op.execute(sa.delete(before).where(is_waiting))


def _shared() -> list[sa.ColumnClause]:
    kinds = {"id": sa.Uuid(), "tenant_id": sa.Uuid(), "created_by": sa.Uuid()}
    kinds |= dict.fromkeys(("file_name", "file_digest", "stored_name", "state"), sa.Text())
    kinds["created_at"] = sa.DateTime(timezone=True)
    return [sa.column(name, kind) for name, kind in kinds.items()]


def downgrade() -> None:
    op.drop_table("supplier_list_memory")
    op.drop_table("supplier_list_page")
    op.drop_table(_DRAFT)
