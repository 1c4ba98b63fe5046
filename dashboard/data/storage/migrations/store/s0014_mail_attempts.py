"""How often a report's e-mail was tried, and when it is tried next."""

import sqlalchemy as sa
from alembic import op

revision = "s0014"
down_revision = "s0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Messages that wait have not been tried."""
    with op.batch_alter_table("report_run") as table:
        table.add_column(sa.Column("mail_attempts", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("mail_at", sa.DateTime))
    with op.batch_alter_table("report_run") as table:
        table.alter_column("mail_attempts", server_default=None)
