"""Alert rules, digests, calendars, visits; a saved view as the first page of its owner."""

import sqlalchemy as sa
from alembic import op

revision = "s0020"
down_revision = "s0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables and the column."""
    with op.batch_alter_table("saved_view") as table:
        table.add_column(sa.Column("home", sa.Boolean, nullable=False, server_default=sa.false()))
    _rules()
    op.create_table(
        "digest_plan",
        sa.Column("user_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("at", sa.String(5), nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("next_due", sa.DateTime, nullable=False),
        sa.Column("sent_at", sa.DateTime),
        sa.Column("error", sa.String),
        *_keys("digest_plan"),
    )
    op.create_index("ix_digest_plan_next_due", "digest_plan", ["next_due"])
    op.create_table(
        "calendar_feed",
        sa.Column("user_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("hash", name="uq_calendar_feed_hash"),
        *_keys("calendar_feed"),
    )
    op.create_table(
        "visit",
        sa.Column("user_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("last_at", sa.DateTime, nullable=False),
        sa.Column("before_at", sa.DateTime),
        *_keys("visit"),
    )


def _keys(table: str, key: str = "user_id") -> list[sa.Constraint]:
    owner = sa.ForeignKeyConstraint(["user_id"], ["user.user_id"], name=f"fk_{table}_user_id", ondelete="CASCADE")
    return [sa.PrimaryKeyConstraint(key, name=f"pk_{table}"), owner]


def _rules() -> None:
    op.create_table(
        "alert_rule",
        sa.Column("rule_id", sa.String(8), nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        *[sa.Column(name, sa.String, nullable=False) for name in ("region", "subject", "product")],
        *[sa.Column(name, sa.String, nullable=False) for name in ("filters", "tags", "way")],
        sa.Column("threshold", sa.Double),
        sa.Column("mail", sa.Boolean, nullable=False),
        sa.Column("webhook", sa.String),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *_keys("alert_rule", "rule_id"),
    )
    op.create_index("ix_alert_rule_region", "alert_rule", ["region"])
