"""Which import each row came from, and what an import replaced: so that it can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None

_FACTS = (
    "subscription_snapshot", "call_leg", "usage_report", "queue_report", "customer_user", "customer_order", "device",
    "phone_number", "app_version",
)  # fmt: skip
_FIELDS = (
    "name", "snapshot_name", "country", "industry", "planned_users", "managed_by", "last_admin_sign_in", "domains",
    "external_id",
)  # fmt: skip


def upgrade() -> None:
    """Adds the columns, unknown for all rows that are there, and the tables."""
    for table in _FACTS:
        op.add_column(table, sa.Column("import_id", sa.Integer))
    _records()
    op.create_table(
        "customer_source",
        sa.Column("customer_key", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("added", sa.Integer),
        *[sa.Column(name, sa.Integer) for name in _FIELDS],
        sa.PrimaryKeyConstraint("customer_key", name="pk_customer_source"),
    )
    op.create_table(
        "replaced_rows",
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("table_name", sa.String, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("import_id", "table_name", "part", name="pk_replaced_rows"),
    )


def _records() -> None:
    for column in (
        sa.Column("older", sa.Integer),
        sa.Column("replaced", sa.String),
        sa.Column("kept", sa.Boolean),
        sa.Column("adds_to", sa.Integer),
        sa.Column("whose", sa.String(36)),
        sa.Column("numbers", sa.String(2)),
        sa.Column("imported_by", sa.String),
        sa.Column("undone_at", sa.DateTime),
        sa.Column("undone_by", sa.String),
    ):
        op.add_column("import_record", column)
