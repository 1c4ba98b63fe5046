"""The five KPIs over both products: how many customers an analyst must look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.query.cache import kept
from dashboard.data.query.metric import Columns, Metric, Value
from dashboard.data.query.question import PRODUCTS, Moment, Product, Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import headline_history, headline_peers
from dashboard.data.subscriptions.low_assignment import ENOUGH_PEERS, Threshold, is_low, ratio
from dashboard.data.subscriptions.states import active, current_states, expires, has_product, licences
from dashboard.i18n import N_

Day = sa.ColumnElement[date] | date


def headline_customers(
    state: Columns, as_of: Day, until: tuple[Day, Day], *by: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    """A row per customer with an active subscription (and `by`): a flag for each KPI that it counts in, but for "low",
    and `<product>_ratio`, which "low" goes by. `until`: the last days of what is near expiration, and near renewal."""
    columns: dict[str, sa.ColumnElement[Any]] = {
        **{key: sa.func.bool_or(flag) for key, flag in headline_flags(state, as_of, until).items()},
        **{f"{product}_ratio": ratio(state, product) for product in PRODUCTS},
    }
    rows = sa.select(state.customer_key, *by, *(column.label(key) for key, column in columns.items()))
    return rows.where(active(state, as_of)).group_by(state.customer_key, *by)


def headline_flags(state: Columns, as_of: Day, until: tuple[Day, Day]) -> dict[str, sa.ColumnElement[bool]]:
    """By KPI, but for "low", whether a subscription makes its customer count while it is active."""
    licensed = sa.or_(*(has_product(state, product) for product in PRODUCTS))
    over = sa.or_(*(licences(state, p, "assigned") > licences(state, p, "purchased") for p in PRODUCTS))
    ends, renews = (licensed & state.ends_on.between(as_of, day) for day in until)
    return {
        "total_customers": licensed,
        "nearing_expiration": ends & expires(state),
        "nearing_renewal": renews & ~expires(state),
        "over_limit": over,
    }


def flagged(
    customers: sa.FromClause, source: sa.FromClause, low_below: Mapping[Product, sa.ColumnElement[Any]]
) -> sa.Select[Any]:
    """The customers, out of a source that holds them, with whether each is low by the quartiles of the products."""
    row = customers.c
    low = sa.or_(*(is_low(row[f"{product}_ratio"], low_below[product]) for product in PRODUCTS))
    return sa.select(*row, (row.total_customers & low).label("low_assignment")).select_from(source)


def _counted(key: str, label: str, definition: str, formula: str, good: Any) -> Metric:
    def customers(row: Columns) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((row[key], row.customer_key)))

    return Metric(key, label, definition, formula, "customers", customers, good=good)


HEADLINE = (
    _counted(
        "total_customers",
        N_("Total customers"),
        N_("Customers with an active subscription that has Meetings or Calling licences."),
        N_("count distinct customers: status = Active, added <= as of, ends >= as of or open, licences > 0"),
        "more",
    ),
    _counted(
        "nearing_expiration",
        N_("Nearing expiration"),
        N_(
            "Customers with an active trial, or an active subscription without auto-renewal, that ends in 0 to "
            "%(expiring_days)s days."
        ),
        N_(
            "count distinct customers: (trial or auto-renewal is not on) and as of <= ends <= as of + "
            "%(expiring_days)s days"
        ),
        "less",
    ),
    _counted(
        "nearing_renewal",
        N_("Nearing renewal"),
        N_("Customers with an active paid subscription with auto-renewal that ends in 0 to %(renewing_days)s days."),
        N_("count distinct customers: not trial, auto-renewal on, as of <= ends <= as of + %(renewing_days)s days"),
        "neither",
    ),
    _counted(
        "low_assignment",
        N_("Low licence assignment"),
        N_("Customers whose share of assigned licences is %(low_rate)s, in Meetings or in Calling."),
        N_("count distinct customers: assigned / purchased %(low_formula)s, in Meetings or in Calling"),
        "less",
    ),
    _counted(
        "over_limit",
        N_("Over licence limit"),
        N_("Customers with an active subscription that has more licences assigned than purchased."),
        N_("count distinct customers: assigned > purchased in Meetings or in Calling"),
        "less",
    ),
)

FALLBACK_CAUSES = {
    "total_customers": ("licensed", "unlicensed"),
    "nearing_expiration": ("shortened", "extended"),
    "nearing_renewal": ("shortened", "extended"),
    "over_limit": ("told", "untold"),
}
"""By KPI, the causes (`changes.causes`) of an active subscription that comes to count, and of one that stops: they hold
where `changes.customers` finds no closer one."""


@dataclass(frozen=True)
class RegionCounts:
    """The KPIs of a whole region at one moment, with `unlicensed`, the customers that have none of the licences; and
    what "low" means then, by product.
    """

    counts: Mapping[str, int]
    low: Mapping[Product, Threshold]


def counted_at(connection: Connection, region: Scope, moment: Moment) -> RegionCounts:
    """The same in one statement, within a transaction: every subscription is looked at once."""
    customers, own = _customers_at(region, moment).cte("customers"), moment.rules.low_rate
    bounds = _bounds(customers.c, own).cte("bounds")
    quartiles = {product: bounds.c[f"{product}_quartile"] for product in PRODUCTS}
    row = flagged(customers, customers.join(bounds, sa.true()), quartiles).subquery("flagged").c
    counted = sa.select(*counts(row), _unlicensed(row)).subquery("counted")
    statement = sa.select(counted, bounds).select_from(counted.join(bounds, sa.true()))
    numbers = connection.execute(statement).mappings().one()
    fixed = own is not None
    low = {p: Threshold(numbers[f"{p}_quartile"], int(numbers[f"{p}_customers"]), fixed) for p in PRODUCTS}
    return RegionCounts({key: int(numbers[key]) for key in counted.c.keys()}, low)  # noqa: SIM118


def _customers_at(scope: Scope, moment: Moment) -> sa.Select[Any]:
    state = current_states(scope, moment, before=False).c
    return headline_customers(state, moment.as_of, (moment.expiring_until, moment.renewing_until))


def _bounds(row: Columns, own: float | None) -> sa.Select[Any]:
    """Linear interpolation between the two nearest ratios, as `percentile_cont` has it on every engine; or the region's
    own rate, which needs no others to compare with."""
    bounds: list[sa.ColumnElement[Any]] = []
    for product in PRODUCTS:
        of_it = row[f"{product}_ratio"]
        number, quartile = sa.func.count(of_it), sa.func.percentile_cont(0.25).within_group(of_it)
        quarter = sa.case((number >= ENOUGH_PEERS, quartile))
        bounds += [
            (quarter if own is None else sa.literal(own, sa.Double)).label(f"{product}_quartile"),
            number.label(f"{product}_customers"),
        ]
    return sa.select(*bounds)


def counts(row: Columns) -> list[sa.ColumnElement[int]]:
    """The KPIs over flagged customers."""
    return [metric.numerator(row).label(metric.key) for metric in HEADLINE]


def _unlicensed(row: Columns) -> sa.ColumnElement[int]:
    return (sa.func.count() - sa.func.count(sa.case((row.total_customers, 1)))).label("unlicensed")


@dataclass(frozen=True)
class Headline:
    """The KPIs by key, unknown without a snapshot by then. `unlicensed`: customers that the total leaves out."""

    values: dict[str, Value]
    unlicensed: int = 0


def headline(scope: Scope, moment: Moment) -> Headline:
    """The KPIs at one moment."""
    if moment.snapshot is None:
        return Headline({metric.key: Value(None) for metric in HEADLINE})
    question = Question(scope, moment)
    numbers = _of_region(question).counts if scope.whole_region else _of_some(question)
    return Headline({metric.key: Value(numbers[metric.key]) for metric in HEADLINE}, numbers["unlicensed"])


def threshold(question: Question) -> Threshold:
    """What "low" means for the question's product, over all the region's customers."""
    return _of_region(Question(question.scope.peers, question.moment)).low[question.product]


def quartiles(scope: Scope, moment: Moment) -> dict[Product, float | None]:
    """By product, what "low" means at a moment over all the region's customers; None where too few have a ratio."""
    thresholds = _of_region(Question(scope.peers, moment)).low
    return {product: thresholds[product].quartile for product in PRODUCTS}


@kept
def _of_region(question: Question) -> RegionCounts:
    """As of a snapshot's own date it was counted at the import; of other days it is counted now."""
    moment, history = question.moment, None
    with question.scope.region.read() as connection:
        if moment.as_of == moment.snapshot:
            history = _history(connection, moment.as_of, moment.rules.low_rate is not None)
        return history or counted_at(connection, question.scope, moment)


def _history(connection: Connection, day: date, fixed: bool) -> RegionCounts | None:
    beside = [column for column in headline_peers.c if column.name != "date"]
    both = headline_history.join(headline_peers, headline_peers.c.date == headline_history.c.date)
    kept_then = sa.select(headline_history, *beside).select_from(both).where(headline_history.c.date == day)
    row = connection.execute(kept_then).mappings().first()
    if row is None:
        return None
    keys = (*(metric.key for metric in HEADLINE), "unlicensed")
    low = {p: Threshold(row[f"{p}_quartile"], row[f"{p}_customers"], fixed) for p in PRODUCTS}
    return RegionCounts({key: row[key] for key in keys}, low)


def kept_rows(day: date, counted: RegionCounts) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rows of `headline_history` and `headline_peers`: what holds as of a snapshot's date."""
    kpis = {metric.key: counted.counts[metric.key] for metric in HEADLINE}
    quartiles = {f"{product}_quartile": low.quartile for product, low in counted.low.items()}
    peers = {f"{product}_customers": low.customers for product, low in counted.low.items()}
    return {"date": day, **kpis, **quartiles}, {"date": day, **peers, "unlicensed": counted.counts["unlicensed"]}


@kept
def _of_some(question: Question) -> dict[str, int]:
    """The KPIs of some customers; what is low is the same for everybody."""
    scope, moment = question.scope, question.moment
    customers = _customers_at(scope, moment).subquery("customers")
    low = {product: sa.literal(bound, sa.Double) for product, bound in quartiles(scope, moment).items()}
    row = flagged(customers, customers, low).subquery("flagged").c
    with scope.region.read() as connection:
        numbers = connection.execute(sa.select(*counts(row), _unlicensed(row))).mappings().one()
    return {str(key): int(count) for key, count in numbers.items()}
