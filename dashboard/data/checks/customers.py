"""Findings about customers: without a name, and calling without a subscription."""

from typing import Any

import sqlalchemy as sa

from dashboard.data.calling.coverage import week_of
from dashboard.data.checks import kinds
from dashboard.data.checks.rows import finding
from dashboard.data.customers_then import name_then
from dashboard.data.known import known_customers
from dashboard.data.question import Question
from dashboard.data.schema import customer
from dashboard.data.schema_calls import customer_week, queue_week
from dashboard.data.states import current_customers


def customer_findings(question: Question) -> list[sa.Select[Any]]:
    """A statement for each kind of finding, over the customers in scope that were known by then."""
    return [_nameless(question), _unsubscribed(question)]


def _identity(question: Question) -> dict[str, sa.ColumnElement[Any]]:
    key, name = customer.c.customer_key, name_then(question.moment)
    return {"customer_key": key, "org_id": customer.c.org_id, "customer": sa.func.nullif(sa.func.trim(name), "")}


def _nameless(question: Question) -> sa.Select[Any]:
    known, identity = known_customers(question).subquery("known"), _identity(question)
    source = customer.join(known, known.c.customer_key == customer.c.customer_key)
    return finding(kinds.NAMELESS, **identity).select_from(source).where(identity["customer"].is_(None))


def _unsubscribed(question: Question) -> sa.Select[Any]:
    """Those with calls or queues in the last completed week, and without a current subscription."""
    key, week = customer.c.customer_key, week_of(question)
    calls = key.in_(sa.select(customer_week.c.customer_key).where(customer_week.c.week == week))
    queues = key.in_(sa.select(queue_week.c.customer_key).where(queue_week.c.week == week))
    reported = key.in_(current_customers(question.scope, question.moment))
    told = {**_identity(question), "day": sa.literal(week, sa.Date)}
    rows = finding(kinds.CALLS_UNSUBSCRIBED, **told).select_from(customer).where(calls | queues, ~reported)
    return question.scope.restrict(rows, key)
