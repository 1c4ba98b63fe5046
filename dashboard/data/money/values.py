"""What licences are worth a month by the price list: those that renew, those nobody needs, those beyond the purchased.

Licences are counted by kind, in SQL; a kind's count times its price is exact, and sums are made a currency at a time.
Idle licences are sized by kind too, as right-sizing sizes a product: peak use and a buffer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa

from dashboard.data.money.prices import Price, exact, prices_at
from dashboard.data.query.cache import kept
from dashboard.data.query.conditions import condition
from dashboard.data.query.question import Question, View
from dashboard.data.query.table import Table
from dashboard.data.storage.schema import subscription_snapshot
from dashboard.data.subscriptions.right_sizing import recommended
from dashboard.data.subscriptions.states import PRODUCT_PARTS, current_states
from dashboard.data.subscriptions.subscriptions_now import excess

Measure = Literal["purchased", "idle", "over"]
MEASURES: tuple[Measure, ...] = ("purchased", "idle", "over")

_EVERY = View()


@dataclass(frozen=True)
class Money:
    """What licences are worth a month. `sums` by currency, in order; `licences` are all that were counted, `priced`
    those whose kind has a price: the share that the sums speak of."""

    sums: tuple[tuple[str, Decimal], ...]
    licences: int
    priced: int

    @property
    def share(self) -> float | None:
        """The share of the licences that have a price, unknown without any licence."""
        return self.priced / self.licences if self.licences else None


def worth(question: Question, table: Table, measure: Measure = "purchased", view: View = _EVERY) -> Money:
    """The value a month of the licences of a table's rows, each a subscription, as the view leaves them."""
    return worths(question, table, view)[measure]


@kept
def worths(question: Question, table: Table, view: View = _EVERY) -> dict[Measure, Money]:
    """The same of every measure, in one statement."""
    prices, kinds = prices_at(question.scope, question.moment.as_of), PRODUCT_PARTS[question.product]
    rows, state = _chosen(question, table, view), current_states(question.scope, question.moment, before=False)
    same = (state.c.customer_key == rows.c.customer_key) & (state.c.subscription_key == rows.c.subscription_key)
    source, idle = _idle(question, rows.join(state, same), rows, state.c)
    counts: dict[Measure, Mapping[str, sa.ColumnElement[Any]]] = {
        "purchased": {kind: state.c[f"{kind}_purchased"] for kind in kinds},
        "idle": idle,
        "over": {kind: excess(state.c[f"{kind}_assigned"], state.c[f"{kind}_purchased"]) for kind in kinds},
    }
    sums = [
        sa.func.coalesce(sa.func.sum(count), 0).label(f"{measure}/{kind}")
        for measure, parts in counts.items()
        for kind, count in parts.items()
    ]
    with question.scope.region.read() as connection:
        sums_of = connection.execute(sa.select(*sums).select_from(source)).mappings().one()
    return {
        measure: money_of({kind: int(sums_of[f"{measure}/{kind}"]) for kind in kinds}, prices) for measure in MEASURES
    }


def value_columns(question: Question, state: Any) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """A subscription's value a month and its currency; both unknown where a kind has no price or they differ."""
    prices = prices_at(question.scope, question.moment.as_of)
    parts = [(sa.func.coalesce(state[f"{kind}_purchased"], 0), prices.get(kind)) for kind in _kinds(question)]
    missing = [licences > 0 for licences, price in parts if price is None]
    priced = [(licences, price) for licences, price in parts if price is not None]
    currencies = {price.currency for _licences, price in priced}
    if not priced:
        return sa.cast(sa.null(), sa.Double), sa.cast(sa.null(), sa.String)
    mixed = [sa.and_(*(licences > 0 for licences, _price in priced))] if len(currencies) > 1 else []
    known = sa.not_(sa.or_(sa.false(), *missing, *mixed))
    amount = sum((sa.cast(licences, sa.BigInteger) * price.amount for licences, price in priced), sa.literal(0))
    whose = sa.case(*((licences > 0, price.currency) for licences, price in priced), else_=priced[0][1].currency)
    return sa.case((known, sa.cast(amount, sa.Double) / 10_000.0)), sa.case((known, whose))


def _kinds(question: Question) -> tuple[str, ...]:
    return PRODUCT_PARTS[question.product]


def _chosen(question: Question, table: Table, view: View) -> sa.CTE:
    rows = table.relation(question, frozenset(part.column for part in view.filters)).subquery("rows")
    limits = [condition(rows.c, part) for part in view.filters]
    return sa.select(rows.c.customer_key, rows.c.subscription_key).where(*limits).cte("chosen")


def _idle(
    question: Question, source: Any, rows: sa.CTE, state: Any
) -> tuple[sa.FromClause, dict[str, sa.ColumnElement[Any]]]:
    """The licences of each kind beyond the peak of its use and the buffer."""
    fact, as_of = subscription_snapshot.c, question.moment.as_of
    first = as_of - timedelta(weeks=question.window) + timedelta(days=1)
    same = (fact.customer_key == rows.c.customer_key) & (fact.subscription_key == rows.c.subscription_key)
    peaks = (
        sa.select(
            fact.customer_key,
            fact.subscription_key,
            *(sa.func.max(fact[f"{kind}_used"]).label(kind) for kind in _kinds(question)),
        )
        .join_from(rows, subscription_snapshot, same)
        .where(fact.date.between(first, as_of))
        .group_by(fact.customer_key, fact.subscription_key)
        .cte("peaks")
    )
    mine = (peaks.c.customer_key == rows.c.customer_key) & (peaks.c.subscription_key == rows.c.subscription_key)
    counts = {
        kind: excess(state[f"{kind}_purchased"], recommended(peaks.c[kind], question.buffer))
        for kind in _kinds(question)
    }
    return source.outerjoin(peaks, mine), counts


def money_of(counts: Mapping[str, int], prices: Mapping[str, Price]) -> Money:
    """What licences by kind are worth at those prices."""
    sums: dict[str, int] = {}
    for kind, licences in counts.items():
        if licences and kind in prices:
            sums[prices[kind].currency] = sums.get(prices[kind].currency, 0) + licences * prices[kind].amount
    priced = sum(licences for kind, licences in counts.items() if kind in prices)
    return Money(tuple((currency, exact(sums[currency])) for currency in sorted(sums)), sum(counts.values()), priced)
