"""Notes on dates, which charts over time show."""

import sqlalchemy as sa
from alembic import op

revision = "r0030"
down_revision = "r0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "chart_note",
        sa.Column("note_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("text", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("note_id", name="pk_chart_note"),
    )
