"""The rows behind the five KPIs over both products, and behind licences: who is counted, and why.

A KPI over both products is one relation: a row per product of each active subscription that makes its customer count.
It is told apart from the counting in `headline.py`, which looks at subscriptions once, so that each can be held against
the other.
"""

from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.aggregates import distinct_customers
from dashboard.data.query.metric import Metric
from dashboard.data.query.question import PRODUCTS, Product, Question
from dashboard.data.query.table import Column, Table
from dashboard.data.subscriptions.columns import COLUMNS
from dashboard.data.subscriptions.headline import HEADLINE, quartiles
from dashboard.data.subscriptions.low_assignment import low_customers
from dashboard.data.subscriptions.metrics import ASSIGNED, PURCHASED, USED
from dashboard.data.subscriptions.subscriptions_now import subscriptions_now
from dashboard.i18n import N_

_OWN = ("org_id", "customer", "subscription_id", "subscription_type", "added_on", "ends_on", "auto_renew", "days_left")
_COUNTS = ("purchased", "assigned", "used", "available", "over", "assigned_rate")


def counted(key: str, question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """What makes customers count in the KPI of that key: the subscriptions of one product, then of the other."""
    parts = [_of_product(key, question, product, wanted) for product in PRODUCTS]
    return sa.select(sa.union_all(*parts).subquery("counted"))


def _of_product(key: str, question: Question, product: Product, wanted: frozenset[str]) -> sa.Select[Any]:
    scope, moment = question.scope, question.moment
    row = subscriptions_now(Question(scope, moment, product), wanted).subquery("row")
    of_it = sa.literal(product, sa.String).label("product")
    columns = [row.c[name] for name in ("customer_key", *_OWN, *_COUNTS) if name in row.c]
    rows = sa.select(*columns, of_it, sa.true().label(key))
    if key == "nearing_expiration":
        return rows.where(row.c.ends_on.between(moment.as_of, moment.expiring_until), row.c.expires)
    if key == "nearing_renewal":
        return rows.where(row.c.ends_on.between(moment.as_of, moment.renewing_until), ~row.c.expires)
    if key == "over_limit":
        return rows.where(row.c.over > 0)
    if key == "low_assignment":
        quartile = quartiles(scope, moment)[product]
        low = low_customers(scope, moment, product, quartile).subquery("low")
        rows = rows.join(low, low.c.customer_key == row.c.customer_key).where(
            row.c.purchased > 0, row.c.assigned.is_not(None)
        )
        return rows.add_columns(low.c.ratio.label("customer_rate"), sa.cast(quartile, sa.Double).label("low_below"))
    return rows


_SUBSCRIPTION = {column.key: column for column in COLUMNS}
_PRODUCT = Column("product", N_("Product"), N_("The product whose licences the row speaks of."))
_LOW = (
    Column(
        "customer_rate", N_("Customer's assigned %"), N_("Assigned / purchased of all the customer's rows."), "rate"
    ),
    Column(
        "low_below",
        N_("Low below"),
        N_("The 25th percentile of the region's customers in the product, or the region's own rate."),
        "rate",
    ),
)


def _table(metric: Metric, definition: str, shown: tuple[str, ...], *more: Column, order: tuple[str, ...]) -> Table:
    columns = [_SUBSCRIPTION[key] for key in (*_OWN, *_COUNTS)]
    columns.insert(2, _PRODUCT)
    return Table(
        name=f"headline_{metric.key}",
        title=metric.label,
        short=metric.label,
        definition=definition,
        relation=partial(counted, metric.key),
        columns=(*columns, *more),
        shown=("customer", "product", "subscription_id", *shown),
        order=order,
        metrics=(replace(metric, numerator=distinct_customers),),
        noun="rows",
    )


_TOTAL, _EXPIRATION, _RENEWAL, _LOW_ASSIGNMENT, _OVER = HEADLINE
_UNTIL = ("subscription_type", "auto_renew", "ends_on", "days_left", "purchased")

TABLES = (
    _table(
        _TOTAL,
        N_("Each active subscription with Meetings or Calling licences, by product."),
        ("subscription_type", "added_on", "ends_on", "purchased"),
        order=("customer",),
    ),
    _table(
        _EXPIRATION,
        N_(
            "Each active trial, or subscription without auto-renewal, that ends in 0 to %(expiring_days)s days, by "
            "product."
        ),
        _UNTIL,
        order=("days_left", "customer"),
    ),
    _table(
        _RENEWAL,
        N_("Each active paid subscription with auto-renewal that ends in 0 to %(renewing_days)s days, by product."),
        _UNTIL,
        order=("days_left", "customer"),
    ),
    _table(
        _LOW_ASSIGNMENT,
        N_("Each active subscription that the ratio of a low customer is made of, by product."),
        ("customer_rate", "low_below", "assigned_rate", "purchased"),
        *_LOW,
        order=("customer_rate", "customer"),
    ),
    _table(
        _OVER,
        N_("Each active subscription with more licences assigned than purchased, by product."),
        ("over", "purchased", "assigned_rate", "bar"),
        order=("-over", "customer"),
    ),
)
"""One for each KPI, in the order of `HEADLINE`."""

LICENCES = Table(
    name="licences",
    title=N_("Licences of active subscriptions"),
    short=N_("Licences"),
    definition=N_("Each active subscription with licences of the product."),
    relation=subscriptions_now,
    narrow=lambda row, question, wanted: sa.select(row),
    columns=COLUMNS,
    shown=("customer", "subscription_id", "subscription_type", "ends_on", "purchased", "assigned", "used", "bar"),
    order=("-purchased", "customer"),
    metrics=(PURCHASED, ASSIGNED, USED),
)
"""The rows behind the numbers of licences whose change is told."""

BEHIND = (*TABLES, LICENCES)
"""Their metrics are those of other pages, told there."""
