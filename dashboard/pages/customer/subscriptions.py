"""A customer's subscriptions: when each ends, its licences and how they went, its orders and invoices."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from flask_babel import gettext

from dashboard.data.customers.detail import licence_history, orders_of, subscription_list
from dashboard.pages.customer.context import CustomerContext, named, section
from dashboard.ui import components, formats
from dashboard.ui.charts.licence_bar import licence_bar
from dashboard.ui.charts.sparkline import sparkline
from dashboard.ui.controls import Child
from dashboard.ui.names import product_names

Row = Mapping[str, Any]
_LAST = 26  # snapshots of a history


def subscriptions_tab(seen: CustomerContext) -> list[Child]:
    """A section for each subscription, active ones first."""
    rows, history = subscription_list(seen.question, seen.key), licence_history(seen.question, seen.key)
    orders = orders_of(seen.question, seen.key)
    if not rows:
        text = gettext("No report by this date names a subscription of this customer.")
        empty = components.empty_state("no_data", gettext("No subscription known"), text)
        return [section(gettext("Subscriptions"), [empty])]
    shown: list[Child] = [_subscription(row, history, orders) for row in rows]
    return [*shown, components.legend()]


def _subscription(row: Row, history: Mapping[tuple[int, str], list[dict[str, Any]]], orders: Sequence[Row]) -> Child:
    words = [_term(gettext("Type"), row["subscription_type"]), _term(gettext("Status"), _status(row))]
    words += [_term(_end_label(row), _end(row)), _term(gettext("Added on"), formats.date_text(row["added_on"]))]
    words.append(_term(gettext("Invoice"), _invoice(row, orders)))
    title = " · ".join([named(row), *([gettext("started here")] if row["started_here"] else [])])
    parts: list[Child] = [html.Dl(words, className="terms")]
    if row["licences"]:
        parts.append(_licences(row, history))
    for product, name in product_names().items():
        points = history.get((row["subscription_key"], product), [])
        if product in row["licences"] and len(points) > 1:
            parts.append(_history(name, points))
    return section(title, parts)


def _term(term: str, text: str | None) -> html.Div:
    return html.Div([html.Dt(term), html.Dd(text or formats.unknown())])


def _status(row: Row) -> str:
    names = [gettext("active") if row["active"] else gettext("not active")]
    if row["suspended"]:
        names.append(gettext("suspended: unpaid"))
    if row["setup_complete"] is False:
        names.append(gettext("not fully set up"))
    return ", ".join(names)


def _end_label(row: Row) -> str:
    return gettext("Renewal date") if row["auto_renew"] and not row["trial"] else gettext("End date")


def _end(row: Row) -> str:
    if row["ends_on"] is None:
        return gettext("without an end")
    return f"{formats.date_text(row['ends_on'])}, {formats.days_away(row['days_left'])}"


def _invoice(row: Row, orders: Sequence[Row]) -> str:
    """The newest one of the subscription."""
    own = [order for order in orders if order["subscription_id"] == row["subscription_id"] and order["invoice_id"]]
    return f"{own[0]['invoice_id']}, {_invoice_status(own[0])}" if own else ""


def _invoice_status(order: Row) -> str:
    names = {"paid": gettext("paid"), "open": gettext("open"), "overdue": gettext("overdue")}
    text = order["invoice_status"] or ""
    return names.get(text.lower(), text) or formats.unknown()


def _licences(row: Row, history: Mapping[tuple[int, str], list[dict[str, Any]]]) -> Child:
    headers = [
        gettext("Licences"),
        gettext("Share"),
        gettext("Total"),
        gettext("Assigned"),
        gettext("Used"),
        gettext("Available"),
        gettext("Over the limit"),
        gettext("Used, last 26 weeks"),
    ]
    lines: list[list[Child]] = []
    for product, name in product_names().items():
        if product not in row["licences"]:
            continue
        counts = row["licences"][product]
        points = history.get((row["subscription_key"], product), [])
        line = sparkline([point["used"] for point in points], gettext("Used in the last 26 weeks"))
        numbers = [formats.count(counts[key]) for key in ("purchased", "assigned", "used", "available", "over")]
        lines.append([name, licence_bar(counts), *numbers, formats.unknown() if line is None else line])
        lines += _parts(counts.get("parts", {}))
    title = gettext("Licences of %(id)s", id=named(row))
    return components.plain_table(headers, lines, title, numbers=range(2, 7))


def _parts(parts: Mapping[str, Row]) -> list[list[Child]]:
    """Calling Professional and Standard, where either is known."""
    names = {"professional": "Calling Professional", "standard": "Calling Standard"}
    told_parts = {part: counts for part, counts in parts.items() if any(counts.values())}
    return [
        ["– " + names[part], "", *(formats.count(counts[key]) for key in ("purchased", "assigned", "used")), "", "", ""]
        for part, counts in told_parts.items()
    ]


def _history(name: str, points: Sequence[Row]) -> Child:
    headers = [gettext("Snapshot"), gettext("Purchased"), gettext("Assigned"), gettext("Used")]
    lines = [
        [formats.date_text(point["date"]), *(formats.count(point[key]) for key in ("purchased", "assigned", "used"))]
        for point in reversed(points[-_LAST:])
    ]
    title = gettext("History of %(product)s licences", product=name)
    table = components.plain_table(headers, lines, title, numbers=True)
    return html.Details([html.Summary(html.B(title)), table], className="queue")


def order_history(seen: CustomerContext) -> list[Child]:
    """The orders of all its subscriptions, the newest first."""
    title, orders = gettext("Order history"), orders_of(seen.question, seen.key)
    if not orders:
        text = gettext("No Orders file names a subscription of this customer.")
        return [section(title, [components.empty_state("no_data", gettext("No order known"), text)])]
    headers = [
        gettext("Ordered on"),
        gettext("Order"),
        gettext("Subscription ID"),
        gettext("Kind"),
        gettext("Product"),
        gettext("Quantity"),
        gettext("Amount"),
        gettext("Invoice"),
        gettext("Invoice status"),
    ]
    lines = [_order(order) for order in orders]
    return [section(title, [components.plain_table(headers, lines, title, numbers=(5, 6))])]


def _order(order: Row) -> list[Child]:
    kinds = {
        "new": gettext("new order"),
        "change": gettext("change"),
        "renewal": gettext("renewal"),
        "cancel": gettext("cancellation"),
    }
    amount = f"{formats.decimal(order['amount'], 2)} {order['currency'] or ''}".strip()
    return [
        formats.date_text(order["ordered_on"]),
        order["order_id"],
        order["subscription_id"],
        kinds.get(order["type"], formats.unknown()),
        order["product"] or formats.unknown(),
        formats.count(order["quantity"]),
        amount,
        order["invoice_id"] or formats.unknown(),
        _invoice_status(order),
    ]
