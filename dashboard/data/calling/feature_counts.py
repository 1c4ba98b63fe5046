"""Calls that used a feature, per customer and week, each feature from the source that tells it."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.storage.schema.calls import call_leg, queue_report, usage_report

HUNT_GROUP, AUTO_ATTENDANT, CALL_QUEUE = "hunt_group", "auto_attendant", "call_queue"
REPORTED = (HUNT_GROUP, AUTO_ATTENDANT, CALL_QUEUE)
"""Features that reports count; legs count every other one that they name."""


def features_of_week(week: date) -> sa.CompoundSelect[Any]:
    """Rows of `feature_week`. 0 stands where a report says so; a feature that legs do not name has no row, and
    unknown calls where none of those that do names its call."""
    usage = [_from_usage(week, feature, usage_report.c[feature]) for feature in (HUNT_GROUP, AUTO_ATTENDANT)]
    return sa.union_all(*usage, _queues(week), _queues_of_usage(week), _from_legs(week))


def distinct_calls(call_id: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The calls that legs name; unknown when none names one."""
    return sa.func.nullif(sa.func.count(sa.distinct(call_id)), 0)


def _row(week: date, customer: Any, feature: Any, calls: sa.ColumnElement[Any]) -> sa.Select[Any]:
    columns = [sa.literal(week, sa.Date).label("week"), customer.label("customer_key"), feature.label("feature")]
    return sa.select(*columns, calls.label("calls"))


def _from_usage(week: date, feature: str, column: sa.ColumnElement[Any]) -> sa.Select[Any]:
    row = usage_report.c
    name = sa.literal(feature, sa.String)
    counts = _row(week, row.customer_key, name, sa.func.sum(column)).where(row.week == week)
    return counts.group_by(row.customer_key).having(sa.func.sum(column).is_not(None))


def _queues(week: date) -> sa.Select[Any]:
    row = queue_report.c
    name, offered = sa.literal(CALL_QUEUE, sa.String), sa.func.sum(row.offered)
    counts = _row(week, row.customer_key, name, offered).where(row.week == week)
    return counts.group_by(row.customer_key).having(offered.is_not(None))


def _queues_of_usage(week: date) -> sa.Select[Any]:
    """Where no queue report speaks of the customer in the week."""
    row, other = usage_report.c, queue_report.c
    reported = sa.select(other.customer_key).where(other.week == week)
    return _from_usage(week, CALL_QUEUE, row.queue_offered).where(row.customer_key.not_in(reported))


def _from_legs(week: date) -> sa.Select[Any]:
    leg = call_leg.c
    names = sa.func.unnest(sa.func.string_to_array(leg.features, ";"), type_=sa.String)
    named = sa.select(leg.customer_key, leg.call_id, names.label("feature")).where(
        leg.week == week, leg.features.is_not(None)
    )
    row = named.subquery("named").c
    key = sa.func.replace(sa.func.replace(row.feature, " ", "_"), "-", "_")
    calls = distinct_calls(row.call_id)
    counts = _row(week, row.customer_key, row.feature, calls).where(key.not_in(REPORTED))
    return counts.group_by(row.customer_key, row.feature)
