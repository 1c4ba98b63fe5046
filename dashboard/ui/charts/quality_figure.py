"""Call quality by week: the share of poor legs as a line above the legs as stacked bars."""

import pandas as pd
import plotly.graph_objects as go
from flask_babel import gettext

from dashboard.ui.charts import week_figure
from dashboard.ui.charts.week_figure import Part, WeekChart
from dashboard.ui.tokens import Theme


def _chart() -> WeekChart:
    parts = (
        Part("good", gettext("Good"), "good"),
        Part("poor", gettext("Poor"), "poor"),
        Part("unmeasured", gettext("Unmeasured"), "unmeasured"),
    )
    return WeekChart(parts, gettext("Call legs"), "poor_rate", gettext("% poor of measured legs"), gettext("% poor"))


def quality_trend(weeks: pd.DataFrame, theme: Theme) -> go.Figure:
    """The frame of `trends.quality_trend`."""
    return week_figure.by_week(weeks, _chart(), theme)


def twin(weeks: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Headers and rows of the weeks as text, newest first."""
    return week_figure.twin(weeks, _chart())
