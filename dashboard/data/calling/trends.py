"""Calls, quality and queues by week, quality by endpoint type, and the KPIs of the last weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import covered_weeks, shown_weeks, week_before, week_of
from dashboard.data.query import queries
from dashboard.data.query.aggregates import exact_sum
from dashboard.data.query.cache import kept
from dashboard.data.query.letters import in_order
from dashboard.data.query.metric import Metric, Value
from dashboard.data.query.question import Question
from dashboard.data.query.table import Kind, Table
from dashboard.data.storage.schema.calls import customer_week, endpoint_week, queue_week
from dashboard.data.storage.weeks import WEEK

Point = dict[str, Any]
Kinds = Mapping[str, Kind]
"""What a point of a trend holds, for `frame_of`."""
_PARTS = ("good", "poor", "unmeasured")
QUALITY_KINDS: Kinds = {"week": "date", **dict.fromkeys(_PARTS, "integer"), "poor_rate": "rate"}


@kept
def quality_trend(question: Question) -> list[Point]:
    """A dict per week, the last eight completed: `week`, `good`, `poor`, `unmeasured`, `poor_rate`.

    All are None in a week that no file speaks of; the rate also when nothing was measured.
    """
    points = _by_week(question, customer_week, _PARTS, ("usage", "legs"), customer_week.c.good.is_not(None))
    return [point | {"poor_rate": _rate(point)} for point in points]


_CALLS = ("calls", "legs", "minutes", "active_users")
USAGE_KINDS: Kinds = {"week": "date", **dict.fromkeys((*_CALLS, "customers"), "integer"), "minutes": "number"}


@kept
def usage_trend(question: Question) -> list[Point]:
    """A dict per week, the last eight completed: `week`, `calls`, `legs`, `minutes`, `active_users`, `customers`.

    All are None in a week that no file speaks of; a sum also where no customer's count is known.
    """
    return _by_week(question, customer_week, _CALLS, ("usage", "legs"))


_QUEUED = ("offered", "answered", "abandoned", "offered_rated", "abandoned_rated")
QUEUE_KINDS: Kinds = {
    "week": "date",
    **dict.fromkeys(("offered", "answered", "abandoned"), "integer"),
    "abandonment_rate": "rate",
}


@kept
def queue_trend(question: Question) -> list[Point]:
    """A dict per week, the last eight completed: `week`, `offered`, `answered`, `abandoned`, `abandonment_rate`,
    `customers`, and what the rate is made of: `offered_rated`, `abandoned_rated`.

    All are None in a week that no file speaks of; a sum also where no customer's count is known.
    """
    points = _by_week(question, queue_week, _QUEUED, ("queues", "usage"))
    return [point | {"abandonment_rate": _ratio(point["abandoned_rated"], point["offered_rated"])} for point in points]


def _by_week(
    question: Question,
    table: sa.Table,
    names: Sequence[str],
    sources: Sequence[str],
    *conditions: sa.ColumnElement[bool],
) -> list[Point]:
    """Sums over the customers in scope and how many they are, by the last weeks: 0 where a file names none of them."""
    row, weeks = table.c, shown_weeks(question)
    sums = [exact_sum(row[name]).label(name) for name in names]
    statement = sa.select(row.week, sa.func.count().label("customers"), *sums)
    statement = statement.where(row.week.in_(weeks), *conditions).group_by(row.week)
    with question.scope.region.read() as connection:
        rows = connection.execute(question.scope.restrict(statement, row.customer_key)).mappings()
        by_week = {point["week"]: queries.plain(point) for point in rows}
    covered = {week for week, reported in covered_weeks(question).items() if not reported.isdisjoint(sources)}
    nothing = dict.fromkeys((*names, "customers"), 0)
    unknown: Point = dict.fromkeys((*names, "customers"))
    return [{"week": week, **(by_week.get(week, nothing) if week in covered else unknown)} for week in weeks]


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def _rate(counts: Point) -> float | None:
    return None if counts["good"] is None else _ratio(counts["poor"], counts["good"] + counts["poor"])


@kept
def quality_by_endpoint(question: Question) -> list[Point]:
    """A dict per endpoint type of the week's legs: `endpoint_type`, the counts, `poor_rate`; the most legs first.

    `customers` have legs of the type. Only customers with call legs have any: `leg_share` says how many.
    """
    row = endpoint_week.c
    sums = [sa.func.sum(row[name]).label(name) for name in _PARTS]
    legs = sa.func.sum(row.good + row.poor + row.unmeasured)
    statement = (
        sa.select(row.endpoint_type, *sums, sa.func.count().label("customers"))
        .where(row.week == week_of(question))
        .group_by(row.endpoint_type)
        .order_by(legs.desc(), in_order(row.endpoint_type))
    )
    with question.scope.region.read() as connection:
        rows = connection.execute(question.scope.restrict(statement, row.customer_key)).mappings()
        endpoints = [queries.plain(endpoint) for endpoint in rows]
    return [endpoint | {"poor_rate": _rate(endpoint)} for endpoint in endpoints]


@dataclass(frozen=True)
class LegShare:
    """Of how many customers the week has call legs, and how many legs these are of all whose quality is told."""

    customers: int
    legs: int
    of_legs: int


@kept
def leg_share(question: Question) -> LegShare:
    """What the chart and the table by endpoint type speak of, beside what the chart by week speaks of."""
    row = customer_week.c
    by_legs, legs = row.quality_source == "legs", row.good + row.poor + row.unmeasured
    counts = [
        sa.func.count(sa.case((by_legs, 1))),
        sa.func.coalesce(sa.func.sum(sa.case((by_legs, legs))), 0),
        sa.func.coalesce(sa.func.sum(legs), 0),
    ]
    statement = sa.select().add_columns(*counts).where(row.week == week_of(question), row.good.is_not(None))
    with question.scope.region.read() as connection:
        sums = connection.execute(question.scope.restrict(statement, row.customer_key)).one()
    return LegShare(*map(int, sums))


def change_of(question: Question, table: Table, metric: Metric) -> float | None:
    """The change that the card of a metric shows: for a sum that of its table's changes, so that the two are the same
    also where a customer is known in one of the weeks alone; for a ratio the difference of both weeks' ratios.

    None where one of the weeks is unknown, or no row knows a change.
    """
    earlier = week_before(question)
    if not table.known(question) or not table.known(_in_week(question, earlier)):
        return None
    if table.column(f"{metric.key}_change") and metric.denominator is None:
        total: float | None = queries.summary(question, table).totals[f"{metric.key}_change"]
        return total
    now, before = week_values(question, table, week_of(question)), week_values(question, table, earlier)
    values = now[metric.key].number, before[metric.key].number
    return None if values[0] is None or values[1] is None else values[0] - values[1]


def _in_week(question: Question, week: date) -> Question:
    """The question as the page of a completed week asks it."""
    return replace(question, moment=replace(question.moment, as_of=week + WEEK), compare=None)


def weekly_values(question: Question, table: Table) -> list[dict[str, Value]]:
    """The table's weekly KPIs in each of the last weeks, oldest first, each as that week's page has it."""
    return [week_values(question, table, week) for week in shown_weeks(question)]


def week_values(question: Question, table: Table, week: date) -> dict[str, Value]:
    """The table's weekly KPIs in a completed week."""
    shown = tuple(shown_weeks(question))
    values = queries.values_by_week(_plainly(question), table, shown if week in shown else (week,)).get(week)
    of_week = _in_week(question, week)
    if values and table.known(of_week) and all(value.numerator is not None for value in values.values()):
        return values
    # A week that is unknown, or whose named customers know a count nowhere, is asked as its page asks.
    return queries.values(of_week, table)


def _plainly(question: Question) -> Question:
    """The same question for all dates compared with: values of weeks do not depend on it."""
    return replace(question, compare=None)
