"""Brings snapshots into a region one after another, as imports do: each replaces its day and counts what follows."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from dashboard.data.storage import schema
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.every import region_metadata
from dashboard.data.storage.weeks import sunday
from dashboard.data.subscriptions import rollups
from tests.data.factories import org_id, row

CUSTOMERS = "ABCDEF"
FIRST = date(2026, 10, 3)  # a Saturday
WEEK = timedelta(weeks=1)


def customers(region: Region) -> None:
    """A to F with a subscription each, and no snapshot yet; whatever was there is gone."""
    with region.write() as connection:
        for table in reversed(region_metadata.sorted_tables):
            connection.execute(sa.delete(table))
        keys = [{"customer_key": key, "org_id": org_id(one), "name": f"{one} AG"} for key, one in _numbered()]
        connection.execute(sa.insert(schema.customer), keys)
        owned = [
            {"customer_key": key, "subscription_key": key, "subscription_id": f"S-{one}"} for key, one in _numbered()
        ]
        connection.execute(sa.insert(schema.subscription), owned)


def bring(region: Region, day: date, over: Iterable[str]) -> int:
    """The id of an import of a day's snapshot, in which those customers are over the limit by one licence."""
    beyond = set(over)
    with region.write() as connection:
        number = (connection.scalar(sa.select(sa.func.max(schema.import_record.c.import_id))) or 0) + 1
        fact, days = schema.subscription_snapshot, schema.snapshot_date
        connection.execute(sa.delete(fact).where(fact.c.date == day))
        connection.execute(sa.delete(days).where(days.c.date == day))
        facts = []
        for key, one in _numbered():
            given = row(one, f"S-{one}", day, m=(5, 6 if one in beyond else 5, 5))
            facts.append({"customer_key": key, "subscription_key": key} | given)
        names = {column.name for column in fact.c}
        connection.execute(sa.insert(fact), [{k: v for k, v in one.items() if k in names} for one in facts])
        date_row = {"date": day, "week": sunday(day), "week_before": day - WEEK, "import_id": number}
        connection.execute(sa.insert(days).values(date_row))
        about = {"kind": "Subscription Details", "file_name": f"{day}.csv", "checksum": f"{number:064x}"}
        when = {"first_date": day, "last_date": day, "imported_at": datetime(2026, 11, 22, 6, 0)}
        record = {"import_id": number, "rows": 6, "rejected": 0, "sample": False}
        connection.execute(sa.insert(schema.import_record).values(record | about | when))
        rollups.refresh(connection, region, [day])
    return number


def _numbered() -> list[tuple[int, str]]:
    return list(enumerate(CUSTOMERS, 1))
