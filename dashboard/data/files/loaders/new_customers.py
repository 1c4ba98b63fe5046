"""Customers that a file is the first to name."""

from collections.abc import Collection

import sqlalchemy as sa

from dashboard.data.files.loaders.customer_fields import set_fields
from dashboard.data.files.loaders.keys import next_key
from dashboard.data.files.loaders.staging import Staged
from dashboard.data.query.letters import in_order
from dashboard.data.storage.regions import Region
from dashboard.data.storage.schema import customer, customer_source


def add_customers(staged: Staged, org_id: str = "customer_org_id") -> None:
    """Give a key to each customer of the staged rows that has none, in the order of the file."""
    connection, rows = staged.connection, staged.rows
    org = rows.c[org_id]
    fresh = (
        sa.select(org, sa.func.min(rows.c.line).label("line"))
        .join_from(rows, customer, customer.c.org_id == org, isouter=True)
        .where(customer.c.customer_key.is_(None))
        .group_by(org)
        .subquery("fresh")
    )
    before = next_key(connection, customer.c.customer_key) - 1
    key = sa.func.row_number().over(order_by=fresh.c.line) + before
    connection.execute(sa.insert(customer).from_select(["customer_key", "org_id"], sa.select(key, fresh.c[0])))
    added = sa.select(customer.c.customer_key, sa.literal(staged.import_id)).where(customer.c.customer_key > before)
    connection.execute(sa.insert(customer_source).from_select(["customer_key", "added"], added))


def name_customers(staged: Staged, org_id: str = "customer_org_id", said: str = "customer_name") -> None:
    """Give customers without any name the one that the staged rows say."""
    rows, unnamed = staged.rows, customer.c.name.is_(None) & customer.c.snapshot_name.is_(None)
    name = sa.func.max(in_order(rows.c[said])).label("snapshot_name")
    names = (
        sa.select(customer.c.customer_key, name)
        .join_from(rows, customer, customer.c.org_id == rows.c[org_id])
        .where(rows.c[said].is_not(None), unnamed)
        .group_by(customer.c.customer_key)
    )
    set_fields(staged.connection, staged.import_id, names.subquery("names"), ["snapshot_name"])


def known_org_ids(region: Region, org_ids: Collection[str]) -> set[str]:
    """Which of these organisations are customers of the region."""
    with region.read() as connection:
        return set(connection.scalars(sa.select(customer.c.org_id).where(customer.c.org_id.in_(list(org_ids)))))
