"""States: every subscription as its current snapshot shows it, at any date.

*Current* is a subscription's latest snapshot on or before the as-of date, unless that is more than 14 days older than
the region's latest snapshot by then: such a subscription is gone. Nothing dated later is looked at, so the past is
shown as it was. `subscription_current` holds the newest states, written at import by the same statement.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.query.cache import kept
from dashboard.data.query.question import Moment, Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import COUNTS, PARTS, snapshot_date, subscription_current, subscription_snapshot
from dashboard.data.storage.weeks import WEEK

GONE_AFTER = timedelta(days=14)
BEFORE = tuple((part, count) for part in PARTS for count in ("assigned", "used"))

PRODUCT_PARTS = {"meetings": ("meetings",), "calling": ("professional", "standard")}

Columns = sa.sql.ColumnCollection[str, Any]


def current_states(scope: Scope, moment: Moment, *, before: bool = True) -> sa.FromClause:
    """A row per subscription that is not gone: its attributes, its counts and, where wanted, those a week before."""
    if moment.newest and scope.whole_region:
        return subscription_current.alias("state")
    if moment.newest:
        return scope.restrict(sa.select(subscription_current), subscription_current.c.customer_key).subquery("state")
    days, oldest = _looked_at(Question(scope.peers, replace(moment, as_of=date.min))) if before else (None, None)
    return states_from_snapshots(scope, moment.snapshot, days=days, oldest=oldest).subquery("state")


@kept
def _looked_at(question: Question) -> tuple[Sequence[date], date | None]:
    """The snapshots that may be current ones, and the oldest that counts before are read from, of the whole region."""
    scope, snapshot = question.scope, question.moment.snapshot
    with scope.region.read() as connection:
        days = current_days(connection, snapshot)
        dates = _dates_of_each(scope, snapshot, days, None).subquery("found")
        return days, connection.scalar(sa.select(sa.func.min(dates.c.before)))


def current_days(connection: Connection, snapshot: date | None) -> Sequence[date]:
    """The dates of the region's snapshots that may be a subscription's current one."""
    return connection.scalars(sa.select(snapshot_date.c.date).where(_window(snapshot_date.c, snapshot))).all()


def current_customers(scope: Scope, moment: Moment) -> sa.Select[tuple[int]]:
    """The keys of the customers with a subscription that is not gone, each once."""
    source = subscription_current.c if moment.newest else subscription_snapshot.c
    keys = scope.restrict(sa.select(source.customer_key).distinct(), source.customer_key)
    return keys if moment.newest else keys.where(_window(source, moment.snapshot))


def _window(seen: Columns, snapshot: date | None) -> sa.ColumnElement[bool]:
    """The snapshots that may be current ones."""
    # No row, and not "false": Citus joins no table that is known to be empty.
    return seen.date.between(snapshot - GONE_AFTER, snapshot) if snapshot else seen.date < date.min


def states_from_snapshots(
    scope: Scope, snapshot: date | None, *, days: Sequence[date] | None = None, oldest: date | None = None
) -> sa.Select[Any]:
    """The same read from the snapshots, in the columns of `subscription_current`; no rows without a snapshot.

    The counts before are there when `days` names what `current_days` does. Where it is known that they are no older
    than `oldest`, older snapshots are not looked through for them.
    """
    current = _dates_of_each(scope, snapshot, days, oldest).cte()
    if scope.region.spread:  # where the rows are, and not once for all of them
        current = current.prefix_with("NOT MATERIALIZED")
    now = subscription_snapshot.alias("now")
    columns = [now.c[column.name] for column in now.c if column.name in subscription_current.c]
    rows = sa.select(*columns).select_from(current).join(now, _same(now.c, current.c) & (now.c.date == current.c.date))
    rows = rows.where(_window(now.c, snapshot))  # said once more: else every snapshot is looked through
    return rows if days is None else _with_counts_before(rows, current, oldest)


def states_of_days(
    connection: Connection, scope: Scope, days: Sequence[date], ahead: tuple[timedelta, timedelta]
) -> sa.Select[Any]:
    """The states as of several days that have a snapshot, with `as_of`, and `until` and `until_renewal`, so much later;
    no counts before."""
    window = snapshot_date.c.date.between(min(days) - GONE_AFTER, max(days))
    dates = connection.scalars(sa.select(snapshot_date.c.date).where(window)).all()
    pairs = [(day, snapshot) for day in days for snapshot in dates if day - GONE_AFTER <= snapshot <= day]
    pair = _dates("pair", "as_of", "date").data(pairs)
    ends = [(day, day + ahead[0], day + ahead[1]) for day in days]
    day = _dates("day", "as_of", "until", "until_renewal").data(ends)
    seen, now = subscription_snapshot.alias("seen"), subscription_snapshot.alias("now")
    latest = (
        sa.select(pair.c.as_of, seen.c.customer_key, seen.c.subscription_key, sa.func.max(seen.c.date).label("date"))
        .join_from(seen, pair, pair.c.date == seen.c.date)
        .where(seen.c.date.between(min(dates), max(dates)))
        .group_by(pair.c.as_of, seen.c.customer_key, seen.c.subscription_key)
    )
    current = scope.restrict(latest, seen.c.customer_key).cte("latest")
    return (
        sa.select(*now.c, day.c.as_of, day.c.until, day.c.until_renewal)
        .select_from(current)
        .join(now, _same(now.c, current.c) & (now.c.date == current.c.date))
        .join(day, day.c.as_of == current.c.as_of)
        .where(now.c.date.between(min(dates), max(dates)))
    )


def _dates(name: str, *columns: str) -> sa.Values:
    return sa.values(*(sa.column(column, sa.Date) for column in columns), name=name)


def _with_counts_before(rows: sa.Select[Any], current: sa.CTE, oldest: date | None) -> sa.Select[Any]:
    old = subscription_snapshot.alias("old")
    counts = [old.c[f"{part}_{count}"].label(f"{part}_{count}_before") for part, count in BEFORE]
    counts.append(old.c.date.label("date_before"))
    before = _same(old.c, current.c) & (old.c.date == current.c.before) & (old.c.date >= (oldest or date.min))
    return rows.add_columns(*counts).outerjoin(old, before)


def _dates_of_each(
    scope: Scope, snapshot: date | None, days: Sequence[date] | None, oldest: date | None
) -> sa.Select[Any]:
    """Each subscription with the `date` of its current snapshot and, with days, that of the counts `before` it.

    That is the latest at least seven days before the current one. Both are found in one pass, a day at a time: a join
    of every snapshot with every earlier one of its subscription is what PostgreSQL takes an hour for.
    """
    seen, window = subscription_snapshot.c, _window(subscription_snapshot.c, snapshot)
    latest = sa.func.max(seen.date).filter(window)
    columns, looked_at = [latest.label("date")], window
    if days is not None:
        cases = [(latest == day, sa.func.max(seen.date).filter(seen.date <= day - WEEK)) for day in days]
        columns.append((sa.case(*cases) if cases else sa.cast(sa.null(), sa.Date)).label("before"))
        if snapshot and days:  # counts before may be younger than a snapshot that is current
            looked_at = seen.date.between(min(oldest or date.min, snapshot - GONE_AFTER), snapshot)
    dates = sa.select(seen.customer_key, seen.subscription_key, *columns).where(looked_at)
    dates = scope.restrict(dates, seen.customer_key).group_by(seen.customer_key, seen.subscription_key)
    return dates.having(latest.is_not(None))


def _same(one: Columns, other: Columns) -> sa.ColumnElement[bool]:
    return (one.customer_key == other.customer_key) & (one.subscription_key == other.subscription_key)


def active(state: Columns, on: sa.ColumnElement[date] | date) -> sa.ColumnElement[bool]:
    """Active: status Active, added on or before the day or before the records, not ended before it."""
    begun = (state.added_on <= on) | state.added_on.is_(None)
    running = (state.ends_on >= on) | state.ends_on.is_(None)
    return (sa.func.lower(state.status) == "active") & begun & running


def starts_later(state: Columns, on: date) -> sa.ColumnElement[bool]:
    """Whether it is to be active, and starts after the day."""
    running = (state.ends_on >= state.added_on) | state.ends_on.is_(None)
    return (sa.func.lower(state.status) == "active") & (state.added_on > on) & running


def trial(state: Columns) -> sa.ColumnElement[bool]:
    """Whether the type contains "trial" in any case; an unknown type is none."""
    return sa.func.coalesce(sa.func.lower(state.subscription_type).contains("trial"), sa.false())


def expires(state: Columns) -> sa.ColumnElement[bool]:
    """Whether a subscription ends when its time is up: a trial, or one that does not renew or may not."""
    return trial(state) | sa.func.coalesce(state.auto_renew, sa.false()).is_(False)


def licences(state: Columns, product: str, count: str, suffix: str = "") -> sa.ColumnElement[int]:
    """A product's count: the sum of its parts that are known, unknown when none is."""
    one, *other = (state[f"{part}_{count}{suffix}"] for part in PRODUCT_PARTS[product])
    return sa.func.coalesce(one + other[0], one, other[0]) if other else one


def has_product(state: Columns, product: str) -> sa.ColumnElement[bool]:
    """Whether the current purchased, assigned and used licences of the product add up to more than none."""
    counts = (state[f"{part}_{count}"] for part in PRODUCT_PARTS[product] for count in COUNTS)
    return reduce(add, (sa.func.coalesce(count, 0) for count in counts)) > 0
