"""Pages in the order of the menu."""

from collections.abc import Callable
from typing import Any

import dash
from dash import Dash
from flask_babel import gettext

from dashboard.pages import customer, missing, subscriptions
from dashboard.ui.sections import Section

PAGES = (subscriptions,)


def register(app: Dash) -> None:
    """Add every page to the app, each under its own address; `/` is the first."""
    add: Any = dash.register_page
    for page in PAGES:
        add(page.__name__, path=page.PATH, title=_title(page.TITLE), layout=page.layout)
    add("customer", path_template="/customers/<org_id>", title=_title(customer.TITLE), layout=customer.layout)
    add("home", path="/", title=_title(subscriptions.TITLE), layout=subscriptions.layout)
    add("not_found_404", title=_title(missing.TITLE), layout=missing.layout)


def _title(text: str) -> Callable[..., str]:
    """A page's title in the language of the request; Dash calls it with the variables of the page's path."""
    return lambda **variables: gettext(text)


def section_named(name: str) -> Section | None:
    """The section of that name on any page, None for a name from a browser that means nothing."""
    return next((section for page in PAGES for section in page.SECTIONS if section.name == name), None)
