"""GET /subscriptions: headline KPIs, trend and the sections' KPIs."""

from typing import Any

from flask import Response

from dashboard import asking
from dashboard.api.answers import answer
from dashboard.data import queries
from dashboard.data.headline import headline
from dashboard.data.question import Question, View
from dashboard.data.right_sizing import RIGHT_SIZING
from dashboard.data.subscriptions import TABLES
from dashboard.data.table import Table
from dashboard.data.trend import trend

SECTIONS = (*TABLES, RIGHT_SIZING)


def subscriptions() -> Response:
    """Everything that the page of that name counts; a section's filters are `<section>.filter.<column>`."""
    reader = asking.reader()
    question = asking.question(reader)
    views = {table.name: reader.view(table, f"{table.name}.") for table in SECTIONS}
    kpis = headline(question.scope, question.moment).values
    return answer(
        {
            "region": question.scope.region.code,
            "product": question.product,
            "as_of": question.moment.as_of,
            "data_as_of": question.moment.snapshot,
            "kpis": {key: value.number for key, value in kpis.items()},
            "trend": trend(question),
            "sections": {table.name: _section(question, table, views[table.name]) for table in SECTIONS},
        }
    )


def _section(question: Question, table: Table, view: View) -> dict[str, Any]:
    summary = queries.summary(question, table, view)
    return {"kpis": {key: value.number for key, value in summary.values.items()}, "rows": summary.rows}
