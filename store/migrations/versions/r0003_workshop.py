"""What administrators and reports need: retired definitions, migrations, numbered reports."""

from __future__ import annotations

from alembic import op

from store.migrations.frozen import frozen

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bind = op.get_bind()
    for statement in frozen(revision, bind.dialect.name):
        bind.exec_driver_sql(statement, execution_options={"no_parameters": True})
