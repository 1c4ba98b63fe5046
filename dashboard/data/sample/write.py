"""Write a sample into an empty region: one transaction, a week in memory at a time."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.sample.calendar import snapshot_days
from dashboard.data.sample.callers import calling_users, meetings_users
from dashboard.data.sample.calling import Loaded, write_calls
from dashboard.data.sample.customers import Customers, customer_table, make_customers, tag_table
from dashboard.data.sample.draws import Array, Draw, generator
from dashboard.data.sample.inventories import Inventories, make_inventories
from dashboard.data.sample.people_and_orders import order_table, user_table
from dashboard.data.sample.profiles import Profile, profile_of
from dashboard.data.sample.snapshots import snapshots
from dashboard.data.sample.subscriptions import Subscriptions, make_subscriptions
from dashboard.data.storage import bulk, schema
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.customers import customer_order, customer_user
from dashboard.data.storage.schema.inventories import app_version, device, phone_number
from dashboard.data.storage.weeks import WEEK, sunday
from dashboard.data.subscriptions import rollups
from dashboard.errors import DashboardError

Progress = Callable[[int, int], None]
_IMPORTED_AT = time(6)


@dataclass(frozen=True)
class SampleResult:
    """What was made: how many customers, subscriptions and weekly rows, and the days of the snapshots in order."""

    customers: int
    subscriptions: int
    rows: int
    dates: tuple[date, ...]


def make_sample(
    region: Region, *, customers: int | None, weeks: int, seed: int, today: date, progress: Progress | None
) -> SampleResult:
    """Fills an empty region with made-up customers, the same for the same arguments, all of it or nothing.

    Without a number of customers the region has a size of its own. `weeks` is the time the weekly snapshots span.
    `progress(done, total)` counts snapshots, then the rollups, then the calls. Raises DashboardError when the region
    holds a snapshot or a customer already.
    """
    profile = profile_of(region.code)
    number, dates = customers or profile.customers, snapshot_days(profile, weeks, today)
    recipe = (region.code, number, weeks, seed, today.isoformat())
    draw, tell = generator(*recipe), progress or _silent
    with region.write() as connection:
        _refuse_data(connection, region)
        who = make_customers(draw, profile, number, dates[0], dates[-1])
        subscriptions = make_subscriptions(draw, who, np.datetime64(dates[0]), np.datetime64(dates[-1]))
        bulk.insert(connection, schema.customer, customer_table(draw, who, today))
        bulk.insert(connection, schema.customer_tag, tag_table(draw, who))
        bulk.insert(connection, schema.subscription, _subscription_table(subscriptions))
        _write_people(connection, generator(*recipe, "people and orders"), profile, who, subscriptions, today)
        rows, users = [], []
        for table in snapshots(draw, profile, who, subscriptions, dates):
            bulk.insert(connection, schema.subscription_snapshot, table)
            rows.append(table.num_rows)
            users.append(calling_users(table, number))
            meetings = meetings_users(table, number)
            tell(len(rows), len(dates) + 2)
        _write_records(connection, recipe, dates, rows)
        rollups.count_again(connection, region, dates[0])  # start dates are carried already
        tell(len(dates) + 1, len(dates) + 2)
        calls = _write_calls(connection, region, recipe, dict(zip(dates, users, strict=True)), today)
        listed = make_inventories(generator(*recipe, "inventories"), profile, who, users[-1], meetings, dates[-1])
        _write_inventories(connection, recipe, listed, len(dates) + calls, dates[-1])
    tell(len(dates) + 2, len(dates) + 2)
    return SampleResult(len(who.names), len(subscriptions.ids), sum(rows), tuple(dates))


def _write_people(
    connection: Connection, draw: Draw, profile: Profile, who: Customers, subscriptions: Subscriptions, today: date
) -> None:
    bulk.insert(connection, customer_user, user_table(draw, who, profile))
    bulk.insert(connection, customer_order, order_table(draw, subscriptions, np.datetime64(today)))


def _silent(_done: int, _total: int) -> None:
    """Tells nobody."""


def _refuse_data(connection: Connection, region: Region) -> None:
    for table in (schema.snapshot_date, schema.customer):
        if connection.execute(sa.select(table).limit(1)).first():
            raise DashboardError(
                f"region {region.code}: holds data already, and a sample is never mixed with it; "
                "remove the region's data or choose another region"
            )


def _subscription_table(subscriptions: Subscriptions) -> pa.Table:
    return pa.table(
        {
            "subscription_key": pa.array(range(1, len(subscriptions.ids) + 1), pa.int32()),
            "customer_key": pa.array(subscriptions.terms.customer + 1, pa.int32()),
            "subscription_id": subscriptions.ids,
        }
    )


def _write_records(connection: Connection, recipe: tuple[object, ...], dates: list[date], rows: list[int]) -> None:
    """The dates of the snapshots, and an import of each, as if its report had come the morning after."""
    date_rows = [
        {"date": day, "week": sunday(day), "week_before": day - WEEK, "import_id": number}
        for number, day in enumerate(dates, 1)
    ]
    records = [
        _record(number, "Subscription Details", day, day, count, recipe)
        for number, (day, count) in enumerate(zip(dates, rows, strict=True), 1)
    ]
    connection.execute(sa.insert(schema.import_record), records)
    connection.execute(sa.insert(schema.snapshot_date), date_rows)


def _write_calls(
    connection: Connection, region: Region, recipe: tuple[object, ...], users: dict[date, Array], today: date
) -> int:
    """The number of reports."""
    draw, profile = generator(*recipe, "calls"), profile_of(region.code)
    loaded = write_calls(connection, region, draw, profile, users, today)
    _write_call_records(connection, recipe, loaded)
    return len(loaded)


def _write_inventories(
    connection: Connection, recipe: tuple[object, ...], inventories: Inventories, imports: int, day: date
) -> None:
    """The inventories that have rows, each an import after those made until now."""
    kinds = (("Devices", device, inventories.devices), ("Phone Numbers", phone_number, inventories.numbers))
    filled = [kind for kind in (*kinds, ("Webex App Versions", app_version, inventories.versions)) if kind[2].num_rows]
    for _kind, target, table in filled:
        bulk.insert(connection, target, table)
    records = [
        _record(number, kind, day, day, table.num_rows, recipe)
        for number, (kind, _target, table) in enumerate(filled, imports + 1)
    ]
    if records:
        connection.execute(sa.insert(schema.import_record), records)


def _write_call_records(connection: Connection, recipe: tuple[object, ...], loaded: Sequence[Loaded]) -> None:
    """An import of each report of calls, as if it had come the morning after its week."""
    records = [
        _record(number, kind, week, week + WEEK - timedelta(days=1), rows, recipe)
        for number, kind, week, rows in loaded
    ]
    if records:
        connection.execute(sa.insert(schema.import_record), records)


def _record(
    number: int, kind: str, first: date, last: date, rows: int, recipe: tuple[object, ...]
) -> dict[str, object]:
    return {
        "import_id": number,
        "kind": kind,
        "file_name": "sample",
        "checksum": hashlib.sha256(repr((*recipe, kind, first.isoformat())).encode()).hexdigest(),
        "first_date": first,
        "last_date": last,
        "rows": rows,
        "rejected": 0,
        "imported_at": datetime.combine(last + timedelta(days=1), _IMPORTED_AT),
        "sample": True,
    }
