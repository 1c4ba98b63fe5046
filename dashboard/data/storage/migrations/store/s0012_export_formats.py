"""How a person's files are written, and those of a report."""

import sqlalchemy as sa
from alembic import op

revision = "s0012"
down_revision = "s0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the choice to a person, a schedule and a run; what was made before is CSV."""
    op.add_column("user", sa.Column("export_format", sa.String))
    for table in ("report_schedule", "report_run"):
        op.add_column(table, sa.Column("format", sa.String, nullable=False, server_default="csv"))
