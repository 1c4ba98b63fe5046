"""Right-sizing: the licences that a subscription needs, by the peak of their use and a buffer.

The window is the weeks up to the as-of date: its first day is not in it, so 13 weeks are the 90 days before that date
and the date itself, as in "usage in the last 3 months". `seats` is one relation over every active subscription of the
product; the section at renewal is the same with the filter of `renewing`.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.question import Product, Question
from dashboard.data.query.table import Column, Table
from dashboard.data.storage.schema import subscription_snapshot
from dashboard.data.storage.schema.customers import customer_order
from dashboard.data.subscriptions import metrics
from dashboard.data.subscriptions.columns import COLUMNS
from dashboard.data.subscriptions.sections import renewing
from dashboard.data.subscriptions.shared_ids import owned
from dashboard.data.subscriptions.states import licences
from dashboard.data.subscriptions.subscriptions_now import excess, subscriptions_now
from dashboard.data.subscriptions.usage import PEAK, PEAK_WINDOW
from dashboard.i18n import N_

_COST = frozenset(("idle_cost", "currency"))


def seats(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """Every active subscription of the product with what it needs."""
    return _sized(subscriptions_now(question, _needed(wanted)), question, wanted)


def right_sizing(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """The renewing subscriptions with what they need."""
    return _renewing_sized(subscriptions_now(question, _needed(wanted)).subquery("row"), question, wanted)


def _needed(wanted: frozenset[str]) -> frozenset[str]:
    return wanted | {"subscription_id"} if wanted & _COST else wanted


def _renewing_sized(row: sa.FromClause, question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    return _sized(renewing(row, question, wanted), question, wanted)


def _sized(rows: sa.Select[Any], question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """The rows with peak, recommendation and what lies between it and the purchased licences."""
    chosen = rows.cte()
    peaked = _with_peak(question, chosen).subquery("peaked")
    needed = recommended(peaked.c.peak_used, question.buffer).label("recommended")
    row = sa.select(*peaked.c, needed).subquery("needed")
    between = {
        "idle": excess(row.c.purchased, row.c.recommended),
        "short": excess(row.c.recommended, row.c.purchased),
    }
    sized = sa.select(*row.c, *(column.label(key) for key, column in between.items()))
    return _with_cost(sized, question, row, chosen) if wanted & _COST else sized


def _with_peak(question: Question, chosen: sa.CTE) -> sa.Select[Any]:
    """The rows with `peak_used`: the base relation's peak of three months where they have it and that is the window."""
    if PEAK in chosen.c and timedelta(weeks=question.window) - timedelta(days=1) == PEAK_WINDOW:
        return sa.select(*chosen.c, chosen.c[PEAK].label("peak_used"))
    peaks = _peaks(question, chosen).cte()
    same = (peaks.c.customer_key == chosen.c.customer_key) & (peaks.c.subscription_key == chosen.c.subscription_key)
    return sa.select(*chosen.c, peaks.c.peak.label("peak_used")).outerjoin_from(chosen, peaks, same)


def _peaks(question: Question, chosen: sa.CTE) -> sa.Select[Any]:
    """The highest used count of the chosen subscriptions in the window; only their snapshots are read."""
    fact, as_of = subscription_snapshot.c, question.moment.as_of
    same = (fact.customer_key == chosen.c.customer_key) & (fact.subscription_key == chosen.c.subscription_key)
    first = as_of - timedelta(weeks=question.window) + timedelta(days=1)
    used = licences(fact, question.product, "used")
    return (
        sa.select(fact.customer_key, fact.subscription_key, sa.func.max(used).label("peak"))
        .join_from(chosen, subscription_snapshot, same)
        .where(fact.date.between(first, as_of))
        .group_by(fact.customer_key, fact.subscription_key)
    )


def recommended(peak: sa.ColumnElement[int], buffer: int) -> sa.ColumnElement[int]:
    """The peak and that many percent of it, rounded up, never below 0: in whole numbers, so 100 and 10 % are 110.

    What is left by a hundred is taken away first, for `/` between whole numbers has a fraction on DuckDB.
    """
    least = sa.case((peak > 0, peak), (peak <= 0, 0))
    hundredths = sa.cast(least, sa.BigInteger) * (100 + buffer) + 99
    return sa.cast((hundredths - hundredths % 100) / 100, sa.BigInteger)


def _with_cost(rows: sa.Select[Any], question: Question, row: sa.FromClause, chosen: sa.CTE) -> sa.Select[Any]:
    price = _prices(question, chosen).cte()
    idle = rows.selected_columns["idle"]
    mine = owned(question.scope, row.c.customer_key, row.c.subscription_id)  # a cost is counted once
    priced = rows.outerjoin(price, price.c.subscription_id == row.c.subscription_id)
    cost = sa.case((mine, idle * price.c.price))
    return priced.add_columns(cost.label("idle_cost"), sa.case((mine, price.c.currency)).label("currency"))


def _prices(question: Question, chosen: sa.CTE) -> sa.Select[Any]:
    """Amount / quantity of the newest order of the product by then; none where that order does not tell them."""
    order = customer_order.c
    newest = [order.ordered_on.desc(), sa.collate(order.order_id, "C").desc()]
    place = sa.func.row_number().over(partition_by=order.subscription_id, order_by=newest)
    orders = (
        sa.select(order.subscription_id, order.quantity, order.amount, order.currency, place.label("place"))
        .where(order.subscription_id.in_(sa.select(chosen.c.subscription_id)))
        .where(order.ordered_on <= question.moment.as_of, order.type.is_distinct_from("cancel"))
        .where(_of_product(order.product, question.product))
        .subquery("orders")
    )
    known = (orders.c.quantity > 0) & (orders.c.amount >= 0) & orders.c.currency.is_not(None)
    price = orders.c.amount / sa.cast(orders.c.quantity, sa.Double)
    return sa.select(orders.c.subscription_id, orders.c.currency, price.label("price")).where(
        orders.c.place == 1, known
    )


def _of_product(name: sa.ColumnElement[Any], product: Product) -> sa.ColumnElement[bool]:
    """Whether an order names this product and not the other too: a bundle has no price for a part of it."""
    words: dict[Product, str] = {"meetings": "meeting", "calling": "calling"}
    named = {key: sa.func.lower(name).contains(word) for key, word in words.items()}
    other: Product = "calling" if product == "meetings" else "meetings"
    return named[product] & ~named[other]


_KNOWN = (
    "org_id",
    "customer",
    "subscription_id",
    "subscription_type",
    "ends_on",
    "auto_renew",
    "days_left",
    "purchased",
    "assigned",
    "used",
)

SIZED_COLUMNS = (
    *(column for column in COLUMNS if column.key in _KNOWN),
    Column(
        "peak_used",
        N_("Peak use"),
        N_("Most licences used at least once in any snapshot of the chosen weeks."),
        "integer",
    ),
    Column(
        "recommended",
        N_("Recommended"),
        N_("Peak use and the buffer on it, rounded up to whole licences."),
        "integer",
        total=True,
    ),
    Column("idle", N_("Idle"), N_("Purchased beyond the recommended licences."), "integer", total=True),
    Column("short", N_("Short"), N_("Recommended licences beyond those purchased."), "integer", total=True),
    Column(
        "idle_cost",
        N_("Cost of idle licences"),
        N_("Idle licences times amount / quantity of the newest order of this product alone, for the term it covers."),
        "number",
    ),
    Column("currency", N_("Currency"), N_("Currency of that order.")),
)

_METRICS = (metrics.RECOMMENDED, metrics.IDLE, metrics.SHORT)
_SHOWN = ("customer", "subscription_id", "days_left", "purchased", "used", "peak_used")

RIGHT_SIZING = Table(
    name="right_sizing",
    title=N_("Right-sizing at renewal"),
    short=N_("Right-sizing"),
    definition=N_("The renewing subscriptions with the licences they need, by peak use and a buffer."),
    relation=right_sizing,
    narrow=_renewing_sized,
    narrowed=_needed,
    columns=SIZED_COLUMNS,
    shown=(*_SHOWN, "recommended", "idle", "short", "idle_cost"),
    order=("-idle", "customer"),
    metrics=_METRICS,
)

SEATS = Table(
    name="seats",
    title=N_("Right-sizing of all subscriptions"),
    short=N_("Right-sizing"),
    definition=N_("Every active subscription with the licences it needs, by peak use and a buffer."),
    relation=seats,
    narrow=lambda row, question, wanted: _sized(sa.select(row), question, wanted),
    narrowed=lambda wanted: _needed(wanted) | {PEAK},  # of all subscriptions: the peaks then serve every table
    columns=SIZED_COLUMNS,
    shown=RIGHT_SIZING.shown,
    order=("-idle", "customer"),
    metrics=_METRICS,
)

TABLES = (RIGHT_SIZING, SEATS)


def seats_of(customer_key: int) -> Table:
    """The rows of `seats` that are one customer's, read without looking at those of others."""

    def own(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
        row = subscriptions_now(question, _needed(wanted)).subquery("row")
        return _sized(sa.select(row).where(row.c.customer_key == customer_key), question, wanted)

    return replace(SEATS, relation=own, narrow=None)
