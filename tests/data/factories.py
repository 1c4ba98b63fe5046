"""Tiny factories: a region filled from rows that are visible in the test."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.data.query import moment
from dashboard.data.query.question import Product, Question
from dashboard.data.query.scope import Scope
from dashboard.data.storage import schema
from dashboard.data.storage.regions import Region
from dashboard.data.storage.weeks import sunday
from dashboard.data.subscriptions import rollups

TODAY = date(2026, 11, 23)  # a Monday
SATURDAY = date(2026, 11, 21)  # the newest snapshot of most tests
Row = dict[str, Any]


def row(customer: str, subscription: str, on: date = SATURDAY, **given: Any) -> Row:
    """One subscription in one snapshot: active, paid, without auto-renewal, no end; `m=(purchased, assigned, used)`."""
    counts = {"meetings": given.pop("m", None), "professional": given.pop("pro", None)}
    counts["standard"] = given.pop("std", None)
    base: Row = {
        "customer": customer,
        "subscription": subscription,
        "date": on,
        "customer_name": given.pop("name", f"{customer} AG"),
        "status": "Active",
        "subscription_type": "Subscription",
        "auto_renew": False,
        "ends_on": None,
        "start_date": None,
        "enterprise_trial_id": None,
        "suspended": None,
        "setup_complete": None,
    }
    for part, values in counts.items():
        for count, value in zip(schema.COUNTS, values or (None,) * 3, strict=True):
            base[f"{part}_{count}"] = value
    return base | given


def load(region: Region, rows: list[Row]) -> None:
    """Write the rows as if imported: keys in order of appearance, dates, facts, rollups."""
    customers = list(dict.fromkeys(r["customer"] for r in rows))
    pairs = list(dict.fromkeys((r["customer"], r["subscription"]) for r in rows))
    dates = sorted({r["date"] for r in rows})
    with region.write() as connection:
        add = connection.execute
        add(sa.insert(schema.customer), [_customer(key, c) for key, c in enumerate(customers, 1)])
        add(sa.insert(schema.subscription), [_subscription(key, p, customers) for key, p in enumerate(pairs, 1)])
        add(sa.insert(schema.snapshot_date), [_date(number, day) for number, day in enumerate(dates, 1)])
        add(sa.insert(schema.import_record), [_record(number, day) for number, day in enumerate(dates, 1)])
        add(sa.insert(schema.subscription_snapshot), [_fact(r, customers, pairs) for r in rows])
        rollups.refresh(connection, region, dates)


def org_id(customer: str) -> str:
    """A UUID that shows the customer's letter."""
    return f"00000000-0000-4000-8000-{ord(customer[0]):012x}"


def _customer(key: int, customer: str) -> Row:
    return {"customer_key": key, "org_id": org_id(customer), "snapshot_name": f"{customer} AG"}


def _subscription(key: int, pair: tuple[str, str], customers: list[str]) -> Row:
    return {"subscription_key": key, "customer_key": customers.index(pair[0]) + 1, "subscription_id": pair[1]}


def _date(number: int, day: date) -> Row:
    return {"date": day, "week": sunday(day), "week_before": day - timedelta(days=7), "import_id": number}


def _record(number: int, day: date) -> Row:
    when = datetime(2026, 11, 22, 6, 0)
    base = {"kind": "Subscription Details", "file_name": f"{day}.csv", "checksum": f"{number:064x}"}
    return base | {"import_id": number, "rows": 1, "rejected": 0, "imported_at": when, "sample": False}


def _fact(r: Row, customers: list[str], pairs: list[tuple[str, str]]) -> Row:
    keys = {"customer_key": customers.index(r["customer"]) + 1}
    keys["subscription_key"] = pairs.index((r["customer"], r["subscription"])) + 1
    return keys | {key: value for key, value in r.items() if key not in ("customer", "subscription")}


def ask(region: Region, as_of: date = TODAY, product: Product = "meetings", weeks: int = 4, **scope: Any) -> Question:
    """A question over the whole region, or narrowed by `user_id`, `tags`, `managed_by`, `search`."""
    asked = Scope(region, scope.pop("user_id", None), **scope)
    return Question(asked, moment.moment(asked, as_of), product, weeks)
