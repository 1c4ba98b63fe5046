"""Customers and their call queues: how long callers wait, and how many hang up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import told_by
from dashboard.data.calling.metrics import below_minimum, customers, silent, silent_column
from dashboard.data.calling.relations import add_weeks, by_week, of_week, ratio
from dashboard.data.query.aggregates import rows_where_known, sum_of
from dashboard.data.query.metric import Columns, Metric
from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Line, Table
from dashboard.data.storage.schema.calls import queue_week
from dashboard.i18n import N_

COUNTS = ("offered", "answered", "abandoned", "overflowed", "timed_out", "transferred")
CHANGES = ("offered", "answered", "abandoned")
PARTS = ("wait_seconds", "answered_waited", "abandon_seconds", "abandoned_waited", "abandoned_rated", "offered_rated")


def abandonment_rate(row: Columns) -> sa.ColumnElement[Any]:
    """Abandoned / offered, of the queues where both are known."""
    return ratio(row.abandoned_rated, row.offered_rated)


def customer_queues(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """A row per customer with call queues in the week, and per silent one; waits are unknown where only a usage report
    counts them."""
    rows, sides = of_week(question, queue_week, (*COUNTS, *PARTS))
    now, before = sides.now, sides.before
    return rows.add_columns(
        *(now[name].label(name) for name in (*COUNTS, *PARTS)),
        abandonment_rate(now).label("abandonment_rate"),
        ratio(now.wait_seconds, now.answered_waited).label("average_answer_seconds"),
        ratio(now.abandon_seconds, now.abandoned_waited).label("average_abandon_wait_seconds"),
        (abandonment_rate(now) - abandonment_rate(before)).label("abandonment_rate_change"),
        *(sides.change(name).label(f"{name}_change") for name in CHANGES),
        (sa.func.coalesce(now.offered, 0) < question.moment.rules.minimum_offered).label("below_minimum"),
    )


def queues_of_weeks(question: Question, weeks: Sequence[date]) -> sa.Select[Any]:
    """The counts of those whose queues files tell in some weeks, with `week`."""
    return by_week(question, queue_week, (*COUNTS, *PARTS), weeks)


_BY_WEEK = {"abandonment_rate_by_week": abandonment_rate(queue_week.c)}


def add_rates(question: Question, rows: Sequence[dict[str, Any]]) -> None:
    """Give each row the abandonment rates of the last weeks."""
    add_weeks(question, rows, queue_week, _BY_WEEK, "abandonment_rate_by_week")


AVERAGE_ANSWER = Metric(
    "average_answer_seconds",
    N_("Average answer time"),
    N_("Seconds until a queued call was answered or moved to another queue, per answered call."),
    N_("total wait time / answered calls"),
    "seconds",
    sum_of("wait_seconds"),
    sum_of("answered_waited"),
    good="less",
    counted=rows_where_known("wait_seconds", "answered_waited"),
)
AVERAGE_ABANDON_WAIT = Metric(
    "average_abandon_wait_seconds",
    N_("Average wait before abandonment"),
    N_("Seconds that callers waited before they hung up, per abandoned call."),
    N_("total abandoned time / abandoned calls"),
    "seconds",
    sum_of("abandon_seconds"),
    sum_of("abandoned_waited"),
    good="neither",
    counted=rows_where_known("abandon_seconds", "abandoned_waited"),
)
ABANDONMENT_RATE = Metric(
    "abandonment_rate",
    N_("Average abandonment rate"),
    N_("Share of the calls offered to queues whose callers hung up."),
    N_("abandoned calls / offered calls"),
    "ratio",
    sum_of("abandoned_rated"),
    sum_of("offered_rated"),
    good="less",
    counted=rows_where_known("abandoned_rated", "offered_rated"),
)
OFFERED = Metric(
    "offered",
    N_("Queue calls"),
    N_("Calls offered to call queues."),
    N_("sum offered"),
    "calls",
    sum_of("offered"),
    good="neither",
)

ADDED_UP = (
    Column("wait_seconds", N_("Wait of answered calls"), N_("Seconds, where they are known."), "number"),
    Column("answered_waited", N_("Answered, wait known"), N_("Answered calls whose wait is known."), "integer"),
    Column("abandon_seconds", N_("Wait of abandoned calls"), N_("Seconds, where they are known."), "number"),
    Column("abandoned_waited", N_("Abandoned, wait known"), N_("Abandoned calls whose wait is known."), "integer"),
    Column("abandoned_rated", N_("Abandoned, for the rate"), N_("Of queues where both counts are known."), "integer"),
    Column("offered_rated", N_("Offered, for the rate"), N_("Of queues where both counts are known."), "integer"),
)
"""What the KPIs are made of; a proof shows it."""

COLUMNS = (
    Column("org_id", N_("Customer organisation ID"), N_("Unique id of the customer organisation.")),
    Column("customer", N_("Customer"), N_("Name of the customer organisation.")),
    Column("offered", N_("Queue calls"), N_("Calls offered to the customer's queues."), "integer", True),
    Column("answered", N_("Answered"), N_("Calls answered; unknown without queue reports."), "integer", True),
    Column("abandoned", N_("Abandoned"), N_("Calls whose callers hung up while waiting."), "integer", True),
    Column("abandonment_rate", N_("Abandonment rate"), N_("Abandoned / offered."), "rate"),
    Column("average_answer_seconds", N_("Average answer time"), N_("Wait per answered call."), "seconds"),
    Column(
        "average_abandon_wait_seconds",
        N_("Average wait before abandonment"),
        N_("Wait per abandoned call."),
        "seconds",
    ),
    Column("overflowed", N_("Overflowed"), N_("Calls sent on because a queue was full."), "integer", True),
    Column("timed_out", N_("Timed out"), N_("Calls sent on because they waited too long."), "integer", True),
    Column("transferred", N_("Transferred"), N_("Calls transferred to another queue."), "integer", True),
    Column(
        "abandonment_rate_change",
        N_("Rate change"),
        N_("Abandonment rate less that of the week before."),
        "points",
        good="less",
    ),
    Column("offered_change", N_("Queue calls change"), N_("Queue calls less those before."), "change", True),
    Column("answered_change", N_("Answered change"), N_("Answered less those before."), "change", True, "more"),
    Column("abandoned_change", N_("Abandoned change"), N_("Abandoned less those before."), "change", True, "less"),
    silent_column(N_("Had queue calls in the week before, and no file of this week names one: it counts with 0.")),
    below_minimum(
        N_(
            "Fewer offered calls than the region's rule asks for: the rate says little, so lists of the worst put it "
            "last."
        )
    ),
    *(replace(column, aside=True) for column in ADDED_UP),
)

CUSTOMER_QUEUES = Table(
    name="customer_queues",
    title=N_("Customers and feature usage"),
    short=N_("Queues by customer"),
    definition=N_("Customers with call queues in the last completed week."),
    relation=customer_queues,
    columns=COLUMNS,
    shown=(
        "customer",
        "offered",
        "answered",
        "abandoned",
        "abandonment_rate",
        "abandonment_rate_change",
        "average_answer_seconds",
        "average_abandon_wait_seconds",
    ),
    order=("-abandoned", "customer"),
    metrics=(customers(), silent(), OFFERED, ABANDONMENT_RATE, AVERAGE_ANSWER, AVERAGE_ABANDON_WAIT),
    lines=(Line("abandonment_rate_by_week", "abandonment_rate", ("customer_key",), add_rates),),
    known=told_by("queues", "usage"),
    noun="customers",
    by_week=queues_of_weeks,
    weekly=(AVERAGE_ANSWER, AVERAGE_ABANDON_WAIT, ABANDONMENT_RATE),
)
