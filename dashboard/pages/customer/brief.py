"""What an analyst tells this customer on the phone: the few things that need a word."""

from typing import Any

from dash import html
from flask_babel import gettext, ngettext
from flask_login import current_user

from dashboard.access.rights import may
from dashboard.data.calling.customer import calling_weeks
from dashboard.data.customers.detail import orders_of, subscription_list
from dashboard.pages.customer.context import CustomerContext, named
from dashboard.ui import formats
from dashboard.ui.marks import marks
from dashboard.ui.names import product_names

_FALLING = -0.1  # calls against the week before

Fact = tuple[str, str]


def brief(seen: CustomerContext) -> html.Section:
    """Term and sentence each: the next end, licences over and unused, calls that fall or sound bad, open invoices."""
    rows = [row for row in subscription_list(seen.question, seen.key) if row["active"]]
    facts = [*_end(seen, rows), *_licences(rows), *_calls(seen), *_invoices(seen)]
    if not facts:
        facts = [(gettext("Nothing to tell"), gettext("Nothing ends soon, nothing is over the limit."))]
    entries = [html.Div([html.Dt(term), html.Dd(text)]) for term, text in facts]
    title = gettext("What to tell this customer")
    return html.Section(
        [html.H2(title, className="eyebrow"), html.Dl(entries)], className="brief", **marks(aria_label=title)
    )


def _end(seen: CustomerContext, rows: list[dict[str, Any]]) -> list[Fact]:
    ending = [row for row in rows if row["ends_on"]]
    if not ending:
        return []
    first = min(ending, key=lambda row: (row["ends_on"], row["subscription_id"]))
    days = formats.days_away(first["days_left"])
    how = _renewal(first)
    day = formats.date_text(first["ends_on"])
    return [(gettext("Next end"), f"{day}, {days}: {named(first)}, {how}")]


def _renewal(row: dict[str, Any]) -> str:
    if row["trial"]:
        return gettext("a trial")
    if row["auto_renew"] is None:
        return gettext("auto-renewal unknown")
    return gettext("renews by itself") if row["auto_renew"] else gettext("does not renew by itself")


def _licences(rows: list[dict[str, Any]]) -> list[Fact]:
    facts: list[Fact] = []
    for product, name in product_names().items():
        counts = [row["licences"][product] for row in rows if product in row["licences"]]
        over = sum(count["over"] or 0 for count in counts)
        known = [count for count in counts if count["purchased"] is not None and count["used"] is not None]
        bought, idle = (
            sum(count["purchased"] for count in known),
            sum(max(count["purchased"] - count["used"], 0) for count in known),
        )
        if over:
            text = ngettext(
                "%(n)s %(product)s licence too many is assigned",
                "%(n)s %(product)s licences too many are assigned",
                over,
                n=formats.count(over),
                product=name,
            )
            facts.append((gettext("Over the limit"), text))
        if idle:
            text = gettext(
                "%(n)s of %(all)s %(product)s licences (%(share)s) are not used",
                n=formats.count(idle),
                all=formats.count(bought),
                product=name,
                share=formats.rate(idle / bought),
            )
            facts.append((gettext("Unused licences"), text))
    return facts


def _calls(seen: CustomerContext) -> list[Fact]:
    """Only for roles that see analytics; what is unknown is not said."""
    if not may(current_user, "analytics"):
        return []
    now, before, *_ = calling_weeks(seen.question, seen.key)
    facts: list[Fact] = []
    if now["calls"] is not None and before["calls"] and now["calls"] / before["calls"] - 1 <= _FALLING:
        fall = formats.rate(1 - now["calls"] / before["calls"])
        text = gettext(
            "%(now)s calls in the last week, %(fall)s fewer than the week before",
            now=formats.count(now["calls"]),
            fall=fall,
        )
        facts.append((gettext("Falling calls"), text))
    if now["poor_rate"] is not None and now["poor_rate"] >= seen.question.moment.rules.poor_rate:
        text = gettext(
            "%(share)s of the measured call legs of the last week were poor", share=formats.rate(now["poor_rate"])
        )
        facts.append((gettext("Poor quality"), text))
    return facts


def _invoices(seen: CustomerContext) -> list[Fact]:
    unpaid = [
        order
        for order in orders_of(seen.question, seen.key)
        if (order["invoice_status"] or "").lower() in ("open", "overdue")
    ]
    if not unpaid:
        return []
    names: list[str] = [order["invoice_id"] or order["order_id"] for order in unpaid]
    return [(gettext("Open invoices"), ", ".join(names[:5]) + (" …" if len(names) > 5 else ""))]
