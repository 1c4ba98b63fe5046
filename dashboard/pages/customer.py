"""One customer: who they are and what they subscribe to. Every row of every table leads here."""

from collections.abc import Mapping
from typing import Any

from dash import html
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dashboard import asking
from dashboard.address import Reader
from dashboard.data.customers import customer_profile, customer_subscriptions
from dashboard.data.freshness import freshness
from dashboard.data.question import Question
from dashboard.errors import NotFound
from dashboard.pages.customer_calling import calling_parts
from dashboard.pages.frame import page_frame
from dashboard.pages.missing import missing_page
from dashboard.ui import components, controls, formats
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.words import N_

TITLE = N_("Customer")

_SHOWN = ("subscription_id", "subscription_type", "ends_on", "days_left", "purchased", "assigned", "used", "available")


def layout(org_id: str = "", **query: Any) -> html.Div:
    """The page of a customer; the same answer for an unknown id and for one the user may not see."""
    question = asking.question(Reader(MultiDict(query), lambda problem: None))
    try:
        profile = customer_profile(question.scope, org_id)
    except NotFound as missing:
        return missing_page(gettext(str(missing)))
    name = profile["name"] or formats.unknown()
    back = controls.link_button(gettext("Subscriptions"), f"/subscriptions?region={question.scope.region.code}")
    children = [
        html.Div(
            [html.H1(name), html.Div([_tag(tag) for tag in profile["tags"]] + [back], className="chips")],
            className="page-head",
        ),
        components.notes(_facts(profile)),
        *_subscriptions(question, profile["customer_key"]),
        *calling_parts(question, profile["customer_key"]),
    ]
    return page_frame("", children, question, freshness(question))


def _tag(tag: str) -> html.Span:
    return html.Span(tag, className="chip")


def _facts(profile: Mapping[str, Any]) -> list[tuple[str, str]]:
    facts = [
        (gettext("Organisation ID"), profile["org_id"]),
        (gettext("Country"), profile["country"]),
        (gettext("Industry"), profile["industry"]),
        (gettext("Planned users"), _count(profile["planned_users"])),
        (gettext("Managed by"), formats.managed_by_name(profile["managed_by"])),
        (gettext("Last administrator sign-in"), formats.date_text(profile["last_admin_sign_in"])),
    ]
    return [(term, text or formats.unknown()) for term, text in facts]


def _count(number: int | None) -> str:
    return formats.count(number)


def _subscriptions(question: Question, customer_key: int) -> list[Child]:
    found = customer_subscriptions(question, customer_key)
    titles = {"meetings": "Meetings", "calling": "Calling"}
    return [_product(titles[product], rows) for product, rows in found.items()]


def _product(title: str, rows: list[dict[str, Any]]) -> html.Section:
    if not rows:
        text = gettext("This customer has no active subscription with %(product)s licences.", product=title)
        body: Child = components.empty_state("not_licensed", gettext("Not licensed"), text)
    else:
        body = _table(title, rows)
    return html.Section([html.H2(title, className="finding"), body], className="section", **marks(aria_label=title))


def _table(title: str, rows: list[dict[str, Any]]) -> html.Div:
    headers = [
        gettext("Subscription ID"),
        gettext("Subscription type"),
        gettext("Ends on"),
        gettext("Days left"),
        gettext("Total"),
        gettext("Assigned"),
        gettext("Used"),
        gettext("Available"),
    ]
    lines = [[_cell(row[key]) for key in _SHOWN] for row in rows]
    return components.plain_table(headers, lines, gettext("Subscriptions with %(product)s licences", product=title))


def _cell(value: Any) -> str:
    return formats.number(value, "integer") if value is not None else formats.unknown()
