"""The five KPIs week by week: kept at import for a whole region, counted at once for some customers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.query.cache import kept
from dashboard.data.query.question import PRODUCTS, Moment, Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.rules import Rules
from dashboard.data.storage.schema import headline_history
from dashboard.data.storage.weeks import last_weeks, sunday
from dashboard.data.subscriptions.headline import HEADLINE, counts, flagged, headline_customers
from dashboard.data.subscriptions.states import states_of_days


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
    kept_numbers = sa.select(headline_history).where(history.date >= sundays[0], history.date <= moment.as_of)
    with scope.region.read() as connection:
        by_week = {
            sunday(row["date"]): row for row in connection.execute(kept_numbers.order_by(history.date)).mappings()
        }
        if not scope.whole_region:
            days = [row["date"] for row in by_week.values()]
            counted = _past_counts(connection, scope, days, moment.rules) if days else {}
            by_week = {week: counted.get(row["date"], _NOBODY) for week, row in by_week.items()}
    return [_kpis(by_week[week]) if week in by_week else None for week in sundays]


def _kpis(row: Any) -> dict[str, int]:
    return {metric.key: int(row[metric.key]) for metric in HEADLINE}


_NOBODY = {metric.key: 0 for metric in HEADLINE}


def _past_counts(connection: Connection, scope: Scope, days: Sequence[date], rules: Rules) -> dict[date, Any]:
    """The KPIs as of these snapshots' dates, counted all at once; what "low" meant then is kept."""
    ahead = timedelta(days=rules.expiring_days), timedelta(days=rules.renewing_days)
    state = states_of_days(connection, scope, days, ahead).subquery("state")
    until = state.c.until, state.c.until_renewal
    history = headline_history.c
    customers = headline_customers(state.c, state.c.as_of, until, state.c.as_of).subquery("customers")
    low = {product: history[f"{product}_quartile"] for product in PRODUCTS}
    then = customers.join(headline_history, history.date == customers.c.as_of)
    row = flagged(customers, then, low).subquery("flagged").c
    counted = connection.execute(sa.select(row.as_of, *counts(row)).group_by(row.as_of)).mappings()
    return {numbers["as_of"]: numbers for numbers in counted}
