"""Weekly counts per customer, made from raw legs and reports, so that pages never read those.

Where a number comes from is decided per customer and week. Calls, legs and minutes: the usage report, else legs; a leg
without a Call ID is in no call, and calls are unknown where no leg has one. Quality: legs, else the usage report (its
poor count; the rest of its legs are good). Active users: legs, else the usage report. Hunt group and auto attendant:
the usage report; call queue: queue reports, else the usage report; every other feature: legs. Queue counts: queue
reports, else the usage report, whose waits and answered calls are unknown.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.calling import queue_counts
from dashboard.data.calling.feature_counts import distinct_calls, features_of_week
from dashboard.data.query.aggregates import exact_sum
from dashboard.data.storage.plans import count_rows
from dashboard.data.storage.quality_rule import QualityRule, measured, poor
from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import rules_at
from dashboard.data.storage.schema.calls import (
    call_leg,
    customer_week,
    endpoint_week,
    feature_week,
    quality_rule,
    queue_week,
    usage_report,
)

UNKNOWN_ENDPOINT = "unknown"
"""What a leg counts under that names no endpoint type."""


def recount(connection: Connection, region: Region, weeks: Collection[date]) -> None:
    """Make the counts of these weeks anew, from whatever is stored of them."""
    rule = rule_in_force(connection, region)
    statements = {
        customer_week: lambda week: customers_of_week(week, rule),
        endpoint_week: lambda week: endpoints_of_week(week, rule),
        feature_week: features_of_week,
        queue_week: queue_counts.queues_of_week,
    }
    for week in sorted(weeks):
        for table, select in statements.items():
            connection.execute(sa.delete(table).where(table.c.week == week))
            counts = select(week)
            connection.execute(
                sa.insert(table).from_select([column.name for column in counts.selected_columns], counts)
            )
    count_rows(connection, dict.fromkeys(statements, ("customer_key", "week")))
    _note_rule(connection, rule)


def rule_in_force(connection: Connection, region: Region) -> QualityRule:
    """When a call leg of the region is poor: by its own rule, else by the settings'."""
    return rules_at(connection).quality(region.quality)


def recount_by_new_rule(region: Region) -> bool:
    """Make every week's counts anew when they were made by another rule; whether they were."""
    with region.read() as connection:
        if not _outdated(connection, region):
            return False
    with region.write() as connection:
        recount_outdated(connection, region)
    return True


def recount_outdated(connection: Connection, region: Region) -> None:
    """The same within the caller's transaction."""
    if _outdated(connection, region):
        weeks = connection.scalars(sa.select(call_leg.c.week).distinct()).all()
        recount(connection, region, weeks)


def _outdated(connection: Connection, region: Region) -> bool:
    counted_by = connection.scalar(sa.select(quality_rule.c.rule))
    return counted_by not in (None, rule_in_force(connection, region).text)


def _note_rule(connection: Connection, rule: QualityRule) -> None:
    connection.execute(sa.delete(quality_rule))
    connection.execute(sa.insert(quality_rule), {"rule": rule.text})


def customers_of_week(week: date, rule: QualityRule) -> sa.Select[Any]:
    """Rows of `customer_week`: every customer that the week's legs or usage reports name."""
    usage, legs = _usage(week).cte("usage"), _legs(week, rule).cte("legs")
    named = sa.union(sa.select(usage.c.customer_key), sa.select(legs.c.customer_key)).cte("named")
    u, g = usage.c, legs.c
    has_usage, has_legs = u.customer_key.is_not(None), g.customer_key.is_not(None)
    users = sa.case((g.active_users > 0, g.active_users), else_=u.active_users)
    return (
        sa.select(
            sa.literal(week, sa.Date).label("week"),
            named.c.customer_key,
            *(sa.case((has_usage, u[name]), else_=g[name]).label(name) for name in _USAGE),
            users.label("active_users"),
            sa.case((has_legs, g.good), else_=u.good).label("good"),
            sa.case((has_legs, g.poor), else_=u.poor).label("poor"),
            sa.case((has_legs, g.unmeasured), (u.good.is_not(None), 0)).label("unmeasured"),
            sa.case((has_usage, "usage"), else_="legs").label("usage_source"),
            sa.case((g.active_users > 0, "legs"), (u.active_users.is_not(None), "usage")).label("users_source"),
            sa.case((has_legs, "legs"), else_="usage").label("quality_source"),
            sa.case((has_usage, None), else_=g.legs_without_call_id).label("legs_without_call_id"),
        )
        .join_from(named, usage, u.customer_key == named.c.customer_key, isouter=True)
        .join(legs, g.customer_key == named.c.customer_key, isouter=True)
    )


_USAGE = ("calls", "legs", "minutes", "video_minutes")


def _usage(week: date) -> sa.Select[Any]:
    row = usage_report.c
    sums = [exact_sum(row[name]).label(name) for name in (*_USAGE, "active_users", "poor")]
    rated = row.legs.is_not(None) & row.poor.is_not(None)
    good = sa.func.sum(sa.case((rated & (row.legs > row.poor), row.legs - row.poor), (rated, 0))).label("good")
    return sa.select(row.customer_key, *sums, good).where(row.week == week).group_by(row.customer_key)


def _legs(week: date, rule: QualityRule) -> sa.Select[Any]:
    leg = call_leg.c
    seconds = exact_sum(leg.seconds)
    video = exact_sum(sa.case((leg.video, leg.seconds), (leg.video.is_(False), 0.0)))
    return (
        sa.select(
            leg.customer_key,
            distinct_calls(leg.call_id).label("calls"),
            sa.func.count().label("legs"),
            sa.func.count(sa.case((leg.call_id.is_(None), 1))).label("legs_without_call_id"),
            (seconds / 60).label("minutes"),
            (video / 60).label("video_minutes"),
            sa.func.count(sa.distinct(leg.user_id)).label("active_users"),
            *_qualities(rule),
        )
        .where(leg.week == week)
        .group_by(leg.customer_key)
    )


def _qualities(rule: QualityRule) -> list[sa.ColumnElement[Any]]:
    leg = call_leg.c
    bad, known = poor(leg, rule), measured(leg)
    return [
        sa.func.sum(sa.case((bad, 0), (known, 1), else_=0)).label("good"),
        sa.func.sum(sa.case((bad, 1), else_=0)).label("poor"),
        sa.func.sum(sa.case((known, 0), else_=1)).label("unmeasured"),
    ]


def endpoints_of_week(week: date, rule: QualityRule) -> sa.Select[Any]:
    """Rows of `endpoint_week`, from legs alone: usage reports measure no endpoint type."""
    leg = call_leg.c
    endpoint = sa.func.coalesce(leg.endpoint_type, UNKNOWN_ENDPOINT)
    return (
        sa.select(
            sa.literal(week, sa.Date).label("week"),
            leg.customer_key,
            endpoint.label("endpoint_type"),
            *_qualities(rule),
        )
        .where(leg.week == week)
        .group_by(leg.customer_key, endpoint)
    )
