"""GET /metrics-catalogue: what every number means."""

from typing import Any

from flask import Response
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.region_settings import rules_seen
from dashboard.api.base.answers import answer
from dashboard.data.changes.causes import CAUSES, Cause
from dashboard.data.changes.table import MEASURES
from dashboard.data.query.metric import Metric
from dashboard.data.storage.rules import Rules, rules_of_metric
from dashboard.data.subscriptions.headline import HEADLINE
from dashboard.data.subscriptions.headline_rows import BEHIND
from dashboard.data.tables import TABLES
from dashboard.services import services
from dashboard.ui.rules import ByRegion, said


def catalogue() -> Response:
    """Every metric: key (with its section before a dot), label, definition, formula, unit, and `rules`: what the rules
    that it follows are in each region that the caller sees."""
    regions = services().regions
    rules = {code: own.in_force(regions[code].quality) for code, own in rules_seen(current_user).items()}
    tables = [table for table in TABLES if table not in BEHIND]
    sections = [_entry(metric, f"{table.name}.", rules) for table in tables for metric in table.metrics]
    licences = [_entry(metric, "", rules) for metric in MEASURES if metric not in HEADLINE]
    causes = [_cause(cause, rules) for cause in CAUSES]
    entries = [_entry(metric, "", rules) for metric in HEADLINE] + licences + sections + causes
    return answer([entry | {"rules": _followed(entry["key"], rules)} for entry in entries])


def _followed(key: str, rules: dict[str, Rules]) -> dict[str, dict[str, Any]]:
    names = rules_of_metric(key)
    return {code: {name: getattr(rule, name) for name in names} for code, rule in rules.items()} if names else {}


def _cause(cause: Cause, rules: ByRegion) -> dict[str, Any]:
    return {
        "key": f"changes.cause.{cause.key}",
        "label": gettext(cause.label),
        "definition": said(cause.definition, rules),
        "formula": f"sum change: cause = {cause.key}",
        "unit": "customers or licences",
        "good": "neither",
    }


def _entry(metric: Metric, prefix: str, rules: ByRegion) -> dict[str, Any]:
    return {
        "key": prefix + metric.key,
        "label": gettext(metric.label),
        "definition": said(metric.definition, rules),
        "formula": said(metric.formula, rules),
        "unit": metric.unit,
        "good": metric.good,
    }
