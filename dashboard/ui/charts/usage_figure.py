"""Calls by week as bars, and the minutes spent in them as a line above."""

import pandas as pd
import plotly.graph_objects as go
from flask_babel import gettext

from dashboard.ui.charts import week_figure
from dashboard.ui.charts.week_figure import Part, WeekChart
from dashboard.ui.tokens import Theme


def _chart() -> WeekChart:
    calls, minutes = gettext("Calls"), gettext("Minutes")
    return WeekChart((Part("calls", calls, "good"),), calls, "minutes", minutes, minutes, share=False)


def usage_trend(weeks: pd.DataFrame, theme: Theme) -> go.Figure:
    """The frame of `trends.usage_trend`."""
    return week_figure.by_week(weeks, _chart(), theme)


def twin(weeks: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Headers and rows of the weeks as text, newest first."""
    more = [
        Part("legs", gettext("Call legs"), "good"),
        Part("active_users", gettext("Active users"), "good"),
        Part("customers", gettext("Customers"), "good"),
    ]
    return week_figure.twin(weeks, _chart(), more)
