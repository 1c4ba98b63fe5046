"""Pages in the order of the menu."""

from typing import Any

import dash
from dash import Dash

from dashboard.pages import customer, missing, subscriptions
from dashboard.ui.sections import Section

PAGES = (subscriptions,)


def register(app: Dash) -> None:
    """Add every page to the app, each under its own address; `/` is the first."""
    add: Any = dash.register_page
    for page in PAGES:
        add(page.__name__, path=page.PATH, title=page.TITLE, layout=page.layout)
    add("customer", path_template="/customers/<org_id>", title=customer.TITLE, layout=customer.layout)
    add("home", path="/", title=subscriptions.TITLE, layout=subscriptions.layout)
    add("not_found_404", layout=missing.layout)


def section_named(name: str) -> Section | None:
    """The section of that name on any page, None for a name from a browser that means nothing."""
    return next((section for page in PAGES for section in page.SECTIONS if section.name == name), None)
