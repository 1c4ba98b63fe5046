"""Call legs, usage and queue reports, and the weekly counts made from them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

_USAGE = (
    "calls", "legs", "poor", "minutes", "video_minutes", "legs_audio", "legs_video", "legs_desk_phone",
    "legs_room_device", "legs_other_devices", "hunt_group", "auto_attendant", "queue_offered", "queue_timed_out",
    "queue_overflowed", "queue_transferred", "queue_abandoned", "calls_enterprise", "calls_toll_free", "calls_premium",
    "calls_integrated_audio", "calls_national", "calls_inbound", "calls_operator", "calls_spark", "calls_short_code",
    "calls_international", "calls_mobile", "calls_emergency", "calls_unknown_type", "active_users",
)  # fmt: skip
_QUEUE = (
    "answered", "abandoned", "offered", "wait_seconds", "abandon_seconds", "overflowed", "timed_out", "transferred",
)  # fmt: skip
_RATED = ("answered_waited", "abandoned_waited", "offered_rated", "abandoned_rated")
_FRACTIONAL = ("minutes", "video_minutes", "wait_seconds", "abandon_seconds")


def upgrade() -> None:
    """Makes the tables of calls and queues. Facts have keys and indexes on PostgreSQL only."""
    _raw()
    _weekly()


def _numbers(names: tuple[str, ...]) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Double if name in _FRACTIONAL else sa.BigInteger) for name in names]


def _fact(name: str, *columns: sa.Column[Any], index: tuple[str, ...] = ("week", "customer_key")) -> None:
    own: list[Any] = [sa.Column("week", sa.Date, nullable=False), sa.Column("customer_key", sa.Integer, nullable=False)]
    op.create_table(name, *own, *columns)
    if op.get_context().dialect.name == "postgresql":
        op.create_index(f"ix_{name}_{'_'.join(index)}", name, list(index))


def _raw() -> None:
    measurements = [f"{stream}_{value}" for stream in ("audio", "video") for value in ("jitter", "latency", "loss")]
    _fact(
        "call_leg",
        sa.Column("leg_id", sa.String, nullable=False),
        sa.Column("call_id", sa.String),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("seconds", sa.Double),
        sa.Column("user_id", sa.String),
        sa.Column("endpoint_type", sa.String),
        sa.Column("video", sa.Boolean),
        sa.Column("features", sa.String),
        *[sa.Column(name, sa.Double) for name in measurements],
        sa.Column("reported_at", sa.DateTime),
    )
    if op.get_context().dialect.name == "postgresql":
        op.create_index("ix_call_leg_leg_id", "call_leg", ["leg_id"])
    _fact("usage_report", sa.Column("location", sa.String), *_numbers(_USAGE))
    _fact("queue_report", sa.Column("queue", sa.String), sa.Column("location", sa.String), *_numbers(_QUEUE))
    op.create_table(
        "calling_week",
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("week", "source", name="pk_calling_week"),
    )
    op.create_table(
        "quality_rule",
        sa.Column("rule", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("rule", name="pk_quality_rule"),
    )


def _weekly() -> None:
    qualities = ("good", "poor", "unmeasured")
    sources = [sa.Column(f"{name}_source", sa.String) for name in ("usage", "users", "quality")]
    counts = ("calls", "legs", "minutes", "video_minutes", "active_users", *qualities)
    _counts("customer_week", *_numbers(counts), *sources)
    endpoint = sa.Column("endpoint_type", sa.String, nullable=False)
    _counts("endpoint_week", endpoint, *_numbers(qualities), key=("endpoint_type",))
    feature = sa.Column("feature", sa.String, nullable=False)
    _counts("feature_week", feature, sa.Column("calls", sa.BigInteger, nullable=False), key=("feature",))
    _counts("queue_week", *_numbers((*_QUEUE, *_RATED)), sa.Column("source", sa.String, nullable=False))


def _counts(name: str, *columns: sa.Column[Any], key: tuple[str, ...] = ()) -> None:
    own: list[Any] = [sa.Column("week", sa.Date, nullable=False), sa.Column("customer_key", sa.Integer, nullable=False)]
    keyed = op.get_context().dialect.name == "postgresql"
    keys = [sa.PrimaryKeyConstraint("customer_key", *key, "week", name=f"pk_{name}")] if keyed else []
    op.create_table(name, *own, *columns, *keys)
    if keyed:
        op.create_index(f"ix_{name}_week", name, ["week"], postgresql_using="brin")
