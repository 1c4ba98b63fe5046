"""Tables of calls and queues: raw legs and weekly reports as files gave them, and the weekly counts that pages read.

Weeks are named by their Sunday (UTC). A count is None when no source knows it, and 0 only when one says so. The weekly
counts (`customer_week` and below) are made by `calling.weekly` within each import's own transaction.
"""

from typing import Any

import sqlalchemy as sa

from dashboard.data.storage.schema import imported, metadata

MEASUREMENTS = ("audio_jitter", "audio_latency", "audio_loss", "video_jitter", "video_latency", "video_loss")
"""Of a leg's two streams: jitter and latency in milliseconds, packet loss in per cent."""

USAGE_COUNTS = (
    "calls", "legs", "poor", "minutes", "video_minutes", "legs_audio", "legs_video", "legs_desk_phone",
    "legs_room_device", "legs_other_devices", "hunt_group", "auto_attendant", "queue_offered", "queue_timed_out",
    "queue_overflowed", "queue_transferred", "queue_abandoned", "calls_enterprise", "calls_toll_free", "calls_premium",
    "calls_integrated_audio", "calls_national", "calls_inbound", "calls_operator", "calls_spark", "calls_short_code",
    "calls_international", "calls_mobile", "calls_emergency", "calls_unknown_type", "active_users",
)  # fmt: skip
"""What a Calling Usage Detail counts of a location of a customer in a week; minutes have fractions."""

QUEUE_COUNTS = (
    "answered", "abandoned", "offered", "wait_seconds", "abandon_seconds", "overflowed", "timed_out", "transferred",
)  # fmt: skip
"""What a Call Queue Stats counts of a queue in a week; the two waits in seconds."""


def _number(name: str) -> sa.Column[Any]:
    fractional = name in ("minutes", "video_minutes", "wait_seconds", "abandon_seconds")
    return sa.Column(name, sa.Double if fractional else sa.BigInteger)


def _of_customer(name: str, *columns: sa.Column[Any], key: tuple[str, ...] = ()) -> sa.Table:
    """A table of facts by week and customer, with a key on PostgreSQL only."""
    return sa.Table(
        name,
        metadata,
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("customer_key", sa.Integer, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("customer_key", *key, "week").ddl_if(dialect="postgresql"),
        sa.Index(f"ix_{name}_week", "week", postgresql_using="brin").ddl_if(dialect="postgresql"),
    )


call_leg = sa.Table(
    "call_leg",
    metadata,
    sa.Column("week", sa.Date, nullable=False),
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("leg_id", sa.String, nullable=False),
    sa.Column("call_id", sa.String),
    sa.Column("started_at", sa.DateTime, nullable=False),  # UTC
    sa.Column("seconds", sa.Double),
    sa.Column("user_id", sa.String),
    sa.Column("endpoint_type", sa.String),
    sa.Column("video", sa.Boolean),
    sa.Column("features", sa.String),  # ;-separated, lower case
    *[sa.Column(name, sa.Double) for name in MEASUREMENTS],
    sa.Column("reported_at", sa.DateTime),  # of a call record: a replay reports it again, later
    imported(),
    # Legs are looked up by their own id when a file brings them again; week and customer select what is counted.
    sa.Index("ix_call_leg_leg_id", "leg_id").ddl_if(dialect="postgresql"),
    sa.Index("ix_call_leg_week_customer_key", "week", "customer_key").ddl_if(dialect="postgresql"),
)
"""On PostgreSQL the migration makes it partitioned by week, see leg_weeks: DuckDB's dialect cannot leave that out."""

dropped_legs = sa.Table(
    "dropped_legs",
    metadata,
    # Weeks whose legs are kept no longer, how many they were, and the quality rule that their counts were made by.
    sa.Column("week", sa.Date, primary_key=True),
    sa.Column("legs", sa.BigInteger, nullable=False),
    sa.Column("rule", sa.String, nullable=False),
)

usage_report = sa.Table(
    "usage_report",
    metadata,
    sa.Column("week", sa.Date, nullable=False),
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("location", sa.String),
    *map(_number, USAGE_COUNTS),
    imported(),
    sa.Index("ix_usage_report_week_customer_key", "week", "customer_key").ddl_if(dialect="postgresql"),
)

queue_report = sa.Table(
    "queue_report",
    metadata,
    sa.Column("week", sa.Date, nullable=False),
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("queue", sa.String),
    sa.Column("location", sa.String),
    *map(_number, QUEUE_COUNTS),
    imported(),
    sa.Index("ix_queue_report_week_customer_key", "week", "customer_key").ddl_if(dialect="postgresql"),
)

calling_week = sa.Table(
    "calling_week",
    metadata,
    sa.Column("week", sa.Date, nullable=False),
    sa.Column("source", sa.String, nullable=False),  # usage, legs, queues
    sa.Column("import_id", sa.Integer, nullable=False),  # the newest that touched it
    sa.PrimaryKeyConstraint("week", "source"),
)

customer_week = _of_customer(
    "customer_week",
    *map(_number, ("calls", "legs", "minutes", "video_minutes", "active_users", "good", "poor", "unmeasured")),
    sa.Column("usage_source", sa.String),  # usage, legs
    sa.Column("users_source", sa.String),  # legs, usage
    sa.Column("quality_source", sa.String),  # legs, usage
    _number("legs_without_call_id"),  # of those that calls were counted from; they are in no call
)

endpoint_week = _of_customer(
    "endpoint_week",
    sa.Column("endpoint_type", sa.String, nullable=False),
    *map(_number, ("good", "poor", "unmeasured")),
    key=("endpoint_type",),
)

feature_week = _of_customer(
    "feature_week",
    sa.Column("feature", sa.String, nullable=False),
    sa.Column("calls", sa.BigInteger),  # 0 when a source says so; unknown where no leg that names it names its call
    key=("feature",),
)

queue_week = _of_customer(
    "queue_week",
    *map(_number, QUEUE_COUNTS),
    # What goes into a ratio: counted where both of its numbers are known.
    *map(_number, ("answered_waited", "abandoned_waited", "offered_rated", "abandoned_rated")),
    sa.Column("source", sa.String, nullable=False),  # queues, usage
)

quality_rule = sa.Table("quality_rule", metadata, sa.Column("rule", sa.String, primary_key=True))
"""The rule that the weekly counts were made by; one row."""
