"""Customers that a file is the first to name."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.regions import Region
from dashboard.data.schema import customer


def next_key(connection: Connection, key: sa.ColumnElement[int]) -> int:
    """The number after the largest of a key column, 1 when there is none."""
    return (connection.scalar(sa.select(sa.func.max(key))) or 0) + 1


def add_customers(connection: Connection, rows: sa.Table, org_id: str = "customer_org_id") -> None:
    """Give a key to each customer of the staged rows that has none, in the order of the file."""
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


def name_customers(
    connection: Connection, rows: sa.Table, org_id: str = "customer_org_id", said: str = "customer_name"
) -> None:
    """Give customers without any name the one that the staged rows say."""
    org, name = rows.c[org_id], rows.c[said]
    names = sa.select(org.label("org_id"), sa.func.max(name).label("name")).where(name.is_not(None)).group_by(org)
    found = names.subquery("names")
    unnamed = customer.c.name.is_(None) & customer.c.snapshot_name.is_(None)
    rename = sa.update(customer).values(snapshot_name=found.c.name)
    connection.execute(rename.where(customer.c.org_id == found.c.org_id, unnamed))


def known_org_ids(region: Region, org_ids: Collection[str]) -> set[str]:
    """Which of these organisations are customers of the region."""
    with region.read() as connection:
        return set(connection.scalars(sa.select(customer.c.org_id).where(customer.c.org_id.in_(list(org_ids)))))
