"""A chart of calls by week: its figure, its table and the words around them, or why its week is not known."""

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go
from dash import html
from flask_babel import gettext

from dashboard.data.query.question import Question
from dashboard.pages.base.chart_notes import Twin, noted, noted_twin
from dashboard.pages.base.week_words import missing_title, no_week
from dashboard.ui import components
from dashboard.ui.controls import Child
from dashboard.ui.parts import section as section_parts
from dashboard.ui.sections import Drawn
from dashboard.ui.tokens import Theme


def week_not_known(question: Question, name: str) -> Drawn:
    """The reason in the place of a chart."""
    heading = section_parts.heading(name, missing_title(question))
    return Drawn({section_parts.HEAD: [heading], section_parts.FOOT: [no_week(question)]})


def week_chart(
    question: Question,
    theme: Theme,
    name: str,
    texts: tuple[str, str, str],
    weeks: pd.DataFrame,
    chart: tuple[Callable[[pd.DataFrame, Theme], go.Figure], Callable[[pd.DataFrame], Twin]],
    foot: Sequence[Child] = (),
) -> Drawn:
    """The chart and its table, as `chart` makes them of the weeks. `texts`: what it finds, what it shows, under it."""
    (finding, title, under), (figure, twin) = texts, chart
    slots: dict[str, Sequence[Child]] = {
        section_parts.HEAD: [section_parts.heading(name, finding)],
        section_parts.FOOT: foot,
        "words": [chart_title(title, under)],
    }

    def table() -> Child:
        return components.data_table_twin(*noted_twin(question, twin(weeks), weeks), title)

    return Drawn(slots, noted(question, figure(weeks, theme), weeks, theme), table)


def chart_title(title: str, under: str) -> html.Div:
    """What a chart shows, and how to read it."""
    return html.Div([html.H3(title), html.P(under, className="muted")], className="chart-title")


def how_to_read() -> str:
    """Which weeks a chart shows."""
    return gettext("8 weeks, each named by its Sunday (UTC); a press on one opens it")
