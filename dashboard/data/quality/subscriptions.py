"""Findings about subscriptions, as their current snapshots show them."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.quality import kinds
from dashboard.data.quality.kinds import Kind
from dashboard.data.quality.rows import finding
from dashboard.data.query.metric import Columns
from dashboard.data.query.question import PRODUCTS, Question
from dashboard.data.storage.schema import COUNTS, PARTS, customer, subscription
from dashboard.data.subscriptions.states import active, current_states, licences, trial

FAR_AWAY = timedelta(days=20 * 365 + 5)


Finding = tuple[Kind, sa.ColumnElement[bool], dict[str, sa.ColumnElement[Any]]]
"""A kind of finding, when a subscription has it, and what is told of it."""


def subscription_findings(question: Question) -> list[sa.Select[Any]]:
    """A statement for each kind of finding, over the subscriptions in scope that are not gone."""
    source = current_states(question.scope, question.moment, before=False)
    if not question.moment.newest:
        source = sa.select(source).cte("state")  # read once, however many kinds ask
    findings = [*_about_dates(source.c, question.moment.as_of), *_about_licences(source.c, question.moment.as_of)]
    return [*(_statement(source, kind, holds, columns) for kind, holds, columns in findings), _shared(question)]


def _shared(question: Question) -> sa.Select[Any]:
    """Ids that two of the region's customers have now: one finding each, at the first of the asker's customers."""
    state = current_states(question.scope.peers, question.moment, before=False).c
    same = (subscription.c.customer_key == state.customer_key) & (
        subscription.c.subscription_key == state.subscription_key
    )
    bearers = sa.select(subscription.c.subscription_id, state.customer_key).join_from(
        sa.inspect(state.customer_key).table, subscription, same
    )
    borne = bearers.subquery("borne")
    shared = (
        sa.select(borne.c.subscription_id, sa.func.count(sa.distinct(borne.c.customer_key)).label("bearers"))
        .group_by(borne.c.subscription_id)
        .having(sa.func.count(sa.distinct(borne.c.customer_key)) > 1)
        .subquery("shared")
    )
    seen = question.scope.restrict(sa.select(subscription), subscription.c.customer_key).subquery("seen")
    first = (
        sa.select(seen.c.subscription_id, sa.func.min(seen.c.customer_key).label("customer_key"), shared.c.bearers)
        .join_from(seen, shared, shared.c.subscription_id == seen.c.subscription_id)
        .group_by(seen.c.subscription_id, shared.c.bearers)
        .subquery("first")
    )
    columns = {
        "customer_key": customer.c.customer_key,
        "org_id": customer.c.org_id,
        "customer": sa.func.coalesce(customer.c.name, customer.c.snapshot_name),
        "subscription_id": first.c.subscription_id,
        "value": first.c.bearers,
        "at_most": sa.literal(1),
    }
    rows = finding(kinds.SHARED_SUBSCRIPTION, **columns)
    return rows.select_from(first.join(customer, customer.c.customer_key == first.c.customer_key))


def _about_dates(state: Columns, as_of: date) -> list[Finding]:
    today = sa.literal(as_of, sa.Date)
    ended = (sa.func.lower(state.status) == "active") & (state.ends_on < state.date)
    start, end = {"day": state.start_date}, {"day": state.ends_on}
    findings: list[Finding] = [
        (kinds.ENDS_BEFORE_START, state.ends_on < state.start_date, {**end, "compared_day": state.start_date}),
        (kinds.STARTS_IN_FUTURE, state.start_date > as_of, {**start, "compared_day": today}),
        (kinds.ACTIVE_AFTER_END, ended, {**end, "compared_day": state.date}),
    ]
    for day in (state.start_date, state.ends_on):
        far = (day > as_of + FAR_AWAY) | (day < as_of - FAR_AWAY)
        findings.append((kinds.DATE_FAR_AWAY, far, {"day": day, "compared_day": today}))
    return findings


def _about_licences(state: Columns, as_of: date) -> list[Finding]:
    runs = active(state, as_of)
    uncounted = sa.and_(*(state[f"{part}_{count}"].is_(None) for part in PARTS for count in COUNTS))
    findings: list[Finding] = [
        (kinds.AUTO_RENEW_UNKNOWN, runs & ~trial(state) & state.auto_renew.is_(None), {}),
        (kinds.COUNTS_UNKNOWN, runs & uncounted, {}),
    ]
    for product in PRODUCTS:
        used, assigned = (licences(state, product, count) for count in ("used", "assigned"))
        columns: dict[str, sa.ColumnElement[Any]] = {"product": sa.literal(product), "value": used, "at_most": assigned}
        findings.append((kinds.USED_ABOVE_ASSIGNED, runs & (used > assigned), columns))
    return findings


def _statement(
    source: sa.FromClause, kind: Kind, holds: sa.ColumnElement[bool], columns: dict[str, sa.ColumnElement[Any]]
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
    return finding(kind, **identity, **columns).select_from(joined).where(holds)
