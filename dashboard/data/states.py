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

from dashboard.data.kept import kept
from dashboard.data.question import Moment, Question
from dashboard.data.schema import (
    COUNTS,
    PARTS,
    snapshot_date,
    subscription_current,
    subscription_snapshot,
)
from dashboard.data.scope import Scope

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
    oldest = _oldest_before(Question(scope.peers, replace(moment, as_of=date.min))) if before else None
    return states_from_snapshots(scope, moment.snapshot, before=before, oldest=oldest).subquery("state")


@kept
def _oldest_before(question: Question) -> date | None:
    """The oldest of the snapshots that the counts before are read from, over all the region's customers."""
    before = _dates_before(_current_dates(question.scope, question.moment.snapshot).cte(), None).subquery("before")
    with question.scope.region.read() as connection:
        return connection.scalar(sa.select(sa.func.min(before.c.date)))


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
    scope: Scope, snapshot: date | None, *, before: bool = True, oldest: date | None = None
) -> sa.Select[Any]:
    """The same read from the snapshots, in the columns of `subscription_current`; no rows without a snapshot.

    Where it is known that the counts before are no older than that, older snapshots are not looked through for them.
    """
    current = _current_dates(scope, snapshot).cte()
    if scope.region.spread:  # where the rows are, and not once for all of them
        current = current.prefix_with("NOT MATERIALIZED")
    now = subscription_snapshot.alias("now")
    rows = sa.select(*now.c).select_from(current).join(now, _same(now.c, current.c) & (now.c.date == current.c.date))
    rows = rows.where(_window(now.c, snapshot))  # said once more: else every snapshot is looked through
    return _with_counts_before(rows, current, oldest) if before else rows


def states_of_days(connection: Connection, scope: Scope, days: Sequence[date], ahead: timedelta) -> sa.Select[Any]:
    """The states as of several days that have a snapshot, with `as_of` and `until`, so much later; no counts before."""
    window = snapshot_date.c.date.between(min(days) - GONE_AFTER, max(days))
    known = connection.scalars(sa.select(snapshot_date.c.date).where(window)).all()
    pairs = [(day, one) for day in days for one in known if day - GONE_AFTER <= one <= day]
    pair = _dates("pair", "as_of", "date").data(pairs)
    day = _dates("day", "as_of", "until").data([(one, one + ahead) for one in days])
    seen, now = subscription_snapshot.alias("seen"), subscription_snapshot.alias("now")
    latest = (
        sa.select(pair.c.as_of, seen.c.customer_key, seen.c.subscription_key, sa.func.max(seen.c.date).label("date"))
        .join_from(seen, pair, pair.c.date == seen.c.date)
        .where(seen.c.date.between(min(known), max(known)))
        .group_by(pair.c.as_of, seen.c.customer_key, seen.c.subscription_key)
    )
    current = scope.restrict(latest, seen.c.customer_key).cte("latest")
    return (
        sa.select(*now.c, day.c.as_of, day.c.until)
        .select_from(current)
        .join(now, _same(now.c, current.c) & (now.c.date == current.c.date))
        .join(day, day.c.as_of == current.c.as_of)
        .where(now.c.date.between(min(known), max(known)))
    )


def _dates(name: str, *columns: str) -> sa.Values:
    return sa.values(*(sa.column(column, sa.Date) for column in columns), name=name)


def _with_counts_before(rows: sa.Select[Any], current: sa.CTE, oldest: date | None) -> sa.Select[Any]:
    before, old = _dates_before(current, oldest).subquery("before"), subscription_snapshot.alias("old")
    counts = [old.c[f"{part}_{count}"].label(f"{part}_{count}_before") for part, count in BEFORE]
    found = (
        sa.select(old.c.customer_key, old.c.subscription_key, *counts)
        .join_from(before, old, _same(old.c, before.c) & (old.c.date == before.c.date))
        .where(old.c.date >= (oldest or date.min))
        .subquery("counts_before")
    )
    return rows.add_columns(*(found.c[count.name] for count in counts)).outerjoin(found, _same(found.c, current.c))


def _current_dates(scope: Scope, snapshot: date | None) -> sa.Select[Any]:
    seen = subscription_snapshot.c
    latest = sa.select(seen.customer_key, seen.subscription_key, sa.func.max(seen.date).label("date"))
    latest = latest.where(_window(seen, snapshot))
    return scope.restrict(latest, seen.customer_key).group_by(seen.customer_key, seen.subscription_key)


def _dates_before(current: sa.CTE, oldest: date | None) -> sa.Select[Any]:
    """The latest snapshot dated at least seven days before the current one; `week_before` spares counting days."""
    seen = subscription_snapshot.alias("seen")
    return (
        sa.select(current.c.customer_key, current.c.subscription_key, sa.func.max(seen.c.date).label("date"))
        .select_from(current)
        .join(snapshot_date, snapshot_date.c.date == current.c.date)
        .join(seen, _same(seen.c, current.c) & (seen.c.date <= snapshot_date.c.week_before))
        .where(seen.c.date >= (oldest or date.min))
        .group_by(current.c.customer_key, current.c.subscription_key)
    )


def _same(one: Columns, other: Columns) -> sa.ColumnElement[bool]:
    return (one.customer_key == other.customer_key) & (one.subscription_key == other.subscription_key)


def active(state: Columns, on: sa.ColumnElement[date] | date) -> sa.ColumnElement[bool]:
    """Active: status Active, added on or before the day, not ended before it."""
    running = (state.ends_on >= on) | state.ends_on.is_(None)
    return (sa.func.lower(state.status) == "active") & (state.added_on <= on) & running


def trial(state: Columns) -> sa.ColumnElement[bool]:
    """Whether the type contains "trial" in any case; an unknown type is none."""
    return sa.func.coalesce(sa.func.lower(state.subscription_type).contains("trial"), sa.false())


def licences(state: Columns, product: str, count: str, suffix: str = "") -> sa.ColumnElement[int]:
    """A product's count: the sum of its parts that are known, unknown when none is."""
    one, *other = (state[f"{part}_{count}{suffix}"] for part in PRODUCT_PARTS[product])
    return sa.func.coalesce(one + other[0], one, other[0]) if other else one


def has_product(state: Columns, product: str) -> sa.ColumnElement[bool]:
    """Whether the current purchased, assigned and used licences of the product add up to more than none."""
    counts = (state[f"{part}_{count}"] for part in PRODUCT_PARTS[product] for count in COUNTS)
    return reduce(add, (sa.func.coalesce(count, 0) for count in counts)) > 0
