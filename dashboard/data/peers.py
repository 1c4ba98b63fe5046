"""Low licence assignment: who assigns less than the lowest quarter of the region's customers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.kept import kept
from dashboard.data.metric import Columns
from dashboard.data.question import PRODUCTS, Moment, Question
from dashboard.data.scope import Scope
from dashboard.data.states import active, current_states, licences

ENOUGH_PEERS = 5
"""Fewer customers with a ratio make no quarters: then nobody is low, and the page says why."""

Quartiles = Mapping[str, float | None]
"""By product, None where too few customers have a ratio."""


@dataclass(frozen=True)
class Threshold:
    """The 25th percentile of the region's assignment ratios, None when too few customers have one."""

    quartile: float | None
    customers: int


def threshold(question: Question) -> Threshold:
    """What "low" means for the question's product, over all the region's customers."""
    return _of_region(_of_peers(question.scope, question.moment))[question.product]


def quartiles(scope: Scope, moment: Moment) -> Quartiles:
    """What "low" means at a moment, over all the region's customers: counted once, then remembered."""
    return {product: found.quartile for product, found in _of_region(_of_peers(scope, moment)).items()}


def quartiles_at(connection: Connection, scope: Scope, moment: Moment) -> Quartiles:
    """The same counted within a transaction, for what is written in it."""
    return {product: found.quartile for product, found in _thresholds(connection, scope.peers, moment).items()}


def _of_peers(scope: Scope, moment: Moment) -> Question:
    return Question(scope.peers, moment)


@kept
def _of_region(question: Question) -> dict[str, Threshold]:
    with question.scope.region.read() as connection:
        return _thresholds(connection, question.scope, question.moment)


def _thresholds(connection: Connection, peers: Scope, moment: Moment) -> dict[str, Threshold]:
    """Linear interpolation between the two nearest ratios, as `percentile_cont` has it on every engine."""
    state = current_states(peers, moment, before=False).c
    ratios = sa.select(*(ratio(state, product).label(product) for product in PRODUCTS))
    customers = ratios.where(active(state, moment.as_of)).group_by(state.customer_key).subquery("customers").c
    found: list[sa.ColumnElement[Any]] = []
    for product in PRODUCTS:
        quartile = sa.func.percentile_cont(0.25).within_group(customers[product])
        number = sa.func.count(customers[product])
        found += [quartile.label(f"{product}_quartile"), number.label(f"{product}_customers")]
    row = connection.execute(sa.select(*found)).mappings().one()
    numbers = {product: int(row[f"{product}_customers"]) for product in PRODUCTS}
    return {
        product: Threshold(row[f"{product}_quartile"] if number >= ENOUGH_PEERS else None, number)
        for product, number in numbers.items()
    }


def ratio(state: Columns, product: str) -> sa.ColumnElement[Any]:
    """A customer's assigned / purchased, over the grouped subscriptions that have purchased licences of the product."""
    purchased, assigned = licences(state, product, "purchased"), licences(state, product, "assigned")
    assigned_there = sa.func.sum(sa.case((purchased > 0, assigned)))
    return sa.cast(assigned_there, sa.Double) / sa.func.sum(sa.case((purchased > 0, purchased)))


def low_customers(scope: Scope, moment: Moment, product: str, quartile: float | None) -> sa.Select[Any]:
    """The customers in scope that are below the quartile, with their ratio; nobody is below an unknown one."""
    state = current_states(scope, moment, before=False).c
    own = ratio(state, product)
    customers = sa.select(state.customer_key, own.label("ratio")).where(active(state, moment.as_of))
    return customers.group_by(state.customer_key).having(own < sa.literal(quartile, sa.Double))
