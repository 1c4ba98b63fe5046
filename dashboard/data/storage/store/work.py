"""Tables of the store: alert rules, digests, calendars, visits. What a rule found lies in its region.

Times are UTC without a zone. A rule speaks of what its owner may see when it is judged.
"""

import sqlalchemy as sa

from dashboard.data.storage.store import metadata
from dashboard.data.storage.store import reports as store_reports


def _owner(*, key: bool = False) -> sa.Column[int]:
    foreign = sa.ForeignKey("user.user_id", ondelete="CASCADE")
    return sa.Column("user_id", sa.Integer, foreign, nullable=False, primary_key=key, autoincrement=False)


alert_rule = sa.Table(
    "alert_rule",
    metadata,
    sa.Column("rule_id", sa.String(8), primary_key=True),
    _owner(),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("region", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False),  # name of a table, or table and KPI with a dot between
    sa.Column("product", sa.String, nullable=False),
    sa.Column("filters", sa.String, nullable=False),  # JSON: pairs of column key and text
    sa.Column("tags", sa.String, nullable=False),  # JSON: texts, any of them
    sa.Column("way", sa.String, nullable=False),  # entered, left, either, above, below
    sa.Column("threshold", sa.Double),
    sa.Column("mail", sa.Boolean, nullable=False),
    sa.Column("webhook", sa.String),  # an address; the secret it is signed with is made from the rule's id
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("search", sa.String, nullable=False),
    sa.Column("managed_by", sa.String),
    sa.Index("ix_alert_rule_region", "region"),
)

digest_plan = sa.Table(
    "digest_plan",
    metadata,
    _owner(key=True),
    sa.Column("weekday", sa.Integer, nullable=False),  # 1 Monday .. 7 Sunday
    sa.Column("at", sa.String(5), nullable=False),  # local, 06:30
    sa.Column("zone", sa.String, nullable=False),
    sa.Column("next_due", sa.DateTime, nullable=False),
    sa.Column("sent_at", sa.DateTime),
    sa.Column("error", sa.String),
    sa.Index("ix_digest_plan_next_due", "next_due"),
)

calendar_feed = sa.Table(
    "calendar_feed",
    metadata,
    _owner(key=True),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),  # SHA-256 of what its address holds
    sa.Column("created_at", sa.DateTime, nullable=False),
)

visit = sa.Table(
    "visit",
    metadata,
    # When a user looked at what needs them: the visit that goes on, and the one before.
    _owner(key=True),
    sa.Column("last_at", sa.DateTime, nullable=False),
    sa.Column("before_at", sa.DateTime),
)

store_metadata = store_reports.store_metadata
"""Every table of the store: those above, those of reports and those of `store`."""
