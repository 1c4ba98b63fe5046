"""Call quality by week and by endpoint type, and the KPIs of the last weeks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data import queries
from dashboard.data.calling.coverage import covered_weeks, shown_weeks, week_of
from dashboard.data.kept import kept
from dashboard.data.metric import Value
from dashboard.data.question import Question
from dashboard.data.schema_calls import customer_week, endpoint_week
from dashboard.data.table import Table
from dashboard.data.weeks import WEEK

Point = dict[str, Any]
_PARTS = ("good", "poor", "unmeasured")


@kept
def quality_trend(question: Question) -> list[Point]:
    """A dict per week, the last eight completed: `week`, `good`, `poor`, `unmeasured`, `poor_rate`.

    All are None in a week that no file speaks of; the rate also when nothing was measured.
    """
    row, weeks = customer_week.c, shown_weeks(question)
    sums = [sa.func.sum(row[name]).label(name) for name in _PARTS]
    statement = sa.select(row.week, *sums).where(row.week.in_(weeks), row.good.is_not(None)).group_by(row.week)
    with question.scope.region.read() as connection:
        found = {one.week: one for one in connection.execute(question.scope.restrict(statement, row.customer_key))}
    known = {week for week, sources in covered_weeks(question).items() if sources & {"usage", "legs"}}
    return [{"week": week, **_counts(found.get(week), week in known)} for week in weeks]


def _counts(row: Any, known: bool) -> Point:
    if not known:
        return {**dict.fromkeys(_PARTS), "poor_rate": None}
    counts = {name: int(getattr(row, name)) if row else 0 for name in _PARTS}
    return counts | {"poor_rate": _rate(counts)}


def _rate(counts: Point) -> float | None:
    measured = counts["good"] + counts["poor"]
    return counts["poor"] / measured if measured else None


@kept
def quality_by_endpoint(question: Question) -> list[Point]:
    """A dict per endpoint type of the week's legs: `endpoint_type`, the counts, `poor_rate`; the most legs first."""
    row = endpoint_week.c
    sums = [sa.func.sum(row[name]).label(name) for name in _PARTS]
    legs = sa.func.sum(row.good + row.poor + row.unmeasured)
    statement = (
        sa.select(row.endpoint_type, *sums)
        .where(row.week == week_of(question))
        .group_by(row.endpoint_type)
        .order_by(legs.desc(), row.endpoint_type)
    )
    with question.scope.region.read() as connection:
        found = connection.execute(question.scope.restrict(statement, row.customer_key)).all()
    return [{"endpoint_type": one.endpoint_type, **_counts(one, known=True)} for one in found]


def weekly_values(question: Question, table: Table) -> list[dict[str, Value]]:
    """The table's KPIs in each of the last weeks, oldest first, each as that week's page has it."""
    return _of_weeks(question, table, shown_weeks(question))


def week_values(question: Question, table: Table, week: date) -> dict[str, Value]:
    """The table's KPIs in a completed week."""
    return _of_weeks(question, table, [week])[0]


def _of_weeks(question: Question, table: Table, weeks: Sequence[date]) -> list[dict[str, Value]]:
    found = queries.values_by_week(question, table, tuple(weeks))
    asked = [replace(question, moment=replace(question.moment, as_of=week + WEEK)) for week in weeks]
    return [
        # A week that is unknown, or in which nobody has a row, is asked as its page asks.
        found[week] if week in found and table.known(of_week) else queries.values(of_week, table)
        for week, of_week in zip(weeks, asked, strict=True)
    ]
