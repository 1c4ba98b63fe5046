"""What changed since last week: a number now and a week before, the causes of the difference, and whose they are."""

from dataclasses import replace
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext

from dashboard.data import headline_rows
from dashboard.data.metric import Metric
from dashboard.data.moment import a_week_before
from dashboard.data.question import LICENCES, MEASURES, Question
from dashboard.data.waterfall.changes import CHANGES, comparison, measure_of
from dashboard.data.waterfall.changes import MEASURES as METRICS
from dashboard.pages.analytics import analytics_page
from dashboard.pages.change_chart import WATERFALL
from dashboard.pages.change_words import days, no_comparison, source, unit_text
from dashboard.ui import components, controls, formats, ids
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.proof_links import proof_address
from dashboard.ui.sections import Page, Section, Values
from dashboard.words import N_


def _finding(question: Question, values: Values) -> str:
    if not (values["rises"].number or values["falls"].number):
        return gettext("Nothing changed since a week before")
    numbers = {key: formats.delta(values[key].number) for key in ("rises", "falls", "change")}
    return gettext("Rises of %(rises)s and falls of %(falls)s make %(change)s", **numbers)


ROWS = Section(
    CHANGES,
    _finding,
    lambda question: gettext("Nobody entered or left this number, and no count of it changed, within the week."),
    lambda question: no_comparison(question, comparison(question))[1],
    missing_title=lambda question: no_comparison(question, comparison(question))[0],
    presets=lambda: [(gettext("Falls first"), {"changes.sort": "change"})],
)


def _kpis(question: Question) -> list[Child]:
    """The number a week before, now, and the change."""
    found, metric = comparison(question), measure_of(question)
    before, now = days(question)
    earlier = replace(question, moment=a_week_before(question.moment))
    missing = "" if found.change is not None else no_comparison(question, found)[0]
    cards = [
        _card("before", gettext("A week before"), found.before, earlier, before, missing),
        _card("now", gettext("Now"), found.now, question, now, missing if found.now is None else ""),
        _change_card(question, metric, found.change, missing),
    ]
    both = question.measure not in LICENCES
    words = source(question) if found.change is not None else gettext("A change is known when both numbers are.")
    return [components.kpi_row(cards), html.P(words, className="muted of-both" if both else "muted")]


def _card(key: str, label: str, value: int | None, question: Question, day: str, missing: str) -> Child:
    metric = measure_of(question)
    return components.kpi_card(
        key=key,
        label=label,
        value_text=formats.compact(value),
        full_text=formats.count(value),
        raw=formats.raw(value),
        unit_text=unit_text(question),
        definition=gettext(metric.definition),
        formula=gettext(metric.formula),
        delta=None,
        spark=(),
        spark_label="",
        href=_proof(question),
        reason=gettext("on %(day)s", day=day) if value is not None else missing,
    )


def _proof(question: Question) -> str:
    """Where the number of the question's measure is proved: on the page of subscriptions, or licences here."""
    if question.measure in LICENCES:
        return proof_address(PAGE.name, question.measure, question, headline_rows.LICENCES)
    return proof_address("subscriptions", question.measure, question)


def _change_card(question: Question, metric: Metric, change: int | None, missing: str) -> Child:
    delta = formats.change(change, metric.good)
    tones = {"good": gettext("better"), "bad": gettext("worse"), "neutral": gettext("neutral")}
    word = missing if delta is None else gettext("unchanged") if delta.direction == "same" else tones[delta.tone]
    return components.kpi_card(
        key="change",
        label=gettext("Change to last week"),
        value_text=formats.delta(change),
        full_text=formats.delta(change),
        raw=formats.raw(change),
        unit_text=unit_text(question),
        definition=gettext("The number now less the number a week before: its causes sum to it."),
        formula=gettext("sum change"),
        delta=None,
        spark=(),
        spark_label="",
        href=proof_address(PAGE.name, f"{CHANGES.name}.change", question, CHANGES),
        reason=word,
    )


def _picks(question: Question) -> list[Child]:
    """Which number, and of which product where it is one of licences."""
    options = [{"value": metric.key, "label": gettext(metric.label)} for metric in METRICS]
    select = dbc.Select(id=ids.MEASURE, options=options, value=question.measure)
    own = marks(data_control="measure", data_default=MEASURES[0])
    product = controls.segmented(
        control="product",
        name=gettext("Product"),
        options=[("meetings", "Meetings"), ("calling", "Calling")],
        value=question.product,
        default="meetings",
        id=ids.PRODUCT,
        look="small",
    )
    return [html.Label([html.Span(gettext("Number")), select], className="field", **own), product]


def _notes(question: Question) -> list[tuple[str, str]]:
    return [
        (
            gettext("One cause each"),
            gettext(
                "A customer that entered or left a count stands in one cause, also when several hold: the first in "
                "the order of the list under Help. Licences are told by subscription."
            ),
        ),
        (
            gettext("The sum"),
            gettext("The causes add up to the change exactly. Both numbers are counted on their own, not from them."),
        ),
        (
            gettext("The past"),
            gettext("Both numbers obey today's tags and assignments; all else is as it was on its day."),
        ),
    ]


PAGE = Page(
    name="changes",
    path="/changes",
    title=N_("What changed since last week"),
    kpis=_kpis,
    items=(WATERFALL, ROWS),
    notes=_notes,
    asks=("measure", "product"),
    picks=_picks,
)


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them."""
    return analytics_page(PAGE, query)
