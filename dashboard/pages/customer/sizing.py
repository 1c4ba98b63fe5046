"""Right-sizing on a customer's page: a part that asks again when the window or the buffer changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dash import html
from flask_babel import gettext
from flask_login import current_user

from dashboard.access import request_scope
from dashboard.access.rights import may
from dashboard.data.customers.profile import customer_profile
from dashboard.data.query import queries
from dashboard.data.query.question import PRODUCTS, Question, View
from dashboard.data.subscriptions.right_sizing import SEATS, seats_of
from dashboard.pages.customer.context import CustomerContext
from dashboard.pages.subscriptions.sizing import note, settings
from dashboard.ui import components, controls, formats, ids
from dashboard.ui.controls import Child
from dashboard.ui.names import product_names

_MOST, _BY_END = 1_000, View(sort=("ends_on",))


def sizing_part(seen: CustomerContext) -> list[Child]:
    """What it goes by, and its first answer (callbacks/sizing.py renews it)."""
    head = html.H2(gettext("Right-sizing"), className="finding")
    shown = html.Div(sizing(seen.question, seen.profile), id=ids.SIZING)
    return [html.Section([head, *settings(seen.question), shown], className="section")]


def sizing_of(org_id: str, question: Question) -> list[Child]:
    """The table of one customer. Raises NotFound for one that the user may not see."""
    own = replace(question, scope=question.scope.unfiltered)
    return sizing(own, customer_profile(own.scope, org_id.replace("\x00", "")))


def sizing(question: Question, profile: Mapping[str, Any]) -> list[Child]:
    """Recommended, idle and missing licences of a customer's subscriptions."""
    table = seats_of(profile["customer_key"])
    asked = [(product, replace(question, product=product)) for product in PRODUCTS]
    rows = [
        (product, row) for product, of_product in asked for row in queries.rows(of_product, table, _BY_END, limit=_MOST)
    ]
    if not rows:
        text = gettext("The customer has no active subscription with licences on this date.")
        return [components.empty_state("nothing", gettext("Nothing to size"), text)]
    names = product_names()
    lines = [_line(names[product], row) for product, row in rows]
    drawn_table = components.plain_table(_headers(), lines, gettext("Right-sizing"), numbers=range(3, 11))
    products = dict.fromkeys(product for product, _ in rows)
    return [
        drawn_table,
        html.P(note(question), className="section-sub"),
        *_exports(question, profile["org_id"], tuple(products)),
    ]


def _headers() -> list[str]:
    labels = {column.key: gettext(column.label) for column in SEATS.columns}
    keys = ("ends_on", "purchased", "assigned", "used", "peak_used", "recommended", "idle", "short", "idle_cost")
    return [labels["subscription_id"], gettext("Product"), *(labels[key] for key in keys)]


def _line(product: str, row: Mapping[str, Any]) -> list[Child]:
    counts = ("purchased", "assigned", "used", "peak_used", "recommended", "idle", "short")
    cost = formats.money(row["idle_cost"], row["currency"])
    ends = formats.date_text(row["ends_on"])
    return [row["subscription_id"], product, ends, *(formats.count(row[key]) for key in counts), cost]


def _exports(question: Question, org_id: str, products: Sequence[str]) -> list[Child]:
    """Only for roles that may read the table."""
    if not may(current_user, request_scope.right_of(SEATS)):
        return []
    names = product_names()
    links = [
        controls.link_button(
            gettext("Export %(format)s", format=f"CSV · {names[product]}"),
            _address(question, org_id, product),
            sign="export",
            download="",
        )
        for product in products
    ]
    return [html.Div(links, className="sizing-exports")]


def _address(question: Question, org_id: str, product: str) -> str:
    asked = {
        "region": question.scope.region.code,
        "as_of": question.moment.as_of.isoformat(),
        "product": product,
        "window": question.window,
        "buffer": question.buffer,
        "filter.org_id": f"={org_id}",
        "sort": "ends_on",
    }
    return f"/api/v1/export/{SEATS.name}.csv?{urlencode(asked)}"
