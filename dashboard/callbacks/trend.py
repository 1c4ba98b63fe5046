"""The licence trend follows the product and the length of time."""

from typing import Any

from dash import Dash, Input, Output, html

from dashboard import asking
from dashboard.callbacks.shares import reader_of
from dashboard.data.trend import trend
from dashboard.pages.analytics import TREND
from dashboard.ui import figures, ids, section_parts, trend_parts


def register(app: Dash) -> None:
    """One answer: the finding and all below it."""
    app.callback(
        Output(ids.alone(TREND, "head"), "children"),
        Output(ids.alone(TREND, "foot"), "children"),
        Output(ids.alone(TREND, "part"), "data-answered"),
        Input(ids.ASK_TREND, "data"),
    )(answer)


def answer(share: str) -> tuple[Any, ...]:
    """Finding, chart with its twin, and the share they answer."""
    question = asking.question(reader_of(share, []))
    points = trend(question)
    if all(point["purchased"] is None for point in points):
        return section_parts.heading(TREND, trend_parts.title(question)), trend_parts.empty(question), share
    figure = figures.licence_trend(points, asking.theme())
    chart = figures.chart(TREND, figure, trend_parts.summary(question, points))
    body = html.Div([trend_parts.heading(question), chart, trend_parts.twin(question, points)], className="chart-block")
    return section_parts.heading(TREND, trend_parts.finding(points)), body, share
