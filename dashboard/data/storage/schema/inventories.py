"""Tables of inventories: devices, phone numbers and app versions, whole, as the file of each date gave them.

An inventory has no history of its own: a file says what there is on its date, and replaces what an earlier file said
of the same date. Unknown cells are NULL.
"""

from typing import Any

import sqlalchemy as sa

from dashboard.data.storage.schema import imported, metadata


def _inventory(name: str, *columns: sa.Column[Any]) -> sa.Table:
    """A table by date and customer; `customer_name` is the file's own, for customers that have no other."""
    return sa.Table(
        name,
        metadata,
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("customer_key", sa.Integer, nullable=False),
        sa.Column("customer_name", sa.String),
        *columns,
        imported(),
        sa.Index(f"ix_{name}_date_customer_key", "date", "customer_key").ddl_if(dialect="postgresql"),
    )


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String) for name in names]


DEVICE_TEXTS = (
    "external_id", "location_id", "location_name", "product", "mac", "firmware", "phone_number", "extension",
    "user_id", "user_uuid",
)  # fmt: skip
NUMBER_TEXTS = (
    "external_id", "location_id", "location_name", "country", "phone_number", "extension", "pstn_connection",
    "user_type", "number_type", "user_id", "user_uuid",
)  # fmt: skip
VERSION_TEXTS = ("app_type", "platform", "version", "os_version")

device = _inventory("device", *_texts(*DEVICE_TEXTS))
phone_number = _inventory("phone_number", *_texts(*NUMBER_TEXTS), sa.Column("active", sa.Boolean))
app_version = _inventory("app_version", *_texts(*VERSION_TEXTS), sa.Column("user_count", sa.Integer))
