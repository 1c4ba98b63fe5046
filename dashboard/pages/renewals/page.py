"""Renewals: everything that ends or renews soon, the riskiest first, with what speaks for its loss and what is done."""

from collections.abc import Sequence
from typing import Any

from dash import html
from flask_babel import gettext

from dashboard.data.query.question import Question
from dashboard.i18n import N_
from dashboard.pages.base.analytics import analytics_page
from dashboard.pages.renewals.backtest import BACKTEST
from dashboard.pages.renewals.queue import PATH, QUEUE
from dashboard.pages.renewals.sums import RENEWAL_SUMS
from dashboard.pages.renewals.weeks import RENEWAL_WEEKS
from dashboard.pages.renewals.weights import WEIGHTS
from dashboard.ui import controls, ids
from dashboard.ui.controls import Child
from dashboard.ui.sections import Page

DAYS = (30, 60, 90, 180)


def _picks(question: Question) -> list[Child]:
    """How far ahead it looks; another number of days in the address is offered too."""
    offered = sorted({*DAYS, question.days})
    days = controls.segmented(
        control="days",
        name=gettext("Days ahead"),
        options=[(str(number), str(number)) for number in offered],
        value=str(question.days),
        id=ids.DAYS,
        look="small",
    )
    unit = html.Span([days, gettext("days")], className="sized-by")
    return [html.Div([gettext("Ends or renews in the next"), unit], className="sized-by")]


def _notes(question: Question) -> Sequence[tuple[str, str]]:
    return [
        (
            gettext("What is listed"),
            gettext(
                "Active subscriptions and trials with licences of the product whose end lies within the chosen days. "
                "A subscription with both products has a row under each."
            ),
        ),
        (
            gettext("Money"),
            gettext(
                "Licences times the price in force, a month. Currencies are never added to each other; the share of "
                "licences with a price stands beside every sum."
            ),
        ),
        (
            gettext("The past"),
            gettext("Owners, states and forecasts are those of today; all else is as it was on its day."),
        ),
        (gettext("Exports"), gettext("A file holds every filtered row, not only those loaded on the page.")),
    ]


PAGE = Page(
    name="renewals",
    path=PATH,
    title=N_("Renewals"),
    icon="calendar",
    kpis=lambda question: (),
    items=(QUEUE, RENEWAL_WEEKS, RENEWAL_SUMS, BACKTEST, WEIGHTS),
    notes=_notes,
    one_text=True,
    by_product=True,
    picks=_picks,
)


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them."""
    return analytics_page(PAGE, query)
