"""The base relation of a product's sections: a row per active subscription that has licences of it."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.metric import Columns
from dashboard.data.query.question import Question
from dashboard.data.storage.schema import COUNTS, customer, subscription
from dashboard.data.subscriptions.columns import PART_COLUMNS, days_between, months_between
from dashboard.data.subscriptions.states import active, current_states, expires, has_product, licences, trial
from dashboard.data.subscriptions.usage import PEAK, usage_snapshots


def subscriptions_now(question: Question, wanted: frozenset[str]) -> sa.Select[Any]:
    """The base relation, in the columns of `COLUMNS`; those that cost something only when wanted.

    Names stand on other tables, ages are counted, changes and the three-month peak read other snapshots.
    """
    changes = wanted & _CHANGES
    source = current_states(question.scope, question.moment, before=bool(changes) and question.compare is None)
    columns = _attributes(source.c) | _counts(question, source.c)
    if wanted & _AGES:
        columns |= _ages(question, source.c)
    if wanted & _PARTS:
        columns |= _parts(question, source.c)
    rows = sa.select(*(column.label(key) for key, column in columns.items())).select_from(source)
    rows = rows.where(active(source.c, question.moment.as_of), has_product(source.c, question.product))
    if changes:
        rows = _with_changes(rows, question, source.c)
    if wanted & _NAMES:
        rows = _with_names(rows, source.c)
    return _with_peak(rows, question, source.c) if PEAK in wanted else rows


_AGES = frozenset(("days_since_added", "days_left", "months_since_added", "months_left"))
_CHANGES = frozenset(("assigned_change", "used_change", "change_days"))
_PARTS = frozenset(column.key for column in PART_COLUMNS)
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


def _parts(question: Question, state: Columns) -> dict[str, sa.ColumnElement[Any]]:
    """The two kinds of Calling licence, which the other product does not have."""
    calling = question.product == "calling"
    return {key: state[key] if calling else sa.cast(sa.null(), sa.Integer) for key in sorted(_PARTS)}


def _with_changes(rows: sa.Select[Any], question: Question, state: Columns) -> sa.Select[Any]:
    """Against the snapshot a week before, or what held at the moment that is compared with; unknown without either."""
    if question.compare is None:
        return rows.add_columns(*_changes(question, state, state, "_before", state.date_before))
    then = current_states(question.scope, question.compare, before=False).alias("then").c
    same = (then.customer_key == state.customer_key) & (then.subscription_key == state.subscription_key)
    changed = _changes(question, state, then, "", then.date)
    return rows.outerjoin(sa.inspect(then.date).table, same).add_columns(*changed)


def _changes(
    question: Question, state: Columns, then: Columns, suffix: str, day: sa.ColumnElement[date]
) -> list[sa.Label[Any]]:
    counts = {count: licences(state, question.product, count) for count in ("assigned", "used")}
    return [
        *(
            (now - licences(then, question.product, count, suffix)).label(f"{count}_change")
            for count, now in counts.items()
        ),
        days_between(day, state.date).label("change_days"),
    ]


def _with_peak(rows: sa.Select[Any], question: Question, state: Columns) -> sa.Select[Any]:
    peaks = usage_snapshots(question).subquery("recent")
    peak = (
        sa.select(peaks.c.customer_key, peaks.c.subscription_key, sa.func.max(peaks.c.used).label("peak"))
        .group_by(peaks.c.customer_key, peaks.c.subscription_key)
        .subquery("peaks")
    )
    same = (peak.c.customer_key == state.customer_key) & (peak.c.subscription_key == state.subscription_key)
    return rows.outerjoin(peak, same).add_columns(peak.c.peak.label(PEAK))


def excess(one: sa.ColumnElement[int], other: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """How much one is above the other, 0 when it is not, unknown when either is."""
    return sa.case((one > other, one - other), (one <= other, 0))


def _rate(part: sa.ColumnElement[int], whole: sa.ColumnElement[int]) -> sa.ColumnElement[Any]:
    return sa.cast(part, sa.Double) / sa.func.nullif(whole, 0)
