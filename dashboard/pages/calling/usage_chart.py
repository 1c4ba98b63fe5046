"""Calls and minutes by week: whether the customers together call more or less than before."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext

from dashboard.data.calling.coverage import week_coverage
from dashboard.data.calling.covered_weeks import told_by
from dashboard.data.calling.trends import USAGE_KINDS, change_of, usage_trend
from dashboard.data.calling.usage import CALLS, CUSTOMER_USAGE
from dashboard.data.query.frame import frame_of
from dashboard.data.query.question import Question
from dashboard.i18n import N_
from dashboard.pages.base.week_chart import how_to_read, week_chart, week_not_known
from dashboard.ui import comparing, formats
from dashboard.ui.charts import figures, usage_figure
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME = "usage_trend"

Point = Mapping[str, Any]


def draw(question: Question, theme: Theme) -> Drawn:
    """The figure by week; the reason takes its place when the week is not known."""
    if not told_by("usage", "legs")(question):
        return week_not_known(question, NAME)
    points = usage_trend(question)
    title = gettext("Calls and minutes per week, %(region)s", region=question.scope.region.code)
    texts, weeks = (finding(question, points[-1]), title, how_to_read()), frame_of(points, USAGE_KINDS)
    return week_chart(question, theme, NAME, texts, weeks, (usage_figure.usage_trend, usage_figure.twin))


def finding(question: Question, now: Point) -> str:
    """The week's calls and minutes, and the change of the calls that the card has."""
    if now["calls"] is None:
        return gettext("No file tells the calls of this week")
    text = ngettext(
        "%(calls)s calls in %(minutes)s minutes, of %(n)s customer",
        "%(calls)s calls in %(minutes)s minutes, of %(n)s customers",
        now["customers"],
        n=formats.count(now["customers"]),
        calls=formats.count(now["calls"]),
        minutes=formats.count(now["minutes"]),
    )
    change = change_of(question, CUSTOMER_USAGE, CALLS)
    if change is None:
        return text
    return gettext(
        "%(text)s: %(change)s calls against %(week)s",
        text=text,
        change=formats.delta(change),
        week=comparing.week(question),
    )


USAGE_TREND = Drawing(
    name=NAME,
    eyebrow=N_("Calls by week"),
    short=N_("Calls by week"),
    body=lambda drawn: [figures.chart_frame(NAME, drawn)],
    draw=draw,
    sight=week_coverage("usage"),
)
