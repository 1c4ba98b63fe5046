"""Users and orders of customers, trials started here, changes made by hand."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables. What files bring has keys and indexes on PostgreSQL only."""
    _from_files()
    _by_hand()


def _from_files() -> None:
    op.create_table(
        "customer_user",
        sa.Column("customer_key", sa.Integer, nullable=False),
        sa.Column("email", sa.String, nullable=False),
    )
    texts = [sa.Column(name, sa.String) for name in ("type", "product")]
    op.create_table(
        "customer_order",
        sa.Column("order_id", sa.String, nullable=False),
        sa.Column("subscription_id", sa.String, nullable=False),
        sa.Column("ordered_on", sa.Date),
        *texts,
        sa.Column("quantity", sa.Integer),
        sa.Column("amount", sa.Double),
        *[sa.Column(name, sa.String) for name in ("currency", "invoice_id", "invoice_status")],
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_primary_key("pk_customer_user", "customer_user", ["customer_key", "email"])
        op.create_primary_key("pk_customer_order", "customer_order", ["order_id"])
        op.create_index("ix_customer_order_subscription_id", "customer_order", ["subscription_id"])


def _by_hand() -> None:
    op.create_table(
        "local_trial",
        sa.Column("customer_key", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("subscription_key", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("trial_id", sa.String, nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        *[sa.Column(part, sa.Integer) for part in ("meetings", "professional", "standard")],
        sa.PrimaryKeyConstraint("customer_key", "subscription_key", name="pk_local_trial"),
    )
    op.create_table(
        "customer_change",
        sa.Column("change_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("customer_key", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        *[sa.Column(name, sa.String, nullable=False) for name in ("actor", "action", "subject")],
        sa.PrimaryKeyConstraint("change_id", name="pk_customer_change"),
    )
