"""Pages: analytics pages in the order of the menu, and the others."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import dash
from dash import Dash, ctx
from dash.exceptions import MissingCallbackContextException, PreventUpdate
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dashboard.errors import RegionUnavailable
from dashboard.pages.alerts import page as alerts
from dashboard.pages.base import missing
from dashboard.pages.base.menu import Entry
from dashboard.pages.brief import page as brief
from dashboard.pages.calling import page as calling
from dashboard.pages.changes import page as changes
from dashboard.pages.customer import page as customer
from dashboard.pages.customers import page as customers
from dashboard.pages.help import page as help
from dashboard.pages.overview import page as overview
from dashboard.pages.proof import page as proof
from dashboard.pages.quality import page as data_quality
from dashboard.pages.queues import page as queues
from dashboard.pages.renewals import page as renewals
from dashboard.pages.reports import page as reports
from dashboard.pages.subscriptions import page as subscriptions
from dashboard.ui import ids
from dashboard.ui.links import PATH as PROOF
from dashboard.ui.sections import Page

PAGES = (overview, subscriptions, renewals, changes, calling, queues, customers, data_quality)


def register(app: Dash) -> None:
    """Add every page to the app, each under its own address; the menu has them in this order."""
    pages = [
        *(
            _page(module.__name__, module.PAGE.title, _analytics(module.layout), _entry(module.PAGE))
            for module in PAGES
        ),
        _page("proof", proof.TITLE, _analytics(proof.layout), path=PROOF),
        # Before the customer's own page, whose address fits this one too.
        _page("brief", brief.TITLE, _reachable(brief.layout), path_template="/customers/<org_id>/brief"),
        _page("customer", customer.TITLE, _reachable(customer.layout), path_template="/customers/<org_id>"),
        _page("reports", reports.TITLE, _reachable(reports.layout), reports.ENTRY),
        _page("alerts", alerts.TITLE, _reachable(alerts.layout), alerts.ENTRY),
        _page("help", help.TITLE, help.layout, help.ENTRY),
        _page("not_found_404", missing.TITLE, missing.layout),
    ]
    add: Any = dash.register_page
    for order, page in enumerate(pages):
        add(order=order, **page)


def _page(
    name: str, title: str, layout: Callable[..., Any], entry: Entry | None = None, **address: str
) -> dict[str, Any]:
    """What Dash is told of a page; its address is that of its entry in the menu if it has one."""
    path = {"path": entry.path} if entry else address
    return {"module": name, "title": _title(title), "layout": layout, "menu": entry, **path}


def _entry(page: Page) -> Entry:
    return Entry(page.path, page.icon, page.label or page.title, page.right)


def page_at(path: Any, arguments: MultiDict[str, str]) -> Page | None:
    """The analytics page of an address as the user may see it, None for any other."""
    if path == PROOF:
        return proof.page_of(arguments)
    pages: Mapping[str, Page] = {module.PAGE.path: module.PAGE for module in PAGES}
    return overview.page_of_user() if path == "/" else pages.get(str(path).rstrip("/"))


def _analytics(layout: Callable[..., Any]) -> Callable[..., Any]:
    """The layout of a page whose callbacks answer its controls.

    The address that follows the controls reaches Dash's router too: the page is there, and stays.
    """
    shown = _reachable(layout)

    @wraps(layout)
    def once(**query: Any) -> Any:
        if _follows_controls():
            raise PreventUpdate
        return shown(**query)

    return once


def _follows_controls() -> bool:
    """Whether Dash's router asks because the query alone changed."""
    try:
        return set(ctx.triggered_prop_ids) == {f"{ids.LOCATION}.search"}
    except MissingCallbackContextException:  # nobody's router asks
        return False


def _reachable(layout: Callable[..., Any]) -> Callable[..., Any]:
    """The layout, or what tells that its region's database is out of reach."""

    @wraps(layout)
    def shown(**query: Any) -> Any:
        try:
            return layout(**query)
        except RegionUnavailable:
            return missing.outage_page()

    return shown


def _title(text: str) -> Callable[..., str]:
    """A page's title in the language of the request; Dash calls it with the variables of the page's path."""
    return lambda **variables: gettext(text)
