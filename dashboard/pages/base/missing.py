"""What an address without a page shows, and a page whose region is out of reach."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext

from dashboard.access import request_scope
from dashboard.errors import Forbidden, RegionUnavailable
from dashboard.i18n import N_
from dashboard.pages.base.frame import page_frame
from dashboard.pages.base.menu import carrying, kept
from dashboard.ui import components, controls
from dashboard.ui.controls import Child

TITLE = N_("Not found")


def layout(**query: Any) -> html.Div:
    """The way back."""
    return missing_page(gettext("There is no page at this address."), query)


def missing_page(text: str, address: Mapping[str, Any], ways: Sequence[Child] = ()) -> html.Div:
    """A page that says what is missing at an address, and leads on in its region and on its day."""
    title = gettext(TITLE)
    back = controls.link_button(gettext("To the overview"), carrying("/", kept(address)))
    reason = components.empty_state("no_data", title, text, html.Div([*ways, back], className="acts"))
    return page_frame("", [html.Div(html.H1(title), className="page-head"), reason], address=address)


def missing_customer(text: str, region: str, address: Mapping[str, Any]) -> html.Div:
    """The same of a customer, whose region may be another one: the customers of this one, and the others to look in."""
    query = {key: str(address[key]) for key in ("as_of", "tab") if address.get(key)}
    others = [code for code in request_scope.scopes("customers") if code != region]
    here = controls.link_button(
        gettext("Customers of %(region)s", region=region), carrying("/customers", kept(address))
    )
    ways = [
        controls.link_button(gettext("Look in %(region)s", region=code), f"?{urlencode({'region': code, **query})}")
        for code in others
    ]
    return missing_page(text, address, [here, *ways])


def outage_page() -> html.Div:
    """A page that cannot be shown now, and the way to the regions that answer."""
    title = gettext("A database is out of reach")
    text = gettext("Try again in a minute. If it lasts, tell your administrator: /readyz names what is down.")
    try:
        codes = list(request_scope.scopes("customers"))
    except (Forbidden, RegionUnavailable):
        codes = []
    ways = html.Div([controls.link_button(code, f"?region={code}") for code in codes], className="report-tell")
    return page_frame(
        "", [html.Div(html.H1(title), className="page-head"), components.empty_state("no_data", title, text, ways)]
    )
