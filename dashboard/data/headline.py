"""The five KPIs over both products: how many customers an analyst must look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.kept import kept
from dashboard.data.metric import Columns, Metric, Value
from dashboard.data.peers import Quartiles, quartiles, ratio
from dashboard.data.question import PRODUCTS, Moment, Question
from dashboard.data.schema import headline_history
from dashboard.data.scope import Scope
from dashboard.data.states import active, current_states, has_product, licences, states_of_days, trial
from dashboard.data.weeks import last_weeks, sunday
from dashboard.words import N_

SOON = timedelta(days=90)

Day = sa.ColumnElement[date] | date


def headline_customers(
    state: Columns, as_of: Day, until: Day, low_below: Mapping[str, Any], *by: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    """A row per customer with an active subscription (and `by`), with a flag for each KPI that the customer counts in.

    `until` is the last day of the 90; `low_below` holds what "low" means, by product.
    """
    licensed = sa.or_(*(has_product(state, product) for product in PRODUCTS))
    over = sa.or_(*(licences(state, p, "assigned") > licences(state, p, "purchased") for p in PRODUCTS))
    soon = licensed & state.ends_on.between(as_of, until)
    low = sa.or_(*(ratio(state, product) < low_below[product] for product in PRODUCTS))
    flags = {
        "total_customers": sa.func.bool_or(licensed),
        "nearing_expiration": sa.func.bool_or(soon & expires(state)),
        "nearing_renewal": sa.func.bool_or(soon & ~expires(state)),
        "low_assignment": sa.func.bool_or(licensed) & low,
        "over_limit": sa.func.bool_or(over),
    }
    columns = [flag.label(key) for key, flag in flags.items()]
    rows = sa.select(state.customer_key, *by, *columns).where(active(state, as_of))
    return rows.group_by(state.customer_key, *by)


def expires(state: Columns) -> sa.ColumnElement[bool]:
    """Whether a subscription ends when its time is up: a trial, or one that does not renew or may not."""
    return trial(state) | sa.func.coalesce(state.auto_renew, sa.false()).is_(False)


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
            "Customers with an active trial, or an active subscription without auto-renewal, that ends in 0 to 90 days."
        ),
        N_("count distinct customers: (trial or auto-renewal is not on) and as of <= ends <= as of + 90 days"),
        "less",
    ),
    _counted(
        "nearing_renewal",
        N_("Nearing renewal"),
        N_("Customers with an active paid subscription with auto-renewal that ends in 0 to 90 days."),
        N_("count distinct customers: not trial, auto-renewal on, as of <= ends <= as of + 90 days"),
        "neither",
    ),
    _counted(
        "low_assignment",
        N_("Low licence assignment"),
        N_("Customers that assign a smaller share of their licences than three quarters of the region's customers do."),
        N_("count distinct customers: assigned / purchased < 25th percentile of the region, in Meetings or in Calling"),
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


def headline_counts(connection: Connection, scope: Scope, moment: Moment, low_below: Quartiles) -> dict[str, int]:
    """The KPIs by key at one moment, and `unlicensed`: customers that have none of the licences, told beside them."""
    state = current_states(scope, moment, before=False).c
    low = {product: sa.literal(quartile, sa.Double) for product, quartile in low_below.items()}
    row = headline_customers(state, moment.as_of, moment.as_of + SOON, low).subquery("customers").c
    found = connection.execute(sa.select(*_counts(row), _unlicensed(row))).mappings().one()
    return {str(key): int(count) for key, count in found.items()}


def _counts(row: Columns) -> list[sa.ColumnElement[int]]:
    return [metric.numerator(row).label(metric.key) for metric in HEADLINE]


def _unlicensed(row: Columns) -> sa.ColumnElement[int]:
    return (sa.func.count() - sa.func.count(sa.case((row.total_customers, 1)))).label("unlicensed")


@dataclass(frozen=True)
class Told:
    """The KPIs by key, unknown without a snapshot by then. `unlicensed`: customers that the total leaves out."""

    values: dict[str, Value]
    unlicensed: int = 0


def headline(scope: Scope, moment: Moment) -> Told:
    """The KPIs at one moment."""
    return _told(Question(scope, moment))


@kept
def _told(question: Question) -> Told:
    scope, moment = question.scope, question.moment
    if moment.snapshot is None:
        return Told({metric.key: Value(None) for metric in HEADLINE})
    low = quartiles(scope, moment)
    with scope.region.read() as connection:
        counts = headline_counts(connection, scope, moment, low)
    return Told({metric.key: Value(counts[metric.key]) for metric in HEADLINE}, counts["unlicensed"])


def headline_weeks(scope: Scope, moment: Moment, weeks: int) -> list[dict[str, int] | None]:
    """The KPIs as of the last snapshot of each week, oldest first; None in a week without one. The last is now's.

    For a whole region they are kept at import; for some customers they are counted now.
    """
    return _by_week(Question(scope, moment, weeks=weeks))


@kept
def _by_week(question: Question) -> list[dict[str, int] | None]:
    scope, moment, weeks = question.scope, question.moment, question.weeks
    sundays = last_weeks(moment.as_of, weeks)
    history = headline_history.c
    known = sa.select(headline_history).where(history.date >= sundays[0], history.date <= moment.as_of)
    with scope.region.read() as connection:
        by_week = {sunday(row["date"]): row for row in connection.execute(known.order_by(history.date)).mappings()}
        if not scope.whole_region:
            days = [row["date"] for row in by_week.values()]
            counted = _past_counts(connection, scope, days) if days else {}
            by_week = {week: counted.get(row["date"], _NOBODY) for week, row in by_week.items()}
    return [_kpis(by_week[week]) if week in by_week else None for week in sundays]


def _kpis(row: Any) -> dict[str, int]:
    return {metric.key: int(row[metric.key]) for metric in HEADLINE}


_NOBODY = {metric.key: 0 for metric in HEADLINE}


def _past_counts(connection: Connection, scope: Scope, days: Sequence[date]) -> dict[date, Any]:
    """The KPIs as of these snapshots' dates, counted all at once; what "low" meant then is kept."""
    state = states_of_days(connection, scope, days, SOON).subquery("state")
    history = headline_history.c
    low: dict[str, Any] = {product: sa.func.max(history[f"{product}_quartile"]) for product in PRODUCTS}
    customers = headline_customers(state.c, state.c.as_of, state.c.until, low, state.c.as_of)
    row = customers.join(headline_history, history.date == state.c.as_of).subquery("customers").c
    counted = connection.execute(sa.select(row.as_of, *_counts(row)).group_by(row.as_of)).mappings()
    return {one["as_of"]: one for one in counted}
