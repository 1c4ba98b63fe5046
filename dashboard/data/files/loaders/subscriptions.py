"""Loads the staged rows of a Subscription Details report: they replace the snapshots of their dates."""

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.files.loaders.customer_fields import set_fields
from dashboard.data.files.loaders.keys import next_key
from dashboard.data.files.loaders.loading import Loading
from dashboard.data.files.loaders.new_customers import add_customers
from dashboard.data.files.loaders.replacing import Facts
from dashboard.data.files.loaders.staging import Staged
from dashboard.data.query.letters import in_order
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import (
    COUNTS,
    customer,
    import_record,
    snapshot_date,
    subscription,
    subscription_snapshot,
)
from dashboard.data.storage.weeks import WEEK, sunday
from dashboard.data.subscriptions import rollups
from dashboard.data.subscriptions.local_trials import is_local, write_snapshots

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
    add_customers(staged)
    _add_subscriptions(connection, rows)
    _insert(staged)
    if _note_dates(staged, dates):
        forget_subscriptions(connection)
    _name_customers(staged, dates)
    write_snapshots(connection)
    rollups.refresh(connection, staged.region, dates)
    return dates


def _identity(rows: sa.Table) -> sa.ColumnElement[str]:
    """A trial is known by its own id until it is bought."""
    return sa.func.coalesce(rows.c.subscription_id, rows.c.enterprise_trial_id)


def _add_subscriptions(connection: Connection, rows: sa.Table) -> None:
    identity = _identity(rows)
    same = sa.and_(subscription.c.customer_key == customer.c.customer_key, subscription.c.subscription_id == identity)
    fresh = (
        sa.select(customer.c.customer_key, identity.label("subscription_id"), sa.func.min(rows.c.line).label("line"))
        .select_from(
            rows.join(customer, customer.c.org_id == rows.c.customer_org_id).join(subscription, same, isouter=True)
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


def snapshots_of(staged: Staged) -> sa.ColumnElement[bool]:
    """The rows of the file's dates but trials started here; for mended rejects those of the same subscriptions."""
    fact, rows = subscription_snapshot, staged.rows
    of_dates = fact.c.date.in_(sa.select(rows.c.calculation_date)) & sa.not_(is_local(fact.c.subscription_key))
    if not staged.adds:
        return of_dates
    mine = subscription.c.customer_key == customer.c.customer_key
    same = mine & (subscription.c.subscription_id == _identity(rows))
    alike = (
        sa.select(rows.c.line)
        .select_from(rows.join(customer, customer.c.org_id == rows.c.customer_org_id).join(subscription, same))
        .where(
            subscription.c.customer_key == fact.c.customer_key,
            subscription.c.subscription_key == fact.c.subscription_key,
            rows.c.calculation_date == fact.c.date,
        )
    )
    return of_dates & sa.exists(alike)


def _insert(staged: Staged) -> None:
    rows, fact, keys = staged.rows, subscription_snapshot, ["customer_key", "subscription_key"]
    same = sa.and_(
        subscription.c.customer_key == customer.c.customer_key, subscription.c.subscription_id == _identity(rows)
    )
    select = (
        sa.select(
            *(subscription.c[key] for key in keys),
            sa.literal(staged.import_id),
            *(rows.c[name].label(column) for column, name in COLUMNS.items()),
        )
        .select_from(rows.join(customer, customer.c.org_id == rows.c.customer_org_id).join(subscription, same))
        .order_by(rows.c.calculation_date, rows.c.line)
    )
    staged.connection.execute(sa.insert(fact).from_select([*keys, "import_id", *COLUMNS], select))


def _note_dates(staged: Staged, dates: Sequence[date]) -> bool:
    """Whether one of the dates was told before: this file corrects it, or adds to it."""
    connection, import_id = staged.connection, staged.import_id
    mine = snapshot_date.c.date.in_(sa.select(staged.rows.c.calculation_date))
    known = set(connection.scalars(sa.select(snapshot_date.c.date).where(mine)))
    if not staged.adds:
        connection.execute(sa.update(snapshot_date).where(mine).values(import_id=import_id))
    fresh = [
        {"date": day, "week": sunday(day), "week_before": day - WEEK, "import_id": import_id}
        for day in dates
        if day not in known
    ]
    if fresh:
        connection.execute(sa.insert(snapshot_date), fresh)
    return bool(known)


def forget_subscriptions(connection: Connection) -> None:
    """Those that only a corrected file named, or one that is undone, as if it never had."""
    fact, known = subscription_snapshot.c, subscription.c
    named = sa.exists().where(fact.customer_key == known.customer_key, fact.subscription_key == known.subscription_key)
    connection.execute(sa.delete(subscription).where(~named, ~is_local(known.subscription_key)))


def _name_customers(staged: Staged, dates: Sequence[date]) -> None:
    """The newest snapshot's name for its customers; those that have no name yet take one from this file."""
    rows, newest = staged.rows, staged.connection.scalar(sa.select(sa.func.max(snapshot_date.c.date)))
    unnamed = customer.c.snapshot_name.is_(None) if dates[-1] != newest else sa.true()
    names = (
        sa.select(customer.c.customer_key, sa.func.max(in_order(rows.c.customer_name)).label("snapshot_name"))
        .join_from(rows, customer, customer.c.org_id == rows.c.customer_org_id)
        .where(rows.c.calculation_date == dates[-1], rows.c.customer_name.is_not(None), unnamed)
        .group_by(customer.c.customer_key)
    )
    set_fields(staged.connection, staged.import_id, names.subquery("names"), ["snapshot_name"])


def take_back(connection: Connection, region: Region, dates: Collection[date]) -> None:
    """Dates of which no report is left are gone; all that was counted since the first of them is counted again."""
    fact = subscription_snapshot.c
    mine = fact.date.in_(dates)
    newest = sa.select(fact.date, sa.func.max(fact.import_id).label("import_id")).where(mine)
    left = dict(map(tuple, connection.execute(newest.where(~is_local(fact.subscription_key)).group_by(fact.date))))
    gone = [day for day in dates if day not in left]
    connection.execute(sa.delete(subscription_snapshot).where(fact.date.in_(gone)))  # trials that were started here
    connection.execute(sa.delete(snapshot_date).where(snapshot_date.c.date.in_(gone)))
    for day, import_id in left.items():
        values = {"import_id": import_id or _newest(connection, day)}
        connection.execute(sa.update(snapshot_date).where(snapshot_date.c.date == day).values(values))
    forget_subscriptions(connection)
    write_snapshots(connection)
    rollups.refresh(connection, region, dates)


def _newest(connection: Connection, day: date) -> int:
    """The newest import that spoke of a date and is not undone: for rows that do not say theirs."""
    record = import_record.c
    spoke = (record.first_date <= day) & (record.last_date >= day) & record.undone_at.is_(None)
    mine = spoke & (record.kind == "Subscription Details")
    return connection.scalar(sa.select(sa.func.max(record.import_id)).where(mine)) or 0


LOADING = {
    "Subscription Details": Loading(
        load,
        Facts(subscription_snapshot, snapshots_of, "customer_org_id", day="date", dated="calculation_date"),
        taken_back=take_back,
    )
}
