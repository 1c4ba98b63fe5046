"""The KPI row of the subscriptions page, asked and drawn."""

from dataclasses import replace
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext

from dashboard.data.query.moment import compared_with
from dashboard.data.query.question import Question
from dashboard.data.subscriptions.headline import HEADLINE, headline
from dashboard.data.subscriptions.headline_by_week import headline_weeks
from dashboard.services import services
from dashboard.ui import comparing, components, controls
from dashboard.ui.controls import Child
from dashboard.ui.links import data_address, proof_address, tell_address
from dashboard.ui.parts import headline as headline_parts
from dashboard.ui.parts.headline import Headline


def ask_headline(question: Question) -> Headline:
    """Everything the KPI row shows."""
    scope, at = question.scope, question.moment
    now, before = headline(scope, at), headline(scope, compared_with(question))
    weeks = headline_weeks(scope, at, headline_parts.SPARK_WEEKS)
    words = {"versus": comparing.versus(question), "missing": comparing.no_earlier(question)}
    return Headline(now.values, before.values, weeks, now.unlicensed, _why(question), rules=at.rules, **words)


def _why(question: Question) -> str:
    """The beginning of the address that tells the causes of a change: the same customers on the same days."""
    scope, as_of = question.scope, question.moment.as_of
    asked = [
        ("region", scope.region.code),
        ("as_of", as_of.isoformat() if as_of != services().settings.as_of() else ""),
        ("compare", question.compare.as_of.isoformat() if question.compare else ""),
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
        way = controls.link_button(gettext("To the page Data"), data_address(question))
        empty = components.empty_state("no_data", title, text, way)
        return [headline_parts.kpi_row(_unknown(question), hrefs, {}), empty]
    under = gettext(
        "Meetings and Calling together. Lines show the last %(weeks)s weeks.", weeks=headline_parts.SPARK_WEEKS
    )
    answer = ask_headline(question)
    tells = {
        key: tell_address(question, f"headline.{key}", threshold=value.number) for key, value in answer.now.items()
    }
    return [headline_parts.kpi_row(answer, hrefs, tells), html.P(under, className="muted")]


def _unknown(question: Question) -> Headline:
    values = headline(question.scope, replace(question.moment, snapshot=None)).values
    return Headline(values, values, [None] * headline_parts.SPARK_WEEKS, 0, rules=question.moment.rules)
