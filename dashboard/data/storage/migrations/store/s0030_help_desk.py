"""How to reach the partner's own help desk, entered on the page of settings."""

import sqlalchemy as sa
from alembic import op

revision = "s0030"
down_revision = "s0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "help_desk",
        sa.Column("organisation_id", sa.Integer, nullable=False, autoincrement=False),
        *[sa.Column(name, sa.String, nullable=False) for name in ("name", "email", "phone", "hours", "note")],
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_help_desk"),
    )
