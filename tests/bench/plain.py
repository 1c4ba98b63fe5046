"""`python -m tests.bench.plain PORT DIRECTORY`: a page of five KPIs, a trend and a table in Dash as it comes.

The same content as the top of `/subscriptions`, from the same statements: one callback answers product, region and
date. Nothing is set up: Dash's own server, the whole of Plotly, the grid with every row.
"""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import dash
import dash_ag_grid as dag
import plotly.graph_objects as go
from dash import Input, Output, dcc, html

from dashboard.data.query import queries
from dashboard.data.query.moment import moment
from dashboard.data.query.question import Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.regions import Region, open_regions
from dashboard.data.subscriptions.headline import headline
from dashboard.data.subscriptions.sections import RECENTLY_ADDED
from dashboard.data.subscriptions.trend import trend
from tests.bench.sets import MEMORY, THREADS, TODAY
from tests.fixtures.application import settings_in

_MOST = 10_000  # rows
_LINES = ("purchased", "assigned", "used")
KPIS = ("total_customers", "nearing_expiration", "nearing_renewal", "low_assignment", "over_limit")


def plain_page(regions: dict[str, Region]) -> dash.Dash:
    """The application."""
    app = dash.Dash("plain")
    app.layout = html.Div(
        [
            dcc.RadioItems(["meetings", "calling"], "meetings", id="product"),
            dcc.RadioItems([*regions], next(iter(regions)), id="region"),
            dcc.Input(str(TODAY), id="as_of"),
            html.Span(id="shown"),
            html.Span(id="first"),
            *[html.Div([html.B(id=key), html.Span(key)], className="plain-kpi") for key in KPIS],
            dcc.Graph(id="trend"),
            dag.AgGrid(id="table", columnDefs=[{"field": column.key} for column in RECENTLY_ADDED.columns]),
        ]
    )

    @app.callback(
        *[Output(key, "children") for key in ("shown", "first", *KPIS)],
        Output("trend", "figure"),
        Output("table", "rowData"),
        Input("product", "value"),
        Input("region", "value"),
        Input("as_of", "value"),
    )
    def answer(product: Any, region: str, as_of: str) -> tuple[Any, ...]:
        scope = Scope(regions[region], None)
        question = Question(scope, moment(scope, date.fromisoformat(as_of)), product)
        kpis = headline(scope, question.moment).values
        rows = queries.rows(question, RECENTLY_ADDED, limit=_MOST)
        shown = f"{product} {region} {as_of}"
        figure = _figure(trend(question), shown)
        return shown, rows[0]["customer"], *(str(kpis[key].number) for key in KPIS), figure, rows

    return app


def _figure(points: Any, title: str) -> go.Figure:
    weeks = [point["week"] for point in points]
    lines = [go.Scatter(x=weeks, y=[one[key] for one in points], name=key) for key in _LINES]
    return go.Figure(lines, {"title": {"text": title}})


if __name__ == "__main__":
    settings = settings_in(Path(sys.argv[2]), *sys.argv[3:])
    plain_page(open_regions(settings.region_urls, memory=MEMORY, threads=THREADS)).run(port=sys.argv[1])
