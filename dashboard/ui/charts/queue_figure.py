"""Call queues by week: the abandonment rate as a line above the offered calls as stacked bars."""

import pandas as pd
import plotly.graph_objects as go
from flask_babel import gettext

from dashboard.ui.charts import week_figure
from dashboard.ui.charts.week_figure import Part, WeekChart
from dashboard.ui.tokens import Theme


def _chart() -> WeekChart:
    parts = (
        Part("answered", gettext("Answered"), "good"),
        Part("abandoned", gettext("Abandoned"), "poor"),
        Part("other", gettext("Other or not told"), "unmeasured"),
    )
    rate = gettext("Abandonment rate")
    return WeekChart(parts, gettext("Offered calls"), "abandonment_rate", rate, rate)


def queue_trend(weeks: pd.DataFrame, theme: Theme) -> go.Figure:
    """The frame of `trends.queue_trend`, or of one customer's queues."""
    return week_figure.by_week(_with_rest(weeks), _chart(), theme)


def twin(weeks: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Headers and rows of the weeks as text, newest first."""
    offered = [Part("offered", gettext("Offered"), "good")]
    return week_figure.twin(_with_rest(weeks), _chart(), offered)


def _with_rest(weeks: pd.DataFrame) -> pd.DataFrame:
    """With the offered calls that are neither answered nor abandoned: overflowed, timed out, or no report tells."""
    ended = weeks["answered"].fillna(0) + weeks["abandoned"].fillna(0)
    return weeks.assign(other=(weeks["offered"] - ended).clip(lower=0))
