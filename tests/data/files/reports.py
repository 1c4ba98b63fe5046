"""Small report files whose rows are visible in the test, and what a region holds after them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dashboard.data.files.columns.subscriptions import SUBSCRIPTION_DETAILS
from dashboard.data.files.imports import Outcome, import_file
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer, subscription, subscription_snapshot

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SATURDAY, WEEK_AGO = "2026-11-21", "2026-11-14"
HEADERS = [column.english for column in SUBSCRIPTION_DETAILS]


def org(letter: str) -> str:
    """A UUID that shows a customer's letter."""
    return f"00000000-0000-4000-8000-{ord(letter):012x}"


def line(letter: str, subscription_id: str, day: str = SATURDAY, **given: str) -> str:
    """One row: an active subscription with 10 Meetings licences; keys of the report are given otherwise."""
    cells = {
        "calculation_date": day,
        "customer_name": f"{letter} AG",
        "customer_org_id": org(letter),
        "subscription_status": "Active",
        "subscription_id": subscription_id,
        "subscription_type": "Subscription",
        "meeting_license_available": "10",
        **given,
    }
    return ",".join(cells.get(column.key, "") for column in SUBSCRIPTION_DETAILS)


def write(directory: Path, lines: Sequence[str], name: str = "report.csv") -> Path:
    """A Subscription Details file of these rows."""
    path = directory / name
    path.write_text("\n".join([",".join(HEADERS), *lines, ""]), encoding="utf-8", newline="")
    return path


def load(region: Region, path: Path, **given: Any) -> Outcome:
    """Import a file as the command line does; its data directory is `data` beside the file."""
    asked = {"period": None, "dry_run": False, "progress": None, "data_dir": path.parent / "data"} | given
    return import_file(region, path, today=TODAY, now=NOW, **asked)


def held(region: Region, *columns: str) -> list[tuple[Any, ...]]:
    """Org letter, subscription id, date and these columns of every snapshot row, in order."""
    fact = subscription_snapshot.c
    statement = (
        sa.select(customer.c.org_id, subscription.c.subscription_id, fact.date, *(fact[name] for name in columns))
        .join_from(customer, subscription, customer.c.customer_key == subscription.c.customer_key)
        .join(
            subscription_snapshot,
            sa.and_(
                fact.customer_key == subscription.c.customer_key,
                fact.subscription_key == subscription.c.subscription_key,
            ),
        )
    )
    with region.read() as connection:
        rows = connection.execute(statement).all()
    found = [(chr(int(row[0][-12:], 16)), row[1], row[2].isoformat(), *row[3:]) for row in rows]
    return sorted(found, key=lambda row: (row[2], row[0], row[1]))


def all_rows(region: Region, table: sa.Table) -> list[dict[str, Any]]:
    """Every row of a table, in the order of its first column."""
    with region.read() as connection:
        rows = connection.execute(sa.select(table).order_by(*list(table.c)[:1])).mappings()
        return [dict(row) for row in rows]
