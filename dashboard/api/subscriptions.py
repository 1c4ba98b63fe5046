"""GET /subscriptions: headline KPIs, trend and the sections' KPIs."""

from typing import Any

from flask import Response

from dashboard.access import request_scope
from dashboard.api.base.answers import answer
from dashboard.data.query import queries
from dashboard.data.query.moment import compared_with
from dashboard.data.query.queries import Summary
from dashboard.data.query.question import Moment, Question
from dashboard.data.storage.rules import rules_of_tables
from dashboard.data.subscriptions.headline import headline
from dashboard.data.subscriptions.right_sizing import RIGHT_SIZING
from dashboard.data.subscriptions.sections import TABLES, unknown_starts
from dashboard.data.subscriptions.trend import trend

SECTIONS = (*TABLES, RIGHT_SIZING)


def subscriptions() -> Response:
    """Everything that the page of that name counts; a section's filters are `<section>.filter.<column>`."""
    reader = request_scope.reader()
    question = request_scope.question(reader)
    views = {table.name: reader.view(table, f"{table.name}.") for table in SECTIONS}
    kpis = _headline(question, question.moment)
    summaries = {table.name: queries.summary(question, table, views[table.name]) for table in SECTIONS}
    return answer(
        {
            "region": question.scope.region.code,
            "product": question.product,
            "as_of": question.moment.as_of,
            "data_as_of": question.moment.snapshot,
            "rules": rules_of_tables(question.moment.rules, question.scope.region.quality, *kpis, *views),
            "kpis": kpis,
            "before": _before(question),
            "trend": trend(question),
            "sections": {name: _section(summary) for name, summary in summaries.items()},
            # Rates rest on the rows that know both counts: how many those are. How many starts are unknown.
            "known_rows": {name: _known_rows(summary) for name, summary in summaries.items()},
            "unknown_starts": unknown_starts(question),
        }
    )


def _headline(question: Question, moment: Moment) -> dict[str, float | None]:
    return {key: value.number for key, value in headline(question.scope, moment).values.items()}


def _before(question: Question) -> dict[str, Any]:
    """The same KPIs at the moment that their changes are told against."""
    moment = compared_with(question)
    return {"as_of": moment.as_of, "data_as_of": moment.snapshot, "kpis": _headline(question, moment)}


def _section(summary: Summary) -> dict[str, Any]:
    return {"kpis": {key: value.number for key, value in summary.values.items()}, "rows": summary.rows}


def _known_rows(summary: Summary) -> dict[str, int]:
    return {key: value.counted for key, value in summary.values.items() if value.counted is not None}
