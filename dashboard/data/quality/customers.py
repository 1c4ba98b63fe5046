"""Findings about customers: without a name, and calling without a subscription."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.covered_weeks import week_of
from dashboard.data.customers.customers_at import known_customers
from dashboard.data.customers.past import with_name_then
from dashboard.data.quality import kinds
from dashboard.data.quality.rows import finding
from dashboard.data.query.question import Question
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.calls import customer_week, queue_week
from dashboard.data.subscriptions.states import current_customers


def customer_findings(question: Question) -> list[sa.Select[Any]]:
    """A statement for each kind of finding, over the customers in scope that were known by then."""
    return [_nameless(question), _unsubscribed(question)]


def _with_identity(question: Question, source: sa.FromClause) -> tuple[sa.FromClause, dict[str, sa.ColumnElement[Any]]]:
    """The source, which holds `customer`, with what tells the name; who the customer is, a blank name being none."""
    key = customer.c.customer_key
    rows, name = with_name_then(source, question.moment, key)
    return rows, {"customer_key": key, "org_id": customer.c.org_id, "customer": sa.func.nullif(sa.func.trim(name), "")}


def _nameless(question: Question) -> sa.Select[Any]:
    customers = known_customers(question).subquery("known")
    source, identity = _with_identity(
        question, customer.join(customers, customers.c.customer_key == customer.c.customer_key)
    )
    return finding(kinds.NAMELESS, **identity).select_from(source).where(identity["customer"].is_(None))


def _unsubscribed(question: Question) -> sa.Select[Any]:
    """Those with calls or queues in the last completed week, and without a current subscription."""
    key, week = customer.c.customer_key, week_of(question)
    calls = key.in_(sa.select(customer_week.c.customer_key).where(customer_week.c.week == week))
    queues = key.in_(sa.select(queue_week.c.customer_key).where(queue_week.c.week == week))
    reported = key.in_(current_customers(question.scope, question.moment))
    source, identity = _with_identity(question, customer)
    columns = {**identity, "day": sa.literal(week, sa.Date)}
    rows = finding(kinds.CALLS_UNSUBSCRIBED, **columns).select_from(source).where(calls | queues, ~reported)
    return question.scope.restrict(rows, key)
