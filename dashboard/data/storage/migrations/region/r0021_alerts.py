"""What alert rules said at each import, the crossings they told, and what is still to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "r0021"
down_revision = "r0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "alert_state",
        sa.Column("rule_id", sa.String(8), nullable=False),
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("holds", sa.Boolean),
        sa.PrimaryKeyConstraint("rule_id", name="pk_alert_state"),
    )
    op.create_table(
        "alert_member",
        sa.Column("rule_id", sa.String(8), nullable=False),
        sa.Column("customer_key", sa.Integer, nullable=False),
        sa.Column("subscription_key", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("customer_key", "subscription_key", "rule_id", name="pk_alert_member"),
    )
    op.create_table(
        "alert_judgement",
        sa.Column("rule_id", sa.String(8), nullable=False),
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("value", sa.Double),
        *[sa.Column(name, sa.Integer, nullable=False) for name in ("entered", "left", "told")],
        sa.Column("problem", sa.String),
        sa.PrimaryKeyConstraint("rule_id", "import_id", name="pk_alert_judgement"),
    )
    _told()


def _told() -> None:
    crossing = ["rule_id", "kind", "customer_key", "subscription_key", "period"]
    op.create_table(
        "alert_event",
        sa.Column("event_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("rule_id", sa.String(8), nullable=False),
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("customer_key", sa.Integer, nullable=False),
        sa.Column("subscription_key", sa.Integer, nullable=False),
        sa.Column("period", sa.Date, nullable=False),
        sa.Column("value", sa.Double),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime),
        sa.PrimaryKeyConstraint("event_id", name="pk_alert_event"),
        sa.UniqueConstraint(*crossing, name="uq_alert_event_crossing"),
    )
    op.create_table(
        "alert_delivery",
        sa.Column("delivery_id", sa.String(16), nullable=False),
        sa.Column("rule_id", sa.String(8), nullable=False),
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime, nullable=False),
        sa.Column("error", sa.String),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_alert_delivery"),
        sa.UniqueConstraint("rule_id", "import_id", "channel", name="uq_alert_delivery_rule_id_import_id_channel"),
    )
