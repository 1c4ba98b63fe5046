"""Pages: analytics pages in the order of the menu, and the others."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import dash
from dash import Dash
from flask_babel import gettext
from flask_login import current_user

from dashboard.access.accounts import may
from dashboard.errors import RegionUnavailable
from dashboard.pages import (
    calling,
    changes,
    customer,
    customer_sizing,
    customers,
    data_quality,
    help,
    missing,
    proof,
    queues,
    reports,
    subscriptions,
)
from dashboard.pages.answers import Answering, answering_parts
from dashboard.ui.sections import Section

PAGES = (subscriptions, changes, calling, queues, customers, data_quality, proof)


def register(app: Dash) -> None:
    """Add every page to the app, each under its own address; `/` is the first."""
    add: Any = dash.register_page
    for module in PAGES:
        add(module.__name__, path=module.PAGE.path, title=_title(module.PAGE.title), layout=_reachable(module.layout))
    add(
        "customer",
        path_template="/customers/<org_id>",
        title=_title(customer.TITLE),
        layout=_reachable(customer.layout),
    )
    add("reports", path=reports.PATH, title=_title(reports.TITLE), layout=_reachable(reports.layout))
    add("help", path=help.PATH, title=_title(help.TITLE), layout=help.layout)
    add("home", path="/", title=_title(subscriptions.PAGE.title), layout=_reachable(_home))
    add("not_found_404", title=_title(missing.TITLE), layout=missing.layout)


def _reachable(layout: Callable[..., Any]) -> Callable[..., Any]:
    """The layout, or what tells that its region's database is out of reach."""

    @wraps(layout)
    def shown(**query: Any) -> Any:
        try:
            return layout(**query)
        except RegionUnavailable:
            return missing.outage_page()

    return shown


def _home(**query: Any) -> Any:
    """The first page that the user's role may open."""
    return (subscriptions if may(current_user, "analytics") else customers).layout(**query)


def _title(text: str) -> Callable[..., str]:
    """A page's title in the language of the request; Dash calls it with the variables of the page's path."""
    return lambda **variables: gettext(text)


def answering(name: str) -> Answering | None:
    """What answers the part of that name on any page, None for a name from a browser that means nothing."""
    if name == customer_sizing.NAME:
        return customer_sizing.answer
    if name == proof.PAGE.head:
        return proof.head
    return answering_parts(tuple(module.PAGE for module in PAGES)).get(name)


def section_named(name: str) -> Section | None:
    """The section of that name on any page, None for any other name."""
    items = [item for module in PAGES for item in module.PAGE.items]
    return next((item for item in items if isinstance(item, Section) and item.name == name), None)
