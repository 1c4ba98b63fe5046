"""The eight statuses of a customer at a moment, each with what it rests on."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.query.metric import Columns
from dashboard.data.query.question import PRODUCTS, Moment, Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage.schema import customer, subscription, subscription_snapshot
from dashboard.data.storage.schema.customers import local_trial
from dashboard.data.subscriptions.states import active, current_states, has_product, licences, starts_later, trial

STATUSES = (
    "trial",
    "subscription",
    "expires_soon",
    "licence_overage",
    "no_recent_activity",
    "ready_for_setup",
    "suspended",
    "expired",
)
REASONS = {
    "trial": "trial_ends_in_days",
    "subscription": "active_subscriptions",
    "expires_soon": "ends_in_days",
    "licence_overage": "licences_over",
    "no_recent_activity": "days_since_admin_sign_in",
    "ready_for_setup": "subscriptions_not_set_up",
    "suspended": "subscriptions_unpaid",
    "expired": "days_since_end",
}
"""What the number beside a status counts."""

SUBSCRIPTION_TYPES = ("subscription", "trial")


def customer_sums(question: Question) -> sa.Select[Any]:
    """A row per customer in scope with a subscription that is not gone: what their subscriptions add up to."""
    state, as_of = current_states(question.scope, question.moment, before=False).c, question.moment.as_of
    runs = active(state, as_of)
    tried, ends = trial(state), state.ends_on
    unpaid = (state.suspended.is_(True) | (sa.func.lower(state.status) == "suspended")) & (
        ends.is_(None) | (ends >= as_of)
    )
    counts: dict[str, sa.ColumnElement[Any]] = {
        "running": runs,
        "trials": runs & tried,
        "subscriptions": runs & ~tried,
        "not_set_up": runs & state.setup_complete.is_(False),
        "to_come": starts_later(state, as_of),
        "told": sa.true(),
        "unpaid": unpaid,
        **{product: runs & has_product(state, product) for product in PRODUCTS},
    }
    return sa.select(
        state.customer_key,
        *(sa.func.count(sa.case((flag, 1))).label(key) for key, flag in counts.items()),
        sa.func.min(sa.case((runs, ends))).label("nearest_end"),
        sa.func.min(sa.case((runs & tried, ends))).label("nearest_trial_end"),
        sa.func.max(ends).label("last_end"),
        sa.func.sum(sa.case((runs, _over(state)), else_=0)).label("over"),
    ).group_by(state.customer_key)


def _over(state: Columns) -> sa.ColumnElement[Any]:
    """Licences assigned beyond purchased, a product at a time."""
    products = [(licences(state, product, "assigned"), licences(state, product, "purchased")) for product in PRODUCTS]
    parts = [sa.case((assigned > purchased, assigned - purchased), else_=0) for assigned, purchased in products]
    return parts[0] + parts[1]


def subscribers(scope: Scope, moment: Moment) -> sa.Select[Any]:
    """The customers that had any subscription by then; a trial that was started here counts from its first day."""
    had: sa.Select[Any]
    if moment.newest:
        had = sa.select(subscription.c.customer_key).distinct().where(~_to_come(subscription.c, moment))
        return scope.restrict(had, subscription.c.customer_key)
    fact = subscription_snapshot.c
    by_then = fact.date <= moment.snapshot if moment.snapshot else fact.date < date.min  # none; see states
    had = sa.select(fact.customer_key).distinct().where(by_then, ~_to_come(fact, moment))
    return scope.restrict(had, fact.customer_key)


def _to_come(row: Columns, moment: Moment) -> sa.ColumnElement[bool]:
    trial = local_trial.c
    return row.subscription_key.in_(sa.select(trial.subscription_key).where(trial.started_on > moment.as_of))


def reasons(question: Question, sums: Columns, ever: sa.ColumnElement[Any]) -> dict[str, sa.ColumnElement[Any]]:
    """The number behind each status, unknown where the customer does not have it or where it ends never.

    `ever` is known where the customer had a subscription by then. See `flags` for who has one.
    """
    today = sa.literal(question.moment.as_of, sa.Date)
    seen = customer.c.last_admin_sign_in
    return {
        "trial": _days(today, sums.nearest_trial_end),
        "subscription": sums.subscriptions,
        "expires_soon": _days(today, sums.nearest_end),
        "licence_overage": sums.over,
        "no_recent_activity": _days(sa.case((seen <= today, seen)), today),
        "ready_for_setup": sums.not_set_up + sa.case((sums.running == 0, sums.to_come), else_=0),
        "suspended": sums.unpaid,
        "expired": sa.case((sums.last_end < today, _days(sums.last_end, today))),
    }


def flags(question: Question, sums: Columns, ever: sa.ColumnElement[Any]) -> dict[str, sa.ColumnElement[bool]]:
    """Whether the customer has each status, in the order of STATUSES."""
    as_of, rules = question.moment.as_of, question.moment.rules
    waits = (sums.running == 0) & (sums.to_come > 0)  # nothing active yet, and one that starts later
    begins = sa.func.coalesce(waits & (sums.to_come == sums.told), sa.false())  # and nothing that ended
    has: dict[str, sa.ColumnElement[bool]] = {
        "trial": sums.trials > 0,
        "subscription": sums.subscriptions > 0,
        "expires_soon": sums.nearest_end <= as_of + timedelta(days=rules.expires_soon_days),
        "licence_overage": sums.over > 0,
        # Unknown is not "long ago": then nothing is said.
        "no_recent_activity": customer.c.last_admin_sign_in <= as_of - timedelta(days=rules.inactive_days),
        "ready_for_setup": (sums.not_set_up > 0) | waits,
        "suspended": sums.unpaid > 0,
        "expired": ever.is_not(None) & (sa.func.coalesce(sums.running, 0) == 0) & ~begins,
    }
    return {key: has[key] for key in STATUSES}


def _days(first: sa.ColumnElement[Any], second: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return second.op("-", return_type=sa.Integer())(first)


def explained(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row of the customers with its statuses as `status`, `reason`, `value`: the number that reason counts."""
    return [{"status": key, "reason": REASONS[key], "value": row[f"reason_{key}"]} for key in row["statuses"]]
