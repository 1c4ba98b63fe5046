"""What changed since last week or an earlier date: a number now and then, the causes of the difference, and whose."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext

from dashboard.data.changes.table import CHANGES, comparison
from dashboard.data.changes.table import MEASURES as METRICS
from dashboard.data.query.question import Question
from dashboard.i18n import N_
from dashboard.pages.base.analytics import analytics_page
from dashboard.pages.changes.chart import WATERFALL
from dashboard.pages.changes.words import change as difference
from dashboard.pages.changes.words import no_comparison
from dashboard.ui import comparing, controls, ids
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.sections import Page, Section, Values


def _finding(question: Question, values: Values) -> str:
    if not (values["rises"].number or values["falls"].number):
        return gettext("Nothing changed %(since)s", since=comparing.since(question))
    numbers = {key: difference(question, values[key].number) for key in ("rises", "falls", "change")}
    return gettext("Rises of %(rises)s and falls of %(falls)s make %(change)s", **numbers)


ROWS = Section(
    CHANGES,
    _finding,
    lambda question: gettext("Nobody entered or left this number, and no count of it changed, in this time."),
    lambda question: no_comparison(question, comparison(question))[1],
    missing_title=lambda question: no_comparison(question, comparison(question))[0],
    presets=lambda: [(gettext("Falls first"), {"changes.sort": "change"})],
)


def _picks(question: Question) -> list[Child]:
    """Which number, and of which product where it is one of licences."""
    options = [{"value": metric.key, "label": gettext(metric.label)} for metric in METRICS]
    select = dbc.Select(id=ids.MEASURE, options=options, value=question.measure)
    product = controls.segmented(
        control="product",
        name=gettext("Product"),
        options=[("meetings", "Meetings"), ("calling", "Calling")],
        value=question.product,
        id=ids.PRODUCT,
        look="small",
    )
    return [
        html.Label([html.Span(gettext("Number")), select], className="field", **marks(data_control="measure")),
        product,
    ]


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
    icon="change",
    label=N_("What changed"),
    kpis=lambda question: (),
    items=(WATERFALL, ROWS),
    notes=_notes,
    one_text=True,
    picks=_picks,
)


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them."""
    return analytics_page(PAGE, query)
