"""Customers, subscriptions and their snapshots, what is kept at import, assignments, tags, imports."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

_COUNTS = [
    f"{part}_{count}"
    for part in ("meetings", "professional", "standard")
    for count in ("purchased", "assigned", "used")
]
_BEFORE = [f"{name}_before" for name in _COUNTS if not name.endswith("purchased")]


def upgrade() -> None:
    """Makes the first tables of a region. Facts have a key on PostgreSQL only."""
    _dimensions()
    _facts()
    _kept()
    _own()


def _dimensions() -> None:
    op.create_table(
        "customer",
        sa.Column("customer_key", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("org_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String),
        sa.Column("snapshot_name", sa.String),
        sa.Column("country", sa.String),
        sa.Column("industry", sa.String),
        sa.Column("planned_users", sa.Integer),
        sa.Column("managed_by", sa.String),
        sa.Column("last_admin_sign_in", sa.Date),
        sa.Column("domains", sa.String),
        sa.Column("external_id", sa.String),
        sa.PrimaryKeyConstraint("customer_key", name="pk_customer"),
        sa.UniqueConstraint("org_id", name="uq_customer_org_id"),
    )
    op.create_table(
        "subscription",
        sa.Column("subscription_key", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("customer_key", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("subscription_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("customer_key", "subscription_key", name="pk_subscription"),
        sa.UniqueConstraint("customer_key", "subscription_id", name="uq_subscription_customer_key_subscription_id"),
    )


def _attributes() -> list[sa.Column[Any]]:
    return [
        sa.Column("customer_key", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("subscription_key", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("customer_name", sa.String),
        sa.Column("status", sa.String),
        sa.Column("subscription_type", sa.String),
        sa.Column("auto_renew", sa.Boolean),
        sa.Column("ends_on", sa.Date),
        sa.Column("start_date", sa.Date),
        sa.Column("added_on", sa.Date),
        sa.Column("enterprise_trial_id", sa.String),
        sa.Column("suspended", sa.Boolean),
        sa.Column("setup_complete", sa.Boolean),
        sa.Column("total_users", sa.Integer),
        sa.Column("verified_users", sa.Integer),
        *[sa.Column(name, sa.Integer) for name in _COUNTS],
    ]


def _facts() -> None:
    op.create_table(
        "snapshot_date",
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("week_before", sa.Date, nullable=False),
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("date", name="pk_snapshot_date"),
    )
    op.create_table("subscription_snapshot", *_attributes())
    op.create_table("subscription_current", *_attributes(), *[sa.Column(name, sa.Integer) for name in _BEFORE])
    if op.get_bind().dialect.name == "postgresql":
        key = ["customer_key", "subscription_key"]
        op.create_primary_key("pk_subscription_snapshot", "subscription_snapshot", [*key, "date"])
        op.create_primary_key("pk_subscription_current", "subscription_current", key)
        op.create_index("ix_subscription_snapshot_date", "subscription_snapshot", ["date"], postgresql_using="brin")


def _kept() -> None:
    counts = [sa.Column(name, sa.BigInteger) for name in ("purchased", "assigned", "used")]
    kpis = ("total_customers", "nearing_expiration", "nearing_renewal", "low_assignment", "over_limit")
    op.create_table(
        "licence_trend",
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("product", sa.String, nullable=False),
        *counts,
        sa.PrimaryKeyConstraint("week", "product", name="pk_licence_trend"),
    )
    op.create_table(
        "headline_history",
        sa.Column("date", sa.Date, nullable=False),
        *[sa.Column(kpi, sa.Integer, nullable=False) for kpi in kpis],
        sa.PrimaryKeyConstraint("date", name="pk_headline_history"),
    )


def _own() -> None:
    op.create_table(
        "customer_tag",
        sa.Column("customer_key", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(25), nullable=False),
        sa.PrimaryKeyConstraint("customer_key", "tag", name="pk_customer_tag"),
    )
    op.create_table(
        "assignment",
        sa.Column("user_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("customer_key", sa.Integer, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("customer_key", "user_id", name="pk_assignment"),
    )
    op.create_table(
        "import_record",
        sa.Column("import_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("first_date", sa.Date),
        sa.Column("last_date", sa.Date),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
        sa.Column("reject_file", sa.String),
        sa.Column("unknown_columns", sa.String),
        sa.Column("imported_at", sa.DateTime, nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("import_id", name="pk_import_record"),
    )
