"""Findings about subscriptions, as their current snapshots show them."""

from datetime import timedelta
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


def subscription_findings(question: Question) -> list[sa.Select[Any]]:
    """A statement for each kind of finding, over the subscriptions in scope that are not gone."""
    source = current_states(question.scope, question.moment, before=False)
    if not question.moment.newest:
        source = sa.select(source).cte("state")  # read once, however many kinds ask
    state, as_of = source.c, question.moment.as_of
    runs = active(state, as_of)
    late, early = as_of + FAR_AWAY, as_of - FAR_AWAY
    return [
        *(_used_above(question, source, product, runs) for product in PRODUCTS),
        _found(
            question,
            source,
            kinds.ENDS_BEFORE_START,
            state.ends_on < state.start_date,
            day=state.ends_on,
            compared_day=state.start_date,
        ),
        _found(
            question,
            source,
            kinds.STARTS_IN_FUTURE,
            state.start_date > as_of,
            day=state.start_date,
            compared_day=_day(question),
        ),
        *(
            _found(
                question,
                source,
                kinds.DATE_FAR_AWAY,
                (one > late) | (one < early),
                day=one,
                compared_day=_day(question),
            )
            for one in (state.start_date, state.ends_on)
        ),
        _found(
            question,
            source,
            kinds.ACTIVE_AFTER_END,
            (sa.func.lower(state.status) == "active") & (state.ends_on < state.date),
            day=state.ends_on,
            compared_day=state.date,
        ),
        _found(question, source, kinds.AUTO_RENEW_UNKNOWN, runs & ~trial(state) & state.auto_renew.is_(None)),
        _found(question, source, kinds.COUNTS_UNKNOWN, runs & _uncounted(state)),
    ]


def _day(question: Question) -> sa.ColumnElement[Any]:
    return sa.literal(question.moment.as_of, sa.Date)


def _uncounted(state: Columns) -> sa.ColumnElement[bool]:
    return sa.and_(*(state[f"{part}_{count}"].is_(None) for part in PARTS for count in COUNTS))


def _used_above(
    question: Question, source: sa.FromClause, product: str, runs: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    used, assigned = (licences(source.c, product, count) for count in ("used", "assigned"))
    told = {"product": sa.literal(product), "value": used, "at_most": assigned}
    return _found(question, source, kinds.USED_ABOVE_ASSIGNED, runs & (used > assigned), **told)


def _found(
    question: Question, source: sa.FromClause, kind: Kind, holds: sa.ColumnElement[bool], **told: sa.ColumnElement[Any]
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
