"""The KPI row of the subscriptions page, asked and drawn."""

from dataclasses import replace

from dash import html
from flask_babel import gettext

from dashboard.data.headline import HEADLINE, headline, headline_weeks, unlicensed_customers
from dashboard.data.moment import moment_at
from dashboard.data.question import Question
from dashboard.data.weeks import WEEK
from dashboard.ui import components, headline_parts
from dashboard.ui.controls import Child
from dashboard.ui.headline_parts import Headline
from dashboard.ui.proof_links import proof_address


def ask_headline(question: Question) -> Headline:
    """Everything the KPI row shows, in one connection."""
    scope, moment = question.scope, question.moment
    with scope.region.read() as connection:
        earlier = moment_at(connection, moment.as_of - WEEK)
        now = headline(connection, scope, moment)
        weeks = headline_weeks(connection, scope, moment, headline_parts.SPARK_WEEKS)
        before = headline(connection, scope, earlier)
        unlicensed = unlicensed_customers(connection, scope, moment) if moment.snapshot else 0
    return Headline(now, before, weeks, unlicensed)


def kpis(question: Question) -> list[Child]:
    """The KPI row and what it speaks of, or why there is none."""
    hrefs = {metric.key: proof_address("subscriptions", metric.key, question) for metric in HEADLINE}
    if question.moment.snapshot is None:
        code = question.scope.region.code
        text = gettext("Nothing was imported for this region by this date. Figures appear with the first import.")
        title = gettext("No data for %(region)s yet", region=code)
        empty = components.empty_state("no_data", title, text)
        return [headline_parts.kpi_row(_unknown(question), hrefs), empty]
    under = gettext(
        "Meetings and Calling together. Lines show the last %(weeks)s weeks.", weeks=headline_parts.SPARK_WEEKS
    )
    return [headline_parts.kpi_row(ask_headline(question), hrefs), html.P(under, className="muted")]


def _unknown(question: Question) -> Headline:
    with question.scope.region.read() as connection:
        values = headline(connection, question.scope, replace(question.moment, snapshot=None))
    return Headline(values, values, [None] * headline_parts.SPARK_WEEKS, 0)
