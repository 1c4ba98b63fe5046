"""The licence trend of the subscriptions page: purchased, assigned and used, week by week."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext

from dashboard.data.query.frame import frame_of
from dashboard.data.query.question import WEEKS, Question
from dashboard.data.subscriptions.trend import KINDS, trend
from dashboard.i18n import N_
from dashboard.pages.base.chart_notes import noted, noted_twin
from dashboard.ui import components, controls, ids
from dashboard.ui.charts import figures, trend_parts
from dashboard.ui.charts.series import imported
from dashboard.ui.controls import Child
from dashboard.ui.parts import section as section_parts
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME = "trend"


def draw(question: Question, theme: Theme) -> Drawn:
    """The figure and the words around it; without data the reason takes their place."""
    points = trend(question)
    weeks = frame_of(points, KINDS)
    known = bool(imported(weeks).any())
    finding = trend_parts.finding(points) if known else trend_parts.title(question)
    slots: dict[str, Sequence[Child]] = {
        section_parts.HEAD: [section_parts.heading(NAME, finding)],
        section_parts.FOOT: [] if known else [trend_parts.empty(question)],
        "words": [trend_parts.heading(question, weeks)] if known else [],
    }
    figure = noted(question, figures.licence_trend(weeks, theme), weeks, theme) if known else None

    def twin() -> Child:
        table = noted_twin(question, figures.trend_rows(weeks), weeks)
        return components.data_table_twin(*table, trend_parts.title(question))

    return Drawn(slots, figure, twin)


def _tools(question: Question) -> list[Child]:
    weeks = controls.segmented(
        control="weeks",
        name=gettext("Weeks shown"),
        options=[(str(weeks), str(weeks)) for weeks in WEEKS],
        value=str(question.weeks),
        id=ids.WEEKS,
        look="small",
    )
    return [weeks, html.Span(gettext("weeks"), className="muted")]


LICENCE_TREND = Drawing(
    name=NAME,
    eyebrow=N_("Licence distribution trend"),
    short=N_("Trend"),
    body=lambda drawn: [figures.chart_frame(NAME, drawn)],
    draw=draw,
    tools=_tools,
)
