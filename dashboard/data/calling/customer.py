"""One customer's weeks of calling: usage, quality, and each of its queues."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.coverage import shown_weeks
from dashboard.data.calling.quality import poor_rate
from dashboard.data.calling.queues import abandonment_rate
from dashboard.data.calling.relations import ratio
from dashboard.data.queries import plain
from dashboard.data.question import Question
from dashboard.data.schema_calls import customer_week, queue_report, queue_week

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
    found: dict[tuple[str, str], dict[date, Row]] = {}
    for one in _rows(question, customer_key, queue_report, [*names, *columns]):
        found.setdefault((one.pop("queue"), one.pop("location")), {})[one["week"]] = one
    keys = [column.name for column in columns]
    weeks = {key: _filled(question, by_week, keys) for key, by_week in found.items()}
    offered = {key: sum(one["offered"] or 0 for one in rows) for key, rows in weeks.items()}
    return dict(sorted(weeks.items(), key=lambda item: (-offered[item[0]], item[0])))


def _by_week(
    question: Question, customer_key: int, table: sa.Table, columns: Sequence[sa.ColumnElement[Any]]
) -> list[Row]:
    found = {one["week"]: one for one in _rows(question, customer_key, table, columns)}
    return _filled(question, found, [str(column.name) for column in columns])


def _rows(
    question: Question, customer_key: int, table: sa.Table, columns: Sequence[sa.ColumnElement[Any]]
) -> list[Row]:
    row = table.c
    mine = (row.customer_key == customer_key) & row.week.in_(shown_weeks(question))
    statement = sa.select(row.week, *columns).where(mine).order_by(row.week)
    scope = question.scope.unfiltered
    with question.scope.region.read() as connection:
        return [plain(one) for one in connection.execute(scope.restrict(statement, row.customer_key)).mappings()]


def _filled(question: Question, found: dict[date, Row], keys: Sequence[str]) -> list[Row]:
    return [found.get(week, {"week": week, **dict.fromkeys(keys)}) for week in reversed(shown_weeks(question))]
