"""The licence trend follows the product and the length of time."""

from typing import Any

from dash import Dash, Input, Output

from dashboard import asking
from dashboard.callbacks.shares import reader_of
from dashboard.data.trend import trend
from dashboard.pages.analytics import TREND
from dashboard.ui import drawn, figures, ids, section_parts, trend_parts


def register(app: Dash) -> None:
    """The figure, and all that is said about it."""
    app.callback(
        Output(ids.chart(TREND), "figure"),
        Output(ids.alone(TREND, "part"), "data-answer"),
        Input(ids.ASK_TREND, "data"),
    )(answer)


def answer(share: str) -> tuple[Any, str]:
    """The figure and the words around it; without data the reason takes their place."""
    question = asking.question(reader_of(share, []))
    points = trend(question)
    known = any(point["purchased"] is not None for point in points)
    finding = trend_parts.finding(points) if known else trend_parts.title(question)
    slots: dict[str, Any] = {
        section_parts.HEAD: [section_parts.heading(TREND, finding)],
        section_parts.FOOT: [] if known else [trend_parts.empty(question)],
        ".chart-words": [trend_parts.heading(question)] if known else [],
        ".chart-twin": [trend_parts.twin(question, points)] if known else [],
    }
    label = trend_parts.summary(question, points)
    figure = figures.licence_trend(points, asking.theme())
    return figure, drawn.answer(share, slots, label=label, empty=not known)
