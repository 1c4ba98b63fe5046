"""Rules that pause and take the page's filters along, templates that do; schedules for several recipients."""

import sqlalchemy as sa
from alembic import op

revision = "s0032"
down_revision = "s0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rules go on and narrow nothing; a schedule is for its owner alone, and has a run for each recipient and time."""
    _add("alert_rule", sa.Column("paused", sa.Boolean, nullable=False, server_default=sa.false()))
    _add("alert_rule", sa.Column("search", sa.String, nullable=False, server_default=""))
    op.add_column("alert_rule", sa.Column("managed_by", sa.String))
    _add("report_schedule", sa.Column("recipients", sa.String, nullable=False, server_default="[]"))
    _add("report_template", sa.Column("narrowed", sa.String, nullable=False, server_default=""))
    with op.batch_alter_table("report_run") as table:
        table.drop_constraint("uq_report_run_schedule_id_due_at", type_="unique")
        table.create_unique_constraint("uq_report_run_schedule_id_due_at_user_id", ["schedule_id", "due_at", "user_id"])


def _add(table: str, column: sa.Column[object]) -> None:
    """What is there gets the default, which new rows do not need."""
    op.add_column(table, column)
    with op.batch_alter_table(table) as changed:
        changed.alter_column(column.name, server_default=None)
