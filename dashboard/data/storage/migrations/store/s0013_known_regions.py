"""Which regions this installation has begun."""

import sqlalchemy as sa
from alembic import op

revision = "s0013"
down_revision = "s0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table; the next start fills it."""
    op.create_table(
        "known_region",
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("begun_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_known_region"),
    )
