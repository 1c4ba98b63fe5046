"""Spreads a region over the machines of a Citus cluster: facts by customer, everything small whole on each machine.

Facts of one customer lie together (co-located), so that every join on `customer_key` is answered where the rows are.
A region that is spread stays so: `upgrade` spreads the tables that a later version adds.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema.every import region_metadata
from dashboard.errors import DashboardError

FACTS = (
    "subscription", "subscription_snapshot", "subscription_current", "call_leg", "usage_report", "queue_report",
    "customer_week", "endpoint_week", "feature_week", "queue_week", "customer_user", "device", "phone_number",
    "app_version", "local_trial",
)  # fmt: skip
"""What grows with customers and time. All other tables are reference tables: small, or unique in other columns."""

_SPREAD = sa.text("SELECT logicalrelid::regclass::text FROM pg_dist_partition")
_FACT = sa.text("SELECT create_distributed_table(:name, 'customer_key', colocate_with => :beside)")
_REFERENCE = sa.text("SELECT create_reference_table(:name)")
_EMPTY = sa.text("SELECT truncate_local_data_after_distributing_table(CAST(:name AS regclass))")


def distribute(region: Region) -> list[str]:
    """Spreads every table that is not spread yet, in one transaction, and names them. Raises as `refuse_whole`."""
    refuse_whole(region)
    with region.write() as connection:
        # One connection a machine: what was done to one table must be seen by what is done to the next.
        connection.execute(sa.text("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'"))
        there = set(connection.scalars(_SPREAD))
        missing = [table.name for table in region_metadata.sorted_tables if table.name not in there]
        for name in sorted(missing, key=lambda name: (name not in FACTS, FACTS.index(name) if name in FACTS else 0)):
            _spread(connection, name)
    region.__dict__.pop("spread", None)  # it may be so only since now
    return missing


def refuse_whole(region: Region) -> None:
    """Raises DashboardError for a region that cannot be spread: a file, or a database without Citus."""
    if region.embedded:
        raise DashboardError(
            f"region {region.code}: a DuckDB file cannot be distributed; move it to a Citus coordinator first: "
            "`backup`, set its URL in DASHBOARD_REGIONS, `restore` (docs/citus.md)"
        )
    with region.read() as connection:
        if not _has_citus(connection):
            raise DashboardError(
                f"region {region.code}: its database is PostgreSQL without Citus and works as it is; to distribute it, "
                "run CREATE EXTENSION citus there and add its machines (docs/citus.md)"
            )


def _has_citus(connection: Connection) -> bool:
    return bool(connection.scalar(sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'citus'")))


def _spread(connection: Connection, name: str) -> None:
    if name in FACTS:
        connection.execute(_FACT, {"name": name, "beside": "default" if name == FACTS[0] else FACTS[0]})
    else:
        connection.execute(_REFERENCE, {"name": name})
    connection.execute(_EMPTY, {"name": name})
