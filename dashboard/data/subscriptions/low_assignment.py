"""Low licence assignment: who assigns less than three quarters of the region's customers do.

A customer's ratio is assigned / purchased, summed over its active subscriptions with purchased licences of the product
of which both counts are known. Where a quarter of the region assigns nothing, who assigns nothing is low.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.metric import Columns
from dashboard.data.query.question import Moment
from dashboard.data.query.scope import Scope
from dashboard.data.subscriptions.states import active, current_states, licences

ENOUGH_PEERS = 5
"""Fewer customers with a ratio make no quarters: then nobody is low, and the page says why."""


@dataclass(frozen=True)
class Threshold:
    """The 25th percentile of the region's assignment ratios, None when too few customers have one; or the region's own
    rate, which is `fixed` and needs no others to compare with."""

    quartile: float | None
    customers: int
    fixed: bool = False


def ratio(state: Columns, product: str) -> sa.ColumnElement[Any]:
    """A customer's assigned / purchased over its grouped subscriptions; unknown where none knows both."""
    purchased, assigned = licences(state, product, "purchased"), licences(state, product, "assigned")
    known = (purchased > 0) & assigned.is_not(None)
    assigned_there = sa.func.sum(sa.case((known, assigned)))
    return sa.cast(assigned_there, sa.Double) / sa.func.sum(sa.case((known, purchased)))


def is_low(share: sa.ColumnElement[Any], quartile: sa.ColumnElement[Any] | float | None) -> sa.ColumnElement[bool]:
    """Whether an assignment ratio is low by a quartile: below it, or nothing where the quartile is nothing.

    Unknown when either is.
    """
    bound = quartile if isinstance(quartile, sa.ColumnElement) else sa.literal(quartile, sa.Double)
    return (share < bound) | ((bound == 0) & (share == 0))


def low_customers(scope: Scope, moment: Moment, product: str, quartile: float | None) -> sa.Select[Any]:
    """The customers in scope that are low by the quartile, with their ratio; nobody is by an unknown one."""
    state = current_states(scope, moment, before=False).c
    own = ratio(state, product)
    customers = sa.select(state.customer_key, own.label("ratio")).where(active(state, moment.as_of))
    return customers.group_by(state.customer_key).having(is_low(own, quartile))
