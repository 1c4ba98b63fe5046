"""What an address without a page shows."""

from typing import Any

from dash import html
from flask_babel import gettext

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
