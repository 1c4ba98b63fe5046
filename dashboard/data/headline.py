"""The five KPIs over both products: how many customers an analyst must look at."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.metric import Columns, Metric, Value
from dashboard.data.peers import low_customers
from dashboard.data.question import PRODUCTS, Moment
from dashboard.data.schema import headline_history
from dashboard.data.scope import Scope
from dashboard.data.states import active, current_states, has_product, licences, trial
from dashboard.data.weeks import last_weeks, sunday
from dashboard.words import N_

SOON = timedelta(days=90)


def headline_subscriptions(scope: Scope, moment: Moment) -> sa.Select[Any]:
    """A row per active subscription, with a flag for each KPI that its customer counts in."""
    state = current_states(scope, moment, before=False).c
    licensed = sa.or_(*(has_product(state, product) for product in PRODUCTS))
    over = sa.or_(*(licences(state, p, "assigned") > licences(state, p, "purchased") for p in PRODUCTS))
    soon = state.ends_on.between(moment.as_of, moment.as_of + SOON)
    low = [sa.select(low_customers(scope, moment, product).subquery().c.customer_key) for product in PRODUCTS]
    flags = {
        "total_customers": licensed,
        "nearing_expiration": licensed & soon & expires(state),
        "nearing_renewal": licensed & soon & ~expires(state),
        "low_assignment": licensed & sa.or_(*(state.customer_key.in_(customers) for customers in low)),
        "over_limit": licensed & over,
    }
    columns = [flag.label(key) for key, flag in flags.items()]
    return sa.select(state.customer_key, *columns).where(active(state, moment.as_of))


def expires(state: Columns) -> sa.ColumnElement[bool]:
    """Whether a subscription ends when its time is up: a trial, or one that does not renew or may not."""
    return trial(state) | sa.func.coalesce(state.auto_renew, sa.false()).is_(False)


def _counted(key: str, label: str, definition: str, formula: str, good: Any) -> Metric:
    def customers(row: Columns) -> sa.ColumnElement[int]:
        return sa.func.count(sa.distinct(sa.case((row[key], row.customer_key))))

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


def headline_counts(connection: Connection, scope: Scope, moment: Moment) -> dict[str, int]:
    """The KPIs by key at one moment."""
    rows = headline_subscriptions(scope, moment).subquery("subscriptions")
    counts = [metric.numerator(rows.c).label(metric.key) for metric in HEADLINE]
    return {key: int(count) for key, count in connection.execute(sa.select(*counts)).mappings().one().items()}


def headline(connection: Connection, scope: Scope, moment: Moment) -> dict[str, Value]:
    """The KPIs by key; every value is unknown when the region has no snapshot by then."""
    if moment.snapshot is None:
        return {metric.key: Value(None) for metric in HEADLINE}
    return {key: Value(count) for key, count in headline_counts(connection, scope, moment).items()}


def unlicensed_customers(connection: Connection, scope: Scope, moment: Moment) -> int:
    """Customers with active subscriptions, none of which has Meetings or Calling licences: told beside the total."""
    state = current_states(scope, moment, before=False).c
    licensed = sa.case((sa.or_(*(has_product(state, product) for product in PRODUCTS)), state.customer_key))
    others = sa.func.count(sa.distinct(state.customer_key)) - sa.func.count(sa.distinct(licensed))
    return int(connection.scalar(sa.select(others).where(active(state, moment.as_of))) or 0)


def headline_weeks(connection: Connection, scope: Scope, moment: Moment, weeks: int) -> list[dict[str, int] | None]:
    """The KPIs as of the last snapshot of each week, oldest first; None in a week without one. The last is now's.

    For a whole region they are kept at import; for some customers they are counted now.
    """
    sundays = last_weeks(moment.as_of, weeks)
    history = headline_history.c
    rows = connection.execute(
        sa.select(headline_history)
        .where(history.date >= sundays[0], history.date <= moment.as_of)
        .order_by(history.date)
    ).mappings()
    by_week = {sunday(row["date"]): row for row in rows}
    if scope.whole_region:
        return [_kept(by_week.get(week)) for week in sundays]
    days = {week: row["date"] for week, row in by_week.items()}
    return [headline_counts(connection, scope, Moment(days[w], days[w], False)) if w in days else None for w in sundays]


def _kept(row: Any) -> dict[str, int] | None:
    return {metric.key: row[metric.key] for metric in HEADLINE} if row else None
