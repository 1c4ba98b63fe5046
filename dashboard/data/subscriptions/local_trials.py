"""Trials that were started here, as the snapshots show them: as if a report had told of them.

One steps aside for the provider's: from the snapshot on that brings a trial of the same customer and product which
begins within 30 days of it, only the provider's counts; of a trial of both products it may be one of them alone. When
no report ever told of the provider's (a corrected file, an import undone), or when it vanished before its end, the one
started here counts again.
"""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.query.metric import Columns
from dashboard.data.storage.schema import PARTS, customer, snapshot_date, subscription, subscription_snapshot
from dashboard.data.storage.schema.customers import local_trial
from dashboard.data.subscriptions.columns import days_between
from dashboard.data.subscriptions.states import GONE_AFTER, PRODUCT_PARTS, has_product, trial

SAME_TRIAL = timedelta(days=30)
REPLACED = "Replaced"
"""The status of a trial in the snapshots in which the provider's counts instead."""

_PRODUCT_OF = {part: product for product, parts in PRODUCT_PARTS.items() for part in parts}
_KEYS = ("customer_key", "subscription_key")


def write_snapshots(connection: Connection) -> None:
    """Gives every trial its rows in the snapshots that lack them."""
    trial, day, fact = local_trial.c, snapshot_date.c.date, subscription_snapshot
    earlier, known = snapshot_date.alias("earlier"), fact.alias("known")
    first = sa.select(sa.func.max(earlier.c.date)).where(earlier.c.date <= trial.started_on).correlate(local_trial)
    there = (
        (known.c.customer_key == trial.customer_key)
        & (known.c.subscription_key == trial.subscription_key)
        & (known.c.date == day)
    )
    values = {
        "customer_key": trial.customer_key,
        "subscription_key": trial.subscription_key,
        "date": day,
        "customer_name": sa.func.coalesce(customer.c.name, customer.c.snapshot_name),
        "status": sa.literal("Active"),
        "subscription_type": sa.literal("Trial"),
        "auto_renew": sa.false(),
        "ends_on": trial.ends_on,
        "start_date": trial.started_on,
        "added_on": trial.started_on,
        "enterprise_trial_id": trial.trial_id,
        **{f"{part}_purchased": trial[part] for part in PARTS},
    }
    rows = (
        sa.select(*(value.label(key) for key, value in values.items()))
        .select_from(
            local_trial.join(customer, customer.c.customer_key == trial.customer_key)
            .join(snapshot_date, sa.and_(day >= sa.func.coalesce(first.scalar_subquery(), day), day <= trial.ends_on))
            .join(known, there, isouter=True)
        )
        .where(known.c.date.is_(None))
        .order_by(day)
    )
    connection.execute(sa.insert(fact).from_select(list(values), rows))


def is_local(subscription_key: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a subscription is a trial that was started here: no report replaces it."""
    return subscription_key.in_(sa.select(local_trial.c.subscription_key))


def step_aside(connection: Connection) -> None:
    """Say in every snapshot which of the trials started here count: to be called when start dates are carried."""
    fact, own, mine = subscription_snapshot, local_trial.c, subscription_snapshot.alias("mine")
    reported = _reported(mine.c).subquery("reported").c
    seen = sa.and_(*(reported[key] == mine.c[key] for key in (*_KEYS, "date")))
    parts = {part: sa.case((_by_report(reported, part), sa.null()), else_=own[part]) for part in PARTS}
    counts = sa.func.coalesce(*parts.values()).is_not(None)
    wanted = (
        sa.select(
            *(mine.c[key] for key in (*_KEYS, "date")),
            sa.case((counts, "Active"), else_=REPLACED).label("status"),
            *(value.label(part) for part, value in parts.items()),
        )
        .join_from(local_trial, mine, sa.and_(*(mine.c[key] == own[key] for key in _KEYS)))
        .outerjoin(sa.inspect(reported.date).table, seen)
        .subquery("wanted")
    )
    columns = {"status": wanted.c.status, **{f"{part}_purchased": wanted.c[part] for part in PARTS}}
    same = sa.and_(*(fact.c[key] == wanted.c[key] for key in (*_KEYS, "date")))
    changed = sa.or_(*(fact.c[key].is_distinct_from(value) for key, value in columns.items()))
    connection.execute(sa.update(fact).values(columns).where(same, changed))


def _by_report(reported: Columns, part: str) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(reported[_PRODUCT_OF[part]], sa.false())


def _reported(mine: Columns) -> sa.Select[Any]:
    """The snapshots of trials started here in which the provider's is known, and of which products it is."""
    theirs = subscription_snapshot.alias("theirs").c
    flags = [sa.func.bool_or(has_product(theirs, product)).label(product) for product in PRODUCT_PARTS]
    keys = [mine[key] for key in (*_KEYS, "date")]
    return sa.select(*keys, *flags).select_from(_pairs(mine, theirs)).group_by(*keys)


def _pairs(mine: Columns, theirs: Columns) -> sa.FromClause:
    """Snapshots of trials started here beside those of the provider's trials that take their place."""
    own = local_trial.c
    begins = sa.func.abs(days_between(own.started_on, theirs.added_on)) <= SAME_TRIAL.days
    there = (days_between(theirs.date, mine.date) <= GONE_AFTER.days) | (theirs.ends_on < mine.date)
    replaces = sa.and_(theirs.customer_key == own.customer_key, trial(theirs), begins, theirs.date <= mine.date, there)
    return local_trial.join(sa.inspect(mine.date).table, sa.and_(*(mine[key] == own[key] for key in _KEYS))).join(
        sa.inspect(theirs.date).table, replaces & ~is_local(theirs.subscription_key)
    )


def provider_trials(connection: Connection, customer_key: int, as_of: date) -> dict[int, tuple[str, ...]]:
    """By the key of a customer's trial that was started here: the ids of the provider's that took its place by then."""
    mine, theirs = subscription_snapshot.alias("mine"), subscription_snapshot.alias("theirs")
    last = subscription_snapshot.alias("last")
    of_it = sa.and_(*(last.c[key] == mine.c[key] for key in _KEYS), last.c.date <= as_of)
    newest = sa.select(sa.func.max(last.c.date)).where(of_it).correlate(mine).scalar_subquery()
    same = sa.and_(*(subscription.c[key] == theirs.c[key] for key in _KEYS))
    name = sa.func.coalesce(theirs.c.enterprise_trial_id, subscription.c.subscription_id).label("name")
    shared = sa.or_(*(local_trial.c[part].is_not(None) & has_product(theirs.c, _PRODUCT_OF[part]) for part in PARTS))
    trials = (
        sa.select(mine.c.subscription_key, name)
        .distinct()
        .select_from(_pairs(mine.c, theirs.c).join(subscription, same))
        .where(mine.c.customer_key == customer_key, mine.c.date == newest, shared)
    )
    ids: dict[int, list[str]] = {}
    for key, trial_id in connection.execute(trials):
        ids.setdefault(key, []).append(trial_id)
    return {key: tuple(sorted(names)) for key, names in ids.items()}
