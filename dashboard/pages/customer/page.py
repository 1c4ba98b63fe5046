"""One customer: what to know first, then tabs. Every row of every table leads here."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from dashboard.access import request_scope
from dashboard.access.rights import may
from dashboard.data.provenance.dates import snapshot_dates
from dashboard.data.provenance.freshness import freshness
from dashboard.errors import BadParameter, NotFound
from dashboard.i18n import N_
from dashboard.pages.base.form_result import told
from dashboard.pages.base.frame import page_frame, quality_address
from dashboard.pages.base.missing import missing_customer
from dashboard.pages.customer.brief import brief
from dashboard.pages.customer.calling import calling_parts
from dashboard.pages.customer.context import CustomerContext, customer_of
from dashboard.pages.customer.people import admins_tab, profile_tab
from dashboard.pages.customer.sizing import sizing_part
from dashboard.pages.customer.subscriptions import order_history, subscriptions_tab
from dashboard.pages.customer.tags import tag_editor
from dashboard.pages.customer.trials import trials_tab
from dashboard.pages.customer.work import work_line, work_tab
from dashboard.services import services
from dashboard.ui import components, controls, formats
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.parts import as_of as as_of_parts
from dashboard.ui.parts import head as head_parts
from dashboard.ui.parts import statuses as status_parts
from dashboard.web.address import Reader

TITLE = N_("Customer")

Tab = Callable[[CustomerContext], list[Child]]

TABS: dict[str, tuple[str, Tab, str]] = {
    "subscriptions": (N_("Subscriptions"), subscriptions_tab, "customers"),
    "work": (N_("Work"), work_tab, "customers"),
    "trials": (N_("Trials"), trials_tab, "trials_view"),
    "admins": (N_("Partner administrators"), admins_tab, "trials_view"),
    "profile": (N_("Profile"), profile_tab, "customers"),
    "calling": (N_("Calling"), lambda seen: calling_parts(seen.question, seen.key), "analytics"),
}
"""By the value of `tab` in the address: title, what it shows, the right that a role must have to see it."""


def layout(org_id: str = "", **query: Any) -> html.Div:
    """The page of a customer; the same answer for an unknown id and for one the user may not see."""
    refused: list[BadParameter] = []
    asked = request_scope.question(Reader(MultiDict(query), refused.append), "customers")
    question = replace(asked, scope=asked.scope.unfiltered)
    try:
        seen = customer_of(question, org_id)
    except NotFound as missing:
        return missing_customer(gettext(str(missing)), question.scope.region.code, query)
    dates, as_of = snapshot_dates(question, seen.today), question.moment.as_of
    chosen = query.get("tab")
    tabs = {name: tab for name, tab in TABS.items() if may(current_user, tab[2])}  # type: ignore[arg-type]
    name = chosen if chosen in tabs else "subscriptions"
    _, shown, _ = tabs[name]
    past = as_of_parts.strip(dates, as_of, question.moment.rules)
    notices = [*components.refusals(refused), *told()]
    body: list[Child] = [*past, *notices, *_head(seen), _tabs(seen, tabs, name), *shown(seen)]
    if name == "subscriptions":
        body += [*sizing_part(seen), *order_history(seen)]
    fresh = head_parts.freshness_line(freshness(question), quality_address(question))
    children: list[Child] = [html.Div(body, className="customer")]
    return page_frame("/customers", children, question, dates=dates, freshness=fresh)


def _head(seen: CustomerContext) -> list[Child]:
    name = seen.summary["customer"] or formats.unknown()
    tags = [html.Span(tag, className="chip plain") for tag in seen.profile["tags"]]
    tools: list[Child] = [*tags, *tag_editor(seen), _brief(seen), _launch(seen)]
    dates = snapshot_dates(seen.question, seen.today)
    title = html.H1([name, html.Span(as_of_parts.title(dates, seen.question.moment.as_of), className="hidden-text")])
    return [
        html.Div([title, html.Div(tools, className="chips")], className="page-head"),
        status_parts.status_list(seen.summary["statuses"]),
        *work_line(seen),
        brief(seen),
    ]


def _brief(seen: CustomerContext) -> Child:
    """The way to the page to take along."""
    address = f"/customers/{seen.org_id}/brief?{urlencode(seen.query)}"
    return controls.link_button(gettext("Brief for a review"), address, sign="report")


def _launch(seen: CustomerContext) -> Child:
    template = services().settings.launch_url
    if not template:
        return html.Span()
    href, text = template.replace("{org_id}", seen.org_id), gettext("Open in Control Hub")
    return controls.link_button(text, href, sign="launch", target="_blank", rel="noopener noreferrer")


def _tabs(seen: CustomerContext, tabs: dict[str, tuple[str, Tab, str]], chosen: str) -> html.Nav:
    """Links, each with an address of its own: they work by keyboard, in a new tab and without a script."""
    links = [
        html.A(gettext(title), href=_address(seen, name), **marks(aria_current="page" if name == chosen else None))
        for name, (title, _, _) in tabs.items()
    ]
    return html.Nav(links, className="tab-list", **marks(aria_label=gettext("About this customer")))


def _address(seen: CustomerContext, tab: str) -> str:
    return f"/customers/{seen.org_id}?{urlencode({**seen.query, 'tab': tab})}"
