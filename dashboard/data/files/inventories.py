"""Loads inventories: Devices, Phone Numbers, Webex App Versions. A file replaces what its date had."""

from collections.abc import Sequence
from datetime import date
from typing import cast

import sqlalchemy as sa

from dashboard.data.files.known import add_customers, name_customers
from dashboard.data.files.staging import Staged
from dashboard.data.schema import customer
from dashboard.data.schema_inventory import app_version, device, phone_number


def load_devices(staged: Staged) -> Sequence[date]:
    """Bring the rows into the region as the only devices of their date."""
    return _load(staged, device, "customer_org_id", "customer")


def load_numbers(staged: Staged) -> Sequence[date]:
    """Bring the rows into the region as the only phone numbers of their date."""
    return _load(staged, phone_number, "customer_org_id", "customer")


def load_versions(staged: Staged) -> Sequence[date]:
    """Bring the rows into the region as the only app versions of their date."""
    return _load(staged, app_version, "org_id", "customer_name")


def _load(staged: Staged, table: sa.Table, org_id: str, name: str) -> Sequence[date]:
    connection, rows, day = staged.connection, staged.rows, cast(date, staged.period)  # the kind asks for it
    add_customers(connection, rows, org_id)
    name_customers(connection, rows, org_id, name)
    same = [column.name for column in table.columns if column.name not in ("date", "customer_key", "customer_name")]
    select = (
        sa.select(sa.literal(day, sa.Date).label("date"), customer.c.customer_key, rows.c[name])
        .add_columns(*(rows.c[key] for key in same))
        .join_from(rows, customer, customer.c.org_id == rows.c[org_id])
        .order_by(rows.c.line)
    )
    connection.execute(sa.delete(table).where(table.c.date == day))
    names = ["date", "customer_key", "customer_name", *same]
    connection.execute(sa.insert(table).from_select(names, select))
    return [day]
