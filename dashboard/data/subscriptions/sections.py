"""Subscriptions of one product, and the five sections that look at them.

`subscriptions_now` is the base relation: a row per active subscription that has licences of the product. A section
is that relation with a filter; its KPIs are aggregates of its rows, and its table, export and API answer the same rows.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.query import queries
from dashboard.data.query.cache import kept
from dashboard.data.query.question import Question
from dashboard.data.query.table import Narrow, Relation, Table
from dashboard.data.storage.schema import subscription_snapshot
from dashboard.data.subscriptions import metrics
from dashboard.data.subscriptions.columns import COLUMNS, FIRST
from dashboard.data.subscriptions.headline import quartiles
from dashboard.data.subscriptions.low_assignment import is_low, low_customers
from dashboard.data.subscriptions.subscriptions_now import subscriptions_now
from dashboard.data.subscriptions.usage import PEAK_LINE
from dashboard.data.work.columns import RENEWAL, WORK, with_renewal_work, with_work
from dashboard.i18n import N_

RECENT = timedelta(days=90)


def _relation(narrow: Narrow) -> Relation:
    """A section as a relation of its own."""
    return lambda question, wanted: narrow(subscriptions_now(question, wanted).subquery("row"), question, wanted)


def recently_added(row: sa.FromClause, question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """Subscriptions added 0 to 90 days ago; one that began before the records, at an unknown date, is none of them."""
    as_of = question.moment.as_of
    recent = sa.select(row).where(row.c.added_on.between(as_of - RECENT, as_of))
    return _with_first(recent.cte("recent"), question) if "first" in wanted else recent


def _with_first(row: sa.CTE, question: Question) -> sa.Select[Any]:
    """Whether no subscription or trial of the customer that a snapshot tells of by then began before the row's.

    Every snapshot is looked through, for these customers alone.
    """
    fact, snapshot = subscription_snapshot.c, question.moment.snapshot or date.min
    began = sa.func.min(sa.func.coalesce(fact.added_on, date.min))
    since = sa.select(fact.customer_key, began.label("began")).where(fact.date <= snapshot)
    since = since.where(fact.customer_key.in_(sa.select(row.c.customer_key)))
    earliest = since.group_by(fact.customer_key).subquery("earliest")
    first = (earliest.c.began >= row.c.added_on).label("first")
    return sa.select(*row.c, first).join_from(row, earliest, earliest.c.customer_key == row.c.customer_key)


def begun_before(row: sa.FromClause, question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """Subscriptions whose start is unknown, for it was before the records."""
    return sa.select(row).where(row.c.added_on.is_(None))


def expiring(row: sa.FromClause, question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """Trials, and subscriptions without auto-renewal, that end within the days of the region's rule."""
    moment = question.moment
    near = row.c.ends_on.between(moment.as_of, moment.expiring_until)
    return _with_work(sa.select(row).where(near, row.c.expires), row, question, wanted)


def renewing(row: sa.FromClause, question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """Paid subscriptions with auto-renewal that end within the days of the region's rule."""
    moment = question.moment
    near = row.c.ends_on.between(moment.as_of, moment.renewing_until)
    return _with_work(sa.select(row).where(near, ~row.c.expires), row, question, wanted)


def _with_work(rows: sa.Select[Any], row: sa.FromClause, question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    return with_renewal_work(with_work(rows, row, question, wanted), row, question, wanted)


def low_assignment(row: sa.FromClause, question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """The low customers' subscriptions that are low by the same test."""
    quartile = quartiles(question.scope, question.moment)[question.product]
    low = low_customers(question.scope, question.moment, question.product, quartile).subquery("low")
    rows = sa.select(row).join(low, low.c.customer_key == row.c.customer_key)
    return rows.where(is_low(row.c.assigned_rate, quartile))


def overage(row: sa.FromClause, question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """Subscriptions with more licences assigned than purchased."""
    return sa.select(row).where(row.c.over > 0)


@kept
def _summaries(question: Question) -> dict[str, queries.Summary]:
    """What all sections amount to: the subscriptions are looked at once."""
    wanted = frozenset[str]().union(*map(queries.needed, _TOGETHER))
    return queries.summaries(question, relations(question, wanted, _TOGETHER))


def relations(question: Question, wanted: frozenset[str], tables: Sequence[Table]) -> dict[Table, sa.Select[Any]]:
    """Tables that have `narrow`, for one statement: the subscriptions are looked at once."""
    needed = frozenset[str]().union(*(table.narrowed(wanted) for table in tables))
    base = subscriptions_now(question, needed).cte("base")
    if not question.scope.region.spread:  # looked at once, and not again for each table
        base = base.prefix_with("MATERIALIZED")
    return {table: table.narrow(base, question, wanted) for table in tables if table.narrow}


def unknown_starts(question: Question) -> int:
    """How many active subscriptions of the product began before the records: none of them was recently added."""
    return summaries(question)[UNKNOWN_STARTS.name].rows


def summaries(question: Question) -> dict[str, queries.Summary]:
    """The same, asked once whatever else the question holds."""
    asked = Question(question.scope, question.moment, question.product, compare=question.compare)
    return _summaries(asked)


RECENTLY_ADDED = Table(
    name="recently_added",
    title=N_("Recently added"),
    short=N_("Recently added"),
    definition=N_("Active subscriptions with licences of the product that were added 0 to 90 days ago."),
    relation=_relation(recently_added),
    narrow=recently_added,
    together=summaries,
    columns=(*COLUMNS, FIRST),
    shown=("customer", "subscription_id", "days_since_added", "purchased", "bar", "assigned_change", "used_change"),
    order=("days_since_added", "customer"),
    metrics=(metrics.customers(N_("New customers")), metrics.TOTAL_LICENCES, metrics.FIRST_CUSTOMERS),
)

EXPIRING = Table(
    name="expiring",
    title=N_("Expiring"),
    short=N_("Expiring"),
    by_rule=N_("Expiring in the next %(expiring_days)s days"),
    definition=N_(
        "Active trials, and active subscriptions without auto-renewal, that end in 0 to %(expiring_days)s days."
    ),
    relation=_relation(expiring),
    narrow=expiring,
    together=summaries,
    columns=(*COLUMNS, *WORK, *RENEWAL),
    shown=("customer", "subscription_id", "days_left", "purchased", "bar", "peak_used_3_months"),
    order=("days_left", "customer"),
    lines=(PEAK_LINE,),
    metrics=(metrics.customers(N_("Expiring customers")), metrics.ASSIGNMENT_RATE, metrics.USAGE_RATE),
)

RENEWING = Table(
    name="renewing",
    title=N_("Renewing"),
    short=N_("Renewing"),
    by_rule=N_("Renewing in the next %(renewing_days)s days"),
    definition=N_("Active paid subscriptions with auto-renewal that end in 0 to %(renewing_days)s days."),
    relation=_relation(renewing),
    narrow=renewing,
    together=summaries,
    columns=(*COLUMNS, *WORK, *RENEWAL),
    shown=("customer", "subscription_id", "days_left", "purchased", "bar", "peak_used_3_months"),
    order=("days_left", "customer"),
    lines=(PEAK_LINE,),
    metrics=(metrics.customers(N_("Customers with renewals")), metrics.ASSIGNMENT_RATE, metrics.USAGE_RATE),
)

LOW_ASSIGNMENT = Table(
    name="low_assignment",
    title=N_("Low licence assignment"),
    short=N_("Low assignment"),
    definition=N_(
        "Subscriptions whose share of assigned licences is %(low_rate)s, of customers whose share is so too."
    ),
    relation=_relation(low_assignment),
    narrow=low_assignment,
    together=summaries,
    columns=COLUMNS,
    shown=("customer", "subscription_id", "months_since_added", "assigned_rate", "purchased", "bar", "assigned_change"),
    order=("assigned_rate", "-available"),
    metrics=(
        metrics.customers(N_("Customers with low assignment")),
        metrics.ASSIGNMENT_RATE,
        metrics.USAGE_RATE,
        metrics.UNASSIGNED,
    ),
)

OVERAGE = Table(
    name="overage",
    title=N_("Over the licence limit"),
    short=N_("Over the limit"),
    definition=N_("Active subscriptions with more licences assigned than purchased."),
    relation=_relation(overage),
    narrow=overage,
    together=summaries,
    columns=COLUMNS,
    shown=(
        "customer",
        "subscription_id",
        "months_left",
        "auto_renew",
        "purchased",
        "assigned_rate",
        "used_rate",
        "bar",
    ),
    order=("-over", "customer"),
    metrics=(metrics.customers(N_("Customers with overage")), metrics.LICENCES_OVER, metrics.AVERAGE_OVER),
)

UNKNOWN_STARTS = Table(
    name="unknown_starts",
    title=N_("Unknown start"),
    short=N_("Unknown start"),
    definition=N_("Active subscriptions that the region's first report names without a start date."),
    relation=_relation(begun_before),
    narrow=begun_before,
    columns=COLUMNS,
    shown=("customer", "subscription_id", "ends_on", "purchased", "bar"),
    order=("customer",),
)
"""Told beside what was recently added."""

TABLES = (RECENTLY_ADDED, EXPIRING, RENEWING, LOW_ASSIGNMENT, OVERAGE)

_TOGETHER = (RECENTLY_ADDED, UNKNOWN_STARTS, EXPIRING, RENEWING, LOW_ASSIGNMENT, OVERAGE)
