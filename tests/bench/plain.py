"""`python -m tests.bench.plain PORT DIRECTORY`: a page of five KPIs, a line chart and a table in Dash as it comes.

It shows the numbers of a set, all read before anybody asks: no query is in its time. Nothing is set up: Dash's own
server, the whole of Plotly, the grid with every row.
"""

import sys
from pathlib import Path
from typing import Any

import dash
import dash_ag_grid as dag
import plotly.graph_objects as go
from dash import dcc, html

from dashboard.data import queries
from dashboard.data.headline import headline
from dashboard.data.moment import moment
from dashboard.data.question import Question
from dashboard.data.scope import Scope
from dashboard.data.subscriptions import EXPIRING
from dashboard.data.trend import trend
from tests.bench.sets import TODAY, ScaleSet, opened

_MOST = 10_000  # rows


def plain_page(one: ScaleSet) -> dash.Dash:
    """The application, its numbers read."""
    with opened(one) as region:
        scope = Scope(region, None)
        question = Question(scope, moment(scope, TODAY))
        kpis = {key: value.number for key, value in headline(scope, question.moment).values.items()}
        points, rows = trend(question), queries.rows(question, EXPIRING, limit=_MOST)
    app = dash.Dash("plain")
    app.layout = lambda: html.Div([*_cards(kpis), _chart(points), _table(rows)])
    return app


def _cards(kpis: dict[str, Any]) -> list[html.Div]:
    return [html.Div([html.B(str(value)), html.Span(key)], className="plain-kpi") for key, value in kpis.items()]


def _chart(points: Any) -> dcc.Graph:
    weeks = [point["week"] for point in points]
    lines = [go.Scatter(x=weeks, y=[one[key] for one in points], name=key) for key in ("purchased", "assigned", "used")]
    return dcc.Graph(figure=go.Figure(lines))


def _table(rows: list[dict[str, Any]]) -> dag.AgGrid:
    return dag.AgGrid(rowData=rows, columnDefs=[{"field": column.key} for column in EXPIRING.columns])


if __name__ == "__main__":
    directory = Path(sys.argv[2])
    plain_page(ScaleSet(int(directory.name), directory, "")).run(port=sys.argv[1])
