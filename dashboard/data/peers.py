"""Low licence assignment: who assigns less than the lowest quarter of the region's customers."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dashboard.data.kept import kept
from dashboard.data.question import Moment, Question
from dashboard.data.scope import Scope
from dashboard.data.states import active, current_states, licences

ENOUGH_PEERS = 5
"""Fewer customers with a ratio make no quarters: then nobody is low, and the page says why."""


@dataclass(frozen=True)
class Threshold:
    """The 25th percentile of the region's assignment ratios, None when too few customers have one."""

    quartile: float | None
    customers: int


@kept
def threshold(question: Question) -> Threshold:
    """What "low" means for the question's product, over all the region's customers."""
    peers = _ratios(question.scope.peers, question.moment, question.product).cte()
    statement = sa.select(_quartile(peers).label("quartile"), sa.func.count(peers.c.ratio).label("customers"))
    with question.scope.region.read() as connection:
        row = connection.execute(statement).one()
    return Threshold(row.quartile, row.customers)


def low_customers(scope: Scope, moment: Moment, product: str) -> sa.Select[Any]:
    """The keys of the customers in scope that are low, their ratio, and the quartile that it is below."""
    peers = _ratios(scope.peers, moment, product).cte()
    bound = sa.select(_quartile(peers).label("quartile")).cte()
    low = sa.select(peers.c.customer_key, peers.c.ratio, bound.c.quartile).where(peers.c.ratio < bound.c.quartile)
    return scope.restrict(low, peers.c.customer_key)


def _ratios(scope: Scope, moment: Moment, product: str) -> sa.Select[Any]:
    """Assigned / purchased per customer, over active subscriptions with purchased licences of the product."""
    state = current_states(scope, moment, before=False).c
    purchased, assigned = licences(state, product, "purchased"), licences(state, product, "assigned")
    ratio = sa.cast(sa.func.sum(assigned), sa.Double) / sa.func.sum(purchased)
    active_ones = active(state, moment.as_of) & (purchased > 0)
    return sa.select(state.customer_key, ratio.label("ratio")).where(active_ones).group_by(state.customer_key)


def _quartile(peers: sa.CTE) -> sa.ColumnElement[float]:
    """Linear interpolation between the two nearest ratios, as `percentile_cont` has it on every engine."""
    quartile = sa.func.percentile_cont(0.25).within_group(peers.c.ratio)
    return sa.case((sa.func.count(peers.c.ratio) >= ENOUGH_PEERS, quartile))
