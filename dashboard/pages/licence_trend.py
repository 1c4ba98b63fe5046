"""The licence trend of the subscriptions page: purchased, assigned and used, week by week."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext

from dashboard.data.question import WEEKS, Question
from dashboard.data.trend import trend
from dashboard.ui import controls, figures, ids, section_parts, trend_parts
from dashboard.ui.controls import Child
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme
from dashboard.words import N_

NAME = "trend"


def draw(question: Question, theme: Theme) -> Drawn:
    """The figure and the words around it; without data the reason takes their place."""
    points = trend(question)
    known = any(point["purchased"] is not None for point in points)
    finding = trend_parts.finding(points) if known else trend_parts.title(question)
    slots: dict[str, Sequence[Child]] = {
        section_parts.HEAD: [section_parts.heading(NAME, finding)],
        section_parts.FOOT: [] if known else [trend_parts.empty(question)],
        ".chart-words": [trend_parts.heading(question)] if known else [],
        ".chart-twin": [trend_parts.twin(question, points)] if known else [],
    }
    facts = {"label": trend_parts.summary(question, points), "empty": not known}
    return Drawn(slots, figures.licence_trend(points, theme), facts)


def _tools(question: Question) -> list[Child]:
    weeks = controls.segmented(
        control="weeks",
        name=gettext("Weeks shown"),
        options=[(str(weeks), str(weeks)) for weeks in WEEKS],
        value=str(question.weeks),
        default="26",
        id=ids.WEEKS,
        look="small",
    )
    return [weeks, html.Span(gettext("weeks"), className="muted")]


LICENCE_TREND = Drawing(
    name=NAME,
    eyebrow=N_("Licence distribution trend"),
    short=N_("Trend"),
    asks=("weeks",),
    body=lambda: [figures.chart_frame(NAME)],
    draw=draw,
    tools=_tools,
)
