"""One customer: what to know first, then tabs. Every row of every table leads here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from dashboard import asking
from dashboard.access.accounts import may
from dashboard.address import Reader
from dashboard.data.customer_detail import customer_summary
from dashboard.data.customers import customer_profile
from dashboard.data.dates import snapshot_dates
from dashboard.data.freshness import freshness
from dashboard.errors import BadParameter, NotFound
from dashboard.pages.customer_brief import brief
from dashboard.pages.customer_calling import calling_parts
from dashboard.pages.customer_people import admins_tab, profile_tab
from dashboard.pages.customer_seen import Seen
from dashboard.pages.customer_sizing import sizing_part
from dashboard.pages.customer_subscriptions import order_history, subscriptions_tab
from dashboard.pages.customer_tags import tag_editor
from dashboard.pages.customer_trials import trials_tab
from dashboard.pages.frame import page_frame
from dashboard.pages.missing import missing_page
from dashboard.pages.told import told
from dashboard.services import services
from dashboard.ui import as_of_parts, components, controls, formats, status_parts
from dashboard.ui.controls import Child
from dashboard.ui.drawn import tree
from dashboard.ui.marks import marks
from dashboard.words import N_

TITLE = N_("Customer")

Tab = Callable[[Seen], list[Child]]

TABS: dict[str, tuple[str, Tab, str]] = {
    "subscriptions": (N_("Subscriptions"), subscriptions_tab, "customers"),
    "trials": (N_("Trials"), trials_tab, "trials_view"),
    "admins": (N_("Partner administrators"), admins_tab, "trials_view"),
    "profile": (N_("Profile"), profile_tab, "customers"),
    "calling": (N_("Calling"), lambda seen: calling_parts(seen.question, seen.key), "analytics"),
}
"""By the value of `tab` in the address: title, what it shows, the right that a role must have to see it."""


def layout(org_id: str = "", **query: Any) -> html.Div:
    """The page of a customer; the same answer for an unknown id and for one the user may not see."""
    refused: list[BadParameter] = []
    asked = asking.question(Reader(MultiDict(query), refused.append), "customers")
    question = replace(asked, scope=asked.scope.unfiltered)
    try:
        profile = customer_profile(question.scope, org_id)
    except NotFound as missing:
        return missing_page(gettext(str(missing)))
    summary = customer_summary(question, profile["customer_key"])
    seen = Seen(question, profile, summary, services().settings.as_of())
    dates, as_of = snapshot_dates(question, seen.today), question.moment.as_of
    chosen = query.get("tab")
    tabs = {name: tab for name, tab in TABS.items() if may(current_user, tab[2])}  # type: ignore[arg-type]
    name = chosen if chosen in tabs else "subscriptions"
    _, shown, _ = tabs[name]
    past = as_of_parts.strip(dates, as_of)
    notices = [*components.refusals(refused), *told()]
    body: list[Child] = [*past, *notices, *_head(seen), _tabs(seen, tabs, name), *shown(seen)]
    more = _asking(seen, query) if name == "subscriptions" else []
    title = as_of_parts.title(gettext(TITLE), dates, as_of)
    fresh = freshness(question)
    children: list[Child] = [_drawn(body), *more]
    return page_frame("/customers", children, question, fresh, dates=dates, title=title, waits=bool(more))


def _drawn(body: list[Child]) -> html.Div:
    return html.Div(className="customer", **marks(data_draw=tree(body)))


def _asking(seen: Seen, query: Mapping[str, Any]) -> list[Child]:
    """What follows the subscriptions: right-sizing, which asks by itself, and the orders."""
    return [*sizing_part(seen, query), _drawn(order_history(seen))]


def _head(seen: Seen) -> list[Child]:
    name = seen.summary["customer"] or formats.unknown()
    tags = [html.Span(tag, className="chip plain") for tag in seen.profile["tags"]]
    tools: list[Child] = [*tags, *tag_editor(seen), _launch(seen)]
    return [
        html.Div([html.H1(name), html.Div(tools, className="chips")], className="page-head"),
        status_parts.status_list(seen.summary["statuses"]),
        brief(seen),
    ]


def _launch(seen: Seen) -> Child:
    template = services().settings.launch_url
    if not template:
        return html.Span()
    href, text = template.replace("{org_id}", seen.org_id), gettext("Open in Control Hub")
    return controls.link_button(text, href, sign="launch", target="_blank", rel="noopener noreferrer")


def _tabs(seen: Seen, tabs: dict[str, tuple[str, Tab, str]], chosen: str) -> html.Nav:
    """Links, each with an address of its own: they work by keyboard, in a new tab and without a script."""
    links = [
        html.A(gettext(title), href=_address(seen, name), **marks(aria_current="page" if name == chosen else None))
        for name, (title, _, _) in tabs.items()
    ]
    return html.Nav(links, className="tab-list", **marks(aria_label=gettext("About this customer")))


def _address(seen: Seen, tab: str) -> str:
    return f"/customers/{seen.org_id}?{urlencode({**seen.query, 'tab': tab})}"
