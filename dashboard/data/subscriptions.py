"""Subscriptions of one product, and the five sections that look at them.

`subscriptions_now` is the base relation: a row per active subscription that has licences of the product. A section
is that relation with a filter; its KPIs are aggregates of its rows, and its table, export and API answer the same rows.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data import subscription_metrics as metrics
from dashboard.data.headline import SOON, expires
from dashboard.data.metric import Columns
from dashboard.data.peers import low_customers, quartiles
from dashboard.data.question import Question
from dashboard.data.schema import COUNTS, customer, subscription
from dashboard.data.states import active, current_states, has_product, licences, trial
from dashboard.data.subscription_columns import COLUMNS, days_between, months_between
from dashboard.data.table import Table
from dashboard.data.usage import PEAK_LINE, usage_snapshots
from dashboard.words import N_

RECENT = timedelta(days=90)


def subscriptions_now(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """The base relation, in the columns of `COLUMNS`; those that cost something only when wanted.

    Names stand on other tables, ages are counted, changes and the three-month peak read other snapshots.
    """
    changes = wanted & _CHANGES
    source = current_states(question.scope, question.moment, before=bool(changes))
    columns = _attributes(source.c) | _counts(question, source.c)
    if changes:
        columns |= _changes(question, source.c)
    if wanted & _AGES:
        columns |= _ages(question, source.c)
    rows = sa.select(*(column.label(key) for key, column in columns.items())).select_from(source)
    rows = rows.where(active(source.c, question.moment.as_of), has_product(source.c, question.product))
    if wanted & _NAMES:
        rows = _with_names(rows, source.c)
    return _with_peak(rows, question, source.c) if "peak_used_3_months" in wanted else rows


_AGES = frozenset(("days_since_added", "days_left", "months_since_added", "months_left"))
_CHANGES = frozenset(("assigned_change", "used_change"))
_NAMES = frozenset(("org_id", "customer", "subscription_id"))


def _attributes(state: Columns) -> dict[str, sa.ColumnElement[Any]]:
    names = ("customer_key", "subscription_key", "subscription_type", "added_on", "ends_on", "auto_renew")
    return {**{name: state[name] for name in names}, "expires": expires(state)}


def _ages(question: Question, state: Columns) -> dict[str, sa.ColumnElement[Any]]:
    today = sa.literal(question.moment.as_of, sa.Date)
    return {
        "days_since_added": days_between(state.added_on, today),
        "days_left": days_between(today, state.ends_on),
        "months_since_added": months_between(state.added_on, today),
        "months_left": months_between(today, state.ends_on),
    }


def _with_names(rows: sa.Select[Any], state: Columns) -> sa.Select[Any]:
    same = (subscription.c.customer_key == state.customer_key) & (
        subscription.c.subscription_key == state.subscription_key
    )
    trial_id = sa.case((trial(state), state.enterprise_trial_id))
    return (
        rows.join(customer, customer.c.customer_key == state.customer_key)
        .join(subscription, same)
        .add_columns(
            customer.c.org_id.label("org_id"),
            sa.func.coalesce(customer.c.name, state.customer_name).label("customer"),
            sa.func.coalesce(trial_id, subscription.c.subscription_id).label("subscription_id"),
        )
    )


def _counts(question: Question, state: Columns) -> dict[str, sa.ColumnElement[Any]]:
    product = question.product
    purchased, assigned, used = (licences(state, product, count) for count in COUNTS)
    return {
        "purchased": purchased,
        "assigned": assigned,
        "used": used,
        "available": excess(purchased, assigned),
        "over": excess(assigned, purchased),
        "assigned_rate": _rate(assigned, purchased),
        "used_rate": _rate(used, purchased),
    }


def _changes(question: Question, state: Columns) -> dict[str, sa.ColumnElement[Any]]:
    return {
        f"{count}_change": licences(state, question.product, count)
        - licences(state, question.product, count, "_before")
        for count in ("assigned", "used")
    }


def _with_peak(rows: sa.Select[Any], question: Question, state: Columns) -> sa.Select[Any]:
    peaks = usage_snapshots(question).subquery("recent")
    peak = (
        sa.select(peaks.c.customer_key, peaks.c.subscription_key, sa.func.max(peaks.c.used).label("peak"))
        .group_by(peaks.c.customer_key, peaks.c.subscription_key)
        .subquery("peaks")
    )
    same = (peak.c.customer_key == state.customer_key) & (peak.c.subscription_key == state.subscription_key)
    return rows.outerjoin(peak, same).add_columns(peak.c.peak.label("peak_used_3_months"))


def excess(one: sa.ColumnElement[int], other: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """How much one is above the other, 0 when it is not, unknown when either is."""
    return sa.case((one > other, one - other), (one <= other, 0))


def _rate(part: sa.ColumnElement[int], whole: sa.ColumnElement[int]) -> sa.ColumnElement[Any]:
    return sa.cast(part, sa.Double) / sa.func.nullif(whole, 0)


def recently_added(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """Subscriptions added 0 to 90 days ago."""
    row = subscriptions_now(question, wanted).subquery("row")
    as_of = question.moment.as_of
    return sa.select(row).where(row.c.added_on.between(as_of - RECENT, as_of))


def expiring(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """Trials, and subscriptions without auto-renewal, that end in 0 to 90 days."""
    row = subscriptions_now(question, wanted).subquery("row")
    as_of = question.moment.as_of
    return sa.select(row).where(row.c.ends_on.between(as_of, as_of + SOON), row.c.expires)


def renewing(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """Paid subscriptions with auto-renewal that end in 0 to 90 days."""
    row = subscriptions_now(question, wanted).subquery("row")
    as_of = question.moment.as_of
    return sa.select(row).where(row.c.ends_on.between(as_of, as_of + SOON), ~row.c.expires)


def low_assignment(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """The low customers' subscriptions whose own assigned / purchased is below the quartile too."""
    row = subscriptions_now(question, wanted).subquery("row")
    quartile = quartiles(question.scope, question.moment)[question.product]
    low = low_customers(question.scope, question.moment, question.product, quartile).subquery("low")
    below = row.c.assigned_rate < sa.literal(quartile, sa.Double)
    return sa.select(row).join(low, low.c.customer_key == row.c.customer_key).where(below)


def overage(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """Subscriptions with more licences assigned than purchased."""
    row = subscriptions_now(question, wanted).subquery("row")
    return sa.select(row).where(row.c.over > 0)


RECENTLY_ADDED = Table(
    name="recently_added",
    title=N_("Recently added"),
    short=N_("Recently added"),
    definition=N_("Active subscriptions with licences of the product that were added 0 to 90 days ago."),
    relation=recently_added,
    columns=COLUMNS,
    shown=("customer", "subscription_id", "days_since_added", "purchased", "bar", "assigned_change", "used_change"),
    order=("days_since_added", "customer"),
    metrics=(metrics.customers(N_("New customers")), metrics.TOTAL_LICENCES),
)

EXPIRING = Table(
    name="expiring",
    title=N_("Expiring in the next 90 days"),
    short=N_("Expiring"),
    definition=N_("Active trials, and active subscriptions without auto-renewal, that end in 0 to 90 days."),
    relation=expiring,
    columns=COLUMNS,
    shown=("customer", "subscription_id", "days_left", "purchased", "bar", "peak_used_3_months"),
    order=("days_left", "customer"),
    lines=(PEAK_LINE,),
    metrics=(metrics.customers(N_("Expiring customers")), metrics.ASSIGNMENT_RATE, metrics.USAGE_RATE),
)

RENEWING = Table(
    name="renewing",
    title=N_("Renewing in the next 90 days"),
    short=N_("Renewing"),
    definition=N_("Active paid subscriptions with auto-renewal that end in 0 to 90 days."),
    relation=renewing,
    columns=COLUMNS,
    shown=("customer", "subscription_id", "days_left", "purchased", "bar", "peak_used_3_months"),
    order=("days_left", "customer"),
    lines=(PEAK_LINE,),
    metrics=(metrics.customers(N_("Customers with renewals")), metrics.ASSIGNMENT_RATE, metrics.USAGE_RATE),
)

LOW_ASSIGNMENT = Table(
    name="low_assignment",
    title=N_("Low licence assignment"),
    short=N_("Low assignment"),
    definition=N_("Subscriptions of customers that assign less than the lowest quarter of the region, below it too."),
    relation=low_assignment,
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
    relation=overage,
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

TABLES = (RECENTLY_ADDED, EXPIRING, RENEWING, LOW_ASSIGNMENT, OVERAGE)
