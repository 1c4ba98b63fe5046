"""Work on customers: owners, next steps, notes, renewals; prices; the region's own rules."""

import sqlalchemy as sa
from alembic import op

revision = "r0020"
down_revision = "r0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    _work()
    op.create_table(
        "price",
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.PrimaryKeyConstraint("kind", "valid_from", name="pk_price"),
    )
    op.create_table(
        "region_rule",
        sa.Column("key", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_region_rule"),
    )


def _work() -> None:
    op.create_table(
        "colleague",
        sa.Column("user_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("email", sa.String),
        sa.PrimaryKeyConstraint("user_id", name="pk_colleague"),
    )
    op.create_table(
        "customer_work",
        sa.Column("customer_key", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("owner_id", sa.Integer),
        sa.Column("next_step", sa.String),
        sa.Column("due_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("customer_key", name="pk_customer_work"),
    )
    op.create_table(
        "customer_note",
        sa.Column("note_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("customer_key", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("author_id", sa.Integer, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("note_id", name="pk_customer_note"),
    )
    op.create_table(
        "renewal_work",
        sa.Column("customer_key", sa.Integer, nullable=False),
        sa.Column("subscription_key", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("meetings_forecast", sa.Integer),
        sa.Column("calling_forecast", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("customer_key", "subscription_key", name="pk_renewal_work"),
    )
