"""Loads reports that count one week: Calling Usage Detail and Call Queue Stats. They replace what the week had."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import Source, note_weeks
from dashboard.data.calling.retention import refuse_dropped
from dashboard.data.calling.weekly import recount
from dashboard.data.files.loaders.loading import Loading
from dashboard.data.files.loaders.new_customers import add_customers, name_customers
from dashboard.data.files.loaders.recount import weeks
from dashboard.data.files.loaders.replacing import Facts, of_period
from dashboard.data.files.loaders.staging import Staged
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import queue_report, usage_report

_USAGE = {
    "location": "location",
    "calls": "total_calls",
    "legs": "total_call_legs",
    "poor": "total_poor_call_quality",
    "minutes": "call_minutes",
    "video_minutes": "call_minutes_video",
    "legs_audio": "call_legs_audio",
    "legs_video": "call_legs_video",
    "legs_desk_phone": "call_legs_desk_phone",
    "legs_room_device": "call_legs_room_device",
    "legs_other_devices": "call_legs_other_devices",
    "hunt_group": "calls_hunt_group",
    "auto_attendant": "calls_auto_attendant",
    "queue_offered": "call_queue_total_calls",
    "queue_timed_out": "call_queue_timed_out_calls",
    "queue_overflowed": "call_queue_overflowed_calls",
    "queue_transferred": "call_queue_transferred_calls",
    "queue_abandoned": "call_queue_abandoned_calls",
    "calls_enterprise": "total_enterprise_calls",
    "calls_toll_free": "total_toll_free_calls",
    "calls_premium": "total_premium_calls",
    "calls_integrated_audio": "total_integrated_audio_calls",
    "calls_national": "total_national_calls",
    "calls_inbound": "total_inbound_calls",
    "calls_operator": "total_operator_calls",
    "calls_spark": "total_spark_calls",
    "calls_short_code": "total_short_code_calls",
    "calls_international": "total_international_calls",
    "calls_mobile": "total_mobile_calls",
    "calls_emergency": "total_emergency_calls",
    "calls_unknown_type": "unknown_call_type_calls",
    "active_users": "active_users",
}
_QUEUES = {
    "queue": "call_queue",
    "location": "location",
    "answered": "answered_calls",
    "abandoned": "abandoned_calls",
    "offered": "total_calls",
    "wait_seconds": "total_wait_time",
    "abandon_seconds": "total_abandoned_time",
    "overflowed": "calls_overflowed",
    "timed_out": "calls_timed_out",
    "transferred": "calls_transferred",
}
"""The report's key for each column of the table."""


def check_week(staged: Staged) -> int:
    """Raises Rejected for a week that can no longer be counted. No row is older than another."""
    refuse_dropped(staged.connection, cast(date, staged.period))
    return 0


def load_usage(staged: Staged) -> Sequence[date]:
    """Bring the rows into the region as the only usage report of their week."""
    return _load(staged, usage_report, _USAGE, "org_id", "usage")


def load_queues(staged: Staged) -> Sequence[date]:
    """Bring the rows into the region as the only queue report of their week."""
    return _load(staged, queue_report, _QUEUES, "customer_org_id", "queues")


def _load(staged: Staged, table: sa.Table, names: Mapping[str, str], org_id: str, source: Source) -> Sequence[date]:
    connection, rows, week = staged.connection, staged.rows, cast(date, staged.period)  # the kind asks for it
    add_customers(staged, org_id)
    name_customers(staged, org_id)
    values = [rows.c[name].label(column) for column, name in names.items()]
    select = (
        sa.select(sa.literal(week, sa.Date).label("week"), customer.c.customer_key)
        .add_columns(sa.literal(staged.import_id), *values)
        .join_from(rows, customer, customer.c.org_id == rows.c[org_id])
        .order_by(rows.c.line)
    )
    connection.execute(sa.insert(table).from_select(["week", "customer_key", "import_id", *names], select))
    note_weeks(connection, [week], source, staged.import_id)
    recount(connection, staged.region, [week])
    return [week]


def _facts(table: sa.Table, org_id: str, **same: str) -> Facts:
    return Facts(table, of_period(table, "week", org_id, same), org_id, day="week")


LOADING = {
    "Calling Usage Detail": Loading(
        load_usage, _facts(usage_report, "org_id", location="location"), check_week, weeks("usage", usage_report)
    ),
    "Call Queue Stats": Loading(
        load_queues,
        _facts(queue_report, "customer_org_id", queue="call_queue", location="location"),
        check_week,
        weeks("queues", queue_report),
    ),
}
