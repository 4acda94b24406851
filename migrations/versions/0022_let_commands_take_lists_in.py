"""let a list be taken in by nobody's account: by the operator's command."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_IMPORT = "supplier_import"


def upgrade() -> None:
    with op.batch_alter_table(_IMPORT, schema=None) as batch_op:
        batch_op.alter_column("created_by", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    # Before, nothing was kept of what a command took in.
    lists = sa.table(_IMPORT, sa.column("id", sa.Uuid()), sa.column("created_by", sa.Uuid()))
    steps = sa.table("supplier_import_step", sa.column("import_id", sa.Uuid()))
    by_command = sa.select(lists.c.id).where(lists.c.created_by.is_(None))
    op.execute(sa.delete(steps).where(steps.c.import_id.in_(by_command)))
    op.execute(sa.delete(lists).where(lists.c.created_by.is_(None)))
    with op.batch_alter_table(_IMPORT, schema=None) as batch_op:
        batch_op.alter_column("created_by", existing_type=sa.Uuid(), nullable=False)
