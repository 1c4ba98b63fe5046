"""Loads the staged rows of a Subscription Details report: they replace the snapshots of their dates."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data import rollups
from dashboard.data.files.known import add_customers, next_key
from dashboard.data.files.staging import Staged
from dashboard.data.local_trials import is_local, write_snapshots
from dashboard.data.schema import COUNTS, customer, snapshot_date, subscription, subscription_snapshot
from dashboard.data.weeks import WEEK, sunday

_PARTS = {"meetings": "meeting", "professional": "calling_professional", "standard": "calling_standard"}
_WORDS = {"purchased": "available", "assigned": "assigned", "used": "used"}  # what the report calls the counts
COLUMNS = {
    "date": "calculation_date",
    "customer_name": "customer_name",
    "status": "subscription_status",
    "subscription_type": "subscription_type",
    "auto_renew": "auto_renewal_enabled",
    "ends_on": "expiration_renewal_date",
    "start_date": "start_date",
    "enterprise_trial_id": "enterprise_trial_id",
    "suspended": "suspended",
    "setup_complete": "setup_complete",
    "total_users": "total_users_in_org",
    "verified_users": "total_verified_users",
    **{f"{part}_{count}": f"{name}_license_{_WORDS[count]}" for part, name in _PARTS.items() for count in COUNTS},
}
"""The report's key for each column of a snapshot."""


def load(staged: Staged) -> Sequence[date]:
    """Bring the rows into the region, as the only ones of their dates, and count the rollups again."""
    connection, rows = staged.connection, staged.rows
    dates = list(connection.scalars(sa.select(rows.c.calculation_date).distinct().order_by(rows.c.calculation_date)))
    add_customers(connection, rows)
    _add_subscriptions(connection, rows)
    _replace(connection, rows)
    if _note_dates(connection, rows, dates, staged.import_id):
        _forget_subscriptions(connection)
    _name_customers(connection, rows, dates)
    write_snapshots(connection)
    rollups.refresh(connection, staged.region, dates)
    return dates


def _identity(rows: sa.Table) -> sa.ColumnElement[str]:
    """A trial is known by its own id until it is bought."""
    return sa.func.coalesce(rows.c.subscription_id, rows.c.enterprise_trial_id)


def _add_subscriptions(connection: Connection, rows: sa.Table) -> None:
    identity = _identity(rows)
    known = sa.and_(subscription.c.customer_key == customer.c.customer_key, subscription.c.subscription_id == identity)
    fresh = (
        sa.select(customer.c.customer_key, identity.label("subscription_id"), sa.func.min(rows.c.line).label("line"))
        .select_from(
            rows.join(customer, customer.c.org_id == rows.c.customer_org_id).join(subscription, known, isouter=True)
        )
        .where(subscription.c.subscription_key.is_(None))
        .group_by(customer.c.customer_key, identity)
        .subquery("fresh")
    )
    before = next_key(connection, subscription.c.subscription_key) - 1
    key = sa.func.row_number().over(order_by=fresh.c.line) + before
    select = sa.select(key, fresh.c.customer_key, fresh.c.subscription_id)
    names = ["subscription_key", "customer_key", "subscription_id"]
    connection.execute(sa.insert(subscription).from_select(names, select))


def _replace(connection: Connection, rows: sa.Table) -> None:
    fact, keys = subscription_snapshot, ["customer_key", "subscription_key"]
    known = sa.and_(
        subscription.c.customer_key == customer.c.customer_key, subscription.c.subscription_id == _identity(rows)
    )
    select = (
        sa.select(
            *(subscription.c[key] for key in keys), *(rows.c[name].label(column) for column, name in COLUMNS.items())
        )
        .select_from(rows.join(customer, customer.c.org_id == rows.c.customer_org_id).join(subscription, known))
        .order_by(rows.c.calculation_date, rows.c.line)
    )
    told = fact.c.date.in_(sa.select(rows.c.calculation_date))
    connection.execute(sa.delete(fact).where(told, sa.not_(is_local(fact.c.subscription_key))))
    connection.execute(sa.insert(fact).from_select([*keys, *COLUMNS], select))


def _note_dates(connection: Connection, rows: sa.Table, dates: Sequence[date], import_id: int) -> bool:
    """Whether one of the dates was told before: this file corrects it."""
    mine = snapshot_date.c.date.in_(sa.select(rows.c.calculation_date))
    known = set(connection.scalars(sa.select(snapshot_date.c.date).where(mine)))
    connection.execute(sa.update(snapshot_date).where(mine).values(import_id=import_id))
    fresh = [
        {"date": day, "week": sunday(day), "week_before": day - WEEK, "import_id": import_id}
        for day in dates
        if day not in known
    ]
    if fresh:
        connection.execute(sa.insert(snapshot_date), fresh)
    return bool(known)


def _forget_subscriptions(connection: Connection) -> None:
    """Those that only a corrected file named, as if it never had."""
    fact, known = subscription_snapshot.c, subscription.c
    told = sa.exists().where(fact.customer_key == known.customer_key, fact.subscription_key == known.subscription_key)
    connection.execute(sa.delete(subscription).where(~told, ~is_local(known.subscription_key)))


def _name_customers(connection: Connection, rows: sa.Table, dates: Sequence[date]) -> None:
    """The newest snapshot's name for its customers; those that have no name yet take one from this file."""
    newest = connection.scalar(sa.select(sa.func.max(snapshot_date.c.date)))
    names = (
        sa.select(rows.c.customer_org_id, sa.func.max(rows.c.customer_name).label("name"))
        .where(rows.c.calculation_date == dates[-1], rows.c.customer_name.is_not(None))
        .group_by(rows.c.customer_org_id)
        .subquery("names")
    )
    unnamed = customer.c.snapshot_name.is_(None) if dates[-1] != newest else sa.true()
    rename = sa.update(customer).values(snapshot_name=names.c.name)
    connection.execute(rename.where(customer.c.org_id == names.c.customer_org_id, unnamed))
