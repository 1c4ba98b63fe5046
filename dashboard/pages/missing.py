"""What an address without a page shows, and a page whose region is out of reach."""

from typing import Any

from dash import html
from flask_babel import gettext

from dashboard import asking
from dashboard.errors import Forbidden, RegionUnavailable
from dashboard.pages.frame import page_frame
from dashboard.ui import components, controls
from dashboard.words import N_

TITLE = N_("Not found")


def layout(**query: Any) -> html.Div:
    """The way back."""
    return missing_page(gettext("There is no page at this address."))


def missing_page(text: str) -> html.Div:
    """A page that says what is missing."""
    title = gettext(TITLE)
    back = controls.link_button(gettext("To the subscriptions"), "/subscriptions")
    return page_frame(
        "", [html.Div(html.H1(title), className="page-head"), components.empty_state("no_data", title, text, back)]
    )


def outage_page() -> html.Div:
    """A page that cannot be shown now, and the way to the regions that answer."""
    title = gettext("A database is out of reach")
    text = gettext("Try again in a minute. If it lasts, tell your administrator: /readyz names what is down.")
    try:
        codes = list(asking.scopes("customers"))
    except (Forbidden, RegionUnavailable):
        codes = []
    ways = html.Div([controls.link_button(code, f"?region={code}") for code in codes], className="report-tell")
    return page_frame(
        "", [html.Div(html.H1(title), className="page-head"), components.empty_state("no_data", title, text, ways)]
    )
