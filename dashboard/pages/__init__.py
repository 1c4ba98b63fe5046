"""Pages: analytics pages in the order of the menu, and the others."""

from collections.abc import Callable
from typing import Any

import dash
from dash import Dash
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.accounts import may
from dashboard.pages import calling, customer, customers, help, missing, proof, queues, reports, subscriptions
from dashboard.pages.answers import Answering, answering_parts
from dashboard.ui.sections import Section

PAGES = (subscriptions, calling, queues, customers, proof)


def register(app: Dash) -> None:
    """Add every page to the app, each under its own address; `/` is the first."""
    add: Any = dash.register_page
    for module in PAGES:
        add(module.__name__, path=module.PAGE.path, title=_title(module.PAGE.title), layout=module.layout)
    add("customer", path_template="/customers/<org_id>", title=_title(customer.TITLE), layout=customer.layout)
    add("reports", path=reports.PATH, title=_title(reports.TITLE), layout=reports.layout)
    add("help", path=help.PATH, title=_title(help.TITLE), layout=help.layout)
    add("home", path="/", title=_title(subscriptions.PAGE.title), layout=_home)
    add("not_found_404", title=_title(missing.TITLE), layout=missing.layout)


def _home(**query: Any) -> Any:
    """The first page that the user's role may open."""
    return (subscriptions if may(current_user, "analytics") else customers).layout(**query)


def _title(text: str) -> Callable[..., str]:
    """A page's title in the language of the request; Dash calls it with the variables of the page's path."""
    return lambda **variables: gettext(text)


def answering(name: str) -> Answering | None:
    """What answers the part of that name on any page, None for a name from a browser that means nothing."""
    if name == proof.PAGE.head:
        return proof.head
    return answering_parts(tuple(module.PAGE for module in PAGES)).get(name)


def section_named(name: str) -> Section | None:
    """The section of that name on any page, None for any other name."""
    items = [item for module in PAGES for item in module.PAGE.items]
    return next((item for item in items if isinstance(item, Section) and item.name == name), None)
