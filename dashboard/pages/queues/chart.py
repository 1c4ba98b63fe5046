"""Call queues by week: what was offered, answered and abandoned, and the rate."""

from collections.abc import Mapping
from typing import Any

from dash import html
from flask_babel import gettext

from dashboard.data.calling.coverage import week_coverage
from dashboard.data.calling.covered_weeks import told_by
from dashboard.data.calling.queues import ABANDONMENT_RATE, CUSTOMER_QUEUES
from dashboard.data.calling.trends import QUEUE_KINDS, change_of, queue_trend
from dashboard.data.query.frame import frame_of
from dashboard.data.query.question import Question
from dashboard.i18n import N_
from dashboard.pages.base.week_chart import how_to_read, week_chart, week_not_known
from dashboard.ui import comparing, formats
from dashboard.ui.charts import figures, queue_figure
from dashboard.ui.sections import Drawing, Drawn
from dashboard.ui.tokens import Theme

NAME = "queue_trend"

Point = Mapping[str, Any]


def draw(question: Question, theme: Theme) -> Drawn:
    """The figure by week; the reason takes its place when the week is not known."""
    if not told_by("queues", "usage")(question):
        return week_not_known(question, NAME)
    points = queue_trend(question)
    title = gettext("Queue calls per week, %(region)s", region=question.scope.region.code)
    texts, weeks = (finding(question, points[-1]), title, how_to_read()), frame_of(points, QUEUE_KINDS)
    foot = [html.P(rest_note(), className="section-sub")]
    return week_chart(question, theme, NAME, texts, weeks, (queue_figure.queue_trend, queue_figure.twin), foot)


def rest_note() -> str:
    """What the third part of a bar is."""
    return gettext(
        "Other or not told: offered calls that the reports count as neither answered nor abandoned. Calling Usage "
        "Detail does not tell how many were answered."
    )


def finding(question: Question, now: Point) -> str:
    """The rate, of which calls, and its change."""
    if not now["offered_rated"]:
        return gettext("No file tells offered and abandoned queue calls of this week")
    text = gettext(
        "%(share)s of the queue calls were abandoned: %(abandoned)s of %(offered)s",
        share=formats.rate(now["abandonment_rate"]),
        abandoned=formats.count(now["abandoned_rated"]),
        offered=formats.count(now["offered_rated"]),
    )
    change = change_of(question, CUSTOMER_QUEUES, ABANDONMENT_RATE)
    if change is None:
        return text
    return gettext(
        "%(text)s, %(change)s against %(week)s",
        text=text,
        change=formats.delta_pp(change),
        week=comparing.week(question),
    )


QUEUE_TREND = Drawing(
    name=NAME,
    eyebrow=N_("Call queues by week"),
    short=N_("Queues by week"),
    body=lambda drawn: [figures.chart_frame(NAME, drawn)],
    draw=draw,
    sight=week_coverage("queues"),
)
