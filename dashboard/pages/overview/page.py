"""Overview: every region by itself, who needs somebody since the last visit, and how the numbers came to be."""

from dataclasses import replace
from datetime import date
from typing import Any

from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.account.visits import visited
from dashboard.access.overview import days_of_regions
from dashboard.access.rights import may
from dashboard.data.provenance.dates import Dates
from dashboard.data.query.question import Question
from dashboard.errors import Forbidden
from dashboard.i18n import N_
from dashboard.pages.base.analytics import analytics_page
from dashboard.pages.base.frame import page_frame
from dashboard.pages.overview.attention import ATTENTION, defaults
from dashboard.pages.overview.regions import REGIONS, has_customers
from dashboard.pages.overview.weeks import KPI_WEEKS
from dashboard.services import services
from dashboard.ui import components
from dashboard.ui.sections import Page


def _dates(question: Question, today: date) -> Dates:
    """The days of any region."""
    return Dates(days_of_regions(services(), current_user, today), today)


def _notes(question: Question) -> list[tuple[str, str]]:
    return [
        (
            gettext("Regions"),
            gettext("A region's data lies in its own database. Numbers of two regions are never added up."),
        ),
        (
            gettext("Needs somebody"),
            gettext(
                "What entered a list, crossed a threshold or fell since that day, by the rules of its region. What was "
                "so before is not told again."
            ),
        ),
        (
            gettext("Last visit"),
            gettext("When you last opened this page; who comes back within two hours is still on the same visit."),
        ),
    ]


PAGE = Page(
    name="overview",
    path="/",
    title=N_("Overview"),
    icon="home",
    kpis=lambda question: (),
    items=(REGIONS, ATTENTION, KPI_WEEKS),
    notes=_notes,
    one_text=True,
    dates=_dates,
    every_region=True,
    defaults=defaults,
    right="customers",
)


def page_of_user() -> Page:
    """The page as the user may see it: without analytics the attention list alone, without customers what to do."""
    if not may(current_user, "analytics"):
        return replace(PAGE, items=(ATTENTION,))
    return PAGE if has_customers() else replace(PAGE, items=(REGIONS,))


def layout(**query: Any) -> Any:
    """The page for a query string, its values as Dash passes them. The visit is noted once it is shown."""
    try:
        shown = analytics_page(page_of_user(), query)
    except Forbidden as problem:
        empty = components.empty_state("no_data", gettext("Nothing to show"), gettext(str(problem)))
        return page_frame(PAGE.path, [html.Div(html.H1(gettext(PAGE.title)), className="page-head"), empty])
    visited(services().store, current_user)
    return shown
