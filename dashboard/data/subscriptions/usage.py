"""Used licences over the last three months, for the small lines beside the peaks."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.cache import kept
from dashboard.data.query.question import Question
from dashboard.data.query.table import Line
from dashboard.data.storage.schema import subscription_snapshot
from dashboard.data.subscriptions.states import licences

PEAK = "peak_used_3_months"
PEAK_WINDOW = timedelta(days=90)


def usage_snapshots(question: Question) -> sa.Select[Any]:
    """Used licences in each snapshot of the last three months: customer_key, subscription_key, date, used."""
    fact, as_of = subscription_snapshot.c, question.moment.as_of
    used = licences(fact, question.product, "used").label("used")
    recent = sa.select(fact.customer_key, fact.subscription_key, fact.date, used)
    return question.scope.restrict(recent.where(fact.date.between(as_of - PEAK_WINDOW, as_of)), fact.customer_key)


def add_used_3_months(question: Question, rows: Sequence[dict[str, Any]]) -> None:
    """Give each row (with its keys) `used_3_months`: the used counts by date, oldest first, None where unknown."""
    used = _used(question, tuple(row["subscription_key"] for row in rows)) if rows else {}
    for row in rows:
        row["used_3_months"] = used.get(row["subscription_key"], [])


@kept
def _used(question: Question, keys: tuple[int, ...]) -> dict[int, list[int | None]]:
    recent = usage_snapshots(question).subquery("recent")
    statement = sa.select(recent.c.subscription_key, recent.c.used).order_by(recent.c.date)
    by_subscription: dict[int, list[int | None]] = {}
    with question.scope.region.read() as connection:
        for key, used in connection.execute(statement.where(recent.c.subscription_key.in_(keys))):
            by_subscription.setdefault(key, []).append(used)
    return by_subscription


PEAK_LINE = Line("used_3_months", PEAK, ("customer_key", "subscription_key"), add_used_3_months)
