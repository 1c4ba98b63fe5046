"""GET /metrics-catalogue: what every number means."""

from typing import Any

from flask import Response
from flask_babel import gettext

from dashboard.api.answers import answer
from dashboard.data.headline import HEADLINE
from dashboard.data.headline_rows import BEHIND
from dashboard.data.metric import Metric
from dashboard.data.tables import TABLES
from dashboard.data.waterfall.causes import CAUSES, Cause
from dashboard.data.waterfall.changes import MEASURES


def catalogue() -> Response:
    """Every metric: key (with its section before a dot), label, definition, formula, unit."""
    tables = [table for table in TABLES if table not in BEHIND]
    sections = [_entry(metric, f"{table.name}.") for table in tables for metric in table.metrics]
    licences = [_entry(metric, "") for metric in MEASURES if metric not in HEADLINE]
    causes = [_cause(cause) for cause in CAUSES]
    return answer([_entry(metric, "") for metric in HEADLINE] + licences + sections + causes)


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "key": f"changes.cause.{cause.key}",
        "label": gettext(cause.label),
        "definition": gettext(cause.definition),
        "formula": f"sum change: cause = {cause.key}",
        "unit": "customers or licences",
        "good": "neither",
    }


def _entry(metric: Metric, prefix: str) -> dict[str, Any]:
    return {
        "key": prefix + metric.key,
        "label": gettext(metric.label),
        "definition": gettext(metric.definition),
        "formula": gettext(metric.formula),
        "unit": metric.unit,
        "good": metric.good,
    }
