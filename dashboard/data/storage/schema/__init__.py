"""Tables of a region's database, the same on DuckDB, PostgreSQL and Citus.

Text ids stand on dimension rows only. Facts carry integer keys, `customer_key` first: every join names it, so that a
distributed table joins where it lies. DuckDB holds facts without keys, in date order; PostgreSQL gets a primary key and
a BRIN index (`ddl_if`). Migrations in `migrations/region` make exactly these tables; a test compares the two.
"""

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

PARTS = ("meetings", "professional", "standard")
"""The kinds of licence a report counts; Calling is professional and standard together."""

COUNTS = ("purchased", "assigned", "used")

HEADLINES = ("total_customers", "nearing_expiration", "nearing_renewal", "low_assignment", "over_limit")
"""The KPIs of `/subscriptions`, whose numbers are kept for every snapshot."""


def _counts() -> list[sa.Column[Any]]:
    return [sa.Column(f"{part}_{count}", sa.Integer) for part in PARTS for count in COUNTS]


def imported() -> sa.Column[Any]:
    """Which import brought a row, so that it can be taken back; unknown for rows older than this column."""
    return sa.Column("import_id", sa.Integer)


def _attributes() -> list[sa.Column[Any]]:
    """A subscription as one snapshot shows it."""
    return [
        sa.Column("customer_key", sa.Integer, nullable=False),
        sa.Column("subscription_key", sa.Integer, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("customer_name", sa.String),
        sa.Column("status", sa.String),
        sa.Column("subscription_type", sa.String),
        sa.Column("auto_renew", sa.Boolean),
        sa.Column("ends_on", sa.Date),
        sa.Column("start_date", sa.Date),
        # The start date known by then, carried forward (rollups.carry_start_dates); unknown: before the records.
        sa.Column("added_on", sa.Date),
        sa.Column("enterprise_trial_id", sa.String),
        sa.Column("suspended", sa.Boolean),
        sa.Column("setup_complete", sa.Boolean),
        sa.Column("total_users", sa.Integer),
        sa.Column("verified_users", sa.Integer),
        *_counts(),
    ]


CUSTOMER_FIELDS = (
    "name", "snapshot_name", "country", "industry", "planned_users", "managed_by", "last_admin_sign_in", "domains",
    "external_id",
)  # fmt: skip
"""What files tell of a customer."""

customer = sa.Table(
    "customer",
    metadata,
    sa.Column("customer_key", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("org_id", sa.String(36), nullable=False, unique=True),
    sa.Column("name", sa.String),  # the Customers file's; wins over the snapshots'
    sa.Column("snapshot_name", sa.String),  # the newest snapshot's, for search
    sa.Column("country", sa.String),
    sa.Column("industry", sa.String),
    sa.Column("planned_users", sa.Integer),
    sa.Column("managed_by", sa.String),  # external, own
    sa.Column("last_admin_sign_in", sa.Date),
    sa.Column("domains", sa.String),
    sa.Column("external_id", sa.String),
)

subscription = sa.Table(
    "subscription",
    metadata,
    sa.Column("subscription_key", sa.Integer, nullable=False),
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("subscription_id", sa.String, nullable=False),
    sa.PrimaryKeyConstraint("customer_key", "subscription_key"),
    sa.UniqueConstraint("customer_key", "subscription_id"),
)

snapshot_date = sa.Table(
    "snapshot_date",
    metadata,
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("week", sa.Date, nullable=False),  # its Sunday
    sa.Column("week_before", sa.Date, nullable=False),  # seven days earlier, so that no SQL counts days
    sa.Column("import_id", sa.Integer, nullable=False),
)

subscription_snapshot = sa.Table(
    "subscription_snapshot",
    metadata,
    *_attributes(),
    imported(),
    sa.PrimaryKeyConstraint("customer_key", "subscription_key", "date").ddl_if(dialect="postgresql"),
    sa.Index("ix_subscription_snapshot_date", "date", postgresql_using="brin").ddl_if(dialect="postgresql"),
)

subscription_current = sa.Table(
    "subscription_current",
    metadata,
    *_attributes(),
    *[sa.Column(f"{part}_{count}_before", sa.Integer) for part in PARTS for count in ("assigned", "used")],
    sa.Column("date_before", sa.Date),  # of the snapshot that those are from
    sa.PrimaryKeyConstraint("customer_key", "subscription_key").ddl_if(dialect="postgresql"),
)

licence_trend = sa.Table(
    "licence_trend",
    metadata,
    sa.Column("week", sa.Date, nullable=False),
    sa.Column("product", sa.String, nullable=False),
    *[sa.Column(count, sa.BigInteger) for count in COUNTS],  # unknown when no subscription knows it
    sa.PrimaryKeyConstraint("week", "product"),
)

headline_history = sa.Table(
    "headline_history",
    metadata,
    sa.Column("date", sa.Date, primary_key=True),  # of a snapshot; the KPIs of the whole region as of then
    *[sa.Column(key, sa.Integer, nullable=False) for key in HEADLINES],
    sa.Column("meetings_quartile", sa.Double),  # of assigned / purchased; unknown when too few customers have one
    sa.Column("calling_quartile", sa.Double),
)

headline_peers = sa.Table(
    "headline_peers",
    metadata,
    sa.Column("date", sa.Date, primary_key=True),  # of a row of headline_history
    sa.Column("meetings_customers", sa.Integer, nullable=False),  # that the quartiles are of
    sa.Column("calling_customers", sa.Integer, nullable=False),
    sa.Column("unlicensed", sa.Integer, nullable=False),  # customers with none of the licences in active subscriptions
)

customer_tag = sa.Table(
    "customer_tag",
    metadata,
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("tag", sa.String(25), nullable=False),
    sa.PrimaryKeyConstraint("customer_key", "tag"),
)

assignment = sa.Table(
    "assignment",
    metadata,
    sa.Column("user_id", sa.Integer, nullable=False),  # of the store
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("customer_key", "user_id"),
)

customer_source = sa.Table(
    "customer_source",
    metadata,
    # Which import each field of a customer came from, and which named the customer first; unknown for older ones.
    sa.Column("customer_key", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("added", sa.Integer),
    *[sa.Column(name, sa.Integer) for name in CUSTOMER_FIELDS],
)

import_record = sa.Table(
    "import_record",
    metadata,
    sa.Column("import_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("checksum", sa.String(64), nullable=False),  # SHA-256 of the file as given
    sa.Column("first_date", sa.Date),
    sa.Column("last_date", sa.Date),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("rejected", sa.Integer, nullable=False),
    sa.Column("reject_file", sa.String),
    sa.Column("unknown_columns", sa.String),  # ;-separated headers that were kept aside
    sa.Column("imported_at", sa.DateTime, nullable=False),  # UTC
    sa.Column("sample", sa.Boolean, nullable=False),
    sa.Column("older", sa.Integer),  # rows that changed nothing: a newer report of the same call is known
    sa.Column("replaced", sa.String),  # what gave way, as JSON
    sa.Column("kept", sa.Boolean),  # whether what gave way is kept, so that the import can be undone
    sa.Column("adds_to", sa.Integer),  # the import whose mended rejects these are
    sa.Column("whose", sa.String(36)),  # the customer of all its rows, where that was said and not in the file
    sa.Column("numbers", sa.String(2)),  # the style of numbers that was said
    sa.Column("imported_by", sa.String),
    sa.Column("undone_at", sa.DateTime),  # UTC
    sa.Column("undone_by", sa.String),
)

replaced_rows = sa.Table(
    "replaced_rows",
    metadata,
    # What an import replaced, by table, some thousand rows each as Arrow's own format: undoing it puts them back.
    sa.Column("import_id", sa.Integer, nullable=False),
    sa.Column("table_name", sa.String, nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.PrimaryKeyConstraint("import_id", "table_name", "part"),
)

header_mapping = sa.Table(
    "header_mapping",
    metadata,
    # Header rows that nobody knew and a person mapped, by their plain names.
    sa.Column("mapping_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("headers", sa.String, nullable=False),  # as the file writes them, a JSON list
    sa.Column("places", sa.String, nullable=False),  # column key -> place in headers, a JSON object
)
