"""Licences on a brief: what each subscription has and uses, how that went, when it renews and what to order then."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dash import html
from flask_babel import gettext, ngettext

from dashboard.access import request_scope
from dashboard.data.customers.detail import subscription_list
from dashboard.data.query import queries
from dashboard.data.query.frame import frame_of
from dashboard.data.query.question import PRODUCTS, View
from dashboard.data.subscriptions.right_sizing import seats_of
from dashboard.data.subscriptions.trend import KINDS, trend
from dashboard.pages.brief.numbers import number, section
from dashboard.pages.customer.context import CustomerContext, named
from dashboard.ui import components, formats
from dashboard.ui.charts import figures
from dashboard.ui.charts.licence_bar import licence_bar
from dashboard.ui.charts.series import imported
from dashboard.ui.controls import Child
from dashboard.ui.names import product_names
from dashboard.ui.sections import Drawn

Row = Mapping[str, Any]
_COUNTS = ("purchased", "assigned", "used", "available", "over")
_MOST, _BY_END = 1_000, View(sort=("ends_on",))


def licences_part(seen: CustomerContext) -> html.Section:
    """The licences of every active subscription, a product a row, and their sums."""
    title, names = gettext("Licences and their use"), product_names()
    rows = [
        (row, product, row["licences"][product])
        for row in subscription_list(seen.question, seen.key)
        if row["active"]
        for product in PRODUCTS
        if product in row["licences"]
    ]
    if not rows:
        text = gettext("There is no active subscription with licences on this date.")
        return section(title, components.empty_state("not_licensed", gettext("No licences"), text))
    headers = [gettext("Subscription ID"), gettext("Product"), gettext("Share"), *_count_names()]
    lines: list[list[Child]] = [
        [named(row), names[product], licence_bar(counts), *_cells(f"{row['subscription_id']}.{product}", counts)]
        for row, product, counts in rows
    ]
    for product, name in names.items():
        mine = [counts for _one, other, counts in rows if other == product]
        if len(mine) > 1:
            lines.append([gettext("Together"), name, "", *_cells(f"sum.{product}", _sums(mine))])
    return section(title, components.plain_table(headers, lines, title, numbers=range(3, 8)), components.legend())


def _count_names() -> list[str]:
    return [
        gettext("Purchased"),
        gettext("Assigned"),
        gettext("Used"),
        gettext("Available"),
        gettext("Over the limit"),
    ]


def _cells(key: str, counts: Row) -> list[Child]:
    return [number(f"{key}.{name}", counts[name]) for name in _COUNTS]


def _sums(every: Sequence[Row]) -> dict[str, int | None]:
    """Each count summed; unknown as soon as one is."""
    columns = {name: [row[name] for row in every] for name in _COUNTS}
    return {name: None if None in column else sum(column) for name, column in columns.items()}


def history_part(seen: CustomerContext) -> html.Section:
    """The weeks of each product's licences as charts; notes of the region are not for the customer."""
    alone = replace(seen.question, scope=seen.question.scope.narrowed(only=(seen.key,)))
    charts: list[Child] = []
    for product in PRODUCTS:
        weeks = frame_of(trend(replace(alone, product=product)), KINDS)
        if not imported(weeks).any() or not weeks[["purchased", "assigned", "used"]].fillna(0).to_numpy().any():
            continue
        words = gettext("%(product)s licences per week", product=product_names()[product])
        slots: dict[str, Sequence[Child]] = {
            "words": [html.Div(html.H3(words), className="chart-title")],
            "twin": [components.data_table_twin(*figures.trend_rows(weeks), words)],
        }
        figure = figures.licence_trend(weeks, request_scope.theme())
        charts.append(figures.chart_frame(f"brief_{product}", Drawn(slots, figure)))
    if not charts:
        return section(gettext("Licences over time"), html.P(gettext("No report of these weeks names a licence.")))
    return section(gettext("Licences over time"), html.Div(charts, className="brief-charts"))


def renewals_part(seen: CustomerContext) -> html.Section:
    """When each subscription ends, and the licences that it needs by its peak use."""
    question, names = seen.question, product_names()
    title, table = gettext("Renewals and what to order"), seats_of(seen.key)
    rows = [
        (product, row)
        for product in PRODUCTS
        for row in queries.rows(replace(question, product=product), table, _BY_END, limit=_MOST)
    ]
    if not rows:
        return section(title, html.P(gettext("There is no active subscription with licences on this date.")))
    headers = [
        gettext("Subscription ID"),
        gettext("Product"),
        gettext("Ends or renews"),
        gettext("Purchased"),
        gettext("Peak use"),
        gettext("Recommended"),
        gettext("Difference"),
    ]
    lines = [_renewal(names[product], product, row) for product, row in rows]
    note = gettext(
        "Recommended is the peak use of the last %(weeks)s weeks and %(buffer)s on it, rounded up.",
        weeks=question.window,
        buffer=formats.rate(question.buffer / 100, 0),
    )
    advice = [html.Li(text) for product, row in rows if (text := _advice(names[product], row))]
    listed = [html.Ul(advice, className="told")] if advice else []
    return section(
        title,
        components.plain_table(headers, lines, title, numbers=range(3, 7)),
        *listed,
        html.P(note, className="section-sub"),
    )


def _renewal(name: str, product: str, row: Row) -> list[Child]:
    key, recommended = f"{row['subscription_id']}.{product}", row["recommended"]
    known = recommended is not None and row["purchased"] is not None
    difference = recommended - row["purchased"] if known else None
    return [
        row["subscription_id"],
        name,
        _end(row),
        number(f"{key}.sized.purchased", row["purchased"]),
        number(f"{key}.peak_used", row["peak_used"]),
        number(f"{key}.recommended", recommended),
        number(f"{key}.difference", difference, formats.number(difference, "change")),
    ]


def _end(row: Row) -> str:
    """The day, how far it is, and whether it goes on by itself."""
    if row["ends_on"] is None:
        return gettext("without an end")
    days = ngettext("in %(num)s day", "in %(num)s days", row["days_left"])
    how = {True: gettext("renews by itself"), False: gettext("does not renew by itself")}
    return ", ".join((formats.date_text(row["ends_on"]), days, how.get(row["auto_renew"], gettext("renewal unknown"))))


def _advice(name: str, row: Row) -> str:
    """What the numbers of a row amount to, "" where nothing is to be changed or known."""
    if row["idle"]:
        return ngettext(
            "%(id)s, %(product)s: %(n)s licence fewer is enough.",
            "%(id)s, %(product)s: %(n)s licences fewer are enough.",
            row["idle"],
            id=row["subscription_id"],
            product=name,
            n=formats.count(row["idle"]),
        )
    if row["short"]:
        return ngettext(
            "%(id)s, %(product)s: %(n)s licence more is needed.",
            "%(id)s, %(product)s: %(n)s licences more are needed.",
            row["short"],
            id=row["subscription_id"],
            product=name,
            n=formats.count(row["short"]),
        )
    return ""
