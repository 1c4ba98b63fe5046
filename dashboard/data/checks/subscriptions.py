"""Findings about subscriptions, as their current snapshots show them."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.checks import kinds
from dashboard.data.checks.kinds import Kind
from dashboard.data.checks.rows import finding
from dashboard.data.metric import Columns
from dashboard.data.question import PRODUCTS, Question
from dashboard.data.schema import COUNTS, PARTS, customer, subscription
from dashboard.data.states import active, current_states, licences, trial

FAR_AWAY = timedelta(days=20 * 365 + 5)


Found = tuple[Kind, sa.ColumnElement[bool], dict[str, sa.ColumnElement[Any]]]
"""A kind of finding, when a subscription has it, and what is told of it."""


def subscription_findings(question: Question) -> list[sa.Select[Any]]:
    """A statement for each kind of finding, over the subscriptions in scope that are not gone."""
    source = current_states(question.scope, question.moment, before=False)
    if not question.moment.newest:
        source = sa.select(source).cte("state")  # read once, however many kinds ask
    found = [*_about_dates(source.c, question.moment.as_of), *_about_licences(source.c, question.moment.as_of)]
    return [_statement(source, kind, holds, told) for kind, holds, told in found]


def _about_dates(state: Columns, as_of: date) -> list[Found]:
    today = sa.literal(as_of, sa.Date)
    ended = (sa.func.lower(state.status) == "active") & (state.ends_on < state.date)
    start, end = {"day": state.start_date}, {"day": state.ends_on}
    found: list[Found] = [
        (kinds.ENDS_BEFORE_START, state.ends_on < state.start_date, {**end, "compared_day": state.start_date}),
        (kinds.STARTS_IN_FUTURE, state.start_date > as_of, {**start, "compared_day": today}),
        (kinds.ACTIVE_AFTER_END, ended, {**end, "compared_day": state.date}),
    ]
    for day in (state.start_date, state.ends_on):
        far = (day > as_of + FAR_AWAY) | (day < as_of - FAR_AWAY)
        found.append((kinds.DATE_FAR_AWAY, far, {"day": day, "compared_day": today}))
    return found


def _about_licences(state: Columns, as_of: date) -> list[Found]:
    runs = active(state, as_of)
    uncounted = sa.and_(*(state[f"{part}_{count}"].is_(None) for part in PARTS for count in COUNTS))
    found: list[Found] = [
        (kinds.AUTO_RENEW_UNKNOWN, runs & ~trial(state) & state.auto_renew.is_(None), {}),
        (kinds.COUNTS_UNKNOWN, runs & uncounted, {}),
    ]
    for product in PRODUCTS:
        used, assigned = (licences(state, product, count) for count in ("used", "assigned"))
        told: dict[str, sa.ColumnElement[Any]] = {"product": sa.literal(product), "value": used, "at_most": assigned}
        found.append((kinds.USED_ABOVE_ASSIGNED, runs & (used > assigned), told))
    return found


def _statement(
    source: sa.FromClause, kind: Kind, holds: sa.ColumnElement[bool], told: dict[str, sa.ColumnElement[Any]]
) -> sa.Select[Any]:
    """The subscriptions for which it holds, with their customers."""
    state = source.c
    same = (subscription.c.customer_key == state.customer_key) & (
        subscription.c.subscription_key == state.subscription_key
    )
    trial_id = sa.case((trial(state), state.enterprise_trial_id))
    identity = {
        "customer_key": state.customer_key,
        "org_id": customer.c.org_id,
        "customer": sa.func.coalesce(customer.c.name, state.customer_name),
        "subscription_id": sa.func.coalesce(trial_id, subscription.c.subscription_id),
    }
    joined = source.join(customer, customer.c.customer_key == state.customer_key).join(subscription, same)
    return finding(kind, **identity, **told).select_from(joined).where(holds)
