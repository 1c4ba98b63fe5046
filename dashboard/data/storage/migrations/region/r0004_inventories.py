"""Devices, phone numbers and app versions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None

_DEVICE = (
    "external_id", "location_id", "location_name", "product", "mac", "firmware", "phone_number", "extension",
    "user_id", "user_uuid",
)  # fmt: skip
_NUMBER = (
    "external_id", "location_id", "location_name", "country", "phone_number", "extension", "pstn_connection",
    "user_type", "number_type", "user_id", "user_uuid",
)  # fmt: skip


def upgrade() -> None:
    """Makes the tables of inventories, indexed on PostgreSQL only."""
    _inventory("device", _DEVICE)
    _inventory("phone_number", _NUMBER, sa.Column("active", sa.Boolean))
    _inventory("app_version", ("app_type", "platform", "version", "os_version"), sa.Column("user_count", sa.Integer))


def _inventory(name: str, texts: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("customer_key", sa.Integer, nullable=False),
        sa.Column("customer_name", sa.String),
        *[sa.Column(text, sa.String) for text in texts],
        *columns,
    )
    if op.get_context().dialect.name == "postgresql":
        op.create_index(f"ix_{name}_date_customer_key", name, ["date", "customer_key"])
