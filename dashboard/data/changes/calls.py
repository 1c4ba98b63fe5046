"""Customers whose calls, minutes, poor legs or abandoned calls changed: new, silent, more or fewer than before.

What a customer adds to a rate is told against the rate of the week before: the poor legs that it has more than then,
less what that rate makes of the legs that it has more, over all legs that are measured now. So a customer whose counts
did not change adds nothing, and the parts of all sum to the change of the rate.
"""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import week_before
from dashboard.data.calling.quality import CUSTOMER_QUALITY, POOR_RATE
from dashboard.data.calling.queues import ABANDONMENT_RATE, CUSTOMER_QUEUES
from dashboard.data.calling.relations import of_week, ratio
from dashboard.data.calling.two_weeks import Sides
from dashboard.data.calling.usage import CALLS, CUSTOMER_USAGE, MINUTES
from dashboard.data.query import queries
from dashboard.data.query.metric import Columns, Metric
from dashboard.data.query.question import Moment, Question
from dashboard.data.query.table import Table
from dashboard.data.storage.schema.calls import customer_week, queue_week
from dashboard.data.storage.weeks import WEEK

Number = sa.ColumnElement[Any]


@dataclass(frozen=True)
class Measure:
    """A number of calls whose change is told: its metric, its table, and the weekly counts that it is made of."""

    metric: Metric
    table: Table
    table_of_counts: sa.Table
    counts: tuple[str, ...]


MEASURES = {
    measure.metric.key: measure
    for measure in (
        Measure(CALLS, CUSTOMER_USAGE, customer_week, ("calls",)),
        Measure(MINUTES, CUSTOMER_USAGE, customer_week, ("minutes",)),
        Measure(POOR_RATE, CUSTOMER_QUALITY, customer_week, ("good", "poor")),
        Measure(ABANDONMENT_RATE, CUSTOMER_QUEUES, queue_week, ("abandoned_rated", "offered_rated")),
    )
}


def call_changes(question: Question) -> sa.Select[Any]:
    """A row per customer that adds to the change of the question's measure, with `change`: what it adds.

    `value_before` and `value_now` are the customer's own number in each week, None where no file tells it.
    """
    measure = MEASURES[question.measure]
    rows, sides = of_week(question, measure.table_of_counts, measure.counts, told_once=True)
    values = _values(question.measure, sides)
    columns = [value.label(key) for key, value in values.items()]
    row = rows.add_columns(*columns, sides.row.began.label("began")).subquery("counted").c
    cause = sa.case(
        (row.silent, "silent"),
        (row.began, "new"),
        (row.told_before.is_(None), "told"),
        (row.told_now.is_(None), "untold"),
        (row.change > 0, "grew"),
        else_="shrank",
    )
    return sa.select(
        row.customer_key,
        row.customer.label("customer_name"),
        *_of_no_subscription(),
        row.value_before,
        row.value_now,
        row.change,
        cause.label("cause"),
    ).where(row.change != 0)


def _of_no_subscription() -> list[sa.ColumnElement[Any]]:
    unknown: dict[str, sa.types.TypeEngine[Any]] = {
        "subscription_key": sa.Integer(),
        "trial_id": sa.String(),
        "subscription_type": sa.String(),
        "ends_on": sa.Date(),
        "auto_renew": sa.Boolean(),
        "ends_on_before": sa.Date(),
    }
    return [sa.cast(sa.null(), kind).label(key) for key, kind in unknown.items()]


def _values(key: str, sides: Sides) -> dict[str, Number]:
    """A customer's number in the week before and in the week, what it adds to the change, and what is unknown in a week
    that does not tell the number: a rate is also unknown where nothing was measured."""
    if key in ("calls", "minutes"):
        was, now = sides.before[key], sides.now[key]
        change = sa.func.coalesce(now, 0) - sa.func.coalesce(was, 0)
        return {"value_before": was, "value_now": now, "told_before": was, "told_now": now, "change": change}
    before, after = _parts(key, sides.before), _parts(key, sides.now)
    part, whole = (sa.func.coalesce(b, 0) - sa.func.coalesce(a, 0) for a, b in zip(before, after, strict=True))
    rate_then = ratio(_over_all(before[0]), _over_all(before[1]))
    return {
        "value_before": ratio(*before),
        "value_now": ratio(*after),
        "told_before": before[1],
        "told_now": after[1],
        "change": (part - rate_then * whole) / sa.func.nullif(_over_all(after[1]), 0),
    }


def _parts(key: str, row: Columns) -> tuple[Number, Number]:
    """What a rate of a customer is made of, as its metric adds it up."""
    if key == "abandonment_rate":
        return row.abandoned_rated, row.offered_rated
    return sa.case((row.good.is_not(None), row.poor)), row.good + row.poor


def _over_all(number: Number) -> Number:
    return sa.cast(sa.func.sum(number).over(), sa.Double)


def calls_comparable(question: Question) -> bool:
    """Whether files speak of both weeks."""
    table = MEASURES[question.measure].table
    return table.known(question) and table.known(_before(question))


def calls_at(question: Question, moment: Moment) -> float | None:
    """The number of the question's measure in the week that was complete at a moment; None when it is unknown."""
    measure = MEASURES[question.measure]
    return queries.values(replace(question, moment=moment, compare=None), measure.table)[measure.metric.key].number


def _before(question: Question) -> Question:
    moment = replace(question.moment, as_of=week_before(question) + WEEK)
    return replace(question, moment=moment, compare=None)
