"""One customer in full: what its subscriptions say, how its licences went, what was ordered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.customers.statuses import explained
from dashboard.data.customers.table import every_customer
from dashboard.data.query.letters import in_order
from dashboard.data.query.lists import split
from dashboard.data.query.metric import Columns
from dashboard.data.query.queries import plain
from dashboard.data.query.question import PRODUCTS, Question
from dashboard.data.storage.schema import COUNTS, PARTS, subscription, subscription_snapshot
from dashboard.data.storage.schema.customers import customer_order
from dashboard.data.subscriptions.columns import days_between
from dashboard.data.subscriptions.local_trials import is_local
from dashboard.data.subscriptions.shared_ids import owned
from dashboard.data.subscriptions.states import active, current_states, has_product, licences, trial

Row = dict[str, Any]

HISTORY = timedelta(weeks=26)
_LISTS = ("statuses", "products", "subscription_types", "tags")


def customer_summary(question: Question, customer_key: int) -> Row:
    """The customer's row of the list of customers; its `statuses` are dicts of `status`, `reason`, `value`."""
    alone = replace(question, scope=question.scope.narrowed(only=(customer_key,)))
    row = every_customer(alone, frozenset(("tags",))).subquery("customers")
    with question.scope.region.read() as connection:
        summary = plain(connection.execute(sa.select(row)).mappings().one())
    summary |= {key: split(summary[key]) for key in _LISTS}
    summary["statuses"] = explained(summary)
    inner = ("customer_key", "known")
    return {key: value for key, value in summary.items() if not key.startswith(("reason_", "is_")) and key not in inner}


def subscription_list(question: Question, customer_key: int) -> list[Row]:
    """Every subscription that is not gone, active ones first, then by their end.

    `licences` tells, for each product it belongs to, `purchased` `assigned` `used` `available` `over`, each None when
    unknown, and for Calling its `parts`; `started_here` marks a trial that was started in this application.
    """
    unfiltered = Question(question.scope.unfiltered, question.moment)
    state = current_states(unfiltered.scope, question.moment, before=False).c
    as_of = question.moment.as_of
    same = (subscription.c.customer_key == state.customer_key) & (
        subscription.c.subscription_key == state.subscription_key
    )
    runs = sa.func.coalesce(active(state, as_of), sa.false())
    rows = (
        sa.select(*(column.label(key) for key, column in _facts(question, state).items()), runs.label("active"))
        .join_from(subscription, sa.inspect(state.customer_key).table, same)
        .where(state.customer_key == customer_key, sa.or_(state.added_on.is_(None), state.added_on <= as_of))
        .order_by(runs.desc(), state.ends_on.asc().nulls_last(), in_order(subscription.c.subscription_id))
    )
    with question.scope.region.read() as connection:
        return [
            _nested({str(name): value for name, value in row.items()}) for row in connection.execute(rows).mappings()
        ]


def _facts(question: Question, state: Columns) -> dict[str, sa.ColumnElement[Any]]:
    today = sa.literal(question.moment.as_of, sa.Date)
    names = ("subscription_type", "status", "auto_renew", "ends_on", "added_on", "suspended", "setup_complete")
    return {
        "subscription_key": state.subscription_key,
        "subscription_id": subscription.c.subscription_id,
        "trial": trial(state),
        "started_here": is_local(state.subscription_key),
        "enterprise_trial_id": state.enterprise_trial_id,
        **{name: state[name] for name in names},
        "days_left": days_between(today, state.ends_on),
        **{f"has/{product}": has_product(state, product) for product in PRODUCTS},
        **{f"{product}/{count}": licences(state, product, count) for product in PRODUCTS for count in COUNTS},
        **{f"{part}/{count}": state[f"{part}_{count}"] for part in PARTS[1:] for count in COUNTS},
    }


def _nested(row: Any) -> Row:
    nested: Row = {str(key): value for key, value in row.items() if "/" not in key}
    nested["licences"] = {product: _counts(row, product) for product in PRODUCTS if row[f"has/{product}"]}
    if "calling" in nested["licences"]:
        nested["licences"]["calling"]["parts"] = {
            part: {count: row[f"{part}/{count}"] for count in COUNTS} for part in PARTS[1:]
        }
    return nested


def _counts(row: Row, product: str) -> Row:
    purchased, assigned, used = (row[f"{product}/{count}"] for count in COUNTS)
    known = purchased is not None and assigned is not None
    return {
        "purchased": purchased,
        "assigned": assigned,
        "used": used,
        "available": max(purchased - assigned, 0) if known else None,
        "over": max(assigned - purchased, 0) if known else None,
    }


def licence_history(question: Question, customer_key: int) -> dict[tuple[int, str], list[Row]]:
    """By subscription and product: `date` and counts of each snapshot of the last 26 weeks, oldest first."""
    fact, as_of = subscription_snapshot.c, question.moment.as_of
    counts = [licences(fact, product, count).label(f"{product}/{count}") for product in PRODUCTS for count in COUNTS]
    rows = (
        sa.select(fact.subscription_key, fact.date, *counts)
        .where(fact.customer_key == customer_key, fact.date.between(as_of - HISTORY, as_of))
        .order_by(fact.date)
    )
    history: dict[tuple[int, str], list[Row]] = {}
    with question.scope.region.read() as connection:
        for row in connection.execute(rows).mappings():
            for product in PRODUCTS:
                point = {"date": row["date"], **{count: row[f"{product}/{count}"] for count in COUNTS}}
                history.setdefault((row["subscription_key"], product), []).append(point)
    return history


def orders_of(question: Question, customer_key: int) -> list[Row]:
    """The orders of the customer's subscriptions up to the as-of date, the newest first; those without a date last.

    Those of an id that another customer has too are told as `owned` says.
    """
    order = customer_order.c
    own = sa.select(subscription.c.subscription_id).where(subscription.c.customer_key == customer_key)
    by_then = order.ordered_on.is_(None) | (order.ordered_on <= question.moment.as_of)
    columns = [column for column in order if column.name != "import_id"]
    mine = owned(question.scope, sa.literal(customer_key), order.subscription_id)
    rows = sa.select(*columns).where(order.subscription_id.in_(own), by_then, mine)
    with question.scope.region.read() as connection:
        orders = connection.execute(
            rows.order_by(order.ordered_on.desc().nulls_last(), in_order(order.order_id))
        ).mappings()
        return [{str(name): value for name, value in row.items()} for row in orders]
