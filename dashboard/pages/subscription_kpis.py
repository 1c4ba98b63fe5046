"""The KPI row of the subscriptions page, asked and drawn."""

from dataclasses import replace
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext

from dashboard.data.headline import HEADLINE, headline, headline_weeks
from dashboard.data.moment import a_week_before
from dashboard.data.question import Question
from dashboard.services import services
from dashboard.ui import components, headline_parts
from dashboard.ui.controls import Child
from dashboard.ui.headline_parts import Headline
from dashboard.ui.proof_links import proof_address


def ask_headline(question: Question) -> Headline:
    """Everything the KPI row shows."""
    scope, at = question.scope, question.moment
    now, before = headline(scope, at), headline(scope, a_week_before(at))
    weeks = headline_weeks(scope, at, headline_parts.SPARK_WEEKS)
    return Headline(now.values, before.values, weeks, now.unlicensed, _why(question))


def _why(question: Question) -> str:
    """The beginning of the address that tells the causes of a change: the same customers on the same day."""
    scope, as_of = question.scope, question.moment.as_of
    asked = [
        ("region", scope.region.code),
        ("as_of", as_of.isoformat() if as_of != services().settings.as_of() else ""),
        *(("tag", tag) for tag in scope.tags),
        ("managed_by", scope.managed_by or ""),
        ("q", scope.search),
        ("measure", ""),
    ]
    return f"/changes?{urlencode([(key, value) for key, value in asked if value or key == 'measure'])}"


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
    values = headline(question.scope, replace(question.moment, snapshot=None)).values
    return Headline(values, values, [None] * headline_parts.SPARK_WEEKS, 0)
