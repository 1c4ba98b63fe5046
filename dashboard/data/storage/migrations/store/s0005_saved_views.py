"""Saved views of pages."""

import sqlalchemy as sa
from alembic import op

revision = "s0005"
down_revision = "s0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "saved_view",
        sa.Column("view_id", sa.Integer, nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("page", sa.String, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.String, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("start", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("view_id", name="pk_saved_view"),
        sa.ForeignKeyConstraint(["user_id"], ["user.user_id"], name="fk_saved_view_user_id", ondelete="CASCADE"),
    )
    op.create_index("ix_saved_view_page_user_id", "saved_view", ["page", "user_id"])
