"""Licences week by week: purchased, assigned and used of one product."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.kept import kept
from dashboard.data.question import Question
from dashboard.data.schema import (
    COUNTS,
    licence_trend,
    snapshot_date,
    subscription_snapshot,
)
from dashboard.data.scope import Scope
from dashboard.data.states import active, has_product, licences
from dashboard.data.weeks import last_weeks

Point = dict[str, Any]


@kept
def trend(question: Question) -> list[Point]:
    """A dict per week, oldest first, ending with the week that holds the as-of date.

    Keys: `week` (its Sunday), `purchased`, `assigned`, `used`. All counts are None in a week without a snapshot, and
    one that no subscription of the product knows is None too.
    """
    weeks = last_weeks(question.moment.as_of, question.weeks)
    with question.scope.region.read() as connection:
        covered = _covered(connection, weeks[0], question.moment.as_of)
        sums = _sums(connection, question, weeks) if covered else {}
    empty = dict.fromkeys(COUNTS, 0)
    gap = dict.fromkeys(COUNTS)
    return [{"week": week, **(sums.get(week, empty) if week in covered else gap)} for week in weeks]


def _covered(connection: Connection, first: date, as_of: date) -> set[date]:
    known = snapshot_date.c
    return set(connection.scalars(sa.select(known.week).where(known.week >= first, known.date <= as_of)))


def _sums(connection: Connection, question: Question, weeks: list[date]) -> dict[date, dict[str, int | None]]:
    """The region's sums are kept; those of some customers, and of a week not over by then, are counted now."""
    scope, moment = question.scope, question.moment
    by_then = (snapshot_date.c.date <= moment.as_of) & (snapshot_date.c.week >= weeks[0])
    if not scope.whole_region:
        return _read(connection, weekly_sums(scope, question.product, by_then))
    kept = sa.select(licence_trend).where(licence_trend.c.product == question.product, licence_trend.c.week >= weeks[0])
    if moment.newest:
        return _read(connection, kept)
    last = weekly_sums(scope, question.product, by_then & (snapshot_date.c.week == weeks[-1]))
    return _read(connection, kept.where(licence_trend.c.week < weeks[-1])) | _read(connection, last)


def _read(connection: Connection, statement: sa.Select[Any]) -> dict[date, dict[str, int | None]]:
    rows = connection.execute(statement).mappings()
    return {row["week"]: {count: _whole(row[count]) for count in COUNTS} for row in rows}


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)


def weekly_sums(scope: Scope, product: str, snapshots: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Columns week, product, purchased, assigned, used over the snapshots that a condition on `snapshot_date` picks.

    Each subscription counts with its last snapshot of the week, when it was active on that snapshot's date.
    """
    last = _last_of_week(scope, snapshots).cte()
    fact = subscription_snapshot.c
    sums = [sa.func.sum(licences(fact, product, count)).label(count) for count in COUNTS]
    same = (fact.customer_key == last.c.customer_key) & (fact.subscription_key == last.c.subscription_key)
    return (
        sa.select(last.c.week, sa.literal(product, sa.String).label("product"), *sums)
        .select_from(last)
        .join(subscription_snapshot, same & (fact.date == last.c.date))
        .where(active(fact, fact.date), has_product(fact, product))
        .group_by(last.c.week)
    )


def _last_of_week(scope: Scope, snapshots: sa.ColumnElement[bool]) -> sa.Select[Any]:
    fact, week = subscription_snapshot.c, snapshot_date.c.week
    latest = sa.func.max(fact.date).label("date")
    rows = sa.select(fact.customer_key, fact.subscription_key, week, latest)
    rows = rows.join_from(subscription_snapshot, snapshot_date, snapshot_date.c.date == fact.date).where(snapshots)
    return scope.restrict(rows, fact.customer_key).group_by(fact.customer_key, fact.subscription_key, week)
