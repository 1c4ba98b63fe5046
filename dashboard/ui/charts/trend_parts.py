"""The licence trend: its finding, its chart and its text twin."""

from collections.abc import Sequence

import pandas as pd
from dash import html
from flask_babel import gettext, ngettext

from dashboard.data.query.question import Question
from dashboard.data.subscriptions.trend import Point
from dashboard.ui import components, formats
from dashboard.ui.charts import figures
from dashboard.ui.controls import Child


def finding(points: Sequence[Point]) -> str:
    """How assigned and used moved between the first and the last week that have data."""
    known = [point for point in points if point["assigned"] is not None and point["used"] is not None]
    if len(known) < 2 or not known[0]["assigned"] or not known[0]["used"]:
        return gettext("Licences purchased, assigned and used, week by week")
    first, last = known[0], known[-1]
    idle = max(last["assigned"] - last["used"], 0)
    weeks = (last["week"] - first["week"]).days // 7 + 1  # as the choice of weeks counts them
    return ngettext(
        "Assigned changed by %(assigned)s and used by %(used)s in %(num)s week: %(idle)s are assigned and not used",
        "Assigned changed by %(assigned)s and used by %(used)s in %(num)s weeks: %(idle)s are assigned and not used",
        weeks,
        assigned=_growth(first["assigned"], last["assigned"]),
        used=_growth(first["used"], last["used"]),
        idle=formats.count(idle),
    )


def _growth(first: int, last: int) -> str:
    sign = "+" if last > first else ""
    return f"{sign}{formats.rate((last - first) / first)}"


def product_name(product: str) -> str:
    """The product as it is called on the screen; both names are proper names."""
    return {"meetings": "Meetings", "calling": "Calling"}[product]


def title(question: Question) -> str:
    """What the chart shows, with product, period and region."""
    return gettext(
        "%(product)s licences per week, %(region)s",
        product=product_name(question.product),
        region=question.scope.region.code,
    )


def summary(question: Question, weeks: pd.DataFrame) -> str:
    """The chart in one sentence."""
    return figures.trend_summary(weeks, title(question))


def empty(question: Question) -> Child:
    """Why no week has data."""
    return components.empty_state(
        "no_data",
        gettext("No data for %(region)s in these weeks", region=question.scope.region.code),
        gettext("No Subscription Details report of these weeks was imported. Figures appear with the first import."),
    )


def heading(question: Question, weeks: pd.DataFrame) -> html.Div:
    """The chart's title and how to read it, and for those who do not see it what it shows."""
    subtitle = gettext("Last snapshot of each week, weeks begin on Sunday (UTC)")
    summary_text = html.P(summary(question, weeks), className="hidden-text")
    return html.Div(
        [html.H3(title(question)), html.P(subtitle, className="muted"), summary_text], className="chart-title"
    )
