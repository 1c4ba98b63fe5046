"""GET /calling and /queues: the KPIs and charts of a completed week."""

from typing import Any

from flask import Response

from dashboard.access import request_scope
from dashboard.api.base.answers import answer
from dashboard.data.calling.covered_weeks import week_before, week_of
from dashboard.data.calling.features import features
from dashboard.data.calling.quality import CUSTOMER_QUALITY, POOR_RATE
from dashboard.data.calling.queues import ABANDONMENT_RATE, AVERAGE_ABANDON_WAIT, AVERAGE_ANSWER, CUSTOMER_QUEUES
from dashboard.data.calling.trends import change_of, quality_by_endpoint, quality_trend, queue_trend, usage_trend
from dashboard.data.calling.usage import CALLS, CUSTOMER_USAGE, LEGS, MINUTES
from dashboard.data.query import queries
from dashboard.data.query.metric import Metric
from dashboard.data.query.question import Question
from dashboard.data.query.table import Table
from dashboard.data.storage.rules import rules_of_tables

QUEUE_KPIS = (AVERAGE_ANSWER, AVERAGE_ABANDON_WAIT, ABANDONMENT_RATE)


def calling() -> Response:
    """Calling engagement of the last completed week, and the quality of eight."""
    question = request_scope.question(request_scope.reader())
    usage, quality = queries.values(question, CUSTOMER_USAGE), queries.values(question, CUSTOMER_QUALITY)
    return answer(
        {
            **_about(question, CUSTOMER_USAGE, CUSTOMER_QUALITY),
            "kpis": {
                **{key: usage[key].number for key in ("calls", "legs", "minutes")},
                "poor_rate": quality["poor_rate"].number,
            },
            "changes": {
                **_changes(question, CUSTOMER_USAGE, (CALLS, LEGS, MINUTES)),
                **_changes(question, CUSTOMER_QUALITY, (POOR_RATE,)),
            },
            "usage_trend": usage_trend(question),
            "quality_trend": quality_trend(question),
            "quality_by_endpoint": quality_by_endpoint(question),
            "features": features(question),
        }
    )


def queues() -> Response:
    """Call queues of the last completed week."""
    question = request_scope.question(request_scope.reader())
    return answer(
        {
            **_about(question, CUSTOMER_QUEUES),
            "kpis": _kpis(question, CUSTOMER_QUEUES, QUEUE_KPIS),
            "changes": _changes(question, CUSTOMER_QUEUES, QUEUE_KPIS),
            "known_rows": _known_rows(question),
            "queue_trend": queue_trend(question),
        }
    )


def _known_rows(question: Question) -> dict[str, int]:
    """In how many rows of the table both parts of a rate are known."""
    values = queries.values(question, CUSTOMER_QUEUES)
    return {key: value.counted for key, value in values.items() if value.counted is not None}


def _changes(question: Question, table: Table, metrics: tuple[Metric, ...]) -> dict[str, float | None]:
    return {metric.key: change_of(question, table, metric) for metric in metrics}


def _kpis(question: Question, table: Table, metrics: tuple[Metric, ...]) -> dict[str, float | None]:
    values = queries.values(question, table)
    return {metric.key: values[metric.key].number for metric in metrics}


def _about(question: Question, *tables: Table) -> dict[str, Any]:
    moment, region = question.moment, question.scope.region
    return {
        "region": region.code,
        "as_of": moment.as_of,
        "week": week_of(question),
        "week_before": week_before(question),
        "rules": rules_of_tables(moment.rules, region.quality, *(table.name for table in tables)),
    }
