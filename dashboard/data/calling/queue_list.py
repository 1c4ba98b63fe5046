"""Call queues of the week, the worst first: each queue by itself, beside its week before."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import covered_weeks, told_by, week_before, week_of
from dashboard.data.calling.metrics import silent_column
from dashboard.data.calling.queue_counts import reported_sums
from dashboard.data.calling.queues import (
    ABANDONMENT_RATE,
    AVERAGE_ABANDON_WAIT,
    AVERAGE_ANSWER,
    CHANGES,
    COUNTS,
    OFFERED,
    PARTS,
    abandonment_rate,
)
from dashboard.data.calling.queues import COLUMNS as _COLUMNS
from dashboard.data.calling.relations import identified, ratio
from dashboard.data.calling.two_weeks import side_by_side
from dashboard.data.query.metric import Metric
from dashboard.data.query.question import Question
from dashboard.data.query.table import Column, Table
from dashboard.data.storage.schema.calls import queue_report
from dashboard.i18n import N_

QUEUE_COLUMNS = {column.key: column for column in _COLUMNS}
_KEYS = ("customer_key", "queue", "location")


def queues_worst(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """A row per queue that a queue report of the week names, and per one that the week before named alone."""
    week, earlier, covered = week_of(question), week_before(question), covered_weeks(question)
    sides = side_by_side(
        _of_week(question, week),
        _of_week(question, earlier),
        _KEYS,
        missed=lambda row: sa.true() if "queues" in covered.get(week, ()) else sa.false(),
        covered="queues" in covered.get(earlier, ()),
    )
    row, now, before = sides.row, sides.now, sides.before
    source, columns = identified(question, row)
    return sa.select(
        *columns,
        *(sa.func.nullif(row[name], "").label(name) for name in ("queue", "location")),
        *(now[name].label(name) for name in (*COUNTS, *PARTS)),
        abandonment_rate(now).label("abandonment_rate"),
        ratio(now.wait_seconds, now.answered_waited).label("average_answer_seconds"),
        ratio(now.abandon_seconds, now.abandoned_waited).label("average_abandon_wait_seconds"),
        (abandonment_rate(now) - abandonment_rate(before)).label("abandonment_rate_change"),
        *(sides.change(name).label(f"{name}_change") for name in CHANGES),
        row.silent,
        (sa.func.coalesce(now.offered, 0) < question.moment.rules.minimum_offered).label("below_minimum"),
    ).select_from(source)


def _of_week(question: Question, week: date) -> sa.Select[Any]:
    row = queue_report.c
    names = [sa.func.coalesce(row[name], "").label(name) for name in ("queue", "location")]
    sums = [total.label(name) for name, total in reported_sums().items()]
    statement = sa.select(row.customer_key, *names, *sums)
    statement = statement.where(row.week == week).group_by(row.customer_key, row.queue, row.location)
    return question.scope.restrict(statement, row.customer_key)


QUEUES = Metric(
    "queues",
    N_("Queues"),
    N_("Call queues that a queue report of this week or the week before names."),
    N_("count queues"),
    "queues",
    lambda row: sa.func.count(),
)

QUEUES_WORST = Table(
    name="queues_worst",
    title=N_("Call queues of the week"),
    short=N_("Worst queues"),
    definition=N_(
        "Each call queue that a Call Queue Stats report names, those with the highest abandonment rate first."
    ),
    relation=queues_worst,
    columns=(
        *(QUEUE_COLUMNS["org_id"], QUEUE_COLUMNS["customer"]),
        Column("queue", N_("Call queue"), N_("Name of the queue, as its report has it.")),
        Column("location", N_("Location"), N_("Location of the queue, as its report has it.")),
        *(column for key, column in QUEUE_COLUMNS.items() if key not in ("org_id", "customer", "silent")),
        silent_column(N_("In the queue reports of the week before, and not in this week's: it counts with 0.")),
    ),
    shown=(
        "customer",
        "queue",
        "offered",
        "abandoned",
        "abandonment_rate",
        "abandonment_rate_change",
        "average_answer_seconds",
        "average_abandon_wait_seconds",
    ),
    order=("below_minimum", "-abandonment_rate", "-abandoned", "customer", "queue"),
    metrics=(QUEUES, OFFERED, ABANDONMENT_RATE, AVERAGE_ANSWER, AVERAGE_ABANDON_WAIT),
    known=told_by("queues"),
    noun="rows",
)
