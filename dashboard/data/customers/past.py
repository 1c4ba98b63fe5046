"""Customers as they were at a moment of the past: what they were called, and whether they were known.

Only what a file dates can be shown as it was. The Customers file, tags and assignments are as they are today.
"""

import sqlalchemy as sa

from dashboard.data.query.letters import in_order
from dashboard.data.query.question import Moment
from dashboard.data.storage.schema import customer, subscription, subscription_snapshot
from dashboard.data.storage.schema.calls import customer_week, queue_week
from dashboard.data.storage.weeks import completed_week
from dashboard.data.subscriptions.local_trials import is_local
from dashboard.data.subscriptions.states import GONE_AFTER


def with_name_then(
    source: sa.FromClause, moment: Moment, key: sa.ColumnElement[int]
) -> tuple[sa.FromClause, sa.ColumnElement[str]]:
    """The source, which holds `customer`, joined to what tells its name then, by a customer's key of it; and the name:
    the Customers file's, else that of its current snapshot, else the last one known."""
    if moment.newest or moment.snapshot is None:
        return source, sa.func.coalesce(customer.c.name, customer.c.snapshot_name)
    fact = subscription_snapshot.c
    current = fact.date.between(moment.snapshot - GONE_AFTER, moment.snapshot) & fact.customer_name.is_not(None)
    newest_first = (fact.date.desc(), in_order(fact.customer_name).desc())
    place = sa.func.row_number().over(partition_by=fact.customer_key, order_by=newest_first).label("place")
    names = sa.select(fact.customer_key, fact.customer_name.label("name"), place).where(current)
    named = names.subquery("named")
    joined = source.join(named, (named.c.customer_key == key) & (named.c.place == 1), isouter=True)
    return joined, sa.func.coalesce(customer.c.name, named.c.name, customer.c.snapshot_name)


def with_known_then(
    source: sa.FromClause, moment: Moment, subscribed: sa.ColumnElement[int]
) -> tuple[sa.FromClause, sa.ColumnElement[bool]]:
    """The source, which holds `customer`, joined to what tells whether a customer was known by then; and whether it
    was: nothing with a date tells of it, or something dated by then does. Calls have the dates of their weeks, and
    count when a week is complete.

    `subscribed` is the customer's key where it had a subscription by then (customer_statuses.subscribers), else null.
    """
    if moment.newest:
        return source, sa.true()
    key, weeks = customer.c.customer_key, []
    for table in (customer_week, queue_week):
        row = table.c
        of_each = sa.select(row.customer_key, sa.func.min(row.week).label("week")).group_by(row.customer_key)
        first = of_each.subquery(f"first_{table.name}")
        source = source.join(first, first.c.customer_key == key, isouter=True)
        weeks.append(first.c.week)
    reported = key.in_(sa.select(subscription.c.customer_key).where(~is_local(subscription.c.subscription_key)))
    called = sa.func.least(*weeks) <= completed_week(moment.as_of)  # unknown where no week ever tells of it
    return source, sa.or_(subscribed.is_not(None), sa.func.coalesce(called, ~reported))
