"""keep the suppliers that an import created by thousands in a row, not each in one of its own."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_STEP, _MADE = "supplier_import_step", "supplier_import_made"
_AT_ONCE = 5_000
_STEPS = sa.table(
    _STEP,
    sa.column("import_id", sa.Uuid()),
    sa.column("supplier_id", sa.Uuid()),
    sa.column("tenant_id", sa.Uuid()),
    sa.column("before", sa.JSON()),
    sa.column("after", sa.JSON()),
    sa.column("version", sa.Integer()),
    sa.column("made_at", sa.DateTime(timezone=True)),
)
_PARTS = sa.table(
    _MADE,
    sa.column("import_id", sa.Uuid()),
    sa.column("part", sa.Integer()),
    sa.column("tenant_id", sa.Uuid()),
    sa.column("supplier_ids", sa.JSON()),
    sa.column("made_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        _MADE,
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_ids", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f(f"fk_{_MADE}_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("import_id", "part", name=op.f(f"pk_{_MADE}")),
    )
    op.create_index(op.f(f"ix_{_MADE}_tenant_id"), _MADE, ["tenant_id"])
    _gather(op.get_bind())


def downgrade() -> None:
    _part(op.get_bind())
    op.drop_index(op.f(f"ix_{_MADE}_tenant_id"), _MADE)
    op.drop_table(_MADE)


def _gather(bind: sa.Connection) -> None:
    """Put the steps of created suppliers together; what stood before them is nothing."""
    nothing = sa.or_(_STEPS.c.before.is_(sa.null()), sa.cast(_STEPS.c.before, sa.Text) == "null")
    imports = sa.select(
        _STEPS.c.import_id, _STEPS.c.tenant_id, sa.func.max(_STEPS.c.made_at)
    )
    groups = imports.where(nothing).group_by(_STEPS.c.import_id, _STEPS.c.tenant_id)
    for import_id, tenant_id, made_at in bind.execute(groups).all():
        mine = sa.and_(_STEPS.c.import_id == import_id, nothing)
        query = sa.select(_STEPS.c.supplier_id).where(mine).order_by(_STEPS.c.supplier_id)
        ids = [one.hex for one in bind.scalars(query)]
        frame = {"import_id": import_id, "tenant_id": tenant_id, "made_at": made_at}
        for part, first in enumerate(range(0, len(ids), _AT_ONCE)):
            row = {**frame, "part": part, "supplier_ids": ids[first : first + _AT_ONCE]}
            bind.execute(sa.insert(_PARTS), row)
        bind.execute(sa.delete(_STEPS).where(mine))


def _part(bind: sa.Connection) -> None:
    """Give each created supplier a step of its own again."""
    for row in bind.execute(sa.select(_PARTS)).mappings().all():
        frame = {name: row[name] for name in ("import_id", "tenant_id", "made_at")}
        made = {**frame, "before": None, "after": {}, "version": 1}
        steps = [{**made, "supplier_id": UUID(hex=one)} for one in row["supplier_ids"]]
        if steps:
            bind.execute(sa.insert(_STEPS), steps)
