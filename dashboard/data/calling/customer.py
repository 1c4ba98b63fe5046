"""One customer's weeks of calling: usage, quality, and each of its queues."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import shown_weeks
from dashboard.data.calling.quality import CUSTOMER_QUALITY, poor_rate
from dashboard.data.calling.queue_list import QUEUES_WORST
from dashboard.data.calling.queues import CUSTOMER_QUEUES, abandonment_rate
from dashboard.data.calling.relations import ratio
from dashboard.data.calling.usage import CUSTOMER_USAGE
from dashboard.data.query import queries
from dashboard.data.query.queries import plain
from dashboard.data.query.question import Question
from dashboard.data.storage.schema.calls import customer_week, queue_report, queue_week

Row = dict[str, Any]

_USAGE = ("calls", "legs", "minutes", "active_users", "good", "poor", "unmeasured", "usage_source", "quality_source")
_QUEUE = ("offered", "answered", "abandoned", "overflowed", "timed_out", "transferred")


def calling_weeks(question: Question, customer_key: int) -> list[Row]:
    """A row for each of the last eight completed weeks, newest first; all but `week` are None in an unknown one."""
    row = customer_week.c
    columns = [*(row[name] for name in _USAGE), poor_rate(row).label("poor_rate")]
    return _by_week(question, customer_key, customer_week, columns)


def queue_weeks(question: Question, customer_key: int) -> list[Row]:
    """The same of all queues of the customer together."""
    row = queue_week.c
    columns = [
        *(row[name] for name in (*_QUEUE, "source")),
        abandonment_rate(row).label("abandonment_rate"),
        ratio(row.wait_seconds, row.answered_waited).label("average_answer_seconds"),
        ratio(row.abandon_seconds, row.abandoned_waited).label("average_abandon_wait_seconds"),
    ]
    return _by_week(question, customer_key, queue_week, columns)


def queues(question: Question, customer_key: int) -> dict[tuple[str, str], list[Row]]:
    """By queue and location, most offered calls first: its weeks as `queue_weeks`. Only queue reports name queues."""
    row = queue_report.c
    columns = [
        *(row[name] for name in _QUEUE),
        ratio(row.abandoned, row.offered).label("abandonment_rate"),
        ratio(row.wait_seconds, row.answered).label("average_answer_seconds"),
        ratio(row.abandon_seconds, row.abandoned).label("average_abandon_wait_seconds"),
    ]
    names = [sa.func.coalesce(row.queue, "").label("queue"), sa.func.coalesce(row.location, "").label("location")]
    by_queue: dict[tuple[str, str], dict[date, Row]] = {}
    for report in _rows(question, customer_key, queue_report, [*names, *columns]):
        by_queue.setdefault((report.pop("queue"), report.pop("location")), {})[report["week"]] = report
    keys = [column.name for column in columns]
    weeks = {key: _filled(question, by_week, keys) for key, by_week in by_queue.items()}
    offered = {key: sum(week["offered"] or 0 for week in rows) for key, rows in weeks.items()}
    return dict(sorted(weeks.items(), key=lambda item: (-offered[item[0]], item[0])))


@dataclass(frozen=True)
class Now:
    """A customer's rows of the tables of calls, with their changes; None where the customer is not in the table."""

    usage: Row | None
    quality: Row | None
    queues: Row | None
    worst_queues: tuple[Row, ...]  # its queues by themselves, the worst first


def calling_now(question: Question, customer_key: int) -> Now:
    """The question's week of a customer beside the one compared with, as the tables have it."""
    asked = replace(question, scope=question.scope.unfiltered.narrowed(only=(customer_key,)))
    usage, quality, queued = (
        next(iter(queries.rows(asked, table, limit=1)), None)
        for table in (CUSTOMER_USAGE, CUSTOMER_QUALITY, CUSTOMER_QUEUES)
    )
    return Now(usage, quality, queued, tuple(queries.rows(asked, QUEUES_WORST, limit=_MOST_QUEUES)))


_MOST_QUEUES = 500


def _by_week(
    question: Question, customer_key: int, table: sa.Table, columns: Sequence[sa.ColumnElement[Any]]
) -> list[Row]:
    by_week = {row["week"]: row for row in _rows(question, customer_key, table, columns)}
    return _filled(question, by_week, [str(column.name) for column in columns])


def _rows(
    question: Question, customer_key: int, table: sa.Table, columns: Sequence[sa.ColumnElement[Any]]
) -> list[Row]:
    row = table.c
    mine = (row.customer_key == customer_key) & row.week.in_(shown_weeks(question))
    statement = sa.select(row.week, *columns).where(mine).order_by(row.week)
    scope = question.scope.unfiltered
    with question.scope.region.read() as connection:
        return [plain(record) for record in connection.execute(scope.restrict(statement, row.customer_key)).mappings()]


def _filled(question: Question, by_week: dict[date, Row], keys: Sequence[str]) -> list[Row]:
    return [by_week.get(week, {"week": week, **dict.fromkeys(keys)}) for week in reversed(shown_weeks(question))]
