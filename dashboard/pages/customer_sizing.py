"""Right-sizing on a customer's page: a part that asks again when the window or the buffer changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from dashboard import asking
from dashboard.access.accounts import may
from dashboard.data import queries
from dashboard.data.customers import customer_profile
from dashboard.data.question import PRODUCTS, Question, View
from dashboard.data.right_sizing import SEATS, seats_of
from dashboard.errors import BadParameter
from dashboard.pages.analytics import share_of
from dashboard.pages.customer_seen import Seen
from dashboard.pages.shares import reader_of
from dashboard.pages.sizing import ASKS, note, settings
from dashboard.ui import components, controls, drawn, formats, ids
from dashboard.ui.controls import Child
from dashboard.ui.marks import marks
from dashboard.ui.names import product_names

NAME = "customer_sizing"
_MOST, _BY_END = 1_000, View(sort=("ends_on",))
_SLOT = ".sizing-slot"


def sizing_part(seen: Seen, query: Mapping[str, Any]) -> list[Child]:
    """The part with its first answer to come, and the store it asks by."""
    fixed = urlencode(_fixed(seen))
    share = "&".join(filter(None, (fixed, share_of(ASKS, MultiDict(query)))))
    head = html.H2(gettext("Right-sizing"), className="finding")
    body = [head, *settings(seen.question), html.Div(className=_SLOT[1:])]
    section = html.Section(body, className="section")
    attributes = marks(data_part=NAME, data_asks=" ".join(ASKS), data_fixed=fixed)
    return [
        dcc.Store(id=ids.ASK, data={NAME: share}),
        html.Div([section], id=ids.part(NAME), className="part", **attributes),
    ]


def _fixed(seen: Seen) -> dict[str, str]:
    moment, region = seen.question.moment, seen.question.scope.region.code
    return {"org_id": seen.org_id, "region": region, "as_of": moment.as_of.isoformat()}


def answer(share: object) -> tuple[str, None]:
    """The table of the customer that the share names. Raises NotFound for one that the user may not see."""
    refused: list[BadParameter] = []
    reader = reader_of(share, refused)
    asked = asking.question(reader, "customers")
    question = replace(asked, scope=asked.scope.unfiltered)
    named = reader.arguments.get("org_id", "").replace("\x00", "")
    profile = customer_profile(question.scope, named)
    shown = [*components.refusals(refused), *_shown(question, profile)]
    return drawn.answer(str(share), {_SLOT: shown}), None


def _shown(question: Question, profile: Mapping[str, Any]) -> list[Child]:
    table = seats_of(profile["customer_key"])
    asked = [(product, replace(question, product=product)) for product in PRODUCTS]
    rows = [(product, row) for product, one in asked for row in queries.rows(one, table, _BY_END, limit=_MOST)]
    if not rows:
        text = gettext("The customer has no active subscription with licences on this date.")
        return [components.empty_state("not_licensed", gettext("Nothing to size"), text)]
    names = product_names()
    lines = [_line(names[product], row) for product, row in rows]
    drawn_table = components.plain_table(_headers(), lines, gettext("Right-sizing"))
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
    if not may(current_user, asking.right_of(SEATS)):
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
