"""Licences week by week: purchased, assigned and used of one product."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.query.cache import kept
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.data.query.table import Kind
from dashboard.data.storage.schema import COUNTS, licence_trend, snapshot_date, subscription_snapshot
from dashboard.data.storage.weeks import last_weeks
from dashboard.data.subscriptions.states import active, has_product, licences

Point = dict[str, Any]
KINDS: Mapping[str, Kind] = {"week": "date", **dict.fromkeys(COUNTS, "integer")}
"""What a point of the trend holds, for `frame_of`."""
Weeks = Mapping[date, Sequence[date]]
"""Dates of snapshots, in order, by week."""


@kept
def trend(question: Question) -> list[Point]:
    """A dict per week, oldest first, ending with the week that holds the as-of date.

    Keys: `week` (its Sunday), `purchased`, `assigned`, `used`. All counts are None in a week without a snapshot, and
    one that no subscription of the product knows is None too.
    """
    weeks = last_weeks(question.moment.as_of, question.weeks)
    with question.scope.region.read() as connection:
        snapshots = snapshot_date.c
        dates = dates_of_weeks(connection, snapshots.week >= weeks[0], snapshots.date <= question.moment.as_of)
        sums = _sums(connection, question, weeks, dates) if dates else {}
    empty = dict.fromkeys(COUNTS, 0)
    gap = dict.fromkeys(COUNTS)
    return [{"week": week, **(sums.get(week, empty) if week in dates else gap)} for week in weeks]


def dates_of_weeks(connection: Connection, *limits: sa.ColumnElement[bool]) -> Weeks:
    """Dates of snapshots by week, each in order, that conditions on `snapshot_date` pick."""
    snapshots, weeks = snapshot_date.c, dict[date, list[date]]()
    for row in connection.execute(sa.select(snapshots.week, snapshots.date).where(*limits).order_by(snapshots.date)):
        weeks.setdefault(row.week, []).append(row.date)
    return weeks


def _sums(
    connection: Connection, question: Question, weeks: list[date], dates: Weeks
) -> dict[date, dict[str, int | None]]:
    """The region's sums are kept; those of some customers, and of a week not over by then, are counted now."""
    scope, moment = question.scope, question.moment
    if not scope.whole_region:
        return _read(connection, weekly_sums(scope, question.product, dates))
    kept = sa.select(licence_trend).where(licence_trend.c.product == question.product, licence_trend.c.week >= weeks[0])
    if moment.newest or weeks[-1] not in dates:
        return _read(connection, kept.where(licence_trend.c.week <= weeks[-1]))
    last = weekly_sums(scope, question.product, {weeks[-1]: dates[weeks[-1]]})
    return _read(connection, kept.where(licence_trend.c.week < weeks[-1])) | _read(connection, last)


def _read(connection: Connection, statement: sa.Select[Any]) -> dict[date, dict[str, int | None]]:
    rows = connection.execute(statement).mappings()
    return {row["week"]: {count: _whole(row[count]) for count in COUNTS} for row in rows}


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)


def weekly_sums(scope: Scope, product: str, weeks: Weeks) -> sa.Select[Any]:
    """Columns week, product, purchased, assigned, used over the snapshots of some weeks; there must be one.

    Each subscription counts with its last snapshot of the week, when it was active on that snapshot's date.
    """
    counted = _counted(scope, product, weeks).subquery("counted").c
    sums = [sa.func.sum(counted[count]).label(count) for count in COUNTS]
    return sa.select(counted.week, sa.literal(product, sa.String).label("product"), *sums).group_by(counted.week)


def _counted(scope: Scope, product: str, weeks: Weeks) -> sa.CompoundSelect[Any]:
    """The rows that count: nearly always those of the week's only snapshot, which need no look at any other.

    The weeks hold every date of theirs by then, so that a span of dates picks their snapshots.
    """
    fact = subscription_snapshot.c
    days = [day for dates in weeks.values() for day in dates]
    facts = _facts(scope, product, min(days), max(days))
    superseded = [
        (day, later) for dates in weeks.values() for place, day in enumerate(dates) for later in dates[place + 1 :]
    ]
    if not superseded:
        return sa.union_all(facts)
    earlier = sorted({day for day, _later in superseded})
    missing_later = ~_seen_again(superseded).exists()
    return sa.union_all(facts.where(fact.date.not_in(earlier)), facts.where(fact.date.in_(earlier), missing_later))


def _seen_again(pairs: Sequence[tuple[date, date]]) -> sa.Select[Any]:
    """Whether a later snapshot of the week has the subscription, from pairs of a date and a later one."""
    fact, other = subscription_snapshot.c, subscription_snapshot.alias("other")
    pair = sa.values(sa.column("date", sa.Date), sa.column("later", sa.Date), name="pair").data(pairs)
    return (
        sa.select(other.c.subscription_key)
        .join_from(other, pair, pair.c.later == other.c.date)
        .where(
            pair.c.date == fact.date,
            other.c.customer_key == fact.customer_key,
            other.c.subscription_key == fact.subscription_key,
        )
    )


def _facts(scope: Scope, product: str, first: date, last: date) -> sa.Select[Any]:
    """Week and counts of the subscriptions of the product that were active in snapshots of these days."""
    fact = subscription_snapshot.c
    counts = [licences(fact, product, count).label(count) for count in COUNTS]
    rows = sa.select(snapshot_date.c.week, *counts).join_from(
        subscription_snapshot, snapshot_date, snapshot_date.c.date == fact.date
    )
    limits = (fact.date.between(first, last), active(fact, fact.date), has_product(fact, product))
    return scope.restrict(rows.where(*limits), fact.customer_key)
