"""Queue counts per customer and week: from queue reports, else from the usage report."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.aggregates import exact_sum
from dashboard.data.storage.schema.calls import QUEUE_COUNTS, queue_report, usage_report

_RATED = ("answered_waited", "abandoned_waited", "offered_rated", "abandoned_rated")


def queues_of_week(week: date) -> sa.CompoundSelect[Any]:
    """Rows of `queue_week`: customers with a queue report, and those whose usage report counts queue calls."""
    return sa.union_all(_reported(week), _from_usage(week))


def _reported(week: date) -> sa.Select[Any]:
    row = queue_report.c
    return _row(week, row.customer_key, reported_sums(), "queues").where(row.week == week).group_by(row.customer_key)


def reported_sums() -> dict[str, sa.ColumnElement[Any]]:
    """Sums over rows of `queue_report`, by the names of `queue_week`."""
    row = queue_report.c
    rated = row.abandoned.is_not(None) & row.offered.is_not(None)
    return {name: exact_sum(row[name]) for name in QUEUE_COUNTS} | {
        "answered_waited": _where(row.answered, row.wait_seconds.is_not(None)),
        "abandoned_waited": _where(row.abandoned, row.abandon_seconds.is_not(None)),
        "offered_rated": _where(row.offered, rated),
        "abandoned_rated": _where(row.abandoned, rated),
        # A wait counts where the calls that waited are known, so that the quotient is one of the same queues.
        "wait_seconds": _where(row.wait_seconds, row.answered.is_not(None)),
        "abandon_seconds": _where(row.abandon_seconds, row.abandoned.is_not(None)),
    }


def _where(number: sa.ColumnElement[Any], known: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return exact_sum(sa.case((known, number)))


def _from_usage(week: date) -> sa.Select[Any]:
    row, other = usage_report.c, queue_report.c
    rated = row.queue_abandoned.is_not(None) & row.queue_offered.is_not(None)
    names = {name: row[f"queue_{name}"] for name in ("offered", "abandoned", "overflowed", "timed_out", "transferred")}
    sums: dict[str, Any] = {name: sa.func.sum(column) for name, column in names.items()}
    sums |= {
        "offered_rated": _where(row.queue_offered, rated),
        "abandoned_rated": _where(row.queue_abandoned, rated),
    }
    reported = sa.select(other.customer_key).where(other.week == week)
    any_call = sa.or_(*(sa.func.sum(column) > 0 for column in names.values()))
    rows = _row(week, row.customer_key, sums, "usage").where(row.week == week, row.customer_key.not_in(reported))
    return rows.group_by(row.customer_key).having(any_call)


def _row(week: date, customer: Any, sums: dict[str, Any], source: str) -> sa.Select[Any]:
    columns = [
        (sums[name] if name in sums else sa.cast(sa.null(), sa.BigInteger)).label(name)
        for name in (*QUEUE_COUNTS, *_RATED)
    ]
    columns = [
        sa.cast(column, sa.Double).label(column.name) if column.name.endswith("_seconds") else column
        for column in columns
    ]
    own = [sa.literal(week, sa.Date).label("week"), customer.label("customer_key")]
    return sa.select(*own, *columns, sa.literal(source, sa.String).label("source"))
