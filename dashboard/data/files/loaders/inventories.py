"""Loads inventories: Devices, Phone Numbers, Webex App Versions. A file replaces what its date had."""

from collections.abc import Sequence
from datetime import date
from typing import cast

import sqlalchemy as sa

from dashboard.data.files.kinds import DEVICE, VERSION
from dashboard.data.files.loaders.loading import Loading
from dashboard.data.files.loaders.new_customers import add_customers, name_customers
from dashboard.data.files.loaders.replacing import Facts, of_period
from dashboard.data.files.loaders.staging import Staged
from dashboard.data.storage.schema import customer
from dashboard.data.storage.schema.inventories import app_version, device, phone_number

_OURS = ("date", "customer_key", "customer_name", "import_id")


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
    add_customers(staged, org_id)
    name_customers(staged, org_id, name)
    same = [column.name for column in table.columns if column.name not in _OURS]
    select = (
        sa.select(sa.literal(day, sa.Date).label("date"), customer.c.customer_key, rows.c[name])
        .add_columns(sa.literal(staged.import_id), *(rows.c[key] for key in same))
        .join_from(rows, customer, customer.c.org_id == rows.c[org_id])
        .order_by(rows.c.line)
    )
    names = [*_OURS, *same]
    connection.execute(sa.insert(table).from_select(names, select))
    return [day]


def _facts(table: sa.Table, org_id: str, *same: str) -> Facts:
    return Facts(table, of_period(table, "date", org_id, dict(zip(same, same, strict=True))), org_id, day="date")


LOADING = {
    "Devices": Loading(load_devices, _facts(device, "customer_org_id", *DEVICE)),
    "Phone Numbers": Loading(load_numbers, _facts(phone_number, "customer_org_id", "phone_number", "extension")),
    "Webex App Versions": Loading(load_versions, _facts(app_version, "org_id", *VERSION)),
}
