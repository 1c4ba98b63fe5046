"""GET /calling and /queues: the KPIs and charts of a completed week."""

from typing import Any

from flask import Response

from dashboard import asking
from dashboard.api.answers import answer
from dashboard.data import queries
from dashboard.data.calling.coverage import week_of
from dashboard.data.calling.features import features
from dashboard.data.calling.quality import CUSTOMER_QUALITY
from dashboard.data.calling.queues import ABANDONMENT_RATE, AVERAGE_ABANDON_WAIT, AVERAGE_ANSWER, CUSTOMER_QUEUES
from dashboard.data.calling.trends import quality_by_endpoint, quality_trend
from dashboard.data.calling.usage import CUSTOMER_USAGE
from dashboard.data.metric import Metric
from dashboard.data.question import Question
from dashboard.data.table import Table

QUEUE_KPIS = (AVERAGE_ANSWER, AVERAGE_ABANDON_WAIT, ABANDONMENT_RATE)


def calling() -> Response:
    """Calling engagement of the last completed week, and the quality of eight."""
    question = asking.question(asking.reader())
    usage, quality = queries.values(question, CUSTOMER_USAGE), queries.values(question, CUSTOMER_QUALITY)
    return answer(
        {
            **_about(question),
            "kpis": {
                **{key: usage[key].number for key in ("calls", "legs", "minutes")},
                "poor_rate": quality["poor_rate"].number,
            },
            "quality_trend": quality_trend(question),
            "quality_by_endpoint": quality_by_endpoint(question),
            "features": features(question),
        }
    )


def queues() -> Response:
    """Call queues of the last completed week."""
    question = asking.question(asking.reader())
    return answer({**_about(question), "kpis": _kpis(question, CUSTOMER_QUEUES, QUEUE_KPIS)})


def _kpis(question: Question, table: Table, metrics: tuple[Metric, ...]) -> dict[str, float | None]:
    values = queries.values(question, table)
    return {metric.key: values[metric.key].number for metric in metrics}


def _about(question: Question) -> dict[str, Any]:
    moment = question.moment
    return {"region": question.scope.region.code, "as_of": moment.as_of, "week": week_of(question)}
