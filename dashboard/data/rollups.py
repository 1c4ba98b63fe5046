"""What pages read at the newest date, kept equal to the snapshots within each import's own transaction."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.headline import HEADLINE, headline_counts
from dashboard.data.peers import quartiles_at
from dashboard.data.question import PRODUCTS, Moment
from dashboard.data.regions import Region
from dashboard.data.schema import (
    COUNTS,
    headline_history,
    licence_trend,
    snapshot_date,
    subscription_current,
    subscription_snapshot,
)
from dashboard.data.scope import Scope
from dashboard.data.states import states_from_snapshots
from dashboard.data.trend import dates_of_weeks, weekly_sums
from dashboard.data.weeks import sunday

_PERSONAL = ("customer_key", "subscription_key")


def refresh(connection: Connection, region: Region, dates: Collection[date]) -> None:
    """Bring every rollup of the region up to date after the snapshots of these dates were written.

    Later dates are counted again as well when an older one changed, since start dates carry forward.
    """
    if dates:
        carry_start_dates(connection, min(dates))
        count_again(connection, region, min(dates))


def count_again(connection: Connection, region: Region, since: date) -> None:
    """Count the rollups again from a date, once start dates are carried forward."""
    scope = Scope(region, user_id=None)
    _current(connection, scope)
    _trend(connection, scope, since)
    _headlines(connection, scope, since)


def carry_start_dates(connection: Connection, since: date) -> None:
    """Fill `added_on` from that date: the start date last given by then, else the first snapshot's date.

    What a subscription had by then goes on from its last snapshot before. Counting the start dates given so far numbers
    the stretches in which one of them holds; the largest of a stretch is the only one in it. Works on every engine,
    where `IGNORE NULLS` does not.
    """
    fact = subscription_snapshot
    given = sa.select(*(fact.c[key] for key in (*_PERSONAL, "date", "start_date"))).where(fact.c.date >= since)
    seen = sa.union_all(_carried_until(since), given).subquery("seen")
    mine: dict[str, Any] = {"partition_by": [seen.c[key] for key in _PERSONAL], "order_by": seen.c.date}
    stretches = sa.select(
        *(seen.c[key] for key in (*_PERSONAL, "date", "start_date")),
        sa.func.count(seen.c.start_date).over(**mine).label("stretch"),
        sa.func.min(seen.c.date).over(**mine).label("first_date"),
    ).subquery("stretches")
    start = sa.func.max(stretches.c.start_date).over(
        partition_by=[*(stretches.c[key] for key in _PERSONAL), stretches.c.stretch]
    )
    carried = sa.select(
        *(stretches.c[key] for key in (*_PERSONAL, "date")),
        sa.func.coalesce(start, stretches.c.first_date).label("added_on"),
    ).subquery("carried")
    same = sa.and_(*(fact.c[key] == carried.c[key] for key in (*_PERSONAL, "date")))
    changed = fact.c.added_on.is_distinct_from(carried.c.added_on)
    values = sa.update(fact).values(added_on=carried.c.added_on)
    connection.execute(values.where(same, changed, fact.c.date >= since))


def _carried_until(since: date) -> sa.Select[Any]:
    """The last snapshot of each subscription before a date, with the start date that held there."""
    fact, old = subscription_snapshot.c, subscription_snapshot.alias("old")
    last = sa.select(*(fact[key] for key in _PERSONAL), sa.func.max(fact.date).label("date")).where(fact.date < since)
    last_day = last.group_by(*(fact[key] for key in _PERSONAL)).subquery("last_day")
    same = sa.and_(*(old.c[key] == last_day.c[key] for key in (*_PERSONAL, "date")))
    columns = [*(old.c[key] for key in (*_PERSONAL, "date")), old.c.added_on.label("start_date")]
    return sa.select(*columns).join_from(last_day, old, same)


def _current(connection: Connection, scope: Scope) -> None:
    latest = connection.scalar(sa.select(sa.func.max(snapshot_date.c.date)))
    columns = [column.name for column in subscription_current.c]
    states = states_from_snapshots(scope, latest)
    connection.execute(sa.delete(subscription_current))
    connection.execute(sa.insert(subscription_current).from_select(columns, states))


def _trend(connection: Connection, scope: Scope, since: date) -> None:
    weeks = dates_of_weeks(connection, snapshot_date.c.week >= sunday(since))
    connection.execute(sa.delete(licence_trend).where(licence_trend.c.week >= sunday(since)))
    for product in PRODUCTS:
        sums = weekly_sums(scope, product, weeks)
        connection.execute(sa.insert(licence_trend).from_select(["week", "product", *COUNTS], sums))


def _headlines(connection: Connection, scope: Scope, since: date) -> None:
    connection.execute(sa.delete(headline_history).where(headline_history.c.date >= since))
    days = connection.scalars(sa.select(snapshot_date.c.date).where(snapshot_date.c.date >= since)).all()
    connection.execute(sa.insert(headline_history), [_headline(connection, scope, day) for day in days])


def _headline(connection: Connection, scope: Scope, day: date) -> dict[str, Any]:
    """A row of `headline_history`: the KPIs as of a snapshot's date, and what "low" meant then."""
    moment = Moment(day, day, newest=False)
    low = quartiles_at(connection, scope, moment)
    counts = headline_counts(connection, scope, moment, low)
    kpis = {metric.key: counts[metric.key] for metric in HEADLINE}
    return {"date": day, **kpis, **{f"{product}_quartile": quartile for product, quartile in low.items()}}
