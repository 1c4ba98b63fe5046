"""What pages read at the newest date, kept equal to the snapshots within each import's own transaction."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.query.question import PRODUCTS, Moment
from dashboard.data.query.scope import Scope
from dashboard.data.storage.plans import count_rows
from dashboard.data.storage.regions import Region
from dashboard.data.storage.rules import rules_at
from dashboard.data.storage.schema import (
    COUNTS,
    headline_history,
    headline_peers,
    licence_trend,
    snapshot_date,
    subscription_current,
    subscription_snapshot,
)
from dashboard.data.storage.weeks import sunday
from dashboard.data.subscriptions.headline import counted_at, kept_rows
from dashboard.data.subscriptions.local_trials import step_aside
from dashboard.data.subscriptions.states import current_days, states_from_snapshots
from dashboard.data.subscriptions.trend import dates_of_weeks, weekly_sums

_PERSONAL = ("customer_key", "subscription_key")


def refresh(connection: Connection, region: Region, dates: Collection[date]) -> None:
    """Bring every rollup of the region up to date after the snapshots of these dates were written.

    Later dates are counted again as well when an older one changed, since start dates carry forward.
    """
    if dates:
        carry_start_dates(connection, min(dates))
        step_aside(connection)
        count_again(connection, region, min(dates))


def count_again(connection: Connection, region: Region, since: date) -> None:
    """Count the rollups again from a date, once start dates are carried forward."""
    scope = Scope(region, user_id=None)
    count_rows(connection, {subscription_snapshot: (*_PERSONAL, "date")})
    _current(connection, scope)
    _trend(connection, scope, since)
    _headlines(connection, scope, since)
    count_rows(connection, {subscription_current: (*_PERSONAL, "date", "ends_on", "added_on", "status")})


def carry_start_dates(connection: Connection, since: date) -> None:
    """Fill `added_on` from that date: the start date last given by then, else the first snapshot's date.

    Whatever the region's first snapshot knows without a start date began before the records: when, is unknown. What a
    subscription had by then goes on from its last snapshot before. Counting the start dates given so far numbers the
    stretches in which one of them holds; the largest of a stretch is the only one in it. Works on every engine, where
    `IGNORE NULLS` does not.
    """
    fact, records = subscription_snapshot, connection.scalar(sa.select(sa.func.min(snapshot_date.c.date)))
    if records is None:
        return  # no report is left: the last one was undone
    starts = sa.select(*(fact.c[key] for key in (*_PERSONAL, "date", "start_date")), fact.c.date.label("first_date"))
    seen = sa.union_all(_carried_until(since, records), starts.where(fact.c.date >= since)).subquery("seen")
    mine: dict[str, Any] = {"partition_by": [seen.c[key] for key in _PERSONAL], "order_by": seen.c.date}
    stretches = sa.select(
        *(seen.c[key] for key in (*_PERSONAL, "date", "start_date")),
        sa.func.count(seen.c.start_date).over(**mine).label("stretch"),
        sa.func.min(seen.c.first_date).over(**mine).label("first_date"),
    ).subquery("stretches")
    start = sa.func.max(stretches.c.start_date).over(
        partition_by=[*(stretches.c[key] for key in _PERSONAL), stretches.c.stretch]
    )
    began = sa.case((stretches.c.first_date > records, stretches.c.first_date))
    carried = sa.select(
        *(stretches.c[key] for key in (*_PERSONAL, "date")), sa.func.coalesce(start, began).label("added_on")
    ).subquery("carried")
    same = sa.and_(*(fact.c[key] == carried.c[key] for key in (*_PERSONAL, "date")))
    changed = fact.c.added_on.is_distinct_from(carried.c.added_on)
    values = sa.update(fact).values(added_on=carried.c.added_on)
    connection.execute(values.where(same, changed, fact.c.date >= since))


def _carried_until(since: date, records: date) -> sa.Select[Any]:
    """The last snapshot of each subscription before a date, with the start date that held there.

    One whose start is unknown there was first seen when the records began.
    """
    fact, old = subscription_snapshot.c, subscription_snapshot.alias("old")
    last = sa.select(*(fact[key] for key in _PERSONAL), sa.func.max(fact.date).label("date")).where(fact.date < since)
    last_day = last.group_by(*(fact[key] for key in _PERSONAL)).subquery("last_day")
    same = sa.and_(*(old.c[key] == last_day.c[key] for key in (*_PERSONAL, "date")))
    first = sa.literal(records, sa.Date).label("first_date")
    columns = [*(old.c[key] for key in (*_PERSONAL, "date")), old.c.added_on.label("start_date"), first]
    return sa.select(*columns).join_from(last_day, old, same)


def _current(connection: Connection, scope: Scope) -> None:
    latest = connection.scalar(sa.select(sa.func.max(snapshot_date.c.date)))
    columns = [column.name for column in subscription_current.c]
    states = states_from_snapshots(scope, latest, days=current_days(connection, latest))
    connection.execute(sa.delete(subscription_current))
    connection.execute(sa.insert(subscription_current).from_select(columns, states))


def _trend(connection: Connection, scope: Scope, since: date) -> None:
    weeks = dates_of_weeks(connection, snapshot_date.c.week >= sunday(since))
    connection.execute(sa.delete(licence_trend).where(licence_trend.c.week >= sunday(since)))
    for product in PRODUCTS if weeks else ():
        sums = weekly_sums(scope, product, weeks)
        connection.execute(sa.insert(licence_trend).from_select(["week", "product", *COUNTS], sums))


def _headlines(connection: Connection, scope: Scope, since: date) -> None:
    days = connection.scalars(sa.select(snapshot_date.c.date).where(snapshot_date.c.date >= since)).all()
    rules = rules_at(connection)
    kept = [kept_rows(day, counted_at(connection, scope, Moment(day, day, newest=False, rules=rules))) for day in days]
    for place, table in enumerate((headline_history, headline_peers)):
        connection.execute(sa.delete(table).where(table.c.date >= since))
        if kept:
            connection.execute(sa.insert(table), [rows[place] for rows in kept])
