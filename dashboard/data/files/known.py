"""Customers that a file is the first to name."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dashboard.data.schema import customer


def next_key(connection: Connection, key: sa.ColumnElement[int]) -> int:
    """The number after the largest of a key column, 1 when there is none."""
    return (connection.scalar(sa.select(sa.func.max(key))) or 0) + 1


def add_customers(connection: Connection, rows: sa.Table) -> None:
    """Give a key to each customer of the staged rows that has none, in the order of the file."""
    fresh = (
        sa.select(rows.c.customer_org_id, sa.func.min(rows.c.line).label("line"))
        .join_from(rows, customer, customer.c.org_id == rows.c.customer_org_id, isouter=True)
        .where(customer.c.customer_key.is_(None))
        .group_by(rows.c.customer_org_id)
        .subquery("fresh")
    )
    before = next_key(connection, customer.c.customer_key) - 1
    key = sa.func.row_number().over(order_by=fresh.c.line) + before
    connection.execute(sa.insert(customer).from_select(["customer_key", "org_id"], sa.select(key, fresh.c[0])))
